"""Running tests of a mapping: the invented rows go the way of real ones, through the engine, and are compared.

Findings name items, lines and lengths; the values that a test states are not repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine import parquet
from migrate.engine.convert import convert
from migrate.engine.plan import Plan, PlanBlock
from migrate.engine.result import Converted, Surroundings
from migrate.mapping.trials import OWN
from migrate.model.finding import Finding, Place, Severity
from migrate.model.mapping import Fate
from migrate.model.source import SourceSchema
from migrate.model.staging import Staged
from migrate.model.trial import Stated, StatedFate, Trial
from migrate.model.value import value

_AROUND = Surroundings(digest=lambda parts: "", records=lambda table, rows: [(row, b"") for row in rows])
RULE = "MIG-CNV-026"
"""Code of rows that a rule rejects; the reason is then the rule's name."""
Row = Mapping[str, str | None]


@value
class Tried:
    """What became of the rows of one test."""

    rows: Mapping[str, tuple[Row, ...]]
    """Target table → its rows."""
    fates: Mapping[tuple[str, str, int], tuple[Fate, frozenset[str]]]
    """Target, source, row → fate and the names of rules, or the codes of reasons, that it may have."""
    findings: tuple[Finding, ...]


def _columns(schema: SourceSchema, table: str) -> tuple[str, ...]:
    found = schema.table(table)
    return tuple(column.name for column in found.columns) if found is not None else ()


def _staged(schema: SourceSchema, table: str, rows: tuple[Stated, ...], into: Path) -> Staged:
    columns = _columns(schema, table)
    layout = pa.schema([("_row", pa.int64()), *((name, pa.string()) for name in columns)])
    values: list[tuple[object, ...]] = [
        (n, *(row.values.get(name) for name in columns)) for n, row in enumerate(rows, start=1)
    ]
    path = into / f"{len(list(into.iterdir()))}.parquet"
    parquet.write_rows(path, layout, values)
    return Staged(table=table, file=table, rows=len(rows), parquet=path, bad_bytes=(), bad_rows=())


def _fates(converted: Converted, trial: Trial) -> dict[tuple[str, str, int], tuple[Fate, frozenset[str]]]:
    """The fate of each row, from lineage, rejects and the balance."""
    found: dict[tuple[str, str, int], tuple[Fate, frozenset[str]]] = {}
    merged: dict[tuple[str, str], frozenset[str]] = {}
    for line in converted.lines:
        merged[line.target, line.source] = frozenset(line.merged)
        for n in range(1, len(trial.source[line.source]) + 1):
            found[line.target, line.source, n] = (Fate.EXCLUDED, frozenset(line.excluded))
    for one in pq.read_table(converted.rejects).to_pylist():
        by = one["reason"] if one["code"] == RULE else one["code"]
        found[one["target_table"], one["source_table"], one["source_row"]] = (Fate.REJECTED, frozenset({by}))
    for table in converted.tables:
        for one in sorted(pq.read_table(table.lineage).to_pylist(), key=lambda r: r["fate"] == Fate.WRITTEN.value):
            place, fate = (table.table, one["source_table"], one["source_row"]), Fate(one["fate"])
            found[place] = (fate, merged.get(place[:2], frozenset()) if fate is Fate.MERGED else frozenset())
    return found


def _stated(plan: Plan, trial: Trial) -> tuple[PlanBlock, ...]:
    """The blocks that a test concerns, without parents that it does not state."""
    blocks = tuple(block for block in plan.blocks if block.source in trial.source)
    there = {(block.table, block.source) for block in blocks}

    def alone(block: PlanBlock) -> PlanBlock:
        parent = block.parent
        return block if parent is None or (parent.table, parent.source) in there else replace(block, parent=None)

    return tuple(map(alone, blocks))


def run(plan: Plan, schema: SourceSchema, trial: Trial, into: Path) -> Tried:
    """Convert the rows of one test in the folder ``into`` (empty); only blocks whose source the test states are run.

    A parent that the test does not state rejects nobody.

    Raises:
        MigrateError: MIG-CNV-016 to -019, the plan is not in order.
    """
    own = replace(plan, blocks=_stated(plan, trial))
    rows, work = into / "rows", into / "work"
    rows.mkdir(parents=True)
    staged = {table: _staged(schema, table, trial.source.get(table, ()), rows) for table in own.sources}
    converted = convert(own, staged, work, _AROUND)
    made = {one.table: tuple(pq.read_table(one.parquet).to_pylist()) for one in converted.tables}
    return Tried(rows=made, fates=_fates(converted, trial), findings=converted.findings)


def _alone(trial: Trial, source: str, row: int) -> Trial:
    """The test with that one row of its source: the conditions of rules look at one row, so it meets the same rule."""
    return replace(trial, source={**trial.source, source: (trial.source[source][row - 1],)})


