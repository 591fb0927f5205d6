"""Invented days in every form in which old systems write them, found by the shape of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache

import pyarrow as pa

from migrate.source.profile.shapes import shapes
from migrate.text import width

FIRST, LAST = date(1927, 1, 1), date(2026, 3, 31)
_FAR = date(2039, 12, 31)
"""Days up to here are made only for columns whose profile tells such days."""
_ERAS = (
    (date(2019, 5, 1), "R", "令和", 5, 2018),
    (date(1989, 1, 8), "H", "平成", 4, 1988),
    (date(1926, 12, 25), "S", "昭和", 3, 1925),
)
Form = Callable[[date], str]


def _era(day: date) -> tuple[str, str, int, int]:
    """Letter, name, number and year of the era."""
    for since, letter, name, number, before in _ERAS:
        if day >= since:
            return letter, name, number, day.year - before
    raise ValueError(day)


def _letter(sign: str, mark: str, pad: int) -> Form:
    def write(day: date) -> str:
        letter, _, _, year = _era(day)
        return letter + sign + mark.join(f"{part:0{pad}d}" for part in (year, day.month, day.day))

    return write


def _kanji(pad: int, first: str) -> Form:
    def write(day: date) -> str:
        _, name, _, year = _era(day)
        told = first if year == 1 and first else f"{year:0{pad}d}"
        return f"{name}{told}年{day.month:0{pad}d}月{day.day:0{pad}d}日"

    return write


def _western(marks: tuple[str, str, str], pad: int) -> Form:
    return lambda day: f"{day.year}{marks[0]}{day.month:0{pad}d}{marks[1]}{day.day:0{pad}d}{marks[2]}"


def _wide(form: Form) -> Form:
    return lambda day: width.full_width(form(day))


def _parted() -> Iterator[Form]:
    for mark in "-/.":
        for pad in (2, 1):
            yield _western((mark, mark, ""), pad)
    for pad in (2, 1):
        yield _western(("年", "月", "日"), pad)
        yield _wide(_western(("年", "月", "日"), pad))


def _eras() -> Iterator[Form]:
    for sign in ("", ".", " "):
        yield _letter(sign, "", 2)
        yield _wide(_letter(sign, "", 2))
    for mark in "./-":
        for pad in (2, 1):
            yield _letter("", mark, pad)
    for pad in (2, 1):
        for first in ("", "元"):
            yield _kanji(pad, first)
            yield _wide(_kanji(pad, first))


def _days(last: date = LAST) -> Iterator[date]:
    return (FIRST + timedelta(days=n) for n in range((last - FIRST).days + 1))


_FORMS = (*_eras(), *_parted())
_SAMPLE = (
    *(date(year, month, day) for year in (1927, 1935, 1990, 2001, 2019, 2021) for month in (5, 12) for day in (1, 31)),
    *(date(1989, 1, 9), date(1989, 12, 10), date(2019, 10, 9)),
)
"""Days of every width: years of one and two digits and the first of an era, months and days of one and two digits."""


def _shapes(texts: list[str]) -> list[str]:
    found: list[str] = shapes(pa.array(texts)).to_pylist()
    return found


@cache
def _sampled() -> tuple[frozenset[str], ...]:
    """Shapes that each form has."""
    return tuple(frozenset(_shapes([form(day) for day in _SAMPLE])) for form in _FORMS)


@cache
def _written(form: Form) -> dict[str, tuple[str, ...]]:
    """Shape → the days that have it in this form."""
    texts = [form(day) for day in _days()]
    found: dict[str, list[str]] = {}
    for text, shape in zip(texts, _shapes(texts), strict=True):
        found.setdefault(shape, []).append(text)
    return {shape: tuple(group) for shape, group in found.items()}


def by_shape(shape: str) -> tuple[str, ...]:
    """Days whose writing has this shape; none where no known form has it.

    >>> by_shape("E99.99.99")[:2]
    ('S02.01.01', 'S02.01.02')
    """
    forms = (form for form, known in zip(_FORMS, _sampled(), strict=True) if shape in known)
    return tuple(dict.fromkeys(text for form in forms for text in _written(form)[shape]))


@cache
def digits(kind: str) -> tuple[str, ...]:
    """Days or months in digits: ``western_date_8``, ``era_date_7``, ``era_date_6``, ``western_month_6``.

    >>> digits("western_date_8")[0], digits("era_date_7")[-1], digits("western_month_6")[-1]
    ('19270101', '5080331', '203912')
    """
    forms: dict[str, Form] = {
        "western_date_8": lambda day: f"{day:%Y%m%d}",
        "era_date_7": lambda day: f"{_era(day)[2]}{_era(day)[3]:02d}{day:%m%d}",
        "era_date_6": lambda day: f"{_era(day)[3]:02d}{day:%m%d}",
        "western_month_6": lambda day: f"{day:%Y%m}",
    }
    last = _FAR if kind.startswith("western") else LAST
    return tuple(dict.fromkeys(forms[kind](day) for day in _days(last)))


@cache
def times(mark: str) -> tuple[str, ...]:
    """All seconds of a day as ``HHMMSS``, or with a mark between."""
    return tuple(f"{n // 3600:02d}{mark}{n // 60 % 60:02d}{mark}{n % 60:02d}" for n in range(86400))


def clock(shape: str) -> tuple[str, ...]:
    """All times of a day whose writing has this shape: hours of one or two digits, with or without seconds.

    >>> clock("9:99")[:2], clock("99:99:99")[-1]
    (('0:00', '0:01'), '23:59:59')
    """
    texts = times(":") if shape.count(":") == 2 else tuple(text[:5] for text in times(":")[::60])
    return tuple(text[1:] for text in texts if text[0] == "0") if shape[1] == ":" else texts
