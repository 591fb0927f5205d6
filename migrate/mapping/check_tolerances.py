"""Checks of what a mapping lets reconciliation tolerate: never at a key, only where it can be measured, one for all."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.context import Context
from migrate.model.finding import Finding, Severity
from migrate.model.kinds import Kind, item_kind
from migrate.model.mapping import ItemRule, Tolerance, ToleranceKind

_MEASURED = {ToleranceKind.NUMBER: (Kind.NUMBER,), ToleranceKind.DAYS: (Kind.DATE,)}
_WORDS = {ToleranceKind.NUMBER: "数", ToleranceKind.DAYS: "日付"}


def _size(one: Tolerance | None) -> tuple[str, str] | None:
    return None if one is None else (one.kind.value, one.size)


def fitting(c: Context) -> Iterator[Finding]:
    """MIG-MAP-110 a tolerance at a key, -111 of another kind than the item."""
    for block in c.mapping.blocks:
        items = {item.name: item for item in c.spec.items_of(block.table)}
        for rule in block.items:
            allowed, item = rule.tolerance, items.get(rule.item)
            if allowed is None or item is None:
                continue
            params: dict[str, str | int] = {"item": rule.item}
            if item.primary_key:
                yield c.finding("MIG-MAP-110", Severity.ERROR, params, block.table, rule.item, allowed.line)
            elif item_kind(item) not in _MEASURED[allowed.kind]:
                params |= {"key": allowed.kind.value, "wanted": _WORDS[allowed.kind], "type": item.type}
                yield c.finding("MIG-MAP-111", Severity.ERROR, params, block.table, rule.item, allowed.line)


def agreeing(c: Context) -> Iterator[Finding]:
    """MIG-MAP-112: blocks that fill one item allow different things, and a delivered row does not say its block."""
    first: dict[tuple[str, str], ItemRule] = {}
    for block in c.mapping.blocks:
        for rule in block.items:
            before = first.setdefault((block.table, rule.item), rule)
            if _size(before.tolerance) != _size(rule.tolerance):
                given = rule.tolerance or before.tolerance
                line = given.line if given is not None else rule.line
                params: dict[str, str | int] = {"item": rule.item, "table": block.table}
                yield c.finding("MIG-MAP-112", Severity.ERROR, params, block.table, rule.item, line)
