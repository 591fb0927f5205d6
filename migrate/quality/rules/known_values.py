"""The value is one that the rules know (``値``), where the published code list is still to come."""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import col


def _values(use: Use) -> tuple[str, ...]:
    return tuple(use.rule.parameters["値"].split("|"))


def _test(use: Use) -> CellTest:
    return CellTest(domain=has_value(use.item.name), passes=col(use.item.name).is_in(_values(use)))


def _words(use: Use) -> dict[str, str | int]:
    return {"values": "・".join(_values(use))}


KIND = Kind(test=_test, words=_words)
