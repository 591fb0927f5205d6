"""Control totals: rows and sums of one table by what a department counts, once from the source and once from the
delivery.

The source side takes the source rows that are written and converts each distinct combination of the source columns that
feed an item with the Python reference of the functions; it reads neither converted rows nor the engine's conversion of
a value. A value that neither the definition nor the spec's code list names is counted as 一覧にない値, never
printed. Sums of few rows are an amount of somebody: they are added up to one line, or left to the comparison of rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlglot import exp

from migrate.engine import joins, pieces
from migrate.engine.duckdb import Engine, columns_of, name, text
from migrate.engine.expression import columns
from migrate.engine.plan import PlanBlock
from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.model.finding import Finding, Place, Severity
from migrate.model.reconcile import TOTAL, ControlTotal, TableComparison
from migrate.model.spec import Spec
from migrate.model.staging import Staged
from migrate.model.value import value
from migrate.reconcile.differences import SCHEMA
from migrate.reconcile.reference import CodeMaps, item_value

EMPTY, UNLISTED = "空欄", "一覧にない値"
FAULTY, FEW = "整数でない値の行", "行の少ない区分の計"
FEWEST = 5
"""Rows of either side below which a sum is not printed alone."""
_WHOLE = "[+-]?[0-9]{1,18}"
DISAGREES = "MIG-REC-007"


@value
class Case:
    """One line of a total: rows in which these items have a value and those have none."""

    name: str
    filled: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


@value
class Total:
    """One definition: rows counted, or the item ``sum`` added up, by the values of the items ``by``, or by ``cases``,
    or over all.
    """

    table: str
    name: str
    formula: str
    by: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]]
    """Item of ``by`` → its values that may be printed → word."""
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Item of ``by`` → least and greatest whole number that may be printed, such as a year."""
    cases: tuple[Case, ...] = ()
    sum: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        """Items that it looks at."""
        listed = [*self.by, *(item for case in self.cases for item in (*case.filled, *case.empty)), self.sum]
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


@value
class Tallies:
    """One side of a total, line by line."""

    rows: Counts
    sums: Counts = field(default_factory=dict)
    """Empty where rows are counted."""
    faulty: int = 0
    """Rows whose value is not empty and no whole number."""


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
    given, listed = entry.get("by", ()), entry.get("values")
    by = (given,) if isinstance(given, str) else tuple(given)
    words = listed if isinstance(listed, Mapping) else dict.fromkeys(listed or (), "")
    cases = tuple(
        Case(name=str(one["name"]), filled=tuple(one.get("filled", ())), empty=tuple(one.get("empty", ())))
        for one in entry.get("cases", ())
    )
    return Total(
        table=str(entry["table"]),
        name=str(entry["name"]),
        formula=str(entry["formula"]),
        by=by,
        values={by[0]: {str(one): str(word) for one, word in words.items()}} if listed else {},
        ranges={item: (int(low), int(high)) for item, (low, high) in entry.get("ranges", {}).items()},
        cases=cases,
        sum=str(entry.get("sum", "")),
    )


def bound(total: Total, spec: Spec) -> Total:
    """``total`` with the values that the spec's code lists declare, for items of which it says none itself."""
    lists = {item.name: spec.codes.get(item.code_list_id) for item in spec.items_of(total.table)}
    found = {
        item: {one.value: one.meaning for one in listed.values}
        for item in total.by
        if item not in total.values and item not in total.ranges and (listed := lists.get(item)) is not None
    }
    return replace(total, values={**total.values, **found})


def everything(table: str) -> Total:
    """The rows of a table: the total that needs no definition."""
    return Total(table=table, name="件数", formula="全部の行の数", values={})


def _word(total: Total, item: str, found: str | None) -> str:
    """How a value of an item is printed."""
    if not found:
        return EMPTY
    if item in total.ranges:
        low, high = total.ranges[item]
        return found if re.fullmatch("[0-9]{1,4}", found) and low <= int(found) <= high else UNLISTED
    known = total.values.get(item, {})
    return f"{found} {known[found]}".strip() if found in known else UNLISTED


def _line(total: Total, row: Mapping[str, str | None]) -> str:
    """The line of a total on which a row counts."""
    if total.by:
        return "・".join(_word(total, item, row[item]) for item in total.by)
    if not total.cases:
        return ""
    for case in total.cases:
        if all(row[item] for item in case.filled) and not any(row[item] for item in case.empty):
            return case.name
    return UNLISTED


def _tallies(engine: Engine, total: Total, relations: Iterable[tuple[str, Mapping[str, str]]]) -> Tallies:
    """Of one or several relations, each with its column of every item."""
    rows, sums, faulty = Counter[str](), Counter[str](), 0
    groups = [item for item in total.items if item != total.sum or item in total.by]
    for relation, column in relations:
        amount = column[total.sum] if total.sum else "NULL::VARCHAR"
        whole = f"regexp_full_match({amount}, {text(_WHOLE)})"
        found = engine.rows(
            f"SELECT {', '.join([*(column[item] for item in groups), 'count(*)'])}, "
            f"coalesce(sum(CASE WHEN {whole} THEN CAST({amount} AS BIGINT) END), 0), "
            f"count(*) FILTER ({amount} <> '' AND NOT {whole}) FROM {relation} GROUP BY ALL"
        )
        for *values, number, added, wrong in found:
            line = _line(total, dict(zip(groups, values, strict=True)))
            rows[line] += number
            sums[line] += int(added)
            faulty += wrong
    return Tallies(rows=dict(rows), sums=dict(sums) if total.sum else {}, faulty=faulty)


