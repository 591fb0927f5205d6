"""What each table of a business is compared with: the files of our own conversion, as its manifest names them."""

from __future__ import annotations

from dataclasses import replace

from migrate.engine.result import ConvertedTable
from migrate.errors import NothingCheckedError
from migrate.files import records
from migrate.flow import csv_left_out
from migrate.flow.delivery import header
from migrate.flow.pipeline import Prepared
from migrate.model.balance import Conversion
from migrate.model.delivery import Manifest
from migrate.model.finding import Finding, Place, Severity
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.reconcile.compare import Expected
from migrate.reconcile.delivered import Delivered, open_parquet
from migrate.reconcile.delivered_csv import CsvFiles, content_of, stage_csv
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_NO_PARTNER = "MIG-REC-014"
_NO_CSV = "MIG-CNV-094"


@value
class Partner:
    """One delivered file, and what it must hold."""

    expected: Expected
    delivered: Delivered
    recoded: frozenset[str] = frozenset()
    """Items whose codes are those of another edition on both sides: no total counts by them."""


@value
class Beside:
    """What stands beside one table of a business."""

    partners: tuple[Partner, ...]
    findings: tuple[Finding, ...] = ()


@value
class Noted:
    """What the conversion left behind."""

    conversion: Conversion
    manifest: Manifest


def noted(work: Job, business: str) -> Noted:
    """The finished conversion of ``business``.

    Raises:
        NothingCheckedError: MIG-REC-012, there is none, or it is unfinished.
    """
    names = (f"out/converted/{business}/manifest.json", f"out/convert/{business}.json")
    for name in names:
        if not work.workspace.path(name).is_file():
            raise NothingCheckedError("MIG-REC-012", Place(business=business, file=name), {"business": business})
    manifest, conversion = (work.read(work.workspace.path(name)) for name in names)
    return Noted(
        manifest=records.load(Manifest, manifest, names[0]), conversion=records.load(Conversion, conversion, names[1])
    )


def expected(prepared: Prepared, again: ConvertedTable) -> Expected:
    """What one table must hold, as the plan has just made it again."""
    return Expected(
        business=prepared.business,
        table=again.table,
        columns=prepared.plan.columns[again.table],
        key=prepared.plan.keys.get(again.table, ()),
        rows=again.parquet,
        lineage=again.lineage,
        content=again.content,
    )


def own(work: Job, prepared: Prepared, manifest: Manifest, again: ConvertedTable) -> Beside:
    """The rows of one table as they are now, from Parquet and, where the manifest names any, from CSV."""
    made = expected(prepared, again)
    folder = work.workspace.path("out", "converted", prepared.business)
    parquet = folder / f"{again.table}.parquet"
    work.note(parquet)
    found: list[Delivered] = [open_parquet(parquet, work.workspace.relative(parquet), made.columns)]
    given = csv_files(work, prepared.spec, manifest, again.table, made.columns)
    if given:
        scratch = work.scratch()
        read = content_of(given, scratch)
        found.append(replace(read, parquet=again.parquet) if made.same(read) else stage_csv(given, scratch))
    return Beside(partners=tuple(Partner(expected=made, delivered=one) for one in found))


def csv_files(work: Job, spec: Spec, manifest: Manifest, table: str, columns: tuple[str, ...]) -> CsvFiles | None:
    """The CSV files of a table, noted as inputs; None where the manifest names none."""
    parts = [file for one in manifest.tables if one.table == table for file in one.csv]
    folder = work.workspace.path("out", "converted", spec.business)
    paths = [folder / name for name in _csv_files(manifest, table)]
    if not paths or manifest.csv is None:
        return None
    noted = [work.note(path).sha256 for path in paths]
    return CsvFiles(
        files=tuple((path, work.workspace.relative(path)) for path in paths),
        form=manifest.csv,
        columns=columns,
        header=header(spec, table, columns, manifest.csv),
        as_written=noted == [one.sha256 for one in parts],
    )


def _csv_files(manifest: Manifest, table: str) -> tuple[str, ...]:
    """The bare names of a table's CSV files: wherever the manifest says they are, they are looked for beside it."""
    return tuple(file.path.rpartition("/")[2] for one in manifest.tables if one.table == table for file in one.csv)


def unlike(workspace: Workspace, prepared: Prepared, manifest: Manifest) -> tuple[Finding, ...]:
    """Files of tables that the mapping does not fill, and tables without a CSV (it could not be written, or the
    conversion did not know the table).
    """
    business = prepared.business
    folder = workspace.path("out", "converted", business)
    known = {"manifest.json", *(f"{table}.parquet" for table in prepared.whole.tables)}
    known |= {name for table in prepared.whole.tables for name in _csv_files(manifest, table)}
    strange = (
        Finding(
            code=_NO_PARTNER, severity=Severity.ERROR, place=Place(business=business, file=workspace.relative(path))
        )
        for path in sorted(folder.iterdir())
        if path.name not in known and not path.name.startswith((".", "~"))
    )
    without = (
        Finding(code=_NO_CSV, severity=Severity.ERROR, place=Place(business=business, table=table))
        for table in prepared.plan.tables
        if manifest.csv and not _csv_files(manifest, table)
    )
    return (*strange, *without, *csv_left_out.said_of(business, manifest))
