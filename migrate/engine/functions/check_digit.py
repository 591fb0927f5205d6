"""check_digit(値, '番号の種類')"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import blanks, check_digits

PARAMETERS = (Kind.VALUE, Kind.TEXT)


def wrong(kind: str) -> str:
    """What is wrong with the kind of number, ``""`` where nothing is."""
    return "" if kind in check_digits.RULES else " ".join(check_digits.RULES)


def apply(value: str | None, kind: str) -> str | None:
    """The number where its check digit is right, else it is refused; blanks around it go.

    >>> apply("131016", "団体コード")
    '131016'
    >>> apply("131015", "団体コード")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 検査用数字が合わない
    """
    plain = blanks.strip(value) if value else ""
    return check_digits.checked(plain, kind) if plain else None
