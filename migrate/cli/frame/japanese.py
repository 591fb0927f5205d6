"""Typer's own words in Japanese, in one place."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from migrate.cli.frame import help as pages

_WORDS = {
    "help": "この説明を表示して終了します。",
    "install_completion": "いまのシェルに入力補完を組み込みます。",
    "show_completion": "いまのシェル用の入力補完スクリプトを表示します。",
}


def _write(command: Any, ctx: Any, formatter: Any) -> None:
    for parameter in command.get_params(ctx):
        parameter.help = _WORDS.get(parameter.name, getattr(parameter, "help", None))
    formatter.write(pages.page(command, ctx) + "\n")


class Group(TyperGroup):
    """A command group whose help is Japanese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        _write(self, ctx, formatter)


class Command(TyperCommand):
    """A command whose help is Japanese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        _write(self, ctx, formatter)


def _parameter_name(error: Any) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return ""
    is_option = bool(param.opts) and param.opts[0].startswith("-")
    return "/".join(param.opts) if is_option else str(param.metavar or param.name.upper())


def _own_words(error: Any) -> str:
    """What our own checks say of a value, and what may be chosen; the parser's other words are English."""
    said = str(getattr(error, "message", ""))
    if " one of " in said:
        return f"選べるもの: {'、'.join(said.partition(' one of ')[2].split(chr(39))[1::2])}"
    return said if said and not said.isascii() and "'" not in said else ""


def usage_sentence(error: Any) -> str:
    """One Japanese sentence for a usage error of the parser."""
    message = str(error.format_message())
    given = message.split("'")[1] if message.count("'") > 1 else ""
    near = "、".join(getattr(error, "possibilities", None) or ()) or message.partition("Did you mean ")[2].strip("?' ")
    hint = f" 近いもの: {near}" if near else ""
    name = _parameter_name(error)
    by_kind = {
        "NoSuchOption": f"オプション {getattr(error, 'option_name', '')} はありません。{hint}",
        "MissingParameter": f"{name} を指定してください。",
        "BadParameter": f"{name} の値が正しくありません。{_own_words(error)}",
        "BadOptionUsage": f"オプション {getattr(error, 'option_name', '')} の書き方が正しくありません（値の有無）。",
    }
    by_message = {
        "No such command": f"コマンド {given} はありません。{hint}",
        "Got unexpected extra argument": "引数が多すぎます。",
        "Missing command": "コマンドを指定してください。",
    }
    found = by_kind.get(type(error).__name__)
    found = found or next((text for start, text in by_message.items() if message.startswith(start)), None)
    return found or "指定のしかたが正しくありません。"


def group(help: str) -> typer.Typer:
    """A command group with Japanese help; ``help`` is one sentence, then an example."""
    return typer.Typer(cls=Group, help=help, no_args_is_help=True, add_completion=False, rich_markup_mode=None)
