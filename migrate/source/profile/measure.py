"""One column of one chunk, measured on the reading threads; once per different value where values repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from migrate.model.value import value
from migrate.source.profile.shapes import shapes
from migrate.source.profile.signatures import by_digits

if TYPE_CHECKING:
    import polars as pl

_FEW = 256


@value
class Wish:
    """What is still wanted of a column."""

    repeats: bool = True
    """Values repeat: count them first."""
    below: int = (1 << 64) - 1
    """Hashes up to here are wanted."""
    values: bool = False
    """Different values with their counts are wanted."""
    extremes: bool = False


@value
class Part:
    """What one column of one chunk holds."""

    rows: int
    empty: int
    distinct: int
    """Different values as far as they were counted; else the number of rows."""
    shapes: Mapping[str, int]
    """Shape → cells, empty cells left out."""
    digits: Counter[str]
    hashes: pl.Series | None
    """Of all values, the empty one included; None where `values` has them."""
    values: Mapping[str, int] | None
    extremes: tuple[str, str] | None


def _summed(keys: pa.StringArray, counts: pa.Int64Array | None) -> dict[str, int]:
    """Key → cells."""
    if counts is None:
        found = pc.value_counts(keys)
        return dict(zip(found.field(0).to_pylist(), found.field(1).to_pylist(), strict=True))
    if len(keys) <= _FEW:
        total: Counter[str] = Counter()
        for key, count in zip(keys.to_pylist(), counts.to_pylist(), strict=True):
            total[key] += count
        return total
    grouped = (
        pa.table([keys, counts], ["key", "count"]).group_by("key", use_threads=False).aggregate([("count", "sum")])
    )
    return dict(zip(grouped.column("key").to_pylist(), grouped.column("count_sum").to_pylist(), strict=True))


def _padded(values: pa.StringArray, counts: pa.Int64Array | None, forms: pa.StringArray) -> int:
    """Cells that are numbers of two and more digits with a zero in front."""
    mask = pc.starts_with(values, "0")
    found = _summed(forms.filter(mask), counts.filter(mask) if counts is not None else None)
    return sum(count for shape, count in found.items() if is_long_number(shape))


def is_long_number(shape: str) -> bool:
    """True for two and more digits and nothing else."""
    return len(shape) > 1 and not shape.strip("9")


def hashed(values: pa.StringArray, below: int) -> pl.Series:
    """64-bit hashes of the values that do not exceed ``below``; the same text has the same hash in every chunk."""
    import polars as pl  # noqa: PLC0415 (heavy)

    found = pl.Series("h", values).hash(seed=0)
    return found if below == (1 << 64) - 1 else found.filter(found <= below)


def _counted(column: pa.StringArray | pa.DictionaryArray, wish: Wish) -> tuple[pa.StringArray, pa.Int64Array | None]:
    """Values and the cells of each, where values repeat or are wanted; else all cells. A text may come twice."""
    if isinstance(column, pa.DictionaryArray):
        counted = pc.value_counts(column.indices)
        return column.dictionary.take(counted.field(0)), counted.field(1)
    if wish.repeats or wish.values:
        counted = pc.value_counts(column)
        return counted.field(0), counted.field(1)
    return column, None


def measure(column: pa.StringArray | pa.DictionaryArray, wish: Wish) -> Part:
    """Measure a column of text without nulls."""
    values, counts = _counted(column, wish)
    forms = shapes(values)
    found = _summed(forms, counts)
    digits = by_digits(values, counts, forms, found)
    if any(map(is_long_number, found)) and (padded := _padded(values, counts, forms)):
        digits["zero_padded"] += padded
    told = None
    if wish.values and counts is not None:
        told = _summed(values, counts)
        told.pop("", None)
    return Part(
        rows=len(column),
        distinct=len(values),
        empty=found.pop("", 0),
        shapes=found,
        digits=digits,
        hashes=None if told is not None else hashed(values, wish.below),
        values=told,
        extremes=_extremes(values) if wish.extremes else None,
    )


def _extremes(values: pa.StringArray) -> tuple[str, str] | None:
    """Smallest and largest text that is not empty or blank."""
    trimmed = pc.utf8_trim(values, " \u3000")
    found = pc.min_max(values.filter(pc.not_equal(trimmed, ""))).as_py()
    return None if found["min"] is None else (found["min"], found["max"])
