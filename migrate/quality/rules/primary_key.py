"""主キー: the key of a row (all its items together) is unique in the table; reported at the key's first item."""

from __future__ import annotations

from migrate.model.spec import Spec
from migrate.quality.kinds import Kind, TableTest, Use, has_value
from migrate.quality.rules.duplicate import later_rows
from migrate.quality.terms import every


def key_of(spec: Spec, table: str) -> tuple[str, ...]:
    """Names of the key items of a table, in published order."""
    return tuple(item.name for item in spec.items_of(table) if item.primary_key)


def _applies(use: Use) -> bool:
    return use.item.primary_key and key_of(use.spec, use.item.table)[0] == use.item.name


def _columns(use: Use) -> tuple[str, ...]:
    return key_of(use.spec, use.table)


def _test(use: Use) -> TableTest:
    key = _columns(use)
    return TableTest(domain=every(has_value(name) for name in key), sql=later_rows(use, key))


def _words(use: Use) -> dict[str, str | int]:
    return {"key": "・".join(_columns(use))}


KIND = Kind(test=_test, applies=_applies, columns=_columns, words=_words)