def delivered_tallies(engine: Engine, total: Total, items: tuple[str, ...]) -> Tallies:
    """From the relation ``delivered`` that `compare` has made (column cN is item N of ``items``)."""
    return _tallies(engine, total, [("delivered", {item: f"c{items.index(item)}" for item in total.items})])


def source_tallies(engine: Engine, total: Total, source: SourceRows) -> Tallies:
    """From the source rows that are written."""
    return _tallies(engine, total, [_converted(engine, block, total.items, source) for block in source.blocks])


def _converted(
    engine: Engine, block: PlanBlock, items: tuple[str, ...], source: SourceRows
) -> tuple[str, Mapping[str, str]]:
    """The written rows of a block under the Python reference, and the column of each item in them."""
    parquets = {table: staged.parquet for table, staged in source.staged.items()}
    own = replace(block, rows=(), items=tuple(item for item in block.items if item.item in items))
    if not any("." in column for column in joins.asked(own)):  # no look-up feeds what is counted
        own = replace(own, joins=())
    base = joins.base(engine, own, parquets, engine.fresh("totals"))
    trees = {item.item: item.tree for item in own.items}
    chosen, joined = [], ""
    for n, item in enumerate(items):
        made = _values(engine, base.relation, trees[item], source.code_maps) if item in trees else None
        if made is None:
            chosen.append(f"NULL::VARCHAR AS i{n}")
            continue
        relation, fed = made
        same = " AND ".join(f"b.{name(one)} IS NOT DISTINCT FROM m{n}.{name(one)}" for one in fed) or "true"
        joined += f" LEFT JOIN {name(relation)} m{n} ON {same}"
        chosen.append(f"m{n}.{name('§value')} AS i{n}")
    written = (
        f"SELECT {pieces.row_of(source.staged[block.source])} FROM read_parquet({text(str(source.lineage))}) "
        f"WHERE fate = '書込' AND source_table = {text(block.source)} AND part = {text(block.part)}"
    )
    relation = engine.fresh("converted")
    listed = ", ".join(chosen) or "b._row"
    engine.view(relation, f"SELECT {listed} FROM {name(base.relation)} b{joined} WHERE b._row IN ({written})")
    return name(relation), {item: f"i{n}" for n, item in enumerate(items)}


def _values(engine: Engine, base: str, tree: exp.Expression, code_maps: CodeMaps) -> tuple[str, tuple[str, ...]]:
    """A relation of what an item holds for each distinct combination of the columns that feed it, and these columns."""
    fed = tuple(dict.fromkeys(column.lower() for column in columns(tree)))
    schema = pa.schema([(column, pa.string()) for column in (*fed, "§value")])
    relation = engine.fresh("values")
    engine.run(f"CREATE TABLE {name(relation)} ({columns_of(schema)})")
    distinct = f"SELECT DISTINCT {', '.join(f'{name(one)} AS {name(one)}' for one in fed)} FROM {name(base)}"
    batches = engine.batches(distinct) if fed else [pa.RecordBatch.from_pylist([{}], pa.schema([]))]
    for batch in batches:
        rows = batch.to_pylist() if fed else [{}]
        made = [
            {**dict(zip(fed, row.values(), strict=True)), "§value": item_value(tree, row, code_maps)} for row in rows
        ]
        engine.insert(relation, pa.Table.from_pylist(made, schema))
    return relation, fed


def control_total(total: Total, sides: tuple[Tallies, Tallies]) -> tuple[ControlTotal, ...]:
    """One line per value or case that occurs on either side (source, delivered), in the definition's order."""
    source, target = (side.sums if total.sum else side.rows for side in sides)
    if total.sum:
        source, target = _folded(sides)
    faulty = {FAULTY: (sides[0].faulty, sides[1].faulty)} if any(side.faulty for side in sides) else {}
    figures = {line: (source.get(line, 0), target.get(line, 0)) for line in {**source, **target}}
    return tuple(
        ControlTotal(
            name=f"{total.name}: {line}" if line else total.name, formula=total.formula, source=old, target=new
        )
        for line, (old, new) in ({line: figures[line] for line in _ordered(total, figures)} | faulty).items()
    )


def _ordered(total: Total, lines: Iterable[str]) -> list[str]:
    """Lines as the definition names them; years and periods in their order, what is not named at the end."""
    known = [f"{one} {word}".strip() for item in total.by for one, word in total.values.get(item, {}).items()]
    order = {word: n for n, word in enumerate([*known, *(case.name for case in total.cases)])}
    last = {EMPTY: 1, UNLISTED: 2, FEW: 3}

    def place(line: str) -> list[tuple[int, int, str]]:
        return [(last.get(part, 0), order.get(part, 0), part.zfill(4)) for part in line.split("・")]

    return sorted(lines, key=place)


def _folded(sides: tuple[Tallies, Tallies]) -> tuple[Counts, Counts]:
    """The sums of both sides; lines of few rows as one, with more lines until it is of enough, or none at all."""
    rows = Counter(sides[0].rows) | Counter(sides[1].rows)
    by_rows = sorted(rows, key=lambda line: (rows[line], line))
    few = [line for line in by_rows if rows[line] < FEWEST]
    while few and sum(rows[line] for line in few) < FEWEST and len(few) < len(by_rows):
        few.append(by_rows[len(few)])
    shown = sum(rows[line] for line in few) >= FEWEST

    def one(side: Tallies) -> Counts:
        kept = {line: amount for line, amount in side.sums.items() if line not in few}
        return kept | ({FEW: sum(side.sums.get(line, 0) for line in few)} if shown else {})

    return one(sides[0]), one(sides[1])


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
