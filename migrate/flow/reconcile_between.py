"""Two exports of the new system over time: everything that is not as it was before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from migrate.engine import parquet
from migrate.engine.duckdb import Engine, Limits, opened, text
from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import loaded, reconcile_decisions, reconcile_kept
from migrate.flow.outcome import Outcome
from migrate.flow.reconcile_against import named, side_of
from migrate.flow.reconcile_kept import Found
from migrate.flow.reconcile_sides import Asked, SideRows, SideTable
from migrate.model.document import Document
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.reconcile import Reconciliation, Ruling, TableComparison
from migrate.model.seal import Side
from migrate.model.value import value
from migrate.reconcile import columns, document
from migrate.reconcile.compare import Expected, compare, listed
from migrate.reconcile.decisions import BETWEEN_ACCEPTED, BETWEEN_EXPECTED
from migrate.reconcile.delivered import Delivered
from migrate.reconcile.differences import BETWEEN_CODES, SCHEMA
from migrate.reconcile.refine import refined
from migrate.report.findings import SHOWN, with_findings
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_SHEETS = (BETWEEN_EXPECTED, BETWEEN_ACCEPTED)
_ONE_SIDE = "MIG-REC-057"


@value
class Between:
    """Which two exports are compared, and how."""

    earlier: Path
    later: Path
    business: str = ""
    spec: str = ""
    """``ID@EDITION`` of both; empty: that of the workspace."""
    csv: bool = False
    """Take the CSV of a table, also where there is Parquet."""
    tables: tuple[str, ...] = ()
    """Empty: all that there are."""
    limits: Limits = Limits()


@value
class BetweenRun:
    """Result of `reconcile between`."""

    spec: str
    earlier: str
    """Folder, by its name."""
    later: str
    tables: tuple[TableComparison, ...]
    rulings: tuple[Ruling, ...]
    open: int
    """Differences that are neither expected nor accepted, and tables that only one export has."""


def _business(workspace: Workspace, how: Between) -> str:
    found = loaded.businesses(workspace, how.business or how.spec.rpartition("@")[0])
    if len(found) > 1:
        raise MigrateError("MIG-REC-052", params={"businesses": "、".join(found), "first": found[0]})
    return found[0]


def _sides(work: Job, business: str, how: Between) -> tuple[SideRows, SideRows]:
    spec = named(business, how.spec) if how.spec else ""
    asked = Asked(side=Side.NEW, business=business, csv=how.csv, spec=spec, tables=how.tables)
    earlier, later = (side_of(work, replace(asked, folder=folder)) for folder in (how.earlier, how.later))
    return earlier, later


def _pairs(sides: tuple[SideRows, SideRows]) -> Iterator[tuple[str, SideTable | None, SideTable | None]]:
    """Every table of either side, in the order of the standard."""
    first, second = ({one.rows.table: one for one in side.tables} for side in sides)
    for table in dict.fromkeys((*first, *second)):
        yield table, first.get(table), second.get(table)


def _lineage(engine: Engine, one: SideTable, target: Path) -> Path:
    """Each row of the earlier export comes from itself."""
    engine.run(
        f"COPY (SELECT file_row_number + 1 AS target_row, {text(one.rows.table)} AS source_table, "
        f"{text(one.file)} AS source_file, file_row_number + 1 AS source_row, '書込' AS fate "
        f"FROM read_parquet({text(str(one.rows.parquet))}, file_row_number = true)) "
        f"TO {text(str(target))} (FORMAT parquet)"
    )
    return target


def _compared(
    work: Job, engine: Engine, business: str, first: SideTable, second: SideTable, found: parquet.Writer
) -> TableComparison:
    """One table that both exports have; its differences go to ``found``."""
    items = first.rows.items
    expected = Expected(
        business=business,
        table=first.rows.table,
        columns=items,
        key=first.rows.key,
        rows=first.rows.parquet,
        lineage=_lineage(engine, first, work.scratch() / "lineage.parquet"),
    )
    tells = first.rows.tells_empty and second.rows.tells_empty
    delivered = Delivered(file=second.file, parquet=second.rows.parquet, tells_empty=tells)
    rows = refined(engine, compare(engine, expected, delivered), items, {})
    for batch in listed(engine, expected, delivered, lambda parts: work.workspace.key_digest(*parts)):
        found.add(batch)
    return replace(rows, columns=columns.profiles(engine, items, frozenset(), same=rows.same))


def _reconciled(work: Job, business: str, how: Between) -> tuple[Reconciliation, tuple[str, ...]]:
    decided = reconcile_decisions.load(work, business, _SHEETS)
    reconcile_decisions.check_rules(work, decided)
    sides = _sides(work, business, how)
    file = work.scratch() / "differences.parquet"
    names = (how.earlier.resolve().name, how.later.resolve().name)
    lone: list[Finding] = []
    tables: list[TableComparison] = []
    with opened(work.scratch(), how.limits) as engine:
        with parquet.Writer(file, SCHEMA) as writer:
            for table, first, second in _pairs(sides):
                if first is not None and second is not None:
                    tables.append(_compared(work, engine, business, first, second, writer))
                    continue
                place = Place(business=business, table=table)
                folder = names[0] if first is not None else names[1]
                lone.append(Finding(code=_ONE_SIDE, severity=Severity.ERROR, place=place, params={"folder": folder}))
        found = Found(business=business, file=file, tables=tuple(tables), kept=_differences(business))
        kept = reconcile_kept.keep(work, engine, found, decided, BETWEEN_CODES)
    reconciliation = Reconciliation(
        spec=sides[0].spec,
        tables=kept.tables,
        findings=tuple(sorted((*lone, *kept.findings), key=sort_key)),
        rulings=kept.rulings,
        unlisted=kept.unlisted,
    )
    unused = sorted({*sides[0].unused, *sides[1].unused})
    said = f"標準の表ではないため比べなかったファイル: {'、'.join(unused)}" if unused else ""
    return reconciliation, tuple(one for one in (sides[0].why, said, *reconcile_decisions.notices(decided)) if one)


def _differences(business: str) -> str:
    return f"out/reconcile/{business}.between.differences.parquet"


def run(workspace: Workspace, session: Session, how: Between) -> Outcome:
    """Compare two exports of one standard; writes `out/reconcile/<business>.between.json` and all differences.

    Raises:
        MigrateError: MIG-REC-032 (no such table), -040 (a sheet of decisions has faulty lines), -052 (several
            businesses), -058 (twice the same folder), MIG-SPEC-006.
        NothingCheckedError: MIG-REC-056, a folder without a file of any table.
        UnreadableError: MIG-REC-010, -011.
    """
    if how.earlier.resolve() == how.later.resolve():
        raise MigrateError("MIG-REC-058", Place(file=how.later.name), {"folder": how.later.name})
    business = _business(workspace, how)
    name = f"out/reconcile/{business}.between.json"
    with job.run(workspace, session, f"reconcile between {business}") as work:
        found, notices = _reconciled(work, business, how)
        work.findings = found.open
        data = BetweenRun(
            spec=found.spec,
            earlier=how.earlier.resolve().name,
            later=how.later.resolve().name,
            tables=found.tables,
            rulings=found.rulings,
            open=found.open,
        )
        work.write(name, records.dump(data))
    page = Document(
        title="新システムの二つの出力の比較",
        subtitle=workspace.project.name,
        facts=(("標準仕様", data.spec), ("前の出力", data.earlier), ("後の出力", data.later)),
        summary=document.sentence(found),
        sections=document.between(found),
    )
    short = replace(page, sections=document.between(found, brief=True))
    return Outcome(
        kind="reconcile-between",
        data=data,
        document=page,
        brief=with_findings(short, found.findings, SHOWN),
        findings=found.findings,
        inputs=tuple(sorted(work.inputs.values(), key=lambda file: file.path)),
        nothing_checked=not any(one.expected or one.delivered for one in found.tables),
        notices=(*notices, f"結果を {name} に、相違の全件を {_differences(business)} に書きました。"),
    )
