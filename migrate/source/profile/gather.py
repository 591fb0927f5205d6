"""One column over all chunks, in bounded memory: shapes are folded into counts, hashes into a sketch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from migrate.source.profile.measure import Part, Wish, hashed
from migrate.source.profile.signatures import facts

if TYPE_CHECKING:
    import polars as pl

SKETCH = 1 << 15
"""So many of the smallest hashes are kept: fewer values are counted exactly, more are estimated (error 0.6 %)."""
_MOST_WAITING = 4 * SKETCH
MOST_VALUES = 10_000
"""Beyond so many different values a column is not listed."""
_MOST_SHAPES = 4096
_MOST_CHARACTERS = 1 << 20
_LONG = 64
_LONGEST_PATTERN = 40
_MOST_PATTERNS = 2000
_KEPT_PATTERNS = 500
_LAST_HASH = (1 << 64) - 1
_RUN = re.compile(r"(.)\1*", re.DOTALL)


@lru_cache(maxsize=1 << 12)
def pattern(shape: str) -> str:
    """A shape with its runs counted.

    >>> pattern("999-9999"), pattern("E999999"), pattern("")
    ('9{3}-9{4}', 'E9{6}', '')
    """
    return _RUN.sub(lambda run: run[1] + (f"{{{len(run[0])}}}" if len(run[0]) > 1 else ""), shape)


def _smallest(hashes: pl.Series) -> pl.Series:
    """The smallest `SKETCH` different hashes, sorted."""
    import polars as pl  # noqa: PLC0415 (heavy)

    if hashes.is_empty():
        return hashes
    ordered = hashes.sort().to_arrow()
    new = pa.concat_arrays([pa.array([True]), pc.not_equal(ordered[1:], ordered[:-1])])
    return pl.Series("h", ordered.filter(new)[:SKETCH])


class Sketch:
    """Number of different hashes: the smallest `SKETCH` of them are kept."""

    def __init__(self) -> None:
        self.kept: pl.Series | None = None
        self.waiting: list[pl.Series] = []
        self.waiting_count = 0
        self.below = _LAST_HASH

    def add(self, hashes: pl.Series) -> None:
        """Take more hashes in."""
        if len(hashes):
            self.waiting.append(hashes)
            self.waiting_count += len(hashes)
        if self.waiting_count > _MOST_WAITING:
            self._fold()

    def _fold(self) -> None:
        import polars as pl  # noqa: PLC0415 (heavy)

        if not self.waiting:
            return
        every = pl.concat([self.kept, *self.waiting] if self.kept is not None else self.waiting)
        likely = self.below * SKETCH * 3 // (len(every) * 2)  # half as many again as are wanted, if none repeats
        kept = _smallest(every.filter(every <= likely)) if likely < self.below else None
        self.kept = kept if kept is not None and len(kept) == SKETCH else _smallest(every)
        self.waiting, self.waiting_count = [], 0
        if len(self.kept) == SKETCH:
            self.below = int(self.kept[-1])

    def count(self) -> tuple[int, bool]:
        """How many different values that are not empty, and whether that is exact."""
        self._fold()
        if self.kept is None:
            return 0, True
        if len(self.kept) < SKETCH:
            nothing = hashed(pa.array([""]), _LAST_HASH)[0]
            return len(self.kept) - int(nothing in self.kept), True
        return round((SKETCH - 1) * (_LAST_HASH + 1) / self.below), False


class Gathered:
    """What is known of one column so far."""

    def __init__(self, values: bool, extremes: bool) -> None:
        self.want_values = values
        self.want_extremes = extremes
        self.repeats = True
        self.parts = 0
        self.rows = 0
        self.empty = 0
        self.blank = 0
        self.filled = 0
        self.characters = 0
        self.shortest: int | None = None
        self.longest: int | None = None
        self.classes: Counter[str] = Counter()
        self.signatures: Counter[str] = Counter()
        self.patterns: Counter[str] = Counter()
        self.values: Counter[str] = Counter()
        self.extremes: tuple[str, str] | None = None
        self.sketch = Sketch()
        self._shapes: Counter[str] = Counter()
        self._shape_characters = 0

    def wish(self) -> Wish:
        """What the next chunk is to tell."""
        return Wish(
            repeats=self.repeats,
            below=self.sketch.below,
            values=self.want_values,
            extremes=self.want_extremes,
        )

    def add(self, part: Part) -> None:
        """Take a chunk's column in; chunks come in the order of the file."""
        self.rows += part.rows
        self.empty += part.empty
        if not self.parts:
            self.repeats = part.distinct * 2 < part.rows
        self.parts += 1
        for shape, count in part.shapes.items():
            if shape not in self._shapes:
                self._shape_characters += len(shape)
            self._shapes[shape] += count
        if len(self._shapes) > _MOST_SHAPES or self._shape_characters > _MOST_CHARACTERS:
            self.fold()
        self.signatures.update(part.digits)
        if part.hashes is not None:
            self.sketch.add(part.hashes)
        elif part.values is not None:
            self._list(part.values)
        if part.extremes is not None:
            low, high = part.extremes
            known = self.extremes or part.extremes
            self.extremes = (min(low, known[0]), max(high, known[1]))

    def distinct(self) -> tuple[int, bool]:
        """How many different values that are not empty, and whether that is exact."""
        return (len(self.values), True) if self.want_values else self.sketch.count()

    def _list(self, values: Mapping[str, int]) -> None:
        """Take listed values in; where they become too many, go on counting them by their hashes."""
        self.values.update(values)
        if len(self.values) > MOST_VALUES or not self.want_values:
            self.want_values = False
            self.sketch.add(hashed(pa.array(list(self.values), pa.string()), self.sketch.below))
            self.values = Counter()

    def fold(self) -> None:
        """Turn the shapes that wait into counts."""
        for shape, count in self._shapes.items():
            known = facts(shape) if len(shape) <= _LONG else facts.__wrapped__(shape)
            if known.blank:
                self.blank += count
                continue
            self.filled += count
            self.characters += known.length * count
            self.shortest = known.length if self.shortest is None else min(self.shortest, known.length)
            self.longest = known.length if self.longest is None else max(self.longest, known.length)
            for name in known.classes:
                self.classes[name] += count
            for name in known.signatures:
                self.signatures[name] += count
            if known.length <= _LONGEST_PATTERN:
                self.patterns[pattern(shape)] += count
        if len(self.patterns) > _MOST_PATTERNS:
            kept = sorted(self.patterns.items(), key=lambda one: (-one[1], one[0]))[:_KEPT_PATTERNS]
            self.patterns = Counter(dict(kept))
        self._shapes = Counter()
        self._shape_characters = 0
