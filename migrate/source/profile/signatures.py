"""Known forms of values: told by a value's shape, and for numbers by their digits (dates, check digits)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from migrate.model.value import value

if TYPE_CHECKING:
    import polars as pl

CLASSES: Mapping[str, str] = {
    "half_digit": "9",
    "half_letter": "AE",
    "half_kana": "k",
    "half_mark": "p-/.:,@+()",
    "full": "DLeKHhMmYNWGaJ",
    "hiragana": "H",
    "katakana": "K",
    "kanji_or_other": "MmYNWGaJ",
    "gaiji": "g",
    "undecodable": "u",
    "control": "c",
    "inner_blank": "",
    "leading_blank": "",
    "trailing_blank": "",
}
"""Class of characters → its letters in a shape; the blanks are told by their place."""

_K = "[DLeKHhMmYNWGaJgu]"
_PARTED = r"9{4}(?P<s>[-/.])9{1,2}(?P=s)9{1,2}"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(form))
    for name, form in (
        ("era_letter_date", r"E[. ]?9{6}|e[. ]?D{6}|E[. ]?9{1,2}[-/.]9{1,2}[-/.]9{1,2}"),
        ("era_kanji_date", r"Mm(?:9{1,2}|D{1,2}|G)Y(?:9{1,2}|D{1,2})N(?:9{1,2}|D{1,2})W"),
        (
            "western_date_parted",
            _PARTED + r"|(?:9{4}|D{4})Y(?:9{1,2}|D{1,2})N(?:9{1,2}|D{1,2})W",
        ),
        ("timestamp_parted", _PARTED + r"[E ]9{1,2}:9{2}(?::9{2}(?:\.9+)?)?"),  # T is of class E
        ("half_kana", r"[k ]*k[k ]*"),
        ("full_kana", r"[K_]*K[K_]*"),
        ("name", rf"{_K}{{1,6}}[_ ]{_K}{{1,8}}|[k]+ [k]+|K+_K+"),
        ("postal_7", r"9{7}"),
        ("postal_3_4", r"9{3}-9{4}|D{3}hD{4}"),
        ("phone_parted", r"9{2,5}-9{1,4}-9{4}|9{2,5}\(9{1,4}\)9{4}|\(9{2,5}\)9{1,4}-9{4}"),
        ("email", r"[9AE.+p-]+@[9AE-]+(?:\.[9AE-]+)+"),
        ("address", rf"{_K}*a{_K}*[9D]+.*|{_K}*a{_K}+a.*"),
        ("integer", r"[-+]?9+"),
        ("decimal", r"[-+]?9+\.9+|[-+]?9{1,3}(?:,9{3})+(?:\.9+)?"),
        ("half_code", r"(?=.*[AE])(?=.*9)[9AE-]{1,20}"),
        ("long_text", r"(?=.*[KHJa]).{30,}"),
    )
)
_FEW = 256
"""So few different values are judged one by one: it costs less than to set up the judging of many."""
DIGITS = (1, 6, 7, 8, 10, 11, 12, 13, 14)
"""Lengths of numbers that are looked at digit by digit."""
_TOO_LONG = 64
_EIGHT = 8
_BLANKS = " _"


@value
class Facts:
    """What one shape tells."""

    length: int
    blank: bool
    """Nothing but blanks."""
    classes: tuple[str, ...]
    signatures: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def facts(shape: str) -> Facts:
    """Classes and forms of a shape that is not empty.

    >>> facts("E999999").signatures
    ('era_letter_date', 'half_code')
    """
    bare = shape.strip(_BLANKS)
    if not bare:
        return Facts(length=len(shape), blank=True, classes=(), signatures=())
    held = set(shape)
    found = [name for name, letters in CLASSES.items() if not held.isdisjoint(letters)]
    if not held.isdisjoint(_BLANKS):
        found += ["leading_blank"] if shape[0] in _BLANKS else []
        found += ["trailing_blank"] if shape[-1] in _BLANKS else []
        found += ["inner_blank"] if not set(bare).isdisjoint(_BLANKS) else []
    if len(bare) > _TOO_LONG:
        forms = ["long_text"] if not held.isdisjoint("KHJa") else []
    else:
        forms = [name for name, form in _FORMS if form.fullmatch(bare)]
    return Facts(length=len(shape), blank=False, classes=tuple(found), signatures=tuple(forms))


Digit: TypeAlias = "Any"
"""A whole number, or a polars expression of many of them: both are judged by the same rules."""


def _between(number: Digit, low: int, high: int) -> Digit:
    return (number >= low) & (number <= high)


class _Digits:
    """The digits of numbers of one length, each apart (so that no division is needed)."""

    def __init__(self, digits: Sequence[Digit]) -> None:
        self.digits = tuple(digits)

    def number(self, begin: int, end: int) -> Digit:
        """The number that the digits from ``begin`` to before ``end`` make."""
        total = self.digits[begin]
        for digit in self.digits[begin + 1 : end]:
            total = total * 10 + digit
        return total

    def day(self, begin: int) -> Digit:
        """True where month and day (four digits) may be those of a date."""
        return _between(self.number(begin, begin + 2), 1, 12) & _between(self.number(begin + 2, begin + 4), 1, 31)

    def weighted(self, weights: tuple[int, ...]) -> Digit:
        """Sum of the digits above the last one, each by its weight; weights from the lowest of them."""
        above = self.digits[-2::-1]
        total = above[0] * weights[0]
        for digit, weight in zip(above[1:], weights[1:], strict=True):
            total += digit * weight
        return total

    def all_are(self, wanted: int) -> Digit:
        """True where each digit is ``wanted``."""
        same = self.digits[0] == wanted
        for digit in self.digits[1:]:
            same &= digit == wanted
        return same


def _six(of: _Digits) -> dict[str, Digit]:
    check = of.digits[-1] == (11 - of.weighted((2, 3, 4, 5, 6)) % 11) % 10
    years = _between(of.number(0, 4), 1868, 2100) & _between(of.number(4, 6), 1, 12)
    era = (of.digits[0] + of.digits[1] > 0) & of.day(2)
    prefecture = _between(of.number(0, 2), 1, 47)
    return {"dantai_code": check & prefecture, "western_month_6": years, "era_date_6": era}


def _seven(of: _Digits) -> dict[str, Digit]:
    era = _between(of.digits[0], 1, 5) & (of.number(1, 3) >= 1)
    return {"era_date_7": era & of.day(3), "no_date": of.all_are(0) | of.all_are(9)}


def _eight(of: _Digits) -> dict[str, Digit]:
    real = _between(of.number(0, 4), 1868, 2100) & of.day(4)
    return {"western_date_8": real, "no_date": of.all_are(0) | of.all_are(9)}


def _twelve(of: _Digits) -> dict[str, Digit]:
    """個人番号 (平成26年総務省令第85号 第5条)."""
    rest = of.weighted((2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)) % 11
    return {"kojin_bango": of.digits[-1] == (11 - rest) % 11 % 10}


def _thirteen(of: _Digits) -> dict[str, Digit]:
    """法人番号 (平成26年財務省令第70号 第2条): the first digit is 9 − (Σ Pn·Qn mod 9)."""
    total = of.digits[-1] * 1
    for place, digit in enumerate(of.digits[-2:0:-1], 1):
        total += digit * (1 + place % 2)
    return {"hojin_bango": of.digits[0] == 9 - total % 9}


def _fourteen(of: _Digits) -> dict[str, Digit]:
    clock = (of.number(8, 10) < 24) & (of.number(10, 12) < 60) & (of.number(12, 14) < 60)
    return {"timestamp_14": _between(of.number(0, 4), 1868, 2100) & of.day(4) & clock}


def _phone(of: _Digits) -> dict[str, Digit]:
    return {"phone_digits": (of.digits[0] == 0) & (of.digits[1] > 0)}


def _flag(of: _Digits) -> dict[str, Digit]:
    return {"flag_0_1": of.digits[0] <= 1}


_JUDGES = {1: _flag, 6: _six, 7: _seven, 8: _eight, 10: _phone, 11: _phone, 12: _twelve, 13: _thirteen, 14: _fourteen}


@cache
def _expressions(length: int) -> dict[str, pl.Expr]:
    """What numbers of this length may be, for many of them at once."""
    import polars as pl  # noqa: PLC0415 (heavy)

    return _JUDGES[length](_Digits([pl.col(str(place)).cast(pl.Int32) - ord("0") for place in range(length)]))


@lru_cache(maxsize=1 << 14)
def _forms(text: str) -> tuple[str, ...]:
    """What one number may be."""
    return tuple(name for name, passed in _JUDGES[len(text)](_Digits([int(one) for one in text])).items() if passed)


def forms_of_number(text: str, shape: str) -> tuple[str, ...]:
    """What a text of eight and more digits may be: a date, a time, a telephone number, a number with a check digit.

    >>> forms_of_number("19700131", "99999999"), forms_of_number("1970", "9999")
    (('western_date_8',), ())
    """
    return _forms(text) if len(text) in DIGITS and len(text) >= _EIGHT and not shape.strip("9") else ()


def _places(values: pa.StringArray, length: int) -> dict[str, pl.Series]:
    """The bytes of equally long ASCII texts, place by place."""
    import polars as pl  # noqa: PLC0415 (heavy)

    _, offsets, data = values.buffers()
    begin = memoryview(offsets).cast("i")[values.offset]
    raw = data.slice(begin, len(values) * length).to_pybytes()
    return {
        str(place): pl.Series(pa.Array.from_buffers(pa.uint8(), len(values), [None, pa.py_buffer(raw[place::length])]))
        for place in range(length)
    }


def by_digits(
    values: pa.StringArray, counts: pa.Int64Array | None, shapes: pa.StringArray, present: Iterable[str]
) -> Counter[str]:
    """Cells whose digits make a date, a number with a right check digit, a flag, a padded number.

    Args:
        values: texts without nulls.
        counts: cells of each; None where each stands for one cell.
        shapes: their shapes.
        present: the different shapes.
    """
    import polars as pl  # noqa: PLC0415 (heavy)

    found: Counter[str] = Counter()
    different = tuple(present)
    for shape in sorted(one for one in different if len(one) in DIGITS and not one.strip("9")):
        mask = pc.equal(shapes, shape) if len(different) > 1 else None
        if counts is not None and len(values) <= _FEW:
            those, cells_of = (values, counts) if mask is None else (values.filter(mask), counts.filter(mask))
            for text, count in zip(those.to_pylist(), cells_of.to_pylist(), strict=True):
                found.update(dict.fromkeys(_forms(text), count))
            continue
        cells = _places(values if mask is None else values.filter(mask), len(shape))
        if counts is not None:
            cells["w"] = pl.Series(counts if mask is None else counts.filter(mask))
        judged = _expressions(len(shape))
        if counts is not None:
            judged = {name: passed.cast(pl.Int64) * pl.col("w") for name, passed in judged.items()}
        sums = {name: passed.sum() for name, passed in judged.items()}
        for name, total in pl.DataFrame(cells).select(**sums).row(0, named=True).items():
            if total:
                found[name] += total
    return found
