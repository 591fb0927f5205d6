"""Texts that a spreadsheet program takes for a formula (OWASP ASVS 1.2.10), in files that people open there."""

from __future__ import annotations

import re
from collections.abc import Iterable

STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
"""What a formula begins with, and what such a program passes over before it."""
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def risky(text: str) -> bool:
    """True where the text may be taken for a formula.

    >>> risky("=1+1"), risky("－5"), risky("山田")
    (True, True, False)
    """
    return text.startswith(STARTS)


def guarded(text: str | None) -> str | None:
    """The text for a CSV that people open: an apostrophe before what may be taken for a formula.

    A number with its sign is left: no program finds anything but a number in it.

    >>> guarded("=HYPERLINK(1)"), guarded("-5"), guarded("-5+1"), guarded(None)
    ("'=HYPERLINK(1)", '-5', "'-5+1", None)
    """
    return f"'{text}" if text is not None and risky(text) and not _NUMBER.fullmatch(text) else text


def row(cells: Iterable[str | int]) -> list[str | int]:
    """A row of a CSV that people open and nothing reads back.

    >>> row(["@SUM(1)", -5, "-5"])
    ["'@SUM(1)", -5, '-5']
    """
    return [f"{guarded(one)}" if isinstance(one, str) else one for one in cells]


def shielded(text: str) -> str:
    """The text for a CSV that people edit: an apostrophe in front that `bare` takes away again.

    >>> shielded("=1"), shielded("'a"), shielded("a"), [bare(shielded(one)) for one in ("=1", "'a", "''=", "a")]
    ("'=1", "''a", 'a', ['=1', "'a", "''=", 'a'])
    """
    return f"'{text}" if risky(text) or text.startswith("'") else text


def bare(text: str) -> str:
    """A cell of such a CSV without the apostrophe; one that a spreadsheet program has taken away is not missed.

    >>> bare("=1"), bare("'90 年代")
    ('=1', "'90 年代")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith((*STARTS, "'")) else text
