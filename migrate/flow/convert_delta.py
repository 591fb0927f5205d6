"""Delta: what changed between what was loaded (the newest baseline) and the conversion as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from migrate.characters.ledger import store
from migrate.engine.delta import Compared, Comparison, Task
from migrate.engine.duckdb import Engine, Limits, opened
from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import baselines, chars_common, loaded, pipeline
from migrate.flow.baselines import Held, delta_folder, restricted_folder
from migrate.flow.delivery import Rows, keep, texts
from migrate.flow.finished import Finished, finished, unwritten_file
from migrate.flow.outcome import Outcome
from migrate.model.delta import BaselineTable, Change, Delta, DeltaPart, DeltaTable, Gone, Pairing
from migrate.model.document import Document
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.report import delta as report
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_SHOWN = 5
"""Tables that a message names."""


@value
class DeltaRun:
    """The deltas that were made, one of each business."""

    deltas: tuple[Delta, ...]


@value
class Both:
    """A baseline and the conversion that it is compared with."""

    business: str
    spec: Spec
    held: Held
    done: Finished

    @property
    def number(self) -> int:
        """Number of the delta between them."""
        return self.held.baseline.number + 1

    @property
    def loaded(self) -> dict[str, BaselineTable]:
        """Table → what was loaded."""
        return {table.table: table for table in self.held.baseline.tables}


def both(work: Job, business: str) -> Both:
    """The newest baseline and the finished conversion, every file as it was written.

    Raises:
        NothingCheckedError: MIG-CNV-035 (not converted), -037 (no baseline).
        MigrateError: MIG-CNV-039, a table of the baseline is not converted any more; -053, what people decided about
            characters has changed since the conversion.
        UnreadableError: MIG-CNV-036, a file was changed.
    """
    held, done = baselines.needed(work, business), finished(work, business)
    found = Both(business=business, spec=loaded.spec(work, done.manifest.spec).spec, held=held, done=done)
    left = sorted(found.loaded.keys() - {table.table for table in done.manifest.tables})
    if left:
        raise _other(business, left[0], "いまの変換は、この表を書きません")
    stale = chars_common.changed_since(work, loaded.schema(work), done.manifest.characters)
    if stale:
        params: dict[str, str | int] = {"tables": _named(stale), "business": business}
        raise MigrateError("MIG-CNV-053", Place(business=business, file=store.file_of(store.MOVE)), params)
    return found


def _named(tables: Sequence[str]) -> str:
    """Some tables by name; a decision that is for all systems is about every table."""
    more = len(tables) - _SHOWN
    return "、".join(tables[:_SHOWN]) + (f"、ほか {more} 表" if more > 0 else "")


def _other(business: str, table: str, why: str) -> MigrateError:
    return MigrateError("MIG-CNV-039", Place(business=business, table=table), {"table": table, "why": why})


def tasks(work: Job, found: Both) -> Iterator[Task]:
    """What is to be compared, table by table.

    Raises:
        MigrateError: MIG-CNV-039, a table has other items than in the baseline.
    """
    for table in found.done.manifest.tables:
        after = work.workspace.path(table.parquet.path)
        items = tuple(pq.read_schema(after).names)
        before = found.loaded.get(table.table)
        if before is not None and before.items != items:
            raise _other(found.business, table.table, "項目が違います")
        yield Task(
            table=table.table,
            items=items,
            key=tuple(item.name for item in found.spec.items_of(table.table) if item.primary_key),
            before=baselines.parquet_of(work, before.parquet if before else None, items),
            after=after,
            unwritten=work.workspace.path(unwritten_file(found.business)),
        )


class _Making:
    """One delta while it is made: what it says beside its tables, and what it staged."""

    def __init__(self, work: Job, found: Both) -> None:
        self.work, self.found = work, found
        self.findings: list[Finding] = []
        self.staged: set[str] = set()
        self.folder = delta_folder(found.business, found.number)
        self.restricted = restricted_folder(found.business, found.number)

    def table(self, engine: Engine, task: Task) -> DeltaTable:
        """Compare one table, prove the difference and stage its files."""
        comparison = Comparison(engine, task)
        compared = comparison.compared()
        written = comparison.write(self.work.scratch())
        changes = {change: self._part(task, change, written.files[change]) for change in Change}
        if compared.held:
            self.staged.add(keep(self.work, written.held, self._held(task.table), restricted=True).path)
        self.findings += self._said(task.table, compared)
        return DeltaTable(
            table=task.table,
            items=task.items,
            key=task.key,
            pairing=compared.pairing,
            before=compared.before,
            after=written.state,
            unchanged=compared.unchanged,
            changes=changes,
            differing=compared.differing,
            gone=compared.gone,
            untold=compared.untold,
        )

    def _held(self, table: str) -> str:
        return f"{self.restricted}/保留-{table}.parquet"

    def _part(self, task: Task, change: Change, path: Path) -> DeltaPart:
        folder = f"{self.folder}/{change.value}"
        rows = Rows(
            table=task.table,
            items=task.items,
            parquet=path,
            folder=folder,
            listing=f"{self.restricted}/unwritable-{change.value}-{task.table}.parquet",
        )
        made = texts(self.work, self.found.spec, rows)
        self.findings += made.findings
        self.staged |= {file.path for file in (*made.csv, *made.listings)}
        count = pq.read_metadata(path).num_rows
        kept = keep(self.work, path, f"{folder}/{task.table}.parquet", restricted=True)
        self.staged.add(kept.path)
        return DeltaPart(rows=count, parquet=kept, csv=made.csv)

    def _said(self, table: str, compared: Compared) -> Iterator[Finding]:
        """What people must know of one table before they load it."""
        place = Place(business=self.found.business, table=table)
        for one in compared.gone:
            if one.held:
                held: dict[str, str | int] = {"rows": one.rows, "code": one.why, "listing": self._held(table)}
                yield Finding(code="MIG-CNV-042", severity=Severity.ERROR, place=place, params=held)
        gone = sum(one.rows for one in compared.gone if one.gone in (Gone.SOURCE, Gone.UNTOLD))
        if gone and compared.untold:
            doubt: dict[str, str | int] = {"rows": gone, "untold": compared.untold}
            yield Finding(code="MIG-CNV-043", severity=Severity.WARNING, place=place, params=doubt)
        if compared.pairing is not Pairing.KEY:
            weight = Severity.WARNING if compared.pairing is Pairing.DUPLICATES else Severity.INFO
            pairing: dict[str, str | int] = {"pairing": compared.pairing.value}
            yield Finding(code="MIG-CNV-044", severity=weight, place=place, params=pairing)

    def _other_characters(self) -> Iterator[Finding]:
        """MIG-CNV-052 where rows may differ because people decided otherwise about their characters since."""
        before, after = self.found.held.baseline.characters, self.found.done.manifest.characters
        tables = [one for one in sorted(before.keys() | after.keys()) if before.get(one, "") != after.get(one, "")]
        if tables:
            place = Place(business=self.found.business, file=store.file_of(store.MOVE))
            params: dict[str, str | int] = {"tables": _named(tables)}
            yield Finding(code="MIG-CNV-052", severity=Severity.WARNING, place=place, params=params)

    def finish(self, tables: tuple[DeltaTable, ...]) -> Delta:
        """Stage the manifest last; files of an earlier attempt do not stay behind."""
        manifest, held = self.found.done.manifest, self.found.held
        if manifest.mapping_sha256 != held.baseline.mapping_sha256:
            place = Place(business=self.found.business, file=f"mapping/{self.found.business}.yaml")
            self.findings.append(Finding(code="MIG-CNV-045", severity=Severity.WARNING, place=place))
        self.findings += self._other_characters()
        made = Delta(
            spec=manifest.spec,
            mapping_sha256=manifest.mapping_sha256,
            number=self.found.number,
            baseline=held.note,
            conversion=self.found.done.note,
            csv=self.work.workspace.project.output.of(self.found.business),
            tables=tables,
            characters=manifest.characters,
        )
        name = f"{self.folder}/manifest.json"
        self.work.write(name, records.dump(made), last=True)
        earlier = (
            one for part in (self.folder, self.restricted) for one in baselines.files_of(self.work.workspace, part)
        )
        for one in earlier:
            if one not in self.staged | {name}:
                self.work.remove(one)
        return made


def _one(work: Job, business: str, limits: Limits) -> tuple[Delta, tuple[Finding, ...]]:
    making = _Making(work, both(work, business))
    with opened(work.scratch(), limits) as engine:
        tables = tuple(making.table(engine, task) for task in tasks(work, making.found))
    made = making.finish(tables)
    return made, tuple(sorted(making.findings, key=sort_key))


def run(workspace: Workspace, session: Session, business: str = "", limits: Limits | None = None) -> Outcome:
    """Make the delta of ``business`` (every business with a mapping where empty), each in a job of its own.

    Writes out/delta/<業務ID>/<番号>: the rows of each table by kind of change, as Parquet and as CSV in the form of
    deliveries; manifest.json last. A delta that is not proven is not written.

    Raises:
        NothingCheckedError, MigrateError, UnreadableError: see `both` and `tasks`.
        BalanceError: MIG-CNV-034, the baseline with the delta applied is not the conversion.
    """
    made: list[Delta] = []
    findings: list[Finding] = []
    notices: list[str] = []
    inputs: dict[str, FileDigest] = {}
    for one in pipeline.mapped(workspace, business):
        with job.run(workspace, session, f"convert delta {one}") as work:
            delta, found = _one(work, one, limits or Limits())
            work.findings = len(found)
        made.append(delta)
        findings += found
        inputs |= work.inputs
        again = "" if work.changed else "（前回と同じ内容です）"
        notices.append(f"{delta_folder(one, delta.number)}/ に書きました{again}。")
    return Outcome(
        kind="convert-delta",
        data=DeltaRun(deltas=tuple(made)),
        document=Document(
            title="差分",
            subtitle=workspace.project.name,
            facts=tuple(("標準仕様", one.spec) for one in made),
            summary=report.sentence(tuple(made)),
            sections=tuple(section for one in made for section in report.sections(one)),
        ),
        findings=tuple(sorted(findings, key=sort_key)),
        inputs=tuple(sorted(inputs.values(), key=lambda file: file.path)),
        notices=(*notices, "移行先に取り込んだら: migrate convert baseline --advance"),
    )
