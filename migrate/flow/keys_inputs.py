"""What the numbers are made from: the declaration, people's decisions, and the tables, freshly staged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import atomic
from migrate.files.digest import sha256_of
from migrate.flow import loaded, pipeline
from migrate.keys import decisions, declared
from migrate.keys.table import PARQUET
from migrate.model.finding import Place
from migrate.model.keys import KeyPlan, SameDecision
from migrate.model.source import SourceSchema
from migrate.model.value import value
from migrate.source.stage import stage
from migrate.workspace.job import Job
from migrate.workspace.ledger import Result

BUILD = "keys build"
SUMMARY = "out/keys/keys.json"
_COMING = (".migrate", "keys.coming")


@value
class Inputs:
    """Everything that a run reads."""

    plan: KeyPlan
    decided: tuple[SameDecision, ...]
    paths: Mapping[str, tuple[Path, ...]]
    """Table of the current system → its staged rows, one file per data file."""
    unreadable: int
    """Records that could not be cut into columns: whether they hold an old number is not known."""
    digest: str
    """sha256 over the names and digests of all inputs."""


def plan(work: Job) -> KeyPlan:
    """The declaration.

    Raises:
        NothingCheckedError: MIG-CNV-061, there is none.
        MigrateError: MIG-CNV-060, -010 to -015. UnreadableError: MIG-SYS-007.
    """
    path = work.workspace.path(declared.FILE)
    if not path.is_file():
        raise NothingCheckedError("MIG-CNV-061", Place(file=declared.FILE), {"file": declared.FILE})
    return declared.load(work.read(path), declared.FILE)


def decided(work: Job, keys: KeyPlan) -> tuple[SameDecision, ...]:
    """People's decisions on 名寄せ, none where there is no file.

    Raises:
        MigrateError: MIG-CNV-065.
    """
    path = work.workspace.path(decisions.FILE)
    return decisions.load(work.read(path), decisions.FILE, keys) if path.is_file() else ()


def _columns(keys: KeyPlan) -> Iterable[tuple[str, str, int | None]]:
    """Every table and column that the declaration names, with its line."""
    for kind in keys.kinds:
        for used in kind.tables:
            place = Place(file=keys.path, line=used.line)
            tree = declared.condition(used.when, place)
            named = {*used.columns, *(declared.columns_of(tree) if tree is not None else ())}
            yield from ((used.table, column, used.line) for column in sorted(named))
        for source in kind.sources:
            for tree in declared.evidence(source, keys.path).values():
                yield from ((source.table, column, source.line) for column in declared.columns_of(tree))


def _known(keys: KeyPlan, schema: SourceSchema) -> None:
    """Refuse a table or a column that the scan did not find.

    Raises:
        MigrateError: MIG-CNV-063 with the line.
    """
    for table, column, line in _columns(keys):
        found = schema.table(table)
        if found is None or column not in {one.name for one in found.columns}:
            what = f"表 {table}" if found is None else f"{table} の列 {column}"
            raise MigrateError("MIG-CNV-063", Place(file=keys.path, line=line, table=table), {"what": what})


def staged(work: Job, schema: SourceSchema, table: str) -> tuple[tuple[Path, ...], int]:
    """The rows of one table, one file per data file, and how many records could not be cut.

    Raises:
        UnreadableError: MIG-CNV-019 (no data file), MIG-SRC-… and MIG-SYS-… of the files.
    """
    found, files = schema.table(table), pipeline.data_files(schema, table)
    if found is None or not files:
        raise UnreadableError("MIG-CNV-019", Place(table=table), {"source": table})
    origins = [pipeline.origin(work, file, found) for file in files]
    rows = [stage(one.path, one.file, one.table, work.scratch()) for one in origins]
    return tuple(one.parquet for one in rows), sum(len(one.bad_rows) for one in rows)


def read(work: Job, with_uses: bool) -> Inputs:
    """Load and stage everything; ``with_uses``: the tables too that use numbers without making them known.

    Raises:
        NothingCheckedError: MIG-CNV-061, MIG-GAP-020, -021.
        MigrateError: MIG-CNV-060, -063, -065, -021, -010 to -015.
        UnreadableError: MIG-CNV-019, MIG-SRC-…, MIG-SYS-….
    """
    keys = plan(work)
    said = decided(work, keys)
    schema = loaded.schema(work)
    pipeline.unchanged_structure(work, schema)
    _known(keys, schema)
    tables = [one.table for kind in keys.kinds for one in (kind.tables if with_uses else kind.sources)]
    found = {table: staged(work, schema, table) for table in dict.fromkeys(tables)}
    told = "\n".join(f"{one.path} {one.sha256}" for one in sorted(work.inputs.values(), key=lambda one: one.path))
    return Inputs(
        plan=keys,
        decided=said,
        paths={table: paths for table, (paths, _) in found.items()},
        unreadable=sum(bad for _, bad in found.values()),
        digest=hashlib.sha256(told.encode()).hexdigest(),
    )


def last_digest(work: Job) -> str:
    """sha256 of the table as the last build left it, by the ledger; empty where no build is noted."""
    runs = (
        one for one in reversed(work.workspace.entries()) if one.command == BUILD and one.result is not Result.FAILED
    )
    return next((out.sha256 for entry in runs for out in entry.outputs if out.path == PARQUET), "")


def _digest(work: Job) -> str:
    """sha256 of the table as it stands there; empty where there is none."""
    path = work.workspace.path(PARQUET)
    return sha256_of(path) if path.is_file() else ""


def _coming(work: Job) -> tuple[str, ...]:
    """Tables that were about to be published by runs that the ledger does not tell of: they were killed."""
    path = work.workspace.path(*_COMING)
    return tuple(path.read_text(encoding="utf-8").split()) if path.is_file() else ()


def announce(work: Job, digest: str) -> None:
    """Note the sha256 of the table that is about to be published: where the run is killed then, it is known.

    That of the table at hand stays noted beside it where only an earlier run's note vouches for it.
    """
    path, here = work.workspace.path(*_COMING), _digest(work)
    known = dict.fromkeys((*(one for one in _coming(work) if one == here), digest))
    atomic.write(path, "\n".join(known).encode(), mode=atomic.RESTRICTED)
    work.until_noted(path)


def settle(work: Job) -> None:
    """Forget what a run announced and never published: the table is the one that the ledger tells of."""
    if _digest(work) == last_digest(work):
        work.workspace.path(*_COMING).unlink(missing_ok=True)


def changed(work: Job) -> str:
    """What became of the table since the last build, in words; empty where nothing did."""
    last, here, coming = last_digest(work), _digest(work), _coming(work)
    if not here:
        return "なくなっています" if last else ""
    if not (last or coming):
        return "この作業フォルダの台帳に記録のないものです"
    return "" if here in (last, *coming) else "書きかえられています"


def of(decided: Sequence[SameDecision], kind: str) -> tuple[SameDecision, ...]:
    """The decisions of one kind."""
    return tuple(one for one in decided if one.kind == kind)
