"""Characters that the data type admits (X, Ｎ, 9, 9V, S9)."""

from __future__ import annotations

from migrate.quality import notation
from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import col


def _applies(use: Use) -> bool:
    return notation.text_pattern(use.item.type) is not None


def _test(use: Use) -> CellTest:
    name = use.item.name
    return CellTest(domain=has_value(name), passes=col(name).contains(notation.text_literal(use.item.type)))


def _words(use: Use) -> dict[str, str | int]:
    return {"type": use.item.type, "words": notation.name_of(use.item.type)}


KIND = Kind(test=_test, applies=_applies, words=_words)