class _Judge:
    """Compares what a test expects with what came out."""

    def __init__(self, plan: Plan, trial: Trial, tried: Tried, place: Place) -> None:
        self.plan, self.trial, self.tried, self.place = plan, trial, tried, place

    def finding(self, code: str, line: int | None, params: dict[str, str | int], item: str | None = None) -> Finding:
        where = replace(self.place, line=line or self.trial.line, item=item)
        named: dict[str, str | int] = {"name": self.trial.name, **params}
        return Finding(code=code, severity=Severity.ERROR, place=where, params=named, basis=OWN)

    def _why(self, table: str, item: str) -> str:
        """Code of what the engine found at an item, for the reader who asks why it is empty."""
        found = [f.code for f in self.tried.findings if f.place.table == table and f.place.item == item]
        return f"（{found[0]}）" if found else ""

    def _row(self, table: str, stated: Stated, got: Row) -> Iterator[Finding]:
        for item, wanted in stated.values.items():
            found = got.get(item) or ""
            if found == wanted:
                continue
            sizes = [f"{len(text)} 文字" if text else "空欄" for text in (wanted, found)]
            params: dict[str, str | int] = {"item": item, "wanted": sizes[0], "got": sizes[1] + self._why(table, item)}
            yield self.finding("MIG-MAP-082", stated.lines.get(item), params, item)

    def rows(self) -> Iterator[Finding]:
        for table, wanted in self.trial.expected.items():
            got = self.tried.rows.get(table, ())
            if len(got) != len(wanted):
                params: dict[str, str | int] = {"table": table, "wanted": len(wanted), "got": len(got)}
                yield self.finding("MIG-MAP-081", self.trial.lines.get(table), params)
            for stated, row in zip(wanted, got, strict=False):
                yield from self._row(table, stated, row)

    def _only(self, one: StatedFate) -> tuple[str, str, int]:
        tables = [table for table, _, _ in self.tried.fates]
        return (
            one.table or next(iter(tables), ""),
            one.source or next(iter(self.trial.source)),
            one.row,
        )

    def fates(self, again: Callable[[Trial], Tried]) -> Iterator[Finding]:
        """``again`` runs a smaller test: where several rules exclude rows, it tells which one takes a row."""
        for one in self.trial.fates:
            place = self._only(one)
            fate, by = self.tried.fates.get(place, (None, frozenset[str]()))
            if fate is Fate.EXCLUDED and len(by) > 1:
                by = again(_alone(self.trial, place[1], one.row)).fates[place[0], place[1], 1][1]
            if fate is one.fate and (not one.by or one.by in by):
                continue
            got = fate.value if fate is not None else "なし"
            got += f"（{'、'.join(sorted(by))}）" if by else ""
            wanted = f"{one.fate.value}（{one.by}）" if one.by else one.fate.value
            yield self.finding("MIG-MAP-083", one.line, {"row": one.row, "wanted": wanted, "got": got})

    def unknown(self, schema: SourceSchema) -> Iterator[Finding]:
        """MIG-MAP-084: names in a test that nothing has; a value there would test nothing."""
        read = {block.source for block in self.plan.blocks}
        for table, rows in self.trial.source.items():
            known = set(_columns(schema, table))
            if table not in self.plan.sources or not known:
                yield self.finding("MIG-MAP-084", self.trial.lines.get(table), {"what": table})
                continue
            for row in rows:
                for name in set(row.values) - known:
                    yield self.finding("MIG-MAP-084", row.lines.get(name), {"what": f"{table}.{name}"})
        if not read & set(self.trial.source):
            yield self.finding("MIG-MAP-084", self.trial.line, {"what": "、".join(self.trial.source)})
        for table, rows in self.trial.expected.items():
            known = set(self.plan.columns.get(table, ()))
            for row in rows if known else ():
                for name in set(row.values) - known:
                    yield self.finding("MIG-MAP-084", row.lines.get(name), {"what": f"{table} → {name}"}, name)
            if not known:
                yield self.finding("MIG-MAP-084", self.trial.lines.get(table), {"what": table})


def differences(plan: Plan, schema: SourceSchema, trial: Trial, place: Place, into: Path) -> tuple[Finding, ...]:
    """Run one test: findings MIG-MAP-081 to -084, none where everything is as expected.

    ``place`` names the test's file and the business.
    """
    nothing = Tried(rows={}, fates={}, findings=())
    if unknown := tuple(_Judge(plan, trial, nothing, place).unknown(schema)):
        return unknown
    numbers = count()

    def again(one: Trial) -> Tried:
        return run(plan, schema, one, into / str(next(numbers)))

    judge = _Judge(plan, trial, again(trial), place)
    return (*judge.rows(), *judge.fates(again))
