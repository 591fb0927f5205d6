"""The rows of one side of the cut-over: what the source says must have arrived, or what was delivered."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.files.digest import sha256_of
from migrate.flow import delivery, loaded, pipeline
from migrate.model.delivery import NUMBER, SUFFIXES, DeliveryForm, Manifest
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.model.seal import Side
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.reconcile.delivered import Delivered, open_parquet
from migrate.reconcile.delivered_csv import CsvFiles, stage_csv
from migrate.reconcile.seal_digest import Rows
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_MANIFEST = "manifest.json"


@value
class Asked:
    """Which rows are wanted."""

    side: Side
    business: str = ""
    """業務ID; empty where the workspace has one only."""
    folder: Path | None = None
    """Of the new side: where its files are; None: out/converted/<業務ID>."""
    csv: bool = False
    """Take the CSV of a table, also where there is Parquet."""
    spec: str = ""
    """Of the new side: ``ID@EDITION`` of its files; empty: that of the workspace."""
    tables: tuple[str, ...] = ()
    """Target tables; none: all that there are."""


@value
class SideTable:
    """One table of a side."""

    rows: Rows
    file: str
    """Where the rows are, for people."""
    lineage: Path | None = None
    """Of the old side: which source rows a row comes from."""


@value
class SideRows:
    """All tables of a side."""

    spec: str
    business: str
    why: str
    """One Japanese sentence: which spec was chosen."""
    tables: tuple[SideTable, ...]
    unused: tuple[str, ...] = ()
    """Files in the folder that no table of the standard has."""


def business(workspace: Workspace, asked: Asked) -> str:
    """The one business that is meant.

    Raises:
        MigrateError: MIG-REC-030, there are several. NothingCheckedError: MIG-MAP-040, MIG-GAP-022, there is none.
    """
    if asked.side is Side.OLD:
        found = pipeline.mapped(workspace, asked.business)
    else:
        found = loaded.businesses(workspace, asked.business)
    if len(found) > 1:
        raise MigrateError("MIG-REC-030", params={"businesses": "、".join(found), "first": found[0]})
    return found[0]


def rows(work: Job, asked: Asked) -> SideRows:
    """The rows that are wanted, each table as Parquet.

    Raises:
        NothingCheckedError: MIG-REC-031, no file of any table; and those of `pipeline.prepare`.
        MigrateError: MIG-REC-032, no such table.
        UnreadableError: MIG-REC-010, -011, MIG-SYS-….
    """
    found = _old(work, asked) if asked.side is Side.OLD else _new(work, asked)
    unknown = [one for one in asked.tables if one not in {table.rows.table for table in found.tables}]
    if unknown:
        have = "、".join(table.rows.table for table in found.tables)
        raise MigrateError("MIG-REC-032", Place(business=found.business, table=unknown[0]), {"tables": have})
    if not asked.tables:
        return found
    return replace(found, tables=tuple(one for one in found.tables if one.rows.table in asked.tables))


def _old(work: Job, asked: Asked) -> SideRows:
    prepared = pipeline.prepare(work, business(work.workspace, asked))
    converted = pipeline.expected(work, prepared)
    plan = prepared.plan
    tables = tuple(
        SideTable(
            rows=Rows(
                table=one.table,
                items=plan.columns[one.table],
                key=plan.keys.get(one.table, ()),
                parquet=one.parquet,
                tells_empty=True,
            ),
            file=one.table,
            lineage=one.lineage,
        )
        for one in converted.tables
    )
    return SideRows(spec=plan.spec, business=prepared.business, why=prepared.why, tables=tables)


def _new(work: Job, asked: Asked) -> SideRows:
    known = business(work.workspace, asked)
    resolved = loaded.spec(work, asked.spec or known)
    spec = resolved.spec
    folder = asked.folder or work.workspace.path("out", "converted", known)
    form = _form(work, folder, known)
    taken: set[str] = {_MANIFEST}
    tables = []
    for table in spec.tables:
        files = _files(folder, spec, table, form)
        taken |= {one.name for many in files for one in many}
        chosen = _chosen(files, asked.csv)
        if chosen and (not asked.tables or table in asked.tables):
            tables.append(_table(work, spec, table, chosen, form))
    if not tables and not asked.tables:
        name = work.workspace.relative(folder)
        raise NothingCheckedError("MIG-REC-031", Place(business=known, file=name), {"folder": name, "spec": spec.id})
    unused = [one.name for one in sorted(folder.iterdir()) if one.name not in taken] if folder.is_dir() else []
    return SideRows(
        spec=spec.id, business=known, why=resolved.why, tables=tuple(tables), unused=tuple(map(str, unused))
    )


def _form(work: Job, folder: Path, known: str) -> DeliveryForm:
    """How the CSV files are written: as their manifest says, else as `project.yaml` does."""
    manifest = folder / _MANIFEST
    if manifest.is_file():
        stated = records.load(Manifest, work.read(manifest), _MANIFEST).csv
        if stated:
            return stated
    return work.workspace.project.output.of(known)


def _files(folder: Path, spec: Spec, table: str, form: DeliveryForm) -> tuple[list[Path], list[Path]]:
    """The Parquet file of a table, and its CSV files in the order of their numbers."""
    parquet = folder / f"{table}.parquet"
    (named,) = delivery.file_names(spec, table, replace(form, name=form.name.replace(NUMBER, "\0")), 1)
    pattern = re.compile(re.escape(named).replace("\0", "([0-9]+)"))
    numbered = [
        (int(hit[1]) if hit.groups() else 0, path)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.suffix in SUFFIXES and (hit := pattern.fullmatch(path.name))
    ]
    return [parquet] if parquet.is_file() else [], [path for _, path in sorted(numbered)]


def _noted(work: Job, path: Path) -> str:
    """The name of an input file; outside the workspace with its folder, since two exports name their files alike."""
    if path.resolve().is_relative_to(work.workspace.root.resolve()):
        return work.note(path).path
    found = sha256_of(path)
    for parts in (2, 3):
        name = "/".join(path.resolve().parts[-parts:])
        if work.inputs.setdefault(name, FileDigest(path=name, sha256=found)).sha256 == found:
            break
    return name


def _chosen(files: tuple[list[Path], list[Path]], csv: bool) -> list[Path]:
    parquet, texts = files
    return texts if csv else parquet or texts


def _table(work: Job, spec: Spec, table: str, files: list[Path], form: DeliveryForm) -> SideTable:
    own = spec.items_of(table)
    items = tuple(item.name for item in own)
    names = [_noted(work, path) for path in files]
    found: Delivered
    if files[0].suffix == ".parquet":
        found = open_parquet(files[0], names[0], items)
    else:
        given = CsvFiles(
            files=tuple(zip(files, names, strict=True)),
            form=form,
            columns=items,
            header=delivery.header(spec, table, items, form),
        )
        found = stage_csv(given, work.scratch())
    key = tuple(item.name for item in own if item.primary_key)
    rows_of = Rows(table=table, items=items, key=key, parquet=found.parquet, tells_empty=found.tells_empty)
    return SideTable(rows=rows_of, file=found.file)
