"""Days and months, as makers of rows need them. Days of birth end with the 28th, so that each month has them."""

from __future__ import annotations

from datetime import date, timedelta


def after(day: date, *, months: int = 0, days: int = 0) -> date:
    """The day so many months and then days later; both may be negative.

    >>> after(date(2026, 11, 23), months=3, days=-1)
    datetime.date(2027, 2, 22)
    """
    total = day.year * 12 + day.month - 1 + months
    return day.replace(year=total // 12, month=total % 12 + 1) + timedelta(days=days)


def month(day: date, months: int = 0) -> str:
    """The month so many months later as ``YYYY-MM``.

    >>> month(date(2026, 11, 23), -11)
    '2025-12'
    """
    return f"{after(day.replace(day=1), months=months):%Y-%m}"


def age(birth: date, day: date) -> int:
    """Years completed on a day.

    >>> age(date(1980, 11, 23), date(2026, 11, 22))
    45
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def reaches(birth: date, years: int) -> date:
    """The day on which somebody reaches an age: the eve of the birthday (年齢計算ニ関スル法律)."""
    return after(birth, months=12 * years, days=-1)
