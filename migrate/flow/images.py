"""Images by reference: look at every file, hold it against the rows that name it, copy what is named."""

from __future__ import annotations

import os
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from migrate.engine.duckdb import Limits, opened
from migrate.errors import BalanceError, MigrateError, NothingCheckedError, UnreadableError
from migrate.files import atomic, records, tables
from migrate.flow import keys_inputs, loaded, pipeline
from migrate.flow.outcome import Outcome
from migrate.images import declared, inventory, named
from migrate.images.document import document
from migrate.images.inventory import Inventory
from migrate.model.finding import Basis, Finding, Place, Severity, sort_key
from migrate.model.images import ImageBalance, ImageFate, ImageFile, ImageFormat, ImageKind
from migrate.model.source import SourceSchema
from migrate.model.value import value
from migrate.text import formulas
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_OWN = Basis(document="本ツール独自", section="画像の移行（mapping/images.yaml）")
_HEADER = ("状態", "ファイル", "参照する行", "形式", "幅", "高さ", "dpi", "ページ", "バイト", "sha256", "わけ")
_LISTS = "out/restricted/images"
_BLOCK = 1 << 20


@value
class ImageManifest:
    """out/converted/<業務ID>/images/<種類>.json: written last, so a folder without it is unfinished."""

    balance: ImageBalance
    files: tuple[ImageFile, ...]
    """What was copied, below a folder of the kind's name; sha256 as it stands there."""


@value
class ImagesConverted:
    """Result of `convert images`."""

    balances: tuple[ImageBalance, ...]
    formats: dict[str, dict[ImageFormat, int]]
    """Kind → format → files that were copied."""


def _kinds(work: Job) -> tuple[ImageKind, ...]:
    path = work.workspace.path(declared.FILE)
    if not path.is_file():
        raise NothingCheckedError("MIG-CNV-051", Place(file=declared.FILE), {"file": declared.FILE})
    return declared.load(work.read(path))


def _known(kinds: tuple[ImageKind, ...], schema: SourceSchema) -> None:
    """Refuse a table or a column that the scan did not find."""
    for kind in kinds:
        table = schema.table(kind.table)
        have = {one.name for one in table.columns} if table is not None else set()
        lost = [one for one in declared.columns(kind) if one not in have]
        if table is None or lost:
            what = f"表 {kind.table}" if table is None else f"{kind.table} の列 {lost[0]}"
            raise MigrateError("MIG-CNV-063", Place(file=declared.FILE, line=kind.line), {"what": what})


def _taken(work: Job, kind: ImageKind, schema: SourceSchema) -> Inventory:
    """One kind, every file and every name.

    Raises:
        UnreadableError: MIG-SYS-001, there is no such folder; MIG-CNV-019 and those of the table's files.
        BalanceError: MIG-CNV-006.
    """
    folder = work.workspace.path(kind.folder)
    if not folder.is_dir():
        raise UnreadableError("MIG-SYS-001", Place(file=kind.folder), {"file": kind.folder})
    paths, _ = keys_inputs.staged(work, schema, kind.table)
    with opened(work.scratch(), Limits()) as engine:
        names = named.read(engine, kind, paths)
    found = inventory.take(folder, kind, names)
    if not found.balance.closed:
        expected, actual = found.balance.names, found.balance.found + found.balance.missing
        params: dict[str, str | int] = {"what": f"画像 {kind.name}", "expected": expected, "found": actual}
        raise BalanceError("MIG-CNV-006", Place(table=kind.table), params)
    return found


def _is_there(target: Path, one: ImageFile) -> bool:
    """True for a plain file of the same length."""
    return target.is_file() and not target.is_symlink() and target.stat().st_size == one.bytes


def _copy(source: Path, target: Path, one: ImageFile) -> None:
    """Copy a file whole or not at all; one that is there already with the same bytes is left.

    Raises:
        UnreadableError: MIG-SYS-002, it is not what it was when it was looked at.
    """
    if _is_there(target, one) and inventory.looked_at(target)[1] == one.sha256:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{uuid.uuid4().hex}.part")
    with source.open("rb") as reading, part.open("wb") as writing:
        part.chmod(atomic.RESTRICTED)
        while block := reading.read(_BLOCK):
            writing.write(block)
    if inventory.looked_at(part)[1] != one.sha256:
        part.unlink()
        raise UnreadableError("MIG-SYS-002", Place(file=source.parent.name), {"file": source.parent.name})
    part.replace(target)


def _flush() -> None:
    """Put what was copied on the disk before a manifest says so: once, since file by file takes ten times as long."""
    if (sync := getattr(os, "sync", None)) is not None:
        sync()


def _target(workspace: Workspace, kind: ImageKind) -> Path:
    return workspace.path("out", "converted", kind.business, "images", kind.name)


