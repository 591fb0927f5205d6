"""Numbers written with separators: postal codes, telephone numbers."""

from __future__ import annotations

import re

from migrate.text import width
from migrate.text.refusal import UnconvertibleError

_SEPARATORS = re.compile("[-‐‑‒–—―−ー()./ 〒]")


def digits_only(text: str) -> str:
    """The digits of ``text``, half-width; hyphens of every kind, brackets, points, slashes, blanks and 〒 go.

    >>> digits_only("０３（1234）5678"), digits_only(" ")
    ('0312345678', '')

    Raises:
        UnconvertibleError: any other character.
    """
    plain = _SEPARATORS.sub("", width.half_ascii(text))
    if plain and not (plain.isascii() and plain.isdigit()):
        raise UnconvertibleError("数字と区切り以外の文字がある")
    return plain
