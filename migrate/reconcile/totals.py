"""Control totals: counts of one table by what a department counts, once from the source and once from the delivery.

The source side takes the source rows that are written, groups them by the source columns that feed the items concerned
and converts each group with the Python reference of the functions; it reads neither converted rows nor the engine's
conversion of a value. A value that the definition does not list is counted as 一覧にない値 and never printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from migrate.engine import joins, pieces
from migrate.engine.duckdb import Engine, name, text
from migrate.engine.expression import columns
from migrate.engine.plan import PlanBlock
from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.model.finding import Finding, Place, Severity
from migrate.model.reconcile import TOTAL, ControlTotal, TableComparison
from migrate.model.staging import Staged
from migrate.model.value import value
from migrate.reconcile.differences import SCHEMA
from migrate.reconcile.reference import CodeMaps, item_value

EMPTY, UNLISTED = "空欄", "一覧にない値"
DISAGREES = "MIG-REC-007"


@value
class Case:
    """One line of a total: rows in which these items have a value and those have none."""

    name: str
    filled: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


@value
class Total:
    """One definition: rows counted by the ``values`` (value → word) of the item ``by``, or by ``cases``, or all."""

    table: str
    name: str
    formula: str
    by: str = ""
    values: Mapping[str, str]
    cases: tuple[Case, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """Items that it looks at."""
        listed = [self.by, *(item for case in self.cases for item in (*case.filled, *case.empty))]
        return tuple(dict.fromkeys(item for item in listed if item))


@value
class SourceRows:
    """The source side of one table: the plan's blocks that fill it, and the staged rows of each source table."""

    blocks: tuple[PlanBlock, ...]
    staged: Mapping[str, Staged]
    lineage: Path
    """Parquet: which source rows are written."""
    code_maps: CodeMaps


Counts = dict[str, int]
"""Line of a total → rows."""


def load(path: Path) -> tuple[Total, ...]:
    """The definitions of one business.

    Raises:
        UnreadableError: MIG-SYS-007.
        MigrateError: MIG-REC-013 with the line, a definition that is not of the known form.
    """
    document = yaml.load(path)
    try:
        return tuple(_total(one) for one in document["totals"])
    except (KeyError, TypeError, AttributeError):
        raise MigrateError("MIG-REC-013", Place(file=path.name), {"file": path.name}) from None


def _total(entry: Mapping[str, Any]) -> Total:
    listed = entry.get("values", {})
    values = (
        {str(k): str(v) for k, v in listed.items()} if isinstance(listed, Mapping) else {str(v): "" for v in listed}
    )
    cases = tuple(
        Case(name=str(one["name"]), filled=tuple(one.get("filled", ())), empty=tuple(one.get("empty", ())))
        for one in entry.get("cases", ())
    )
    return Total(
        table=str(entry["table"]),
        name=str(entry["name"]),
        formula=str(entry["formula"]),
        by=str(entry.get("by", "")),
        values=values,
        cases=cases,
    )


def _line(total: Total, row: Mapping[str, str | None]) -> str:
    """The line of a total on which a row counts."""
    if not total.items:
        return ""
    if total.by:
        found = row[total.by]
        if not found:
            return EMPTY
        return f"{found} {total.values[found]}".strip() if found in total.values else UNLISTED
    for case in total.cases:
        if all(row[item] for item in case.filled) and not any(row[item] for item in case.empty):
            return case.name
    return UNLISTED


def _count(total: Total, groups: Iterable[tuple[Mapping[str, str | None], int]]) -> Counts:
    found: Counter[str] = Counter()
    for row, rows in groups:
        found[_line(total, row)] += rows
    return dict(found)


def delivered_counts(engine: Engine, total: Total, items: tuple[str, ...]) -> Counts:
    """From the relation ``delivered`` that `compare` has made (column cN is item N of ``items``)."""
    wanted = [f"c{items.index(item)}" for item in total.items]
    rows = engine.rows(f"SELECT {', '.join([*wanted, 'count(*)'])} FROM delivered GROUP BY ALL")
    return _count(total, ((dict(zip(total.items, row, strict=False)), row[-1]) for row in rows))


def source_counts(engine: Engine, total: Total, source: SourceRows) -> Counts:
    """From the source rows that are written."""
    found: Counter[str] = Counter()
    for block in source.blocks:
        trees = {item.item: item.tree for item in block.items if item.item in total.items}
        fed = tuple(dict.fromkeys(column.lower() for tree in trees.values() for column in columns(tree)))
        parquets = {table: staged.parquet for table, staged in source.staged.items()}
        base = joins.base(engine, block, parquets, engine.fresh("totals"))
        rows = engine.rows(
            f"SELECT {', '.join([*map(name, fed), 'count(*)'])} "
            f"FROM {name(base.relation)} WHERE _row IN ("
            f"SELECT {pieces.row_of(source.staged[block.source])} FROM read_parquet({text(str(source.lineage))}) "
            f"WHERE fate = '書込' AND source_table = {text(block.source)} AND part = {text(block.part)}) GROUP BY ALL"
        )
        groups = ((dict(zip(fed, row, strict=False)), row[-1]) for row in rows)
        made = (
            ({item: item_value(tree, row, source.code_maps) for item, tree in trees.items()}, n) for row, n in groups
        )
        found.update(_count(total, made))
    return dict(found)


def control_total(total: Total, sides: tuple[Counts, Counts]) -> tuple[ControlTotal, ...]:
    """One line per value or case that occurs on either side (source, delivered), in the definition's order."""
    known = ["", *(f"{v} {word}".strip() for v, word in total.values.items()), *(case.name for case in total.cases)]
    source, target = sides
    return tuple(
        ControlTotal(
            name=f"{total.name}: {line}" if line else total.name,
            formula=total.formula,
            source=source.get(line, 0),
            target=target.get(line, 0),
        )
        for line in (*known, EMPTY, UNLISTED)
        if line in source or line in target
    )


def with_totals(comparison: TableComparison, totals: tuple[ControlTotal, ...]) -> TableComparison:
    """``comparison`` with its control totals."""
    return replace(comparison, totals=totals)


def differences(comparison: TableComparison) -> pa.RecordBatch:
    """Totals that disagree, as rows of the file of differences."""
    rows = [
        {"kind": TOTAL, "table": comparison.table, "item": total.name, "delivered_file": comparison.file}
        for total in comparison.totals
        if not total.agrees
    ]
    return pa.RecordBatch.from_pylist(rows, SCHEMA)


def findings(business: str, comparison: TableComparison) -> tuple[Finding, ...]:
    """One finding per total that disagrees and is open: names and counts only."""
    place = Place(business=business, table=comparison.table, file=comparison.file)
    return tuple(
        Finding(
            code=DISAGREES,
            severity=Severity.ERROR,
            place=replace(place, item=total.name),
            params={"total": total.name, "source": total.source, "target": total.target},
        )
        for total in comparison.totals
        if total.open
    )
