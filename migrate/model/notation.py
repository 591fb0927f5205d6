"""データ型 and 桁数 as published, read as a key and as numbers (凡例「データ型」, デジタル庁, 2023-09-29)."""

from __future__ import annotations

import re

FIXED = {"DATE": 10, "TIME": 8, "YEAR": 4}
"""Characters of the types whose form is fixed, all of them ASCII."""
_PLAIN = str.maketrans("ＸＮ９ＶＳ", "XN9VS")
_SEPARATORS = re.compile("[,，.．]")


def key(published: str) -> str:
    """データ型 with half-width letters: ``Ｎ`` and ``N`` are one.

    >>> key("Ｎ"), key(" 9V ")
    ('N', '9V')
    """
    return published.strip().translate(_PLAIN)


def digits(length: str) -> tuple[int, ...]:
    """桁数 as numbers; empty where none is published.

    >>> digits("15"), digits("5,2"), digits("")
    ((15,), (5, 2), ())
    """
    parts = [part.strip() for part in _SEPARATORS.split(length)]
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else ()
