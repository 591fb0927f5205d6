"""The baselines and deltas of a business as files: where they are, and how one follows the other."""

from __future__ import annotations

from pathlib import Path

from migrate.engine import parquet
from migrate.engine.state import Layout
from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.flow.finished import same
from migrate.model.delta import Baseline, Delta
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class Held:
    """A baseline and its manifest file."""

    baseline: Baseline
    note: FileDigest


@value
class Made:
    """A delta and its manifest file."""

    delta: Delta
    note: FileDigest


def baseline_folder(business: str, number: int) -> str:
    """Folder of a baseline."""
    return f"out/baseline/{business}/{number:03}"


def delta_folder(business: str, number: int) -> str:
    """Folder of a delta."""
    return f"out/delta/{business}/{number:03}"


def restricted_folder(business: str, number: int) -> str:
    """Folder of what a delta says with residents' values."""
    return f"out/restricted/{business}/delta/{number:03}"


def files_of(workspace: Workspace, folder: str) -> tuple[str, ...]:
    """All files below a folder, relative to the workspace."""
    return tuple(workspace.relative(path) for path in sorted(workspace.path(folder).rglob("*")) if path.is_file())


def _baseline(work: Job, business: str, number: int) -> Held:
    name = f"{baseline_folder(business, number)}/manifest.json"
    path = work.workspace.path(name)
    loaded = records.load(Baseline, work.read(path), name)
    return Held(baseline=loaded, note=work.note(path))


def latest(work: Job, business: str) -> Held | None:
    """The newest baseline, None where there is none."""
    found = sorted(work.workspace.path("out", "baseline", business).glob("[0-9]*/manifest.json"))
    return _baseline(work, business, int(found[-1].parent.name)) if found else None


def needed(work: Job, business: str) -> Held:
    """The newest baseline, its files noted as inputs.

    Raises:
        NothingCheckedError: MIG-CNV-037, there is none.
        UnreadableError: MIG-CNV-036, a file of it was changed; MIG-SYS-001, one is gone.
    """
    held = latest(work, business)
    if held is None:
        raise NothingCheckedError("MIG-CNV-037", Place(business=business), {"business": business})
    for table in held.baseline.tables:
        same(work, table.parquet)
    return held


def following(work: Job, business: str, held: Held) -> Made:
    """The delta that was made of the newest baseline, its Parquet files noted as inputs.

    Raises:
        NothingCheckedError: MIG-CNV-040, there is none.
        MigrateError: MIG-CNV-041, it was made of another baseline.
        UnreadableError: MIG-CNV-036, a file of it was changed.
    """
    name = f"{delta_folder(business, held.baseline.number + 1)}/manifest.json"
    path = work.workspace.path(name)
    if not path.is_file():
        raise NothingCheckedError("MIG-CNV-040", Place(business=business), {"business": business, "file": name})
    made = Made(delta=records.load(Delta, work.read(path), name), note=work.note(path))
    if made.delta.baseline != held.note:
        raise MigrateError("MIG-CNV-041", Place(business=business, file=name), {"file": name})
    for table in made.delta.tables:
        for part in table.changes.values():
            same(work, part.parquet)
    return made


def chain(work: Job, business: str, held: Held) -> tuple[FileDigest, ...]:
    """The manifests of the deltas that lead from the bulk load to a baseline, in their order.

    Raises:
        MigrateError: MIG-CNV-041, a manifest is not the one that the next was made of.
        UnreadableError: MIG-SYS-001, one is gone.
    """
    deltas: list[FileDigest] = []
    while held.baseline.previous is not None:
        before = _baseline(work, business, held.baseline.number - 1)
        name = held.baseline.source.path
        delta = records.load(Delta, work.read(work.workspace.path(name)), name)
        linked = (held.baseline.previous, delta.baseline) == (before.note, before.note)
        if not linked or work.note(work.workspace.path(name)) != held.baseline.source:
            raise MigrateError("MIG-CNV-041", Place(business=business, file=name), {"file": name})
        deltas.append(held.baseline.source)
        held = before
    return tuple(reversed(deltas))


def parquet_of(work: Job, file: FileDigest | None, items: tuple[str, ...]) -> Path:
    """A table's rows; an empty file for a table that was not there."""
    if file is not None:
        return work.workspace.path(file.path)
    path = work.scratch() / "none.parquet"
    parquet.write(path, Layout(items=items, key=()).schema, ())
    return path
