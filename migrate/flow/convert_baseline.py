"""Baseline: say that a conversion, or a delta, was loaded. An explicit act; everything later is compared with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from migrate.engine.delta import UNPROVEN
from migrate.engine.duckdb import Engine, Limits, name, opened
from migrate.engine.state import Applied, Layout, checksum, digests, load
from migrate.errors import BalanceError, MigrateError
from migrate.files import records
from migrate.flow import baselines, pipeline
from migrate.flow.baselines import Held, Made, baseline_folder
from migrate.flow.delivery import keep
from migrate.flow.finished import Finished, finished
from migrate.flow.outcome import Outcome
from migrate.model.delta import Baseline, BaselineTable, DeltaTable
from migrate.model.document import Document
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.report import delta as report
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class BaselineRun:
    """The baselines as they are now, one of each business."""

    baselines: tuple[Baseline, ...]


_STATE = "before"


def _keep(work: Job, business: str, number: int, made: Path, table: str) -> FileDigest:
    """Stage a Parquet file among those of a baseline."""
    return keep(work, made, f"{baseline_folder(business, number)}/{table}.parquet", restricted=True)


def _copy(work: Job, file: FileDigest) -> Path:
    copied = work.scratch() / "table.parquet"
    shutil.copyfile(work.workspace.path(file.path), copied)
    return copied


def _taken(work: Job, business: str, done: Finished, limits: Limits) -> Baseline:
    """The finished conversion as the bulk load."""
    tables = []
    with opened(work.scratch(), limits) as engine:
        for table in done.manifest.tables:
            path = work.workspace.path(table.parquet.path)
            items = tuple(pq.read_schema(path).names)
            load(engine, _STATE, path, Layout(items=items, key=()))
            tables.append(
                BaselineTable(
                    table=table.table,
                    items=items,
                    checksum=checksum(engine, f"SELECT h FROM {name(digests(_STATE))}"),
                    parquet=_keep(work, business, 0, _copy(work, table.parquet), table.table),
                )
            )
    return Baseline(
        spec=done.manifest.spec,
        mapping_sha256=done.manifest.mapping_sha256,
        number=0,
        source=done.note,
        previous=None,
        tables=tuple(tables),
        characters=done.manifest.characters,
    )


def _start(work: Job, business: str, held: Held | None, done: Finished, start_over: bool) -> None:
    """Refuse to lose an earlier baseline; where it is to be lost, remove everything that rests on it."""
    if held is None or (held.baseline.number, held.baseline.source) == (0, done.note):
        return
    if not start_over:
        params: dict[str, str | int] = {"business": business, "deltas": held.baseline.number}
        raise MigrateError("MIG-CNV-038", Place(business=business), params)
    parts = (f"out/baseline/{business}", f"out/delta/{business}", f"out/restricted/{business}/delta")
    kept = baseline_folder(business, 0)
    for file in (one for part in parts for one in baselines.files_of(work.workspace, part)):
        if not file.startswith(f"{kept}/"):
            work.remove(file)
    work.remove(f"out/closing/{business}.json")


def take(
    workspace: Workspace, session: Session, business: str = "", start_over: bool = False, limits: Limits | None = None
) -> Outcome:
    """Take the finished conversion of ``business`` (every business with a mapping where empty) as what was bulk-loaded.

    Writes out/baseline/<業務ID>/000, mode 0600. ``start_over`` gives an earlier baseline and its deltas up.

    Raises:
        NothingCheckedError: MIG-CNV-035, there is no finished conversion.
        MigrateError: MIG-CNV-038, there is a baseline of another conversion.
        UnreadableError: MIG-CNV-036, a delivered file was changed.
    """

    def one(work: Job, business: str) -> Baseline:
        done = finished(work, business)
        _start(work, business, baselines.latest(work, business), done, start_over)
        return _taken(work, business, done, limits or Limits())

    return _each(workspace, session, business, one)


def _applied(work: Job, before: BaselineTable | None, table: DeltaTable, engine: Engine) -> Path:
    """The rows of one table after a delta, in scratch.

    Raises:
        BalanceError: MIG-CNV-034, they are not those that the delta was proven with.
    """
    if before is not None and not table.rows:
        return _copy(work, before.parquet)
    files = {change: work.workspace.path(part.parquet.path) for change, part in table.changes.items()}
    layout = Layout(items=table.items, key=table.key if table.pairing.keyed else ())
    path = baselines.parquet_of(work, before.parquet if before else None, layout.items)
    load(engine, _STATE, path, layout)
    applied = Applied(engine, _STATE, files, layout)
    found = checksum(engine, applied.digests)
    if found != table.after:
        params: dict[str, str | int] = {"expected": table.after.rows, "found": found.rows, "open": "不明"}
        raise BalanceError(UNPROVEN, Place(table=table.table), params)
    into = work.scratch() / "table.parquet"
    applied.write(path, into)
    return into


def _next(work: Job, business: str, held: Held, made: Made, limits: Limits) -> Baseline:
    """The baseline with a delta applied; staged."""
    known = {table.table: table for table in held.baseline.tables}
    number, tables = made.delta.number, []
    with opened(work.scratch(), limits) as engine:
        for table in made.delta.tables:
            rows = _applied(work, known.get(table.table), table, engine)
            kept = _keep(work, business, number, rows, table.table)
            tables.append(BaselineTable(table=table.table, items=table.items, checksum=table.after, parquet=kept))
    return Baseline(
        spec=made.delta.spec,
        mapping_sha256=made.delta.mapping_sha256,
        number=number,
        source=made.note,
        previous=held.note,
        tables=tuple(tables),
        characters=made.delta.characters,
    )


def advance(workspace: Workspace, session: Session, business: str = "", limits: Limits | None = None) -> Outcome:
    """Say that the delta made last was loaded: the baseline moves on by one.

    The files of the delta are applied to the baseline, and the result is compared with what was proven when the delta
    was made. Writes out/baseline/<業務ID>/<番号>.

    Raises:
        NothingCheckedError: MIG-CNV-037 (no baseline), -040 (no delta that was not loaded yet).
        MigrateError: MIG-CNV-041, the delta was made of another baseline.
        BalanceError: MIG-CNV-034, the delta does not lead to what was proven.
        UnreadableError: MIG-CNV-036, a file was changed.
    """

    def one(work: Job, business: str) -> Baseline:
        held = baselines.needed(work, business)
        return _next(work, business, held, baselines.following(work, business, held), limits or Limits())

    return _each(workspace, session, business, one)


def _each(workspace: Workspace, session: Session, business: str, act: Callable[[Job, str], Baseline]) -> Outcome:
    """Make the baseline of each business in a job of its own."""
    made: list[Baseline] = []
    notices: list[str] = []
    inputs: dict[str, FileDigest] = {}
    for one in pipeline.mapped(workspace, business):
        with job.run(workspace, session, f"convert baseline {one}") as work:
            baseline = act(work, one)
            folder = baseline_folder(one, baseline.number)
            work.write(f"{folder}/manifest.json", records.dump(baseline), last=True)
        made.append(baseline)
        notices.append(f"{folder}/（取扱注意）に書きました{'' if work.changed else '（前回と同じ内容です）'}。")
        inputs |= work.inputs
    return Outcome(
        kind="convert-baseline",
        data=BaselineRun(baselines=tuple(made)),
        document=Document(
            title="差分の基準",
            subtitle=workspace.project.name,
            facts=tuple(("標準仕様", one.spec) for one in made),
            sections=tuple(report.baseline_section(one) for one in made),
        ),
        inputs=tuple(sorted(inputs.values(), key=lambda file: file.path)),
        notices=(
            *notices,
            "次に打つコマンド: 現行のデータを取り出し直して migrate convert run、続けて migrate convert delta",
        ),
    )
