"""`reconcile sample`: draw rows of a converted table by their keyed digests, and write the 突合票."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records, seal
from migrate.files.seal import Lock
from migrate.flow import handover_asked, loaded
from migrate.flow.handover_asked import Wanted
from migrate.flow.outcome import Outcome
from migrate.model.delivery import Manifest
from migrate.model.finding import Place
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality.shape import shapes
from migrate.reconcile import sample, sample_sheet, seal_key
from migrate.reconcile.sample import Delivered, Digest, Drawn, Sample
from migrate.reconcile.sample_sheet import Sheet
from migrate.report import formats
from migrate.report.build import japanese_date
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_KEPT_DAYS = 30
_DIGITS = 16


@value
class Asked:
    """Which rows are to be drawn, and what may be written of them."""

    business: str
    table: str = ""
    rows: int = 50
    by: str = ""
    key_file: Path | None = None
    with_values: bool = False
    recipients: tuple[str, ...] = ()
    password_env: str = ""
    purge_on: date | None = None


@value
class StratumDrawn:
    """One stratum without the value that it stands for."""

    name: str
    rows: int
    drawn: int


@value
class Sampled:
    """What was drawn: numbers and digests."""

    business: str
    table: str
    by: str
    file: str
    purge_on: str
    strata: tuple[StratumDrawn, ...]
    rows: tuple[Drawn, ...]


def _lock(asked: Asked, day: date) -> Lock | None:
    """What closes a sheet with values, None where nothing does.

    Raises:
        MigrateError: MIG-REC-062 (options that need --with-values), -063 (a date of destruction that is past),
            and those of `handover_asked.lock_of`.
    """
    if not asked.with_values and (asked.recipients or asked.password_env or asked.purge_on):
        raise MigrateError("MIG-REC-062")
    if asked.purge_on is not None and asked.purge_on < day:
        raise MigrateError("MIG-REC-063", params={"date": asked.purge_on.isoformat()})
    wanted = Wanted(target=Path(), recipients=asked.recipients, password_env=asked.password_env)
    return handover_asked.lock_of(wanted) if asked.with_values else None


def _delivered(work: Job, asked: Asked, spec: Spec) -> tuple[Delivered, tuple[str, ...]]:
    """The table that is meant, and its items.

    Raises:
        NothingCheckedError: MIG-REC-012, not converted.
        MigrateError: MIG-REC-064 (no such table, several and none named, no primary key), -065 (no such item).
    """
    name = f"out/converted/{asked.business}/manifest.json"
    if not work.workspace.path(name).is_file():
        raise NothingCheckedError(
            "MIG-REC-012", Place(business=asked.business, file=name), {"business": asked.business}
        )
    manifest = records.load(Manifest, work.read(work.workspace.path(name)), name)
    tables = {one.table: one for one in manifest.tables}
    table = asked.table or (next(iter(tables)) if len(tables) == 1 else "")
    key = tuple(item.name for item in spec.items_of(table) if item.primary_key) if table in tables else ()
    if not key:
        raise MigrateError("MIG-REC-064", Place(business=asked.business), {"known": "、".join(tables)})
    held, folder = tables[table], work.workspace.path(*name.split("/")[:-1])
    rows, lineage = folder / held.parquet.path.rpartition("/")[2], work.workspace.path(held.lineage.path)
    for path in (rows, lineage):
        work.note(path)
    items = tuple(pl.read_parquet_schema(rows))
    if asked.by and asked.by not in items:
        raise MigrateError("MIG-REC-065", Place(business=asked.business, table=table), {"item": asked.by})
    rejects = work.workspace.restricted / asked.business / "rejects.parquet"
    return Delivered(table=table, rows=rows, lineage=lineage, rejects=rejects, key=key, by=asked.by), items


def _digest(work: Job, key_file: Path | None) -> tuple[Digest, str]:
    """The digest of keys and what its key is called: of the file that both sides hold, else the workspace's own."""
    if key_file is None:
        return (lambda parts: work.workspace.key_digest(*parts)), "この作業フォルダの鍵"
    key = seal_key.load(key_file)
    return (lambda parts: key.mac("\x1f".join(parts).encode()).hex()[:_DIGITS]), f"鍵 {key.fingerprint}"


