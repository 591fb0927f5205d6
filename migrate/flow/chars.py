"""List the characters that a target does not have: in the current system's files, and in what was converted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.characters.ledger import document, findings, progress, store
from migrate.characters.ledger.progress import CharacterProgress, Minutes
from migrate.characters.ledger.proposals import proposals
from migrate.characters.ledger.repertoire import Repertoire
from migrate.characters.ledger.scan import Subject, Tally
from migrate.errors import NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.flow import chars_common, loaded
from migrate.flow.chars_common import SavedLedger
from migrate.flow.outcome import Outcome
from migrate.mapping import load
from migrate.model.characters import (
    CharacterDecision,
    CharacterLedger,
    CharacterStage,
    FoundCharacter,
    open_characters,
)
from migrate.model.document import Document
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.source import SourceFile, SourceSchema, SourceTable
from migrate.model.value import value
from migrate.report import findings as messages
from migrate.source import opening
from migrate.source.stage import stage
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_BATCH = 65_536
_ROW = "_row"


@value
class CharsList:
    """Result of `chars list`."""

    target: str
    title: str
    cells: int
    """Cells that were looked at."""
    characters: int
    """Different characters in them, inside the target or not."""
    found: tuple[FoundCharacter, ...]
    decisions: tuple[CharacterDecision, ...]
    progress: CharacterProgress


@value
class _Around:
    """What a table is looked at with."""

    schema: SourceSchema
    systems: Mapping[str, str]
    """Source table → system."""
    wanted: frozenset[str] | None
    """Source tables to look at; None: all."""
    business: str


def _sources_of(work: Job, business: str) -> frozenset[str]:
    """The source tables that the mapping of a business reads.

    Raises:
        NothingCheckedError: MIG-MAP-040, it has no mapping.
    """
    name = f"mapping/{business}.yaml"
    path = work.workspace.path(name)
    if not path.is_file():
        raise NothingCheckedError("MIG-MAP-040", Place(business=business, file=name), {"file": name})
    mapping = load.load(work.read(path), name, lambda beside: work.read(path.parent / beside))
    return frozenset(
        table for block in mapping.blocks for table in (block.source, *(join.table for join in block.joins))
    )


def _around(work: Job, business: str) -> _Around:
    schema = loaded.schema(work)
    return _Around(
        schema=schema,
        systems=chars_common.systems_of(schema, chars_common.rules(work)),
        wanted=_sources_of(work, business) if business else None,
        business=business,
    )


def _read(work: Job, file: SourceFile, table: SourceTable, around: _Around, tally: Tally) -> None:
    """Count the rows of one data file: staged as for a conversion, then gone again."""
    path = work.workspace.path(file.path)
    work.note(opening.container(path))
    if not opening.exists(path):
        raise UnreadableError("MIG-SYS-001", Place(file=file.path), {"file": file.path})
    staged = stage(path, file, table, work.scratch())
    subject = Subject(
        stage=CharacterStage.SOURCE,
        table=table.name,
        system=around.systems[table.name],
        key=table.primary_key[0] if table.primary_key else "",
        ignored=frozenset({_ROW}),
    )
    for batch in _batches(staged.parquet):
        tally.add(batch, subject)
    staged.parquet.unlink()


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(_BATCH)


def _source(work: Job, around: _Around, tally: Tally) -> tuple[Finding, ...]:
    """Count all data files; MIG-CHR-010 for one whose columns nobody knows.

    Raises:
        NothingCheckedError: MIG-CHR-006, there is none to count.
    """
    read, unknown = 0, []
    for file in around.schema.files:
        if file.kind not in chars_common.DATA:
            continue
        table = around.schema.table(file.table) if file.table else None
        if table is None:
            unknown.append(Finding(code="MIG-CHR-010", severity=Severity.WARNING, place=Place(file=file.path)))
        elif around.wanted is None or table.name in around.wanted:
            _read(work, file, table, around, tally)
            read += 1
    if not read:
        raise NothingCheckedError("MIG-CHR-006", Place(business=around.business or None))
    return () if around.business else tuple(unknown)


def _converted(work: Job, around: _Around, tally: Tally) -> None:
    """Count the converted tables that are there, each row under the system that it came from."""
    root = work.workspace.path("out", "converted")
    for manifest in sorted(root.glob(f"{around.business or '*'}/manifest.json")):
        work.note(manifest)
        business = manifest.parent.name
        for path in sorted(manifest.parent.glob("*.parquet")):
            name, before = f"{business} {path.stem}", 0
            subject = Subject(stage=CharacterStage.CONVERTED, table=name)
            for batch in _batches(path):
                tally.add(batch, subject, before)
                before += batch.num_rows
            lineage = work.workspace.path("out", "lineage", business, path.name)
            tally.settle(name, _batches(lineage) if lineage.is_file() else (), around.systems)


def _proposed(
    found: Sequence[FoundCharacter], target: Repertoire, known: Sequence[CharacterDecision]
) -> tuple[FoundCharacter, ...]:
    return tuple(
        replace(
            one,
            proposals=proposals(one.text, one.kind, target, [d for d in known if d.system != one.system]),
        )
        for one in found
    )


def list_characters(workspace: Workspace, session: Session, wanted: str, business: str = "") -> Outcome:
    """Count every character of every text column against the repertoire ``wanted`` (`chars_common.target_of`).

    Saves out/characters/<target>.json; with a ``business`` only its tables are looked at, and nothing is saved.

    Raises:
        NothingCheckedError: MIG-GAP-020, -021 (not scanned), MIG-CHR-006 (no data file), MIG-MAP-040.
        MigrateError: MIG-CHR-007, -008, -027, -028, MIG-MAP-001 to -008.
        UnreadableError: MIG-SRC-… and MIG-SYS-… of the files, MIG-SPEC-089.
    """
    target = chars_common.target_of(wanted, workspace)
    with job.run(workspace, session, f"chars list {business}".strip()) as work:
        around, known = _around(work, business), chars_common.decisions(work, target.name)
        weights = progress.minutes(workspace.path(progress.FILE))
        tally = Tally(target)
        unknown = _source(work, around, tally)
        _converted(work, around, tally)
        ledger = CharacterLedger(target=target.name, found=_proposed(tally.found(), target, known), decisions=known)
        if not business:
            work.write(chars_common.file_of(target.name), records.dump(_saved(work, ledger, target, tally)))
        noted = tuple(sorted((*findings.findings(ledger, target), *unknown), key=sort_key))
        work.findings = len(noted)
    outcome = _outcome(ledger, tally, target, weights, noted)
    return replace(outcome, inputs=tuple(work.inputs.values()), notices=_notices(ledger, business))


def _saved(work: Job, ledger: CharacterLedger, target: Repertoire, tally: Tally) -> SavedLedger:
    """The ledger for later commands. Decisions may change without making it stale, so they are no source of it."""
    sources = (one for one in work.inputs.values() if not one.path.startswith("mapping/"))
    return SavedLedger(
        target=target.name,
        title=target.title,
        characters=len(tally.characters),
        found=ledger.found,
        sources=tuple(sorted(sources, key=lambda one: one.path)),
    )


def _notices(ledger: CharacterLedger, business: str) -> tuple[str, ...]:
    name = chars_common.file_of(ledger.target)
    if business:
        return (f"業務 {business} の表だけを見たので、台帳（{name}）は書き換えていません。",)
    saved = f"{name} に書きました。"
    if not ledger.found:
        return (saved,)
    target = "" if ledger.target == store.MOVE else f" --target {ledger.target}"
    return (saved, f"次に打つコマンド: migrate chars export --xlsx characters.xlsx{target}（職員が決めるための Excel）")


def _outcome(
    ledger: CharacterLedger, tally: Tally, target: Repertoire, weights: Minutes, noted: tuple[Finding, ...]
) -> Outcome:
    found = progress.progress(ledger, weights)
    left = len(open_characters(ledger))
    seen = len(tally.characters)
    title = "文字の台帳"
    summary = (
        f"{tally.cells:,} 個の値を調べました。{target.title}にない文字は {len(ledger.found):,} 字、"
        f"うち決まっていないものは {left:,} 字です。"
    )

    def page(brief: bool) -> Document:
        return Document(
            title=title,
            facts=(("対象", target.title),),
            summary=summary,
            sections=document.sections(ledger, found, weights, seen, brief),
        )

    data = CharsList(
        target=target.name,
        title=target.title,
        cells=tally.cells,
        characters=seen,
        found=ledger.found,
        decisions=ledger.decisions,
        progress=found,
    )
    brief = messages.with_findings(page(True), noted, messages.SHOWN)
    return Outcome(kind="chars-list", data=data, document=page(False), brief=brief, findings=noted)
