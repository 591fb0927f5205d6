"""Numbers written with separators: postal codes, telephone numbers, amounts."""

from __future__ import annotations

import re

from migrate.text import blanks, width
from migrate.text.refusal import UnconvertibleError

SEPARATORS = "[-‐‑‒–—―−ー()./ 〒]"
"""What `digits_only` takes away, as a regular expression."""
_SEPARATORS = re.compile(SEPARATORS)
_AMOUNT = re.compile(
    r"(?P<before>[-+−▲△])? ?[¥￥\\]? ?(?P<sign>[-+−▲△])? ?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<after>[-−])? ?円?",
    re.ASCII,
)
PLAIN = "[0-9]{1,38}"
"""A whole number without a sign or a separator, as a regular expression."""
_LONGEST = 38
"""More digits than any database keeps in a number."""


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


def integer(text: str) -> str | None:
    """An amount as a plain whole number: ``-`` in front where it is below 0, no zeros in front, no separators.

    Understood are any width, commas between groups of three, ¥ or 円, ``-``, − , ▲ or △ in front and ``-`` behind
    (as host systems write it). None for blanks.

    >>> [integer(one) for one in ("001234", "１，２３４円", "▲ 1,000", "500-", "¥-0", "　")]
    ['1234', '1234', '-1000', '-500', '0', None]

    Raises:
        UnconvertibleError: anything else: a decimal point, two signs, commas elsewhere, more than 38 digits.
    """
    plain = width.half_ascii(blanks.strip(text))
    if not plain:
        return None
    found = _AMOUNT.fullmatch(plain)
    signs = [one for one in found.group("before", "sign", "after") if one] if found else []
    if found is None or len(signs) > 1:
        raise UnconvertibleError("整数として読めない")
    digits = found["digits"].replace(",", "").lstrip("0") or "0"
    if len(digits) > _LONGEST:
        raise UnconvertibleError("数字の桁が多すぎる")
    return f"-{digits}" if signs and signs[0] != "+" and digits != "0" else digits


def with_point(text: str, places: int) -> str | None:
    """A whole number whose last ``places`` digits stand behind a point that is not written.

    >>> with_point("0012345", 2), with_point("5-", 2), with_point(" ", 2)
    ('123.45', '-0.05', None)

    Raises:
        UnconvertibleError: as `integer`.
    """
    whole = integer(text)
    if whole is None:
        return None
    digits = whole.lstrip("-").rjust(places + 1, "0")
    return f"{'-' if whole.startswith('-') else ''}{digits[:-places]}.{digits[-places:]}"


def times(text: str, factor: int) -> str | None:
    """A whole number, multiplied: amounts in 千円 as 円.

    >>> times("1,234", 1000), times("▲5", 1000), times("", 1000)
    ('1234000', '-5000', None)

    Raises:
        UnconvertibleError: as `integer`.
    """
    whole = integer(text)
    return None if whole is None else str(int(whole) * factor)
