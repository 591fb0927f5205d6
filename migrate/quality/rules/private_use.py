"""外字: private-use characters (U+E000–F8FF, planes 15, 16); U+FF000–FF0FF are undecodable bytes, said elsewhere."""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import col, lit

_GAIJI = r"[\x{E000}-\x{F8FF}\x{F0000}-\x{FEFFF}\x{FF100}-\x{10FFFF}]"
_PATTERN = lit(_GAIJI, "PRIVATE_USE", "外字（私用領域の文字）")


def _applies(use: Use) -> bool:
    return use.item.notation in ("X", "N")


def _test(use: Use) -> CellTest:
    return CellTest(domain=has_value(use.item.name), passes=~col(use.item.name).contains(_PATTERN))


KIND = Kind(test=_test, applies=_applies)
