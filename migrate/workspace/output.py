"""``output`` of `project.yaml`: how the CSV files of a conversion are written, for all businesses or for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.model.delivery import (
    BUSINESS,
    GROUP,
    GROUP_ID,
    NUMBER,
    SUFFIXES,
    UNICODE,
    DeliveryForm,
    DeliverySettings,
    Header,
    Quoting,
)
from migrate.model.finding import Place
from migrate.text.writable import writable

_ENCODINGS = {
    "utf8": "utf-8",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    **dict.fromkeys(("cp932", "ms932", "sjis", "shiftjis", "windows31j"), "cp932"),
    **dict.fromkeys(("eucjp", "ujis"), "euc_jp"),
}
_NEWLINES = {"crlf": "\r\n", "lf": "\n"}
_DELIMITERS = {
    **dict.fromkeys((",", "カンマ", "comma"), ","),
    **dict.fromkeys(("\t", "\\t", "タブ", "tab"), "\t"),
    **dict.fromkeys((";", "セミコロン", "semicolon"), ";"),
    **dict.fromkeys(("|", "縦棒", "pipe"), "|"),
}
_QUOTINGS = {
    **dict.fromkeys(("すべて", "all"), Quoting.ALL),
    **dict.fromkeys(("必要なとき", "needed"), Quoting.NEEDED),
    **dict.fromkeys(("なし", "none"), Quoting.NONE),
}
_HEADERS = {
    **dict.fromkeys(("日本語名", "japanese"), Header.JAPANESE),
    **dict.fromkeys(("ローマ字", "romaji"), Header.ROMAJI),
    **dict.fromkeys(("なし", "none"), Header.NONE),
}
_YES_NO = {
    **dict.fromkeys(("あり", "true", "yes"), True),
    **dict.fromkeys(("なし", "false", "no", "none"), False),
}
_NUMBERED = f"{GROUP}_{NUMBER}.csv"
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|{}]')
"""What Windows does not take in a file's name, and stray braces."""
_MOST_ROWS = 10**12
_MOST_NOTHING = 20


class _RefusedError(Exception):
    """Why a value is not taken; the caller knows the line."""


def _one_of(known: Mapping[str, Any], shown: str, plain: Callable[[str], str] = str.casefold) -> Callable[[str], Any]:
    def take(said: str) -> Any:
        if plain(said) not in known:
            raise _RefusedError(f"使えるのは {shown} です")
        return known[plain(said)]

    return take


def _nothing(said: str) -> str:
    if len(said) > _MOST_NOTHING or re.search(r"""[\x00-\x1f\x7f"]""", said):
        raise _RefusedError(f"{_MOST_NOTHING} 文字までで、引用符・改行・タブを含まない文字にしてください")
    return said


def _rows(said: str) -> int:
    if not (said.isascii() and said.isdecimal() and int(said) <= _MOST_ROWS):
        raise _RefusedError("0（分けない）か、1 ファイルの行数を、コンマなしの半角数字で書いてください")
    return int(said)


def _name(said: str) -> str:
    known = (GROUP, GROUP_ID, BUSINESS, NUMBER)
    strange = [one for one in _PLACEHOLDER.findall(said) if one not in known]
    if strange:
        raise _RefusedError(f"{strange[0]} は使えません。使えるのは {'、'.join(known)} です")
    if GROUP not in said and GROUP_ID not in said:
        raise _RefusedError(f"表ごとに違う名前になるよう、{GROUP} か {GROUP_ID} を入れてください")
    if not said.endswith(SUFFIXES):
        raise _RefusedError(f"終わりは {'、'.join(SUFFIXES)} のどれかにしてください")
    if re.search(rf"(^|[0-9}}]){re.escape(NUMBER)}|{re.escape(NUMBER)}[0-9{{]", said):
        raise _RefusedError(f"{NUMBER} の前後は、_ などの、数字でない文字で区切ってください")
    if _FORBIDDEN.search(_PLACEHOLDER.sub("", said)) or said.startswith((".", "~", " ")):
        raise _RefusedError("フォルダの区切りや、ファイル名に使えない文字は書けません")
    return said