def _room(workspace: Workspace, kinds: tuple[ImageKind, ...], found: Mapping[str, Inventory]) -> None:
    """Refuse to start where the disk is sure to fill up: MIG-CNV-020."""
    need = sum(
        one.bytes
        for kind in kinds
        for one in found[kind.name].files
        if one.fate is ImageFate.COPIED and not _is_there(_target(workspace, kind) / one.path, one)
    )
    free = shutil.disk_usage(workspace.root).free
    if free < need:
        params: dict[str, str | int] = {"need": -(-need // _BLOCK), "free": free // _BLOCK}
        raise UnreadableError("MIG-CNV-020", params=params)


def _save(work: Job, kind: ImageKind, found: Inventory) -> None:
    """Copy what rows name, take away what an earlier run left, write the manifest and the restricted list."""
    target, manifest = _target(work.workspace, kind), f"out/converted/{kind.business}/images/{kind.name}.json"
    copied = tuple(one for one in found.files if one.fate is ImageFate.COPIED)
    data = records.dump(ImageManifest(balance=found.balance, files=copied))
    path = work.workspace.path(manifest)
    if path.is_file() and path.read_bytes() != data:
        path.unlink()  # a set that is being changed is unfinished
    for one in copied:
        _copy(work.workspace.path(kind.folder, one.path), target / one.path, one)
    wanted = {one.path for one in copied}
    for old in sorted(target.rglob("*"), reverse=True):
        if old.is_dir() and not old.is_symlink():
            if not any(old.iterdir()):
                old.rmdir()
        elif old.relative_to(target).as_posix() not in wanted:
            old.unlink()
    _flush()
    work.write(manifest, data)
    listed = tables.to_bytes(_HEADER, (formulas.row(_row(one)) for one in found.files))
    work.write(f"{_LISTS}/{kind.name}.csv", listed, restricted=True)


def _row(one: ImageFile) -> tuple[str | int, ...]:
    head = one.header
    told: tuple[str | int, ...] = ("", "", "", "", "")
    if head is not None:
        told = (head.format, head.width, head.height, head.dpi, head.pages)
    return (one.fate, one.path, one.rows, *told, one.bytes, one.sha256, one.why)


def _findings(kind: ImageKind, found: Inventory) -> Iterator[Finding]:
    """MIG-CNV-076 to -079 with counts; which files they are stands in the restricted list only."""
    fates = Counter((one.fate, one.why) for one in found.files)
    for (fate, why), count in sorted(fates.items()):
        code, severity = {
            ImageFate.MISSING: ("MIG-CNV-076", Severity.ERROR),
            ImageFate.ORPHAN: ("MIG-CNV-077", Severity.WARNING),
            ImageFate.COPIED: ("MIG-CNV-078", Severity.ERROR),
            ImageFate.REFUSED: ("MIG-CNV-079", Severity.ERROR),
        }[fate]
        if fate is ImageFate.COPIED and not why:
            continue
        params: dict[str, str | int] = {"kind": kind.name, "count": count, "why": why}
        yield Finding(code=code, severity=severity, place=Place(table=kind.table), params=params, basis=_OWN)


def run(workspace: Workspace, session: Session) -> Outcome:
    """Take stock of every kind of image, and copy what rows refer to into out/converted.

    Raises:
        NothingCheckedError: MIG-CNV-051 (no declaration), -062 (no row and no file), MIG-GAP-020, -021.
        MigrateError: MIG-CNV-060, -063, -021. BalanceError: MIG-CNV-006.
        UnreadableError: MIG-SYS-001 (no folder), -002 (a file changed meanwhile), -004; MIG-CNV-019, MIG-SRC-….
    """
    with job.run(workspace, session, "convert images") as work:
        kinds = _kinds(work)
        schema = loaded.schema(work)
        pipeline.unchanged_structure(work, schema)
        _known(kinds, schema)
        found = {kind.name: _taken(work, kind, schema) for kind in kinds}
        if not any(one.files for one in found.values()):
            raise NothingCheckedError("MIG-CNV-062", Place(file=declared.FILE), {"file": declared.FILE})
        _room(work.workspace, kinds, found)
        for kind in kinds:
            _save(work, kind, found[kind.name])
        told = [finding for kind in kinds for finding in _findings(kind, found[kind.name])]
        work.findings = len(told)
    written = "、".join(f"out/converted/{one}/images/" for one in sorted({kind.business for kind in kinds}))
    balances = tuple(one.balance for one in found.values())
    formats = {name: inventory.formats(one.files) for name, one in found.items()}
    return Outcome(
        kind="convert-images",
        data=ImagesConverted(balances=balances, formats=formats),
        document=document(balances, formats),
        findings=tuple(sorted(told, key=sort_key)),
        inputs=tuple(work.inputs.values()),
        notices=(f"{written} と {_LISTS}/（取扱注意）に書きました。",),
    )
