"""A column of the twin: which share of its cells is made how, as the profile of the original says."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from migrate.model.profile import Care, ColumnProfile
from migrate.model.value import value
from migrate.source.twin import counts as counting
from migrate.source.twin.forms import Manner, expand, maker
from migrate.source.twin.makers import Maker, Words
from migrate.source.twin.numbers import kinds
from migrate.source.twin.rest import rest

_UNIQUE = 0.97
"""An estimated number of different values this near to the number of cells counts as all of them."""


@value
class Share:
    """So many cells of one making: a text, or a shape with what its numbers are."""

    count: int
    shape: str = ""
    text: str | None = None
    kind: str = ""
    lead: str = "any"


@value
class Stratum:
    """So many cells, of so many different values, that one maker makes."""

    count: int
    distinct: int
    maker: Maker


class Cells:
    """Cells side by side, stratum by stratum; a maker itself."""

    def __init__(self, strata: Sequence[Stratum]) -> None:
        self.strata = tuple(one for one in strata if one.count)
        self.ends = list(accumulate(one.count for one in self.strata))
        self.size = self.ends[-1] if self.ends else 1

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """As `Maker.make`: the cell in each place."""
        places = (numbers % self.size).to_arrow()
        order = pc.array_sort_indices(places)
        ordered = pl.Series(places.take(order))
        made, begin, start = [pa.array([], pa.string())], 0, 0
        ends = ordered.search_sorted(pl.Series(self.ends, dtype=pl.Int64)).to_list()
        for one, end in zip(self.strata, ends, strict=True):
            if end > begin:
                made.append(one.maker.make((ordered[begin:end] - start) % one.distinct))
            begin, start = end, start + one.count
        if not self.strata:
            return pa.array([""] * len(numbers), pa.string())
        return pa.concat_arrays(made).take(pc.array_sort_indices(order))

    def values(self) -> Cells:
        """Each different value once."""
        return Cells([Stratum(count=one.distinct, distinct=one.distinct, maker=one.maker) for one in self.strata])


def _blank(column: ColumnProfile) -> str:
    """A cell of nothing but blanks, as wide as the column's characters."""
    return "\u3000" if any(one.name == "full" for one in column.characters) else " "


def _coded(column: ColumnProfile, told: counting.Coded) -> Iterator[Share]:
    for one, count in zip(column.values, told.values, strict=True):
        yield Share(count=count, text=one.text, shape=expand(one.pattern))


def _numbers(column: ColumnProfile, pattern: str, count: int) -> Iterator[Share]:
    """The cells of one pattern, those of digits parted by what they are."""
    shape = expand(pattern)
    if shape.strip("9"):
        yield Share(count=count, shape=shape)
        return
    for part in kinds(column, len(shape), count):
        yield Share(count=part.count, shape=shape, kind=part.kind, lead=part.lead)


def _open(column: ColumnProfile, had: int) -> Iterator[Share]:
    """Cells by the patterns that the profile tells, frequent values first, then what no pattern tells."""
    told: dict[str, int] = {}
    for one in column.values if column.care is Care.OPEN else ():
        told[one.pattern] = told.get(one.pattern, 0) + int(one.count)
        yield Share(count=int(one.count), text=one.text, shape=expand(one.pattern))
    filled = had - (column.empty or 0) - (column.blank or 0)
    for tally in column.patterns:
        if (left := (tally.count or 0) - told.get(tally.name, 0)) > 0:
            yield from _numbers(column, tally.name, left)
    for count, shape in rest(column, filled):
        yield Share(count=count, shape=shape)


def shares(column: ColumnProfile, had: int) -> list[Share]:
    """The cells of the original, empty and blank ones included, by how they are to be made."""
    if column.care is Care.CODE and column.values:
        coded = counting.coded(column, had)
        empty, blank = coded.empty, coded.blank
        filled = list(_coded(column, coded))
    else:
        empty, blank = column.empty or 0, column.blank or 0
        filled = list(_open(column, had))
    found = [Share(count=empty, text=""), Share(count=blank, text=_blank(column)), *filled]
    return [one for one in found if one.count > 0]


def is_unique(column: ColumnProfile, had: int) -> bool:
    """True where no value of the column comes twice and no cell is empty."""
    enough = had if column.distinct_exact else had * _UNIQUE
    return had > 0 and column.empty == 0 and column.distinct >= enough


def _clean(shape: str) -> str:
    """The shape without undecodable bytes."""
    return shape.replace("u", "J" if set(shape) & set("JKHagMmYNW_h") else "9")


def strata(column: ColumnProfile, had: int, rows: int, dice: random.Random, clean: bool = False) -> list[Stratum]:
    """How the cells of ``rows`` rows are made.

    Args:
        column: the original's profile.
        had: rows that the profile is about.
        rows: rows of the twin.
        dice: decides the order of values.
        clean: True leaves undecodable bytes out.
    """
    found = shares(column, had) or [Share(count=1, text="")]
    scaled = counting.scaled([one.count for one in found], rows)
    unique = is_unique(column, had)
    wanted = rows if unique else min(rows, round(column.distinct * (rows / had if had and rows < had else 1)))
    filled = sum(count for one, count in zip(found, scaled, strict=True) if one.text != "")
    made: list[Stratum] = []
    for one, count in zip(found, scaled, strict=True):
        want = count if unique else max(1, min(count, round(wanted * count / max(filled, 1))))
        low, high = (column.minimum or "", column.maximum or "") if column.care is Care.OPEN else ("", "")
        manner = Manner(kind=one.kind, lead=one.lead, low=low, high=high, wanted=want)
        shape = _clean(one.shape) if clean else one.shape
        made_by = Words((one.text,)) if one.text is not None else maker(shape, manner, dice)
        made.append(Stratum(count=count, distinct=max(1, min(want, made_by.size)), maker=made_by))
    return _spread(made, wanted)


def _spread(strata: list[Stratum], wanted: int) -> list[Stratum]:
    """Give the different values that small strata could not hold to those that have room."""
    for _ in range(3):
        missing = wanted - sum(one.distinct for one in strata)
        room = [min(one.count, one.maker.size) - one.distinct for one in strata]
        if missing <= 0 or not any(room):
            break
        total = sum(room)
        strata = [
            Stratum(
                count=one.count,
                distinct=one.distinct + min(free, missing * free // total + 1 if free else 0),
                maker=one.maker,
            )
            for one, free in zip(strata, room, strict=True)
        ]
    return strata
