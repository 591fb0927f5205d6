"""Help pages in Japanese, as plain text: Typer's own need Rich, which costs more than the whole command line."""

from __future__ import annotations

import shutil
import unicodedata
from typing import Any

_INDENT = 2
_GAP = 2
_MOST = 100
_NAMES = 34
_NO_LINE_START = "、。，．）」』】〉》！？ー…々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"


def width(text: str) -> int:
    """Columns that ``text`` takes in a terminal (East Asian wide characters take two)."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _words(text: str) -> list[str]:
    """Pieces between which a line may break: ASCII words stay whole, Japanese breaks anywhere but before 、。 etc."""
    pieces: list[str] = []
    for c in text:
        narrow = ord(c) < 0x80 and c != " "
        if pieces and (c in _NO_LINE_START or (narrow and ord(pieces[-1][-1]) < 0x80 and pieces[-1] != " ")):
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces


def wrap(text: str, columns: int) -> list[str]:
    """``text`` in lines of at most ``columns`` terminal columns."""
    lines = [""]
    for piece in _words(text):
        if width(lines[-1] + piece) > columns and lines[-1]:
            lines.append("")
        if lines[-1] or piece != " ":
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def _table(rows: list[tuple[str, str]], columns: int) -> list[str]:
    left = min(max((width(name) for name, _ in rows), default=0), _NAMES)
    lines = []
    for name, text in rows:
        body = wrap(text, columns - _INDENT - left - _GAP) or [""]
        head = " " * _INDENT + name
        if width(name) > left:
            lines.append(head)
            head = " " * (_INDENT + left)
        pad = " " * (_INDENT + left + _GAP - width(head))
        lines.append((head + pad + body[0]).rstrip())
        lines += [" " * (_INDENT + left + _GAP) + rest for rest in body[1:]]
    return lines


def _names_of(parameter: Any, ctx: Any) -> str:
    if parameter.param_type_name == "argument":
        name = (parameter.metavar or parameter.name.upper()).strip("[]")
        name += "..." if parameter.nargs == -1 else ""
        return name if parameter.required else f"[{name}]"
    names = ", ".join(sorted((*parameter.opts, *parameter.secondary_opts), key=lambda name: (len(name) > 2, name)))
    if parameter.bare_type() == "bool":
        return names
    return f"{names} {parameter.metavar or parameter.display_type(ctx).strip('<>')}"


def _text_of(parameter: Any) -> str:
    text = str(getattr(parameter, "help", None) or "")
    extra = []
    if parameter.required:
        extra.append("必須")
    default = parameter.default
    if default not in (None, False, "", ()) and not callable(default) and not parameter.required:
        extra.append(f"既定値 {getattr(default, 'value', default)}")
    return text + (f"［{'、'.join(extra)}］" if extra else "")


def page(command: Any, ctx: Any) -> str:
    """The help page of a command or a group."""
    columns = min(shutil.get_terminal_size((_MOST, 40)).columns, _MOST)
    arguments = [p for p in command.get_params(ctx) if p.param_type_name == "argument"]
    usage = ["[オプション]", *(_names_of(p, ctx) for p in arguments)]
    if hasattr(command, "list_commands"):
        usage = ["コマンド …"]
    lines = [f"使い方: {ctx.command_path} {' '.join(usage)}", ""]
    for paragraph in (command.help or "").splitlines():
        lines += wrap(paragraph.strip(), columns) or [""]
    sections: dict[str, list[tuple[str, str]]] = {}
    for parameter in command.get_params(ctx):
        if getattr(parameter, "hidden", False):
            continue
        is_argument = parameter.param_type_name == "argument"
        title = "引数" if is_argument else (getattr(parameter, "rich_help_panel", None) or "オプション")
        sections.setdefault(title, []).append((_names_of(parameter, ctx), _text_of(parameter)))
    if hasattr(command, "list_commands"):
        names = command.list_commands(ctx)
        found = [(name, command.get_command(ctx, name)) for name in names]
        sections["コマンド"] = [(n, (c.help or "").strip().splitlines()[0]) for n, c in found if c and not c.hidden]
    order = ["引数", "コマンド", "オプション"]
    for title in sorted(sections, key=lambda t: order.index(t) if t in order else len(order)):
        lines += ["", f"{title}:", *_table(sections[title], columns)]
    if any(getattr(p, "envvar", None) for p in command.get_params(ctx)):
        lines += ["", *wrap("どのオプションも環境変数でも指定できます（例: --as-of は MIGRATE_AS_OF）。", columns)]
    return "\n".join(lines)
