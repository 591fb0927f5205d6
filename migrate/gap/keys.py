"""Keys: what makes a row one row here and there, and whether what a row refers to has a home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence

from migrate.gap.link import basis
from migrate.gap.values import Held
from migrate.model.finding import Finding, Place, Severity
from migrate.model.gap import GapReport
from migrate.model.source import SourceSchema, SourceTable
from migrate.model.spec import Item, Spec
from migrate.model.value import value

TableKey = tuple[str, str]
"""業務ID and グループ."""


@value
class Fill:
    """One source table that fills one グループ."""

    table: SourceTable
    group: str
    columns: Mapping[str, str]
    """Item → the column that feeds it directly."""
    parts: frozenset[str]
    """Items that are a part of what a column holds."""


def fills(report: GapReport, schema: SourceSchema) -> tuple[Fill, ...]:
    """Which table fills which グループ, in the order of the spec, then of the tables."""
    known = {table.name: table for table in schema.tables}
    columns: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    parts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in report.items:
        for one in item.candidates:
            if one.derived:
                parts[item.table, one.table].add(item.item)
            else:
                columns[item.table, one.table][item.item] = one.column
    order = {item.table: None for item in report.items}
    return tuple(
        Fill(
            table=known[name],
            group=group,
            columns=columns[group, name],
            parts=frozenset(parts.get((group, name), ())),
        )
        for group in order
        for name in known
        if (group, name) in columns
    )


def main_fills(found: Sequence[Fill], spec: Spec) -> tuple[Fill, ...]:
    """Those that hold at least one primary key item of their グループ; the others only add to its rows."""
    keys = defaultdict(set)
    for item in spec.items:
        if item.primary_key:
            keys[item.table].add(item.name)
    return tuple(one for one in found if not keys[one.group] or keys[one.group] & (set(one.columns) | one.parts))


def _finding(spec: Spec, item: Item, code: str, severity: Severity, params: Mapping[str, str | int]) -> Finding:
    place = Place(business=spec.business, table=item.table)
    return Finding(code=code, severity=severity, place=place, params=params, basis=basis(spec, item))


def _difference(fill: Fill, keys: Sequence[Item]) -> str:
    lacking = [item.name for item in keys if item.name not in fill.columns and item.name not in fill.parts]
    of_key = {fill.columns.get(item.name) for item in keys}
    besides = [name for name in fill.table.primary_key if name not in of_key]
    found = []
    if lacking:
        found.append(f"現行の列が当たらない主キー項目: {'、'.join(lacking)}")
    if besides:
        found.append(f"標準の主キーに当たらない現行の主キー列: {'、'.join(besides)}")
    return "。".join(found)


def _ensured(table: SourceTable, columns: Container[str]) -> bool:
    """True where a key or a unique index over some of these columns is declared."""
    declared = [table.primary_key, *(index.columns for index in table.indexes if index.unique and not index.where)]
    return any(one and all(column in columns for column in one) for one in declared)


def _repeated(fill: Fill, columns: Sequence[str], held: Mapping[tuple[str, str], Held]) -> tuple[str, int] | None:
    """What is known of rows with the same key, and how many there are; None where the rows are all different."""
    one = held.get((fill.table.name, columns[0])) if len(columns) == 1 else None
    if one is None or not one.rows or not one.profile.distinct_exact:
        return "現行の定義に、この列の主キーも一意の制約もありません", 0
    repeated = one.filled - one.profile.distinct
    return (f"値のある {one.filled} 行に、違う値は {one.profile.distinct} 個です", repeated) if repeated > 0 else None


def _unique(fill: Fill, keys: Sequence[Item], held: Mapping[tuple[str, str], Held]) -> tuple[str, int] | None:
    """As `_repeated`, where every item of the key has a column and nothing declares that they are one."""
    columns = [fill.columns[item.name] for item in keys if item.name in fill.columns]
    if len(columns) != len(keys) or not columns or _ensured(fill.table, columns):
        return None
    return _repeated(fill, columns, held)


def findings(fills_: Sequence[Fill], spec: Spec, held: Mapping[tuple[str, str], Held]) -> Iterator[Finding]:
    """MIG-GAP-033 (another primary key), -034 (not known to be unique), for each table that fills a グループ."""
    keys: dict[str, list[Item]] = defaultdict(list)
    for item in spec.items:
        if item.primary_key:
            keys[item.table].append(item)
    for fill in fills_:
        own = keys[fill.group]
        if not own:
            continue
        name: dict[str, str | int] = {"group": fill.group, "source": fill.table.name}
        if difference := _difference(fill, own):
            yield _finding(spec, own[0], "MIG-GAP-033", Severity.WARNING, {**name, "difference": difference})
        elif (found := _unique(fill, own, held)) is not None:
            sentence, rows = found
            columns = "、".join(fill.columns[item.name] for item in own)
            params = {**name, "columns": columns, "found": sentence, "rows": rows}
            yield _finding(spec, own[0], "MIG-GAP-034", Severity.WARNING if rows else Severity.INFO, params)


def references(
    report: GapReport, spec: Spec, filled: Container[TableKey], compared: Container[str]
) -> Iterator[Finding]:
    """MIG-GAP-035: an item that is fed refers to a グループ of a compared business that nothing feeds.

    Args:
        report: the comparison.
        spec: its spec.
        filled: every グループ of the run that some table feeds.
        compared: 業務ID of the run; of other businesses nothing is known.
    """
    fed = {(item.table, item.item) for item in report.items if item.candidates}
    for item in spec.items:
        if (item.table, item.name) not in fed:
            continue
        for target in dict.fromkeys((one.business, one.table) for one in item.references):
            if target[0] in compared and target not in filled and target != (spec.business, item.table):
                params = {"item": item.name, "business": target[0], "target": target[1]}
                place = Place(business=spec.business, table=item.table, item=item.name)
                yield Finding(
                    code="MIG-GAP-035",
                    severity=Severity.WARNING,
                    place=place,
                    params=params,
                    basis=basis(spec, item),
                )
