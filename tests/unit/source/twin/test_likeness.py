"""The profile of a twin is the profile of its original, within tolerances that are stated here."""

from __future__ import annotations

import pytest

from migrate.model.profile import Care, ColumnProfile, FileProfile, Tally

from .conftest import Pair

DISTINCT = 0.03
"""Different values: 3 %, or 5 values."""
MEAN = 0.05
"""Mean length: 5 %."""
CLASSES = 0.06
"""Cells with a class of characters: 6 % of the rows."""
PATTERNS = 0.05
"""Cells whose pattern the profile tells, but which have another one: 5 % of the rows."""
FORMS = 0.08
"""Cells with a form that at least 30 % of the filled cells have: 8 % of the rows."""
_NOT_KEPT = {"kojin_bango", "integer", "zero_padded", "address"}
"""個人番号 on purpose; ``address`` depends on where its words stand; the others follow from the patterns."""


def _counts(tallies: tuple[Tally, ...]) -> dict[str, int]:
    return {one.name: one.count or 0 for one in tallies}


def _distance(a: dict[str, int], b: dict[str, int]) -> dict[str, int]:
    return {name: abs(a.get(name, 0) - b.get(name, 0)) for name in {*a, *b}}


def _columns(pair: Pair) -> list[tuple[FileProfile, ColumnProfile, ColumnProfile]]:
    return [
        (pair.original[name], a, b)
        for name in sorted(pair.original)
        for a, b in zip(pair.original[name].columns, pair.twin[name].columns, strict=True)
    ]


@pytest.fixture(params=["town_pair", "legacy_pair"])
def both(request: pytest.FixtureRequest) -> Pair:
    """Either delivery with its twin."""
    found: Pair = request.getfixturevalue(request.param)
    return found


def test_files_are_alike(both: Pair) -> None:
    """Records, records that cannot be cut and the numbers of the latter, encoding, form, columns."""

    def told(one: FileProfile) -> tuple[object, ...]:
        return (
            one.records,
            one.ragged_count,
            one.ragged,
            one.encoding,
            one.csv,
            one.newline,
            [c.name for c in one.columns],
        )

    assert {name: told(one) for name, one in both.twin.items()} == {
        name: told(one) for name, one in both.original.items()
    }


def test_empty_and_blank_cells(both: Pair) -> None:
    """Exactly as many, but for keys, which are never empty."""
    keys = {"ATENA_NO", "RIREKI_NO", "ATENA_CD", "atena_no", "rireki_no", "setai_no"}
    differ = [
        (of.file, a.name)
        for of, a, b in _columns(both)
        if (a.empty, a.blank) != (b.empty, b.blank) and a.name not in keys
    ]

    assert differ == []


def test_different_values(both: Pair) -> None:
    """3 % more or fewer, or five."""
    differ = [
        (of.file, a.name, a.distinct, b.distinct)
        for of, a, b in _columns(both)
        if abs(a.distinct - b.distinct) > max(5, a.distinct * DISTINCT)
    ]

    assert differ == []


def test_lengths(both: Pair) -> None:
    """The mean within 5 %, the ends within two characters where the profile tells patterns of them."""
    differ = [
        (of.file, a.name, a.mean_length, b.mean_length)
        for of, a, b in _columns(both)
        if a.mean_length is not None and abs((b.mean_length or 0) - a.mean_length) > a.mean_length * MEAN
    ]

    assert differ == []


def test_patterns(both: Pair) -> None:
    """Of the patterns that the original tells, at most 5 % of the rows have another one in the twin.

    A pattern that is rarer than the twentieth of the twin is not told of the twin, and not counted here.
    """
    differ = []
    for of, a, b in _columns(both):
        told, made = _counts(a.patterns), _counts(b.patterns)
        least = min(made.values()) if len(made) == 20 else 0
        seen = {name: count for name, count in told.items() if name in made or count > least}
        missing = sum(max(0, count - made.get(name, 0)) for name, count in seen.items())
        if missing > max(20, of.rows * PATTERNS):
            differ.append((of.file, a.name, missing))

    assert differ == []


def test_characters(both: Pair) -> None:
    """Cells with each class of characters, gaiji and undecodable bytes among them, within 6 % of the rows."""
    differ = [
        (of.file, a.name, name, distance)
        for of, a, b in _columns(both)
        for name, distance in _distance(_counts(a.characters), _counts(b.characters)).items()
        if distance > max(5, of.rows * CLASSES)
    ]

    assert differ == []


def test_gaiji_and_damage_are_there(both: Pair) -> None:
    """Where the original has private-use characters or undecodable bytes, the twin has as many, give or take two."""
    differ = []
    for of, a, b in _columns(both):
        for name in ("gaiji", "undecodable", "control"):
            told, made = _counts(a.characters).get(name), _counts(b.characters).get(name)
            if (told is None) != (made is None) or abs((told or 0) - (made or 0)) > 2:
                differ.append((of.file, a.name, name, told, made))

    assert differ == []


def test_known_forms(both: Pair) -> None:
    """Dates, numbers, names, telephone numbers that make up a column make it up in the twin too."""
    differ = []
    for of, a, b in _columns(both):
        told, made = _counts(a.signatures), _counts(b.signatures)
        filled = of.rows - (a.empty or 0) - (a.blank or 0)
        for name, count in told.items():
            if name not in _NOT_KEPT and count * 10 > filled * 3 and abs(count - made.get(name, 0)) > of.rows * FORMS:
                differ.append((of.file, a.name, name, count, made.get(name, 0)))

    assert differ == []


def test_codes_come_with_their_counts(both: Pair) -> None:
    """Every value of a code column, rare ones too; told counts exactly, rare ones rare."""
    coded = [(a, b) for _, a, b in _columns(both) if a.care is Care.CODE and a.values]
    numbers = [
        (a.name, x.text)
        for a, b in coded
        for x, y in zip(a.values, b.values, strict=True)
        if (x.text, x.pattern) != (y.text, y.pattern)
        or (x.count.isdigit() and y.count.isdigit() and x.count != y.count)
    ]
    rare = [
        (a.name, x.count, y.count)
        for a, b in coded
        for x, y in zip(a.values, b.values, strict=True)
        if x.count[0] != y.count[0] and "<" in x.count + y.count
    ]

    assert (len(coded) > 1, numbers, rare) == (True, [], [])


def test_no_kojin_bango(both: Pair) -> None:
    """The originals are full of them, the twins hold none."""
    had = sum(_counts(a.signatures).get("kojin_bango", 0) for _, a, _ in _columns(both))
    has = sum(_counts(b.signatures).get("kojin_bango", 0) for _, _, b in _columns(both))

    assert (had > 1000, has) == (True, 0)
