"""外字: private-use characters (U+E000–F8FF, planes 15, 16); U+FF000–FF0FF are undecodable bytes, said elsewhere."""

from __future__ import annotations

import polars as pl

from migrate.quality.kinds import CellTest, Kind, Use, has_value

_GAIJI = r"[\x{E000}-\x{F8FF}\x{F0000}-\x{FEFFF}\x{FF100}-\x{10FFFF}]"


def _applies(use: Use) -> bool:
    return use.item.notation in ("X", "N")


def _test(use: Use) -> CellTest:
    return CellTest(domain=has_value(use.item.name), passes=~pl.col(use.item.name).str.contains(_GAIJI))


KIND = Kind(test=_test, applies=_applies)
