"""Invented persons: name, sex, birthday, 個人番号; and the forms in which old systems write a day.

A 個人番号 is drawn at random and given its valid check digit (平成26年総務省令第85号 第5条). None is written
anywhere but in the files that are generated.
"""

from __future__ import annotations

from datetime import date, timedelta

from migrate.model.value import value
from migrate.text import eras, width
from migrate.town import names
from migrate.town.dice import Dice

_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
EXTRACTED = date(2026, 10, 30)
"""Day of the invented hand-over; nothing in the files is later."""
ERA_TURNS = (date(1912, 7, 30), date(1926, 12, 25), date(1989, 1, 7), date(1989, 1, 8), date(2019, 5, 1))
"""Days that conversions get wrong, such as 明治45年7月30日 and 大正15年12月25日 (= 昭和元年12月25日)."""
_WORDINGS = ("昭和45年頃", "昭和２０年３月頃", "昭和20年月日不詳", "年月日不詳", "大正10年頃", "推定昭和15年")


@value
class Person:
    """One person. ``birth`` is None where the day is not known; ``number`` is empty where none is held."""

    name: names.Name
    female: bool
    birth: date | None
    number: str


def with_check_digit(eleven: str) -> str:
    """A 個人番号 from its first eleven digits."""
    rest = sum(int(digit) * weight for digit, weight in zip(eleven, _WEIGHTS, strict=True)) % 11
    return eleven + str(0 if rest <= 1 else 11 - rest)


class Registry:
    """Draws persons whose 個人番号 never repeats."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._numbers: set[str] = set()

    def number(self) -> str:
        """A new 個人番号."""
        while True:
            eleven = f"{self._dice.below(10**11):011d}"
            if eleven not in self._numbers:
                self._numbers.add(eleven)
                return with_check_digit(eleven)

    def person(self, foreign_percent: float) -> Person:
        """A new person."""
        dice = self._dice
        female = dice.chance(48)
        foreign = dice.chance(foreign_percent)
        return Person(
            name=names.foreign(dice) if foreign else names.japanese(dice, female),
            female=female,
            birth=birthday(dice),
            number=self.number() if dice.chance(85) else "",
        )


def birthday(dice: Dice) -> date | None:
    """A birthday from 明治33年 on, mostly of grown-ups; None for one in seventy."""
    if dice.chance(1.5):
        return None
    if dice.chance(1):
        return dice.pick(ERA_TURNS)
    first, last = dice.pick(((1900, 1926), (1927, 1949), (1950, 1979), (1950, 1979), (1980, 2008), (2009, 2024)))
    return date(first, 1, 1) + timedelta(days=dice.below((last - first + 1) * 365))


def day_of_work(dice: Dice, birth: date | None, latest: date = EXTRACTED) -> date:
    """A day on which a clerk worked on the row: after the birth, 2005 or later, not after ``latest``."""
    first = max(date(2005, 4, 1), birth or date.min)
    return first + timedelta(days=dice.below((latest - first).days + 1))


def wording(dice: Dice) -> str:
    """A 不詳 wording as old systems hold it (住民記録システム標準仕様書 1.1.8)."""
    return dice.pick(_WORDINGS)


def _era(day: date, older: bool) -> tuple[eras.Era, int]:
    found = eras.of_day(day)
    era = found[0] if older else found[-1]
    return era, day.year - era.first.year + 1


def compact(day: date, older: bool = False) -> str:
    """``S450131``; ``older`` takes the ending era on a day that belongs to two.

    >>> compact(date(1970, 1, 31)), compact(date(1926, 12, 25), older=True)
    ('S450131', 'T151225')
    """
    era, year = _era(day, older)
    return f"{era.letter}{year:02d}{day.month:02d}{day.day:02d}"


def dotted(day: date, older: bool = False) -> str:
    """``R01.05.01``.

    >>> dotted(date(2019, 5, 1))
    'R01.05.01'
    """
    era, year = _era(day, older)
    return f"{era.letter}{year:02d}.{day.month:02d}.{day.day:02d}"


def spelt(day: date, older: bool = False) -> str:
    """``昭和45年1月31日``, 元年 for the first year.

    >>> spelt(date(2019, 5, 1)), spelt(date(1912, 7, 30), older=True)
    ('令和元年5月1日', '明治45年7月30日')
    """
    era, year = _era(day, older)
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def any_form(dice: Dice, day: date) -> str:
    """A day in one of the forms that come together in an old table."""
    form = dice.pick((compact, compact, spelt, dotted))
    text = form(day, dice.chance(50))
    return width.full_width(text) if dice.chance(12) else text
