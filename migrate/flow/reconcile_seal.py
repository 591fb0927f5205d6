"""Seal one side: keyed digests of its rows, which can be compared elsewhere and hold no value."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import atomic
from migrate.files.digest import sha256_of
from migrate.flow import reconcile_files, reconcile_sides
from migrate.flow.outcome import Outcome
from migrate.flow.reconcile_sides import Asked, SideRows
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.model.seal import ALGORITHM, Narrowing, Normalisation, SealedTable, SealHeader, Side
from migrate.model.value import value
from migrate.reconcile import seal_digest, seal_document, seal_file, seal_key, seal_narrow
from migrate.reconcile.seal_key import SealKey
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_OTHER_KEY = "MIG-REC-028"


@value
class KeyMade:
    """Result of `reconcile key`."""

    file: str
    fingerprint: str


@value
class SealMade:
    """Result of `reconcile seal`."""

    file: str
    sha256: str
    bytes: int
    spec: str
    side: Side
    fingerprint: str
    form: Literal["full", "summary"]
    normalisation: Normalisation
    rows: int
    tables: int


@value
class Sealing:
    """How a side is to be sealed."""

    asked: Asked
    key_file: Path
    target: Path
    summary: bool = False
    """Buckets only."""
    per_item: bool = False
    """One digest per item, not per group of neighbours."""
    empty_as_null: bool = False
    only: Path | None = None
    """A narrowing: only the rows of the buckets that it names."""


def key(target: Path) -> Outcome:
    """Make a new key and write it to ``target``, which its owner alone may read.

    Raises:
        MigrateError: MIG-REC-023, a file is there: a key is never written over.
        UnreadableError: MIG-SYS-004 to -006.
    """
    if target.exists():
        raise MigrateError("MIG-REC-023", Place(file=target.name), {"file": target.name})
    made = seal_key.new()
    atomic.write(target, seal_key.written(made), mode=atomic.RESTRICTED)
    data = KeyMade(file=target.name, fingerprint=made.fingerprint)
    return Outcome(
        kind="reconcile-key",
        data=data,
        document=seal_document.key_page(data.file, data.fingerprint),
        notices=(f"次に打つコマンド: migrate reconcile seal --key-file {target.name} --to 旧.seal",),
    )


def seal(workspace: Workspace, session: Session, how: Sealing, limits: Limits | None = None) -> Outcome:
    """Seal one side of one business into ``how.target``; the same rows and the same key give the same bytes.

    Raises:
        MigrateError: MIG-REC-023, -030, -032. NothingCheckedError: MIG-REC-074, the narrowing names no bucket.
        NothingCheckedError, UnreadableError: MIG-REC-020, -028 and -073 (of the narrowing), and those of
            `reconcile_sides.rows`.
    """
    held = seal_key.load(how.key_file)
    narrowing = _narrowing(how.only, held) if how.only else None
    if narrowing is not None:
        how = replace(how, asked=_narrowed(how.asked, narrowing))
    reconcile_files.check_free(how.target, seal_file.is_seal)
    business = reconcile_sides.business(workspace, how.asked)
    with job.run(workspace, session, f"reconcile seal --side {how.asked.side.value} {business}") as work:
        side = _side(work, how, narrowing)
        with reconcile_files.beside(how.target) as temp:
            header, sha256 = _sealed(work, side, how, held, temp, limits or Limits())
        name = workspace.relative(how.target)
        work.outputs[name] = FileDigest(path=name, sha256=sha256_of(how.target))
        work.changed = True
    rows = sum(one.rows for one in header.tables)
    data = SealMade(
        file=how.target.name,
        sha256=sha256,
        bytes=how.target.stat().st_size,
        spec=header.spec,
        side=header.side,
        fingerprint=header.fingerprint,
        form=header.form,
        normalisation=header.normalisation,
        rows=rows,
        tables=len(header.tables),
    )
    return Outcome(
        kind="reconcile-seal",
        data=data,
        document=seal_document.seal_page(header, data.file, sha256, data.bytes),
        inputs=tuple(sorted(work.inputs.values(), key=lambda file: file.path)),
        nothing_checked=not rows and narrowing is None,
        notices=_notices(side, data, how),
    )


def _narrowing(path: Path, held: SealKey) -> Narrowing:
    """The narrowing that is asked for, made with the same key.

    Raises:
        NothingCheckedError: MIG-REC-074, it names no bucket. UnreadableError: MIG-REC-028, -073.
    """
    found = seal_narrow.load(path)
    if found.fingerprint != held.fingerprint:
        what = f"鍵の指紋（{found.fingerprint} と {held.fingerprint}）"
        raise UnreadableError(_OTHER_KEY, Place(file=path.name), {"file": path.name, "what": what})
    if not found.tables:
        raise NothingCheckedError("MIG-REC-074", Place(file=path.name), {"file": path.name})
    return found


def _narrowed(asked: Asked, narrowing: Narrowing) -> Asked:
    """What is asked for, of the business and the tables that the narrowing names."""
    return replace(asked, business=narrowing.business, tables=tuple(one.table for one in narrowing.tables))


def _side(work: Job, how: Sealing, narrowing: Narrowing | None) -> SideRows:
    """The rows to be sealed.

    Raises:
        UnreadableError: MIG-REC-028, the narrowing is about another edition; and those of `reconcile_sides.rows`.
    """
    side = reconcile_sides.rows(work, how.asked)
    if narrowing is None or how.only is None:
        return side
    work.note(how.only)
    if side.spec != narrowing.spec:
        what = f"標準仕様の版（{narrowing.spec} と {side.spec}）"
        raise UnreadableError(_OTHER_KEY, Place(file=how.only.name), {"file": how.only.name, "what": what})
    chosen = {one.table: one.chosen for one in narrowing.tables}
    tables = (replace(one, rows=replace(one.rows, chosen=chosen[one.rows.table])) for one in side.tables)
    return replace(side, tables=tuple(tables))


def _notices(side: SideRows, made: SealMade, how: Sealing) -> tuple[str, ...]:
    said = [side.why]
    if side.unused:
        said.append(f"標準の表ではないため使わなかったファイル: {'、'.join(side.unused)}")
    if how.summary and made.bytes > seal_file.SUMMARY_BYTES:
        said.append(f"表が多いため、QR コード 1 個（{seal_file.SUMMARY_BYTES:,} バイト）には入りません。")
    said.append(f"{made.file} に書きました（{made.bytes:,} バイト）。")
    said.append("次に打つコマンド（どの PC でもよく、鍵は要りません）: migrate reconcile compare 旧.seal 新.seal")
    return tuple(said)


def _sealed(
    work: Job, side: SideRows, how: Sealing, held: SealKey, target: Path, limits: Limits
) -> tuple[SealHeader, str]:
    folder = work.scratch()
    body = None if how.summary else folder / "body"
    given = [replace(one.rows, tells_empty=one.rows.tells_empty and not how.empty_as_null) for one in side.tables]
    if body is not None:
        body.touch()
    with opened(folder / "engine", limits) as engine:
        tables = tuple(_table(engine, rows, held, body, how.per_item) for rows in given)
    tells = all(rows.tells_empty for rows in given)
    full = SealHeader(
        spec=side.spec,
        business=side.business,
        side=how.asked.side,
        fingerprint=held.fingerprint,
        algorithm=ALGORITHM,
        normalisation=Normalisation.NONE if tells else Normalisation.EMPTY_AS_NULL,
        form="full",
        tables=tables,
    )
    header = seal_file.summary(full) if how.summary else full
    return header, seal_file.write(target, header, body)


def _table(engine: Engine, rows: seal_digest.Rows, held: SealKey, body: Path | None, per_item: bool) -> SealedTable:
    parts = seal_digest.groups(rows.items, rows.key, per_item)
    if body is None:
        seal_digest.digest(engine, rows, held)
    else:
        seal_digest.append(engine, rows, held, parts, body)
    count = engine.number("SELECT count(*) FROM sealed")
    return SealedTable(
        table=rows.table,
        shape=seal_file.shape(rows.items, rows.key),
        rows=count,
        empty_texts=seal_digest.empty_texts(engine, rows),
        buckets=seal_digest.buckets(engine, seal_digest.bits(count, rows.chosen), rows.chosen),
        items=rows.items,
        key=rows.key,
        groups=parts,
        chosen=rows.chosen,
    )
