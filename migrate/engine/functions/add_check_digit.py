"""add_check_digit(値, '番号の種類')"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import blanks, check_digits

PARAMETERS = (Kind.VALUE, Kind.TEXT)


def wrong(kind: str) -> str:
    """What is wrong with the kind of number, ``""`` where nothing is."""
    return "" if kind in check_digits.ADDED else " ".join(check_digits.ADDED)


def apply(value: str | None, kind: str) -> str | None:
    """The number with its check digit: 団体コード of 5 digits to 6, 法人番号 of 12 to 13; blanks around it go.

    >>> apply("13101", "団体コード"), apply("000012050002", "法人番号")
    ('131016', '7000012050002')
    >>> apply("131016", "団体コード")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 半角数字 5 桁でない
    """
    plain = blanks.strip(value) if value else ""
    return check_digits.added(plain, kind) if plain else None
