"""The text holds nothing that the regular expression ``禁止`` finds."""

from __future__ import annotations

import polars as pl

from migrate.quality.kinds import CellTest, Kind, Use, has_value


def _test(use: Use) -> CellTest:
    found = pl.col(use.item.name).str.contains(use.rule.parameters["禁止"])
    return CellTest(domain=has_value(use.item.name), passes=~found)


KIND = Kind(test=_test)
