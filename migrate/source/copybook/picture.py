"""PICTURE character strings: category, digits, decimals and bytes."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from migrate.model.value import value

_REPEAT = re.compile(r"(CR|DB|.)(?:\((\d{1,9})\))?", re.IGNORECASE)
_NUMERIC = frozenset("9SVP")
_WIDE = frozenset("NG")
_LETTERS = frozenset("XA")
_INSERTED = frozenset("B0/")
_EDITED = frozenset("Z*+-,.$\\¥￥CRDBE9VP0/B")
_MOST = 1 << 24


class Category(StrEnum):
    """What a picture describes."""

    NUMERIC = "numeric"
    ALPHANUMERIC = "alphanumeric"
    WIDE = "wide"
    EDITED = "edited"


@value
class Picture:
    """A picture as read."""

    text: str
    category: Category
    size: int
    """Character positions (the sign of S, V and P take none)."""
    digits: int = 0
    scale: int = 0
    """Decimals; below 0 where the last digits are not kept (P)."""
    signed: bool = False


def _symbols(text: str) -> list[tuple[str, int]] | None:
    found = []
    at = 0
    while at < len(text):
        one = _REPEAT.match(text, at)
        if not one or one[1] in "()":
            return None
        found.append((one[1].upper(), int(one[2]) if one[2] else 1))
        at = one.end()
    return found


def _numeric(text: str, symbols: list[tuple[str, int]]) -> Picture | None:
    if any(symbol == "S" for symbol, _ in symbols[1:]) or sum(symbol == "V" for symbol, _ in symbols) > 1:
        return None
    order = [symbol for symbol, _ in symbols if symbol != "S"]
    digits = sum(count for symbol, count in symbols if symbol == "9")
    if not digits:
        return None
    lost = sum(count for symbol, count in symbols if symbol == "P")
    scale = 0
    if "V" in order:
        behind = symbols[[symbol for symbol, _ in symbols].index("V") + 1 :]
        scale = sum(count for symbol, count in behind if symbol in "9P")
        if lost and order.index("V") > 0 and order[0] != "P":  # 99PPV
            scale = -lost
    elif lost:
        scale = digits + lost if order[0] == "P" else -lost
    return Picture(
        text=text,
        category=Category.NUMERIC,
        size=digits,
        digits=digits,
        scale=scale,
        signed=symbols[0][0] == "S",
    )


def read_picture(text: str) -> Picture | None:
    """Read a picture; None where it is none.

    >>> p = read_picture("S9(7)V99"); (p.category.value, p.size, p.digits, p.scale, p.signed)
    ('numeric', 9, 9, 2, True)
    >>> p = read_picture("N(10)"); (p.category.value, p.size)
    ('wide', 10)
    >>> p = read_picture("ZZ,ZZ9.99-"); (p.category.value, p.size)
    ('edited', 10)
    >>> read_picture("9(5)PP").scale, read_picture("VPP9").scale, read_picture("Q9")
    (-2, 3, None)
    """
    plain = unicodedata.normalize("NFKC", text)
    symbols = _symbols(plain)
    if not symbols or any(not count for _, count in symbols) or sum(count for _, count in symbols) > _MOST:
        return None
    kinds = {symbol for symbol, _ in symbols}
    if kinds <= _NUMERIC:
        return _numeric(text, symbols)
    size = sum(count * len(symbol) for symbol, count in symbols if symbol not in "SVP")
    if kinds & _WIDE and kinds <= _WIDE | _INSERTED:
        return Picture(text=text, category=Category.WIDE, size=size)
    if kinds & _LETTERS and kinds <= _LETTERS | {"9"} | _INSERTED:
        return Picture(text=text, category=Category.ALPHANUMERIC, size=size)
    if kinds - {"CR", "DB"} <= _EDITED and kinds & {"9", "Z", "*", "+", "-", "$", "\\", "0"}:
        return Picture(text=text, category=Category.EDITED, size=size)
    return None
