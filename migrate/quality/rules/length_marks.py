"""桁数 where it depends on how one counts: within the limit by characters as seen, over it by code points.

A variation selector (IVS) and a combining voicing mark belong to the character before them. No published text says how
they are counted; over the limit both ways is `length`.
"""

from __future__ import annotations

import polars as pl

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.rules import length


def _applies(use: Use) -> bool:
    return use.item.notation in ("X", "N") and length.KIND.applies(use)


def _test(use: Use) -> CellTest:
    column, most = pl.col(use.item.name), sum(use.item.digits)
    seen = column.map_batches(lambda values: length.shorter(values, most), return_dtype=pl.Boolean)
    return CellTest(domain=has_value(use.item.name), passes=~seen | (column.str.len_chars() <= most))


KIND = Kind(test=_test, applies=_applies, words=length.KIND.words)
