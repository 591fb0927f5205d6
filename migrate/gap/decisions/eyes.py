"""Decisions under which something has changed: they are followed as far as they can be, and people look again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrate.model.decision import Decision, Decisions, Verdict
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.kinds import declared
from migrate.model.source import SourceColumn, SourceSchema
from migrate.model.spec import Item, Spec

OWN = Basis(document="本ツール独自", section="対応の決定（gap/decisions）")

_GONE = frozenset({"MIG-GAP-091", "MIG-GAP-092"})


def type_of(item: Item) -> str:
    """Type and length of an item in words, as a decision notes them."""
    return f"{item.type} {item.length}".strip()


def _column(schema: SourceSchema, one: Decision) -> SourceColumn | None:
    table = schema.table(one.table)
    return next((c for c in table.columns if c.name == one.column), None) if table is not None else None


def _item(spec: Spec, one: Decision) -> Item | None:
    return next((i for i in spec.items if (i.table, i.name) == (one.group, one.item)), None)


def _of_column(one: Decision, schema: SourceSchema) -> Iterator[tuple[str, dict[str, str]]]:
    if one.table and not one.column and schema.table(one.table) is None:
        yield "MIG-GAP-091", {"what": f"表 {one.table}"}
    if not one.column:
        return
    column = _column(schema, one)
    if column is None:
        yield "MIG-GAP-091", {"what": f"列 {one.table}.{one.column}"}
    elif one.column_type and one.column_type != declared(column):
        what = f"列 {one.table}.{one.column}"
        yield "MIG-GAP-093", {"what": what, "before": one.column_type, "after": declared(column)}


def _of_item(one: Decision, spec: Spec) -> Iterator[tuple[str, dict[str, str]]]:
    if not one.item:
        return
    item = _item(spec, one)
    if item is None:
        yield "MIG-GAP-092", {"group": one.group, "item": one.item, "spec": spec.id}
    elif one.item_type and one.item_type != type_of(item):
        what = f"項目「{one.group}」の「{one.item}」"
        yield "MIG-GAP-093", {"what": what, "before": one.item_type, "after": type_of(item)}


def needs_eyes(decisions: Decisions, spec: Spec, schema: SourceSchema) -> Iterator[Finding]:
    """MIG-GAP-091 a column that is gone, -092 an item that is gone, -093 another type, -094 another edition."""
    for one in decisions.decisions:
        for code, params in (*_of_column(one, schema), *_of_item(one, spec)):
            place = Place(
                business=spec.business,
                table=one.group or one.table,
                item=one.item or one.column,
                file=decisions.path,
                line=one.line,
            )
            said: dict[str, str | int] = {**params}
            gone = code in _GONE and one.verdict is Verdict.REFUSED  # nothing is lost with it
            severity = Severity.INFO if gone else Severity.WARNING
            yield Finding(code=code, severity=severity, place=place, params=said, basis=OWN)
    editions = Counter(d.edition for d in decisions.decisions if d.item and d.edition not in ("", spec.edition))
    for edition, count in sorted(editions.items()):
        place = Place(business=spec.business, file=decisions.path)
        told: dict[str, str | int] = {"edition": edition, "count": count, "spec": spec.id}
        yield Finding(code="MIG-GAP-094", severity=Severity.INFO, place=place, params=told, basis=OWN)
