"""The type notations of the 項目定義書 as regular expressions (凡例「データ型」, デジタル庁, 2023-09-29).

A half-width text is ASCII or half-width kana without control characters; a full-width text is anything else but
control, invisible and half-width characters. Private-use characters, and U+FF000–FF0FF, which stand for undecodable
bytes, are reported under codes of their own and are let through here.
"""

from __future__ import annotations

from migrate.model.notation import key
from migrate.quality.terms import Literal, lit

PRIVATE = r"\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFF}"
"""Private-use characters and stand-ins of undecodable bytes, for use inside a character class."""
STAND_INS = r"\x{FF000}-\x{FF0FF}"
SELECTORS = r"\x{FE00}-\x{FE0F}\x{E0100}-\x{E01EF}"
"""Variation selectors: part of the character before them, not counted in 桁数 (ours: no published rule counts them)."""

_HALF = rf"[ -~\x{{FF61}}-\x{{FF9F}}{PRIVATE}]*"
_FULL = (
    r"[^\x{0}-\x{A0}\x{AD}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}"
    r"\x{FF61}-\x{FFDC}\x{FFE8}-\x{FFFF}]*"
)
_DIGITS = rf"[0-9{PRIVATE}]+"
_TEXTS = {
    "X": _HALF,
    "N": _FULL,
    "9": _DIGITS,
    "9V": rf"{_DIGITS}(\.{_DIGITS})?",
    "S9": rf"-?{_DIGITS}",
}
_FORMS = {
    "YEAR": r"[0-9]{4}",
    "DATE": r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    "TIME": r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?",
}
SENTINELS = ("0000-01-01", "9999-12-31")
"""範囲の不明・無期限: 開始年月日 0000-01-01、終了年月日 9999-12-31."""
_NAMES = {
    "X": "半角文字列",
    "N": "全角文字列",
    "9": "整数",
    "9V": "小数点付き実数",
    "S9": "符号付き整数",
    "BLOB": "画像",
}


def known(published: str) -> bool:
    """True where the notation is one of the nine of the legend."""
    symbol = key(published)
    return symbol in _TEXTS or symbol in _FORMS or symbol == "BLOB"


def text_pattern(published: str) -> str | None:
    """Pattern of the characters that a type of text or number admits; None for the others."""
    return str(text_literal(published).plain) if key(published) in _TEXTS else None


def form_pattern(published: str) -> str | None:
    """Pattern of a date, time or year; None for the others."""
    return str(form_literal(published).plain) if key(published) in _FORMS else None


def text_literal(published: str) -> Literal:
    """`text_pattern` as a named literal.

    Raises:
        KeyError: the notation is none of a text or number.
    """
    symbol = key(published)
    return lit(rf"\A(?:{_TEXTS[symbol]})\z", f"TYPE_{symbol}", f"データ型 {symbol}: {_NAMES[symbol]}")


def form_literal(published: str) -> Literal:
    """`form_pattern` as a named literal.

    Raises:
        KeyError: the notation is none of a date, time or year.
    """
    symbol = key(published)
    return lit(rf"\A(?:{_FORMS[symbol]})\z", f"TYPE_{symbol}", f"データ型 {symbol} の形")


def name_of(published: str) -> str:
    """The notation in words."""
    return _NAMES.get(key(published), published)
