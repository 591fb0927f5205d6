"""条件付き必須: a value must be there where other items hold certain values (「※※」 of 項目説明, as data)."""

from __future__ import annotations

from migrate.quality import conditions
from migrate.quality.kinds import CellTest, Kind, Use, has_text


def _test(use: Use) -> CellTest:
    return CellTest(domain=conditions.met(use), passes=has_text(use.item.name))


def _words(use: Use) -> dict[str, str | int]:
    return {"condition": conditions.words(use)}


KIND = Kind(test=_test, applies=conditions.stated, columns=conditions.items_of, words=_words)
