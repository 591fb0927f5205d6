"""氏名: a full-width blank between the parts (項目説明 of 031 氏名); a blank at either end separates nothing."""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import col


def _test(use: Use) -> CellTest:
    passes = col(use.item.name).contains(r"[^\x{3000}]\x{3000}+[^\x{3000}]")
    return CellTest(domain=has_value(use.item.name), passes=passes)


KIND = Kind(test=_test)