_TAKERS: Mapping[str, Callable[[str], Any]] = {
    "encoding": _one_of(
        _ENCODINGS, "utf-8、utf-16le、utf-16be、cp932、euc-jp", lambda said: re.sub(r"[-_ .]", "", said).casefold()
    ),
    "bom": _one_of(_YES_NO, "あり、なし"),
    "newline": _one_of(_NEWLINES, "CRLF、LF"),
    "delimiter": _one_of(_DELIMITERS, "カンマ、タブ、セミコロン、縦棒"),
    "quoting": _one_of(_QUOTINGS, "すべて、必要なとき、なし"),
    "header": _one_of(_HEADERS, "日本語名、ローマ字、なし"),
    "nothing": _nothing,
    "name": _name,
    "rows": _rows,
}


def _wrong(file: str, node: object, key: object, reason: str) -> MigrateError:
    return MigrateError(
        "MIG-CNV-090", Place(file=file, line=yaml.line_of(node, key)), {"key": str(key), "reason": reason}
    )


def _text(said: object) -> str:
    if said is None:
        raise _RefusedError('値がありません。文字としての NULL や空は、"NULL"、"" のように引用符で囲んでください')
    if isinstance(said, dict | list):
        raise _RefusedError("一つの値にしてください")
    return str(said).lower() if isinstance(said, bool) else str(said)


def _clash(form: DeliveryForm) -> tuple[tuple[str, ...], str] | None:
    """Keys whose values do not go together, and why."""
    if form.bom and form.encoding not in UNICODE:
        return ("bom", "encoding"), "BOM を付けられるのは、utf-8、utf-16le、utf-16be だけです"
    if form.delimiter == "|" and form.encoding == "cp932":
        reason = "cp932 では、「ポ」などの 2 バイト目が縦棒と同じバイトになるため、区切りにできません"
        return ("delimiter", "encoding"), reason
    if form.delimiter in form.nothing:
        return ("nothing", "delimiter"), "区切りの文字を含めることはできません"
    if not writable(form.nothing, form.encoding):
        return ("nothing", "encoding"), "この文字コードにない文字です"
    if form.rows and NUMBER not in form.name:
        return ("name", "rows"), f"行数で分けるときは、name に {NUMBER} を入れてください"
    return None


def _form(file: str, node: Any, base: DeliveryForm, more: frozenset[str] = frozenset()) -> DeliveryForm:
    """``base`` with what ``node`` states; ``more`` are keys that somebody else reads."""
    taken: dict[str, Any] = {}
    for key in node:
        if key in more:
            continue
        if key not in _TAKERS:
            raise _wrong(file, node, key, f"使えるのは {'、'.join((*_TAKERS, *more))} です")
        try:
            taken[str(key)] = _TAKERS[key](_text(node[key]))
        except _RefusedError as refused:
            raise _wrong(file, node, key, str(refused)) from None
    if taken.get("rows") and "name" not in taken and base.name == DeliveryForm().name:
        taken["name"] = _NUMBERED
    form = replace(base, **taken)
    if clash := _clash(form):
        keys, reason = clash
        raise _wrong(file, node, next(key for key in keys if key in node), reason)
    return form


def settings(file: str, parent: Any) -> DeliverySettings:
    """What ``output`` of a loaded `project.yaml` says; the defaults where it says nothing.

    Raises:
        MigrateError: MIG-CNV-090 with the line: a key or a value that does not exist, or two that do not go together.
    """
    node = parent.get("output")
    if node is None:
        return DeliverySettings()
    if not isinstance(node, dict):
        raise _wrong(file, parent, "output", "encoding などの項目を、字下げして書いてください")
    form = _form(file, node, DeliveryForm(), frozenset({"businesses"}))
    stated = node.get("businesses") or {}
    if not isinstance(stated, dict):
        raise _wrong(file, node, "businesses", "業務ID ごとに、項目を字下げして書いてください")
    own = {}
    for key, one in stated.items():
        business = f"{key:03d}" if isinstance(key, int) else str(key)  # 001 without quotes is the number 1
        if not re.fullmatch(r"[0-9]{3}", business) or not isinstance(one, dict):
            raise _wrong(file, stated, key, "業務ID（3 桁）ごとに、項目を字下げして書いてください")
        own[business] = _form(file, one, form)
    return DeliverySettings(form=form, businesses=own)