def _texts(table: Delivered, drawn: Sample, with_values: bool) -> Mapping[int, Mapping[str, str]]:
    """Target row → item → value or shape, of the rows drawn."""
    wanted = [one.row for one in drawn.rows if one.row]
    rows = pl.scan_parquet(table.rows, row_index_name="_row").filter((pl.col("_row") + 1).is_in(wanted))
    found = rows.collect()
    if not with_values:
        found = found.with_columns(shapes(pl.exclude("_row")))
    return {row.pop("_row") + 1: {k: v or "" for k, v in row.items()} for row in found.to_dicts()}


def _write(work: Job, name: str, book: bytes, lock: Lock | None) -> None:
    if lock is None:
        work.write(name, book, restricted=name.startswith("out/restricted/"))
        return
    plain = work.scratch() / "sheet.xlsx"
    plain.touch(mode=0o600)
    plain.write_bytes(book)
    seal.seal(plain, work.stage(name, restricted=True), lock)
    work.remove(name.removesuffix(".age"))  # an earlier sheet that was not encrypted


def run(workspace: Workspace, session: Session, asked: Asked) -> Outcome:
    """Write the sheet: out/reconcile/<business>.sample.xlsx, with values out/restricted/<business>/sample.xlsx(.age).

    Raises:
        NothingCheckedError: MIG-REC-012. MigrateError: MIG-REC-062 to -065, MIG-SYS-040, -044 to -046.
    """
    lock = _lock(asked, session.as_of)
    purge = asked.purge_on or session.as_of + timedelta(days=_KEPT_DAYS)
    name = f"out/reconcile/{asked.business}.sample.xlsx"
    if asked.with_values:
        name = f"out/restricted/{asked.business}/sample.xlsx{'' if lock is None else '.age'}"
    with job.run(workspace, session, f"reconcile sample {asked.business}") as work:
        spec = loaded.spec(work, asked.business).spec
        table, items = _delivered(work, asked, spec)
        digest, key = _digest(work, asked.key_file)
        drawn = sample.draw(table, asked.rows, digest)
        sheet = Sheet(
            municipality=workspace.project.name,
            business=f"{asked.business} {spec.business_name}",
            table=table.table,
            day=japanese_date(session.as_of),
            key=key,
            by=asked.by,
            items=items,
            texts=_texts(table, drawn, asked.with_values),
            purge=japanese_date(purge) if asked.with_values else "",
        )
        _write(work, name, formats.render("xlsx", sample_sheet.document(drawn, sheet)), lock)
    strata = tuple(StratumDrawn(name=one.name, rows=one.rows, drawn=one.drawn) for one in drawn.strata)
    return Outcome(
        kind="reconcile-sample",
        data=Sampled(
            business=asked.business,
            table=table.table,
            by=asked.by,
            file=name,
            purge_on=purge.isoformat() if asked.with_values else "",
            strata=strata,
            rows=drawn.rows,
        ),
        document=sample_sheet.listing(drawn, sheet),
        inputs=tuple(sorted(work.inputs.values(), key=lambda file: file.path)),
        nothing_checked=not drawn.rows,
        notices=_notices(name, asked, lock, sheet.purge),
    )


def _notices(name: str, asked: Asked, lock: Lock | None, purge: str) -> tuple[str, ...]:
    written = f"突合票を {name} に書きました。"
    if not asked.with_values:
        return (written, "値は入っていません（キーのダイジェスト、行の番号、値の形だけです）。")
    closed = (
        "暗号化しました。"
        if lock
        else "暗号化していません。渡すときは --recipient か --password-env を付けてください。"
    )
    return (written, f"取扱注意: 住民の情報が入っています。{purge} までに廃棄してください。{closed}")
