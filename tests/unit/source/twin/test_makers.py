"""Makers: different numbers give different values, all of one shape, and no number is anybody's."""

from __future__ import annotations

import random
from datetime import datetime

import polars as pl
import pytest

from migrate.source.profile.shapes import shapes
from migrate.source.profile.signatures import by_digits
from migrate.source.twin.forms import Manner, expand, maker
from migrate.source.twin.makers import Shuffle, digits

from .conftest import check_12

_MOST = 20_000
PATTERNS = (
    *("J{2}_J{2}", "J{3}_J", "J{1}", "J{5}", "JgJ_J{2}", "Ju_J", "MJ_JM", "k{4} k{3}", "k{15}", "K{7}", "H{4}J{2}"),
    *("9", "9{2}", "9{7}", "9{10}", "9{14}", "9{20}", "D{4}", "9{3}-9{4}", "D{3}hD{4}", "A{2}9{4}", "L{2}e", "p9"),
    *("E9{6}", "eD{6}", "E9{2}.9{2}.9{2}", "MmDYDNDW", "MmGY9N9{2}W", "9{4}-9{2}-9{2}", "9{4}Y9{2}N9{2}W"),
    *("9{4}/9{2}/9{2} 9{2}:9{2}:9{2}", "9{4}-9{2}-9{2}E9{2}:9{2}:9{2}", "9{2}-9{4}-9{4}", "(9{3})9{3}-9{4}"),
    *("A{3}E@A{5}.AE", "J{3}aJ{2}aJ{3}D{2}", "DaaD{2}aD{2}a", "J{35}", "_", " k", "c", "9,9{3}", "-9{3}.9{2}"),
)


def _made(pattern: str, **manner: object) -> pl.Series:
    one = maker(expand(pattern), Manner(**manner), random.Random(5))  # type: ignore[arg-type]
    return pl.Series(one.make(pl.Series(range(min(one.size, _MOST)), dtype=pl.Int64)))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_values_have_the_shape_and_do_not_repeat(pattern: str) -> None:
    """A pattern of the profile comes back as itself, as many different values as the maker says."""
    made = _made(pattern)

    assert (set(shapes(made.to_arrow().cast("string")).to_pylist()), made.n_unique()) == ({expand(pattern)}, len(made))


@pytest.mark.parametrize("pattern", ["K{7}", "J{3}_J", "H{3}", "k{2}"])
def test_more_values_than_there_are_words(pattern: str) -> None:
    """Where the bundled words do not suffice, characters do."""
    assert _made(pattern, wanted=900).n_unique() >= 900


@pytest.mark.parametrize(
    "pattern",
    [
        "9{12}",
        "9{4}-9{4}-9{4}",
        "9{5}-9{3}-9{4}",
        "9{6}.9{6}",
        "9{4} 9{4} 9{4}",
        "D{12}",
        "D{4}hD{4}hD{4}",
        "J{2}9{12}",
    ],
)
def test_no_number_of_twelve_digits_is_a_kojin_bango(pattern: str) -> None:
    """The last digit is never the check digit, however the number is written."""
    made = ["".join(str(int(one)) for one in text if one.isdigit()) for text in _made(pattern).to_list()]

    assert [text for text in made if len(text) != 12 or text[11] == check_12(text[:11])] == []


@pytest.mark.parametrize(
    ("kind", "length"),
    [
        ("hojin_bango", 13),
        ("dantai_code", 6),
        ("western_date_8", 8),
        ("era_date_7", 7),
        ("timestamp_14", 14),
        ("phone_digits", 11),
    ],
)
def test_numbers_of_a_known_form_have_it(kind: str, length: int) -> None:
    """The profile of the made numbers knows every one of them again."""
    made = _made(f"9{{{length}}}", kind=kind).to_arrow().cast("string")
    found = by_digits(made, None, shapes(made), ["9" * length])

    assert found[kind] == len(made)


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("9{4}-9{2}-9{2}E9{2}:9{2}:9{2}", "%Y-%m-%dT%H:%M:%S"),
        ("9{4}-9{2}-9{2}E9{2}:9{2}:9{2}.9{3}", "%Y-%m-%dT%H:%M:%S.%f"),
        ("9{4}/9{1}/9{2} 9{1}:9{2}", "%Y/%m/%d %H:%M"),
        ("9{4}.9{2}.9{2} 9{2}:9{2}", "%Y.%m.%d %H:%M"),
    ],
)
def test_moments_are_moments(pattern: str, written: str) -> None:
    """A day with a time is one that there is, however it is written, and stands in the years of the twin."""
    years = {datetime.strptime(text, written).year for text in _made(pattern).to_list()}

    assert (min(years) >= 1927, max(years) <= 2026, len(years) > 50) == (True, True, True)


def test_telephone_numbers_are_nobodys() -> None:
    """The number behind the area code begins with 0, as no exchange's does."""
    assert {text.split("-")[1][0] for text in _made("9{2}-9{4}-9{4}").to_list()} == {"0"}


@pytest.mark.parametrize(
    ("lead", "wanted"), [("zero", set("0")), ("nonzero", set("123456789")), ("any", set("0123456789"))]
)
@pytest.mark.parametrize("length", [2, 9, 10, 12, 19])
def test_first_digit(lead: str, wanted: set[str], length: int) -> None:
    """As the profile's share of zeros in front asks for."""
    made = digits(length, lead, random.Random(3)).make(pl.Series(range(90), dtype=pl.Int64)).to_pylist()

    assert ({text[0] for text in made} <= wanted, {len(text) for text in made}) == (True, {length})


@pytest.mark.parametrize("size", [1, 2, 10, 97, 1000, 36_250])
def test_a_shuffle_is_a_permutation(size: int) -> None:
    """Every number comes once."""
    order = Shuffle(size, random.Random(size))

    assert order(pl.Series(range(size), dtype=pl.Int64)).sort().to_list() == list(range(size))
