"""必須: a value must be there (データ出力条件, 項目定義書 凡例). Blanks alone are no value."""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use, has_text, has_value
from migrate.quality.terms import col


def _applies(use: Use) -> bool:
    return use.item.required


def _test(use: Use) -> CellTest:
    name = use.item.name
    return CellTest(domain=has_value(name) | col(name).is_null(), passes=has_text(name))


KIND = Kind(test=_test, applies=_applies)
