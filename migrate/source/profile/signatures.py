"""Known forms of values: told by a value's shape, and for numbers by their digits (dates, check digits)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

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
        ("timestamp_parted", _PARTED + r"[A ]9{1,2}:9{2}(?::9{2}(?:\.9+)?)?"),
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
DIGITS = (1, 6, 7, 8, 10, 11, 12, 13, 14)
"""Lengths of numbers that are looked at digit by digit."""
_TOO_LONG = 64
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


def _day(month: pl.Expr, day: pl.Expr) -> pl.Expr:
    return month.is_between(1, 12) & day.is_between(1, 31)


def _weighted(numbers: pl.Expr, weights: tuple[int, ...]) -> pl.Expr:
    """Sum of the digits above the last one, each by its weight; weights from the lowest of them."""
    total = numbers * 0
    for place, weight in enumerate(weights):
        total += (numbers // 10 ** (place + 1)) % 10 * weight
    return total


def _six(numbers: pl.Expr) -> dict[str, pl.Expr]:
    rest = _weighted(numbers, (2, 3, 4, 5, 6)) % 11
    check = numbers % 10 == (11 - rest) % 10
    years = (numbers // 100).is_between(1868, 2100) & (numbers % 100).is_between(1, 12)
    era = (numbers >= 10000) & _day(numbers // 100 % 100, numbers % 100)
    prefecture = (numbers // 10000).is_between(1, 47)
    return {"dantai_code": check & prefecture, "western_month_6": years, "era_date_6": era}


def _seven(numbers: pl.Expr) -> dict[str, pl.Expr]:
    era = (numbers // 1000000).is_between(1, 5) & ((numbers // 10000 % 100) >= 1)
    real = era & _day(numbers // 100 % 100, numbers % 100)
    return {"era_date_7": real, "no_date": (numbers == 0) | (numbers == 9999999)}


def _eight(numbers: pl.Expr) -> dict[str, pl.Expr]:
    real = (numbers // 10000).is_between(1868, 2100) & _day(numbers // 100 % 100, numbers % 100)
    return {"western_date_8": real, "no_date": (numbers == 0) | (numbers == 99999999)}


def _twelve(numbers: pl.Expr) -> dict[str, pl.Expr]:
    """個人番号 (平成26年総務省令第85号 第5条)."""
    rest = _weighted(numbers, (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)) % 11
    return {"kojin_bango": numbers % 10 == (11 - rest) % 11 % 10}


def _thirteen(numbers: pl.Expr) -> dict[str, pl.Expr]:
    """法人番号 (平成26年財務省令第70号 第2条): the first digit is 9 − (Σ Pn·Qn mod 9)."""
    total = numbers * 0
    for place in range(12):
        total += (numbers // 10**place) % 10 * (1 + place % 2)
    return {"hojin_bango": numbers // 10**12 == 9 - total % 9}


def _fourteen(numbers: pl.Expr) -> dict[str, pl.Expr]:
    days = numbers // 1000000
    clock = (numbers // 10000 % 100 < 24) & (numbers // 100 % 100 < 60) & (numbers % 100 < 60)
    real = (days // 10000).is_between(1868, 2100) & _day(days // 100 % 100, days % 100)
    return {"timestamp_14": real & clock}


def _phone(numbers: pl.Expr, length: int) -> pl.Expr:
    return numbers.is_between(10 ** (length - 2), 10 ** (length - 1) - 1)


def _of_digits(numbers: pl.Expr, length: int) -> dict[str, pl.Expr]:
    if length == 1:
        return {"flag_0_1": numbers <= 1}
    if length in (10, 11):
        return {"phone_digits": _phone(numbers, length)}
    judges = {6: _six, 7: _seven, 8: _eight, 12: _twelve, 13: _thirteen, 14: _fourteen}
    return judges[length](numbers)


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
    for shape in sorted(one for one in present if len(one) in DIGITS and not one.strip("9")):
        mask = pc.equal(shapes, shape)
        cells = {"n": values.filter(mask).cast(pa.int64())}
        if counts is not None:
            cells["w"] = counts.filter(mask)
        weight = pl.col("w") if counts is not None else pl.lit(1)
        sums = {
            name: (passed.cast(pl.Int64) * weight).sum() for name, passed in _of_digits(pl.col("n"), len(shape)).items()
        }
        for name, total in pl.DataFrame(cells).select(**sums).row(0, named=True).items():
            if total:
                found[name] += total
    return found
