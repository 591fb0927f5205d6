"""The text holds nothing that the regular expression ``禁止`` finds, or is one that ``形`` finds.

The expressions are those that RE2 and Rust share. ``データ型``: only items of these types (``|`` between them).
``無い``: only where the table has none of these items (``|`` between them). ``説明``: what is wanted, in words.
"""

from __future__ import annotations

from migrate.quality.columns import own_column
from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import col


def _listed(use: Use, parameter: str) -> tuple[str, ...]:
    return tuple(part for part in use.rule.parameters.get(parameter, "").split("|") if part)


def _applies(use: Use) -> bool:
    types = _listed(use, "データ型")
    return (not types or use.item.notation in types) and not own_column(use, _listed(use, "無い"))


def _test(use: Use) -> CellTest:
    column, given = col(use.item.name), use.rule.parameters
    passes = column.contains(given["形"]) if "形" in given else ~column.contains(given["禁止"])
    return CellTest(domain=has_value(use.item.name), passes=passes)


def _words(use: Use) -> dict[str, str | int]:
    return {"wanted": use.rule.parameters.get("説明", "")}


KIND = Kind(test=_test, applies=_applies, words=_words)
