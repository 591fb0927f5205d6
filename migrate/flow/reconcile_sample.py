"""`reconcile sample`: draw rows of a converted table by their keyed digests, and write the 突合票."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records, seal
from migrate.files.seal import Key, Lock
from migrate.flow import handover_asked, loaded, reconcile_files, reconcile_sample_like, reconcile_sides
from migrate.flow.finished import unwritten_file
from migrate.flow.handover_asked import Wanted
from migrate.flow.outcome import Outcome
from migrate.flow.reconcile_sample_like import Like
from migrate.model.delivery import Manifest
from migrate.model.document import Document
from migrate.model.finding import Place
from migrate.model.seal import Side
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality.shape import shapes
from migrate.reconcile import sample, sample_sheet, seal_key
from migrate.reconcile.sample import Delivered, Digest, Drawn, Sample
from migrate.reconcile.sample_sheet import Sheet
from migrate.report import formats
from migrate.report.build import japanese_date
from migrate.workspace import disposal, job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_KEPT_DAYS = 30
_DIGITS = 16
USUAL = "異動事由"
"""Item whose values are strata where none is named and the table has it."""


@value
class Asked:
    """Which rows are to be drawn, and what may be written of them."""

    business: str = ""
    table: str = ""
    rows: int = 50
    by: str = ""
    key_file: Path | None = None
    with_values: bool = False
    recipients: tuple[str, ...] = ()
    password_env: str = ""
    purge_on: date | None = None
    like: Path | None = None
    """The result of the other side, whose rows are to be found here."""
    folder: Path | None = None
    """With ``like``: where the files of the new system are."""
    csv: bool = False
    """With ``like``: take the CSV of a table, also where there is Parquet."""


@value
class _Rows:
    """Rows for a sheet, and the file that they stand in."""

    sample: Sample
    table: str
    by: str
    parquet: Path
    items: tuple[str, ...]
    absent: int = 0
    """Rows that the other side has, and this one has not."""


@value
class SheetOpened:
    """A sheet with values that was decrypted."""

    file: str


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
    spec: str
    table: str
    by: str
    key: str
    """Fingerprint of the key that made the digests; empty: the workspace's own."""
    file: str
    purge_on: str
    strata: tuple[StratumDrawn, ...]
    rows: tuple[Drawn, ...]


def _business(workspace: Workspace, asked: Asked) -> str:
    """The business named, else the only one that was converted.

    Raises:
        MigrateError: MIG-REC-069, there are several.
        NothingCheckedError: MIG-REC-071, there is none.
    """
    found = sorted(path.parent.name for path in workspace.path("out/converted").glob("[0-9][0-9][0-9]/manifest.json"))
    if not asked.business and len(found) > 1:
        raise MigrateError("MIG-REC-069", params={"known": "、".join(found), "first": found[0]})
    if not asked.business and not found:
        raise NothingCheckedError("MIG-REC-071")
    return asked.business or found[0]


def _lock(asked: Asked, day: date) -> Lock | None:
    """What closes a sheet with values; None for one without.

    Raises:
        MigrateError: MIG-REC-062 (options that need --with-values), -063 (a date of destruction that is past), -068
            (values that nothing, or two things, would close), and those of `handover_asked.lock_of`.
    """
    if not asked.with_values and (asked.recipients or asked.password_env or asked.purge_on):
        raise MigrateError("MIG-REC-062")
    if asked.purge_on is not None and asked.purge_on < day:
        raise MigrateError("MIG-REC-063", params={"date": asked.purge_on.isoformat()})
    if not asked.with_values:
        return None
    if bool(asked.recipients) == bool(asked.password_env):
        raise MigrateError("MIG-REC-068")
    return handover_asked.lock_of(Wanted(target=Path(), recipients=asked.recipients, password_env=asked.password_env))


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
    by = asked.by or (USUAL if USUAL in items else "")
    unwritten = work.workspace.path(unwritten_file(asked.business))
    return Delivered(
        table=table,
        rows=rows,
        lineage=lineage,
        unwritten=unwritten if unwritten.is_file() else None,
        key=key,
        by=by,
    ), items


def _digest(work: Job, key_file: Path | None) -> tuple[Digest, str]:
    """The digest of keys and its key's fingerprint: of the file that both sides hold; empty: the workspace's own."""
    if key_file is None:
        return (lambda parts: work.workspace.key_digest(*parts)), ""
    key = seal_key.load(key_file)
    return (lambda parts: key.mac("\x1f".join(parts).encode()).hex()[:_DIGITS]), key.fingerprint


def _drawn(work: Job, asked: Asked, spec: Spec, digest: Digest) -> _Rows:
    """The rows of this side's own choice."""
    table, items = _delivered(work, asked, spec)
    drawn = sample.draw(table, asked.rows, digest)
    return _Rows(sample=drawn, table=table.table, by=table.by, parquet=table.rows, items=items)


def _same(work: Job, asked: Asked, like: Like, digest: Digest, key: str) -> _Rows:
    """The rows that the other side has drawn.

    Raises:
        MigrateError: MIG-REC-075, they were drawn with another key; and those of `reconcile_sample_like.find`.
    """
    if like.key != key:
        params = {
            "file": like.file,
            "reason": f"鍵が違います（{like.key or '作業フォルダの鍵'} と {key or '作業フォルダの鍵'}）",
        }
        raise MigrateError("MIG-REC-075", Place(file=like.file), params)
    new = reconcile_sides.Asked(side=Side.NEW, folder=asked.folder, csv=asked.csv)
    found = reconcile_sample_like.find(work, like, new, digest)
    return _Rows(
        sample=found.sample, table=like.table, by="", parquet=found.rows, items=found.items, absent=found.absent
    )


