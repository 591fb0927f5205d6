"""Texts that a spreadsheet program takes for a formula (OWASP ASVS 1.2.10), in files that people open there."""

from __future__ import annotations

import re

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
