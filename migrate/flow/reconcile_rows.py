"""Rows and control totals of every table of a business, against whatever stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from migrate.engine import parquet, spark_tables
from migrate.engine.duckdb import Engine, Limits, opened
from migrate.engine.result import Converted, ConvertedTable
from migrate.engine.spark_session import Address
from migrate.files.bundled import bundled
from migrate.flow.pipeline import Prepared
from migrate.flow.reconcile_partners import Beside, Partner
from migrate.model.finding import Finding
from migrate.model.mapping import Tolerance
from migrate.model.reconcile import ColumnProfile, LeftOut, TableComparison
from migrate.model.value import value
from migrate.reconcile import columns, on_spark, totals
from migrate.reconcile.compare import Expected, agreement, compare, listed, views
from migrate.reconcile.delivered import Delivered
from migrate.reconcile.differences import SCHEMA
from migrate.reconcile.refine import refined
from migrate.reconcile.totals import Total
from migrate.workspace.job import Job

_NOT_COUNTED = "見る項目のどれかを比べていないか、コードの意味が版によって違うため、この合計は数えていません。"


@value
class Rows:
    """What was compared; every difference is in the file."""

    tables: tuple[TableComparison, ...]
    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...]
    """Totals that could not be counted on both sides."""


Compare = Callable[[Engine, Expected, Delivered], TableComparison]


_Seen = tuple[Expected, bool]
"""Rows, and whether an empty text among them counts as one."""


@value
class Machine:
    """What compares: the database of this machine, and who pairs the rows of two files."""

    engine: Engine
    compare: Compare


@contextmanager
def machine(folder: Path, limits: Limits, spark: Address | None) -> Iterator[Machine]:
    """An open machine, whose files are in ``folder``; rows are paired on ``spark`` where it is given.

    Raises:
        MigrateError: MIG-CNV-080 to -085, -087, Spark is not there.
    """
    with opened(folder, limits) as engine:
        if spark is None:
            yield Machine(engine=engine, compare=compare)
            return
        with spark_tables.opened(spark, folder / "spark", limits.memory) as tables:

            def there(database: Engine, expected: Expected, delivered: Delivered) -> TableComparison:
                return on_spark.compare(database, tables, expected, delivered)

            yield Machine(engine=engine, compare=there)


@value
class _Working:
    """What the comparison of one business works with."""

    work: Job
    machine: Machine
    prepared: Prepared
    differences: parquet.Writer


def compared(
    work: Job,
    machine: Machine,
    prepared: Prepared,
    converted: Converted,
    beside: Callable[[ConvertedTable], Beside],
    found: Path,
) -> Rows:
    """Compare each table with what ``beside`` gives, one after the other; differences go to ``found``."""
    tables: list[TableComparison] = []
    findings: list[Finding] = []
    left: list[LeftOut] = []
    with parquet.Writer(found, SCHEMA) as writer:
        at = _Working(work=work, machine=machine, prepared=prepared, differences=writer)
        for again in converted.tables:
            own = beside(again)
            tables += _table(at, again, own.partners)
            findings += own.findings
            left += (
                LeftOut(table=again.table, item=f"合計: {total.name}", spec=prepared.spec.id, reason=_NOT_COUNTED)
                for total in _definitions(prepared, again.table)
                if own.partners and not any(_countable(total, partner) for partner in own.partners)
            )
    return Rows(tables=tuple(tables), findings=tuple(findings), left_out=tuple(left))


def _definitions(prepared: Prepared, table: str) -> tuple[Total, ...]:
    """The totals of a table: how many rows it has, and what the definitions of the business say of items it has."""
    path = bundled("specs") / "totals" / f"{prepared.business}.yaml"
    items = set(prepared.plan.columns[table])
    given = totals.load(path) if path.is_file() else ()
    found = {one.name: one for one in (totals.everything(table), *given) if one.table == table}
    return tuple(totals.bound(one, prepared.spec) for one in found.values() if set(one.items) <= items)


def _countable(total: Total, partner: Partner) -> bool:
    """True where all that a total looks at is compared, and its values mean the same on both sides."""
    return set(total.items) <= set(partner.expected.columns) - partner.recoded


def _table(at: _Working, again: ConvertedTable, partners: tuple[Partner, ...]) -> Iterator[TableComparison]:
    """One table: rows and control totals of each of its files."""
    engine, prepared = at.machine.engine, at.prepared
    source = totals.SourceRows(
        blocks=tuple(block for block in prepared.plan.blocks if block.table == again.table),
        staged=prepared.staged,
        lineage=again.lineage,
        code_maps=prepared.plan.code_maps,
    )
    defined = [one for one in _definitions(prepared, again.table) if any(_countable(one, each) for each in partners)]
    counted = [(total, totals.source_tallies(engine, total, source)) for total in defined]
    numbers = frozenset(one.name for one in prepared.spec.items_of(again.table) if one.notation in ("9", "S9"))
    profiled: dict[_Seen, tuple[ColumnProfile, ...]] = {}
    for partner in partners:
        expected, delivered, items = partner.expected, partner.delivered, partner.expected.columns
        allowed = {item: one for item, one in prepared.mapping.tolerances(again.table).items() if item in items}
        rows = _rows(at, partner, allowed)
        lines = tuple(
            line
            for total, counts in counted
            if _countable(total, partner)
            for line in totals.control_total(total, (counts, totals.delivered_tallies(engine, total, items)))
        )
        told = profiled.get(_seen(expected, delivered)) if rows.same else None
        told = told or columns.profiles(engine, items, numbers, same=rows.same)
        if rows.same:
            profiled[_seen(expected, delivered)] = told
        comparison = replace(rows, totals=lines, columns=told)
        at.differences.add(totals.differences(comparison))
        yield comparison


def _seen(expected: Expected, delivered: Delivered) -> _Seen:
    """What the columns of files that hold the same rows have in common: the rows, and whether an empty text counts."""
    told = delivered.tells_empty or (expected.content is not None and not expected.content.empty)
    return expected, told


def _rows(at: _Working, partner: Partner, allowed: Mapping[str, Tolerance]) -> TableComparison:
    """Row by row; every difference goes to the file of differences."""
    engine, expected, delivered = at.machine.engine, partner.expected, partner.delivered
    if delivered.content and expected.same(delivered):
        views(engine, expected, delivered)
        return agreement(expected, delivered.content.rows, delivered.file)
    rows = refined(engine, at.machine.compare(engine, expected, delivered), expected.columns, allowed)
    for batch in listed(engine, expected, delivered, lambda parts: at.work.workspace.key_digest(*parts)):
        at.differences.add(batch)
    return rows