def _texts(parquet: Path, drawn: Sample, with_values: bool) -> Mapping[int, Mapping[str, str]]:
    """Target row → item → value or shape, of the rows drawn."""
    wanted = [one.row for one in drawn.rows if one.row]
    rows = pl.scan_parquet(parquet, row_index_name="_row").filter((pl.col("_row") + 1).is_in(wanted))
    found = rows.collect()
    if not with_values:
        found = found.with_columns(shapes(pl.exclude("_row")))
    return {row.pop("_row") + 1: {k: v or "" for k, v in row.items()} for row in found.to_dicts()}


def _write(work: Job, name: str, book: bytes, lock: Lock | None) -> None:
    if lock is None:
        work.write(name, book)
        return
    plain = work.scratch() / "sheet.xlsx"
    plain.touch(mode=0o600)
    plain.write_bytes(book)
    seal.seal(plain, work.stage(name, restricted=True), lock)
    work.remove(name.removesuffix(".age"))  # one that an earlier version left open


def run(workspace: Workspace, session: Session, asked: Asked) -> Outcome:
    """Write the sheet: out/reconcile/<business>.sample.xlsx, with values out/restricted/<business>/sample.xlsx.age.

    Raises:
        NothingCheckedError: MIG-REC-012, -071.
        MigrateError: MIG-REC-062 to -065, -068, -069, -075, MIG-SYS-040, -044 to -046.
    """
    lock = _lock(asked, session.as_of)
    like = reconcile_sample_like.load(asked.like) if asked.like else None
    asked = replace(asked, business=like.business if like else _business(workspace, asked))
    purge = asked.purge_on or session.as_of + timedelta(days=_KEPT_DAYS)
    name = f"out/reconcile/{asked.business}.sample.xlsx"
    if asked.with_values:
        name = f"out/restricted/{asked.business}/sample.xlsx.age"
    with job.run(workspace, session, f"reconcile sample {asked.business}") as work:
        spec = loaded.spec(work, asked.business).spec
        digest, key = _digest(work, asked.key_file)
        rows = _same(work, asked, like, digest, key) if like else _drawn(work, asked, spec, digest)
        drawn = rows.sample
        sheet = Sheet(
            municipality=workspace.project.name,
            business=f"{asked.business} {spec.business_name}",
            table=rows.table,
            day=japanese_date(session.as_of),
            key=f"鍵 {key}" if key else "この作業フォルダの鍵",
            by=rows.by,
            items=rows.items,
            texts=_texts(rows.parquet, drawn, asked.with_values),
            purge=japanese_date(purge) if asked.with_values else "",
        )
        _write(work, name, formats.render("xlsx", sample_sheet.document(drawn, sheet)), lock)
        if asked.with_values:
            work.write(name + disposal.NOTE, f"{purge.isoformat()}\n".encode(), restricted=True)
    strata = tuple(StratumDrawn(name=one.name, rows=one.rows, drawn=one.drawn) for one in drawn.strata)
    return Outcome(
        kind="reconcile-sample",
        data=Sampled(
            business=asked.business,
            spec=spec.id,
            table=rows.table,
            by=rows.by,
            key=key,
            file=name,
            purge_on=purge.isoformat() if asked.with_values else "",
            strata=strata,
            rows=drawn.rows,
        ),
        document=sample_sheet.listing(drawn, sheet),
        inputs=tuple(sorted(work.inputs.values(), key=lambda file: file.path)),
        nothing_checked=not drawn.rows,
        notices=(*_notices(name, asked, sheet.purge), *_absent(rows.absent)),
    )


def open_sheet(sealed: Path, target: Path, key: Key) -> Outcome:
    """Decrypt a sheet into ``target``, which its owner alone may read.

    Raises:
        MigrateError: MIG-REC-023, a file is there.
        MigrateError, UnreadableError: those of `seal.unseal`.
    """
    if target.exists():
        raise MigrateError("MIG-REC-023", Place(file=target.name), {"file": target.name})
    with reconcile_files.beside(target) as temp:
        seal.unseal(sealed, temp, key)
    return Outcome(
        kind="reconcile-sample-open",
        data=SheetOpened(file=target.name),
        document=Document(title="突合票を復号しました", facts=(("ファイル", target.name),)),
        notices=(
            "取扱注意: 住民の情報が入っています。突合票にある廃棄期限までに、印刷したものとともに廃棄してください。",
        ),
    )


def _absent(rows: int) -> tuple[str, ...]:
    """What is said of rows that the other side has written."""
    said = f"相手の側にあって、この側に見つからない行が {rows:,} 行あります。migrate reconcile で確かめてください。"
    return (said,) if rows else ()


def _notices(name: str, asked: Asked, purge: str) -> tuple[str, ...]:
    written = f"突合票を {name} に書きました。"
    if not asked.with_values:
        return (written, "値は入っていません（キーのダイジェスト、行の番号、値の形だけです）。")
    opening = "--password-env 変数名" if asked.password_env else "--identity 秘密鍵のファイル"
    return (
        written,
        f"取扱注意: 住民の情報が入っています（暗号化しました）。{purge} までに廃棄してください。",
        f"開くには: migrate reconcile sample --open {name} --to 突合票.xlsx {opening}",
    )
