"""番号対応表: build it, fixed over all rehearsals, show what it is, and check whether it can be used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.files.digest import sha256_of
from migrate.flow import keys_inputs
from migrate.flow.keys_inputs import BUILD, SUMMARY, Inputs
from migrate.flow.outcome import Outcome
from migrate.keys import build as building
from migrate.keys import candidates, counting, decisions, document, gather, lookup, numbering, table, verify
from migrate.keys.gather import Read
from migrate.keys.verify import Use, finding
from migrate.model.document import Document
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.keys import KeyCount, KeyRun, KeySummary, SpaceCount
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_HELD = f"{table.FOLDER}/保留.csv"
_MISSING = f"{table.FOLDER}/番号のない参照.csv"
_HELD_HEADS = {"kind": "種類", "system": "システム", "old": "旧番号", "wanted": "付けられない新番号", "why": "わけ"}
_MISSING_HEADS = {"kind": "種類", "system": "システム", "tbl": "表", "columns": "列", "old": "旧番号", "rows": "行数"}


@value
class HeldCount:
    """Old numbers that have no number, for one reason."""

    kind: str
    system: str
    why: str
    count: int


@value
class KeysBuild:
    """Result of `keys build`."""

    run: int
    rows: int
    counts: tuple[KeyCount, ...]
    spaces: tuple[SpaceCount, ...]
    held: tuple[HeldCount, ...]
    candidates: dict[str, int]
    """Kind → pairs of old numbers that may be one person."""
    unreadable: int
    """Records that could not be cut into columns."""


@value
class KeysShow:
    """Result of `keys show`."""

    rows: int
    counts: tuple[KeyCount, ...]
    spaces: tuple[SpaceCount, ...]
    runs: tuple[KeyRun, ...]


@value
class KeysCheck:
    """Result of `keys check`."""

    rows: int
    uses: tuple[Use, ...]


@value
class BuildWish:
    """What `keys build` is asked to do beside numbering what is new."""

    apply: bool = False
    """Let decisions change numbers that exist."""
    start_over: bool = False
    """Forget the table of earlier runs."""


@value
class _Runs:
    """The runs that made a table, as they stand in its file."""

    runs: tuple[KeyRun, ...]


def _previous(work: Job, engine: Engine, wish: BuildWish) -> tuple[KeyRun, ...]:
    """Make the view ``previous`` of the table so far; its runs.

    Raises:
        MigrateError: MIG-CNV-064, the table is not as the last build left it.
    """
    if wish.start_over:
        table.empty(engine, "previous")
        return ()
    if what := keys_inputs.changed(work):
        raise MigrateError("MIG-CNV-064", Place(file=table.PARQUET), {"what": what})
    path = work.workspace.path(table.PARQUET)
    if not path.is_file():
        table.empty(engine, "previous")
        return ()
    table.load(engine, path, "previous")
    return records.load(_Runs, table.runs_of(path), table.PARQUET).runs


def _runs(before: tuple[KeyRun, ...], digest: str, session: Session) -> tuple[KeyRun, ...]:
    if before and before[-1].inputs == digest:
        return before
    return (*before, KeyRun(run=len(before) + 1, as_of=session.as_of.isoformat(), inputs=digest))


def _restricted(work: Job, engine: Engine, name: str, relation: str, heads: dict[str, str]) -> None:
    """Write a list of old numbers, or take an earlier one away where there is nothing in it."""
    if engine.number(f"SELECT count(*) FROM {relation}"):
        verify.copy(engine, relation, heads, ", ".join(heads), str(work.stage(name, restricted=True)))
    else:
        work.remove(name)


def _save(work: Job, engine: Engine, inputs: Inputs, runs: tuple[KeyRun, ...]) -> KeySummary:
    """Stage the table, its look-ups, what is held, and the summary, which comes last."""
    staged, text = work.stage(table.PARQUET, restricted=True), work.stage(table.CSV, restricted=True)
    rows = table.save(engine, staged, text, records.dump(_Runs(runs=runs)))
    keys_inputs.announce(work, sha256_of(staged))
    named = {kind.name: kind for kind in inputs.plan.kinds}
    wanted = set()
    for kind, system in engine.rows(f"SELECT DISTINCT kind, system FROM {table.NUMBERS} ORDER BY ALL"):
        parts = named[kind].parts(system) if kind in named and system in named[kind].systems else 1
        name = lookup.file_of(lookup.table_name(kind, system))
        lookup.write(engine, work.stage(name, restricted=True), kind, system, parts)
        wanted.add(name)
    for path in work.workspace.path(table.FOLDER).glob("*/*.parquet"):
        if (name := work.workspace.relative(path)) not in wanted:
            work.remove(name)
    _restricted(work, engine, _HELD, numbering.HELD, _HELD_HEADS)
    summary = KeySummary(
        table=table.PARQUET,
        sha256=sha256_of(text),
        rows=rows,
        runs=runs,
        counts=counting.counts(engine, runs[-1].run),
        spaces=counting.spaces(engine, inputs.plan.kinds),
    )
    work.write(SUMMARY, records.dump(summary), last=True)
    return summary


def _of_kind(engine: Engine, inputs: Inputs, at: int, wish: building.Wish) -> tuple[tuple[Read, ...], list[Finding]]:
    """Number one kind; what was read, and everything that is wrong with it."""
    kind = inputs.plan.kinds[at]
    read = gather.gather(engine, kind, inputs.paths)
    made = building.build(engine, kind, keys_inputs.of(inputs.decided, kind.name), wish)
    place = Place(table=kind.name)
    found = [
        finding("MIG-CNV-069", Severity.ERROR, place, {"system": system, "spaces": spaces, "count": count})
        for (system, spaces), count in gather.two_spaces(engine).items()
    ]
    found += [
        finding("MIG-CNV-068", Severity.ERROR, place, {"space": one.space, "count": one.missing})
        for one in made.shortages
    ]
    for one in made.unknown:
        hint = "前の 0 を除けば同じ旧番号があります。" if one.near else ""
        where = Place(table=kind.name, file=decisions.FILE, line=one.line)
        found.append(finding("MIG-CNV-071", Severity.ERROR, where, {"hint": hint}))
    found += verify.verify(engine, kind)
    return read, found


def _held_findings(held: dict[tuple[str, str, str], int]) -> Iterator[Finding]:
    for (kind, system, why), count in held.items():
        if why != numbering.FULL:  # MIG-CNV-068 says so of the space
            params: dict[str, str | int] = {"system": system, "why": why, "count": count}
            yield finding("MIG-CNV-066", Severity.ERROR, Place(table=kind), params)


def build(workspace: Workspace, session: Session, wish: BuildWish, limits: Limits | None = None) -> Outcome:
    """Number every old number that has none yet; those that have one keep it.

    Raises:
        NothingCheckedError: MIG-CNV-061 (no declaration), -062 (no old number), MIG-GAP-020, -021.
        MigrateError: MIG-CNV-060, -063, -064, -065, -021. UnreadableError: MIG-CNV-019, MIG-SRC-…, MIG-SYS-….
    """
    with job.run(workspace, session, BUILD) as work:
        keys_inputs.settle(work)
        inputs = keys_inputs.read(work, with_uses=False)
        with opened(work.scratch(), limits or Limits()) as engine:
            runs = _runs(_previous(work, engine, wish), inputs.digest, session)
            building.prepare(engine)
            read: list[Read] = []
            found: list[Finding] = []
            for at in range(len(inputs.plan.kinds)):
                told, wrong = _of_kind(engine, inputs, at, building.Wish(run=runs[-1].run, apply=wish.apply))
                read += told
                found += wrong
            building.others(engine, inputs.plan.kinds)
            held = counting.held(engine)
            if not held and not engine.number(f"SELECT count(*) FROM {table.NUMBERS}"):
                raise NothingCheckedError("MIG-CNV-062", Place(file=inputs.plan.path), {"file": inputs.plan.path})
            found += _held_findings(held)
            summary = _save(work, engine, inputs, runs)
            pairs = candidates.find(engine, inputs.plan, inputs.decided, inputs.paths)
            _restricted(work, engine, decisions.CANDIDATES, candidates.PAIRS, candidates.HEADS)
        work.findings = len(found)
    view = document.BuiltView(summary=summary, read=read, held=held, candidates=pairs, unreadable=inputs.unreadable)
    return _built(work, view, found)


def _built(work: Job, view: document.BuiltView, found: list[Finding]) -> Outcome:
    summary = view.summary
    data = KeysBuild(
        run=summary.runs[-1].run,
        rows=summary.rows,
        counts=summary.counts,
        spaces=summary.spaces,
        held=tuple(HeldCount(kind=k, system=s, why=w, count=n) for (k, s, w), n in view.held.items()),
        candidates=dict(view.candidates),
        unreadable=view.unreadable,
    )
    changed = "" if work.changed else "（前回と同じ内容です）"
    return Outcome(
        kind="keys-build",
        data=data,
        document=document.built(view),
        findings=tuple(sorted(found, key=sort_key)),
        inputs=tuple(work.inputs.values()),
        notices=(
            f"{table.FOLDER}/（取扱注意）に書きました{changed}。",
            *(_candidates(view) or ("次に打つコマンド: migrate keys check",)),
        ),
    )


def _candidates(view: document.BuiltView) -> tuple[str, ...]:
    if not sum(view.candidates.values()):
        return ()
    return (
        f"名寄せの候補は {decisions.CANDIDATES} です。決定・決めた人・決めた日・理由を書いた行を "
        f"{decisions.FILE} に保存して、もう一度 migrate keys build を実行してください。",
    )


def show(workspace: Workspace, session: Session) -> Outcome:
    """Counts by kind, system and rule, and how full each space is; nothing of it is a number of anybody.

    Raises:
        NothingCheckedError: MIG-CNV-061, there is no table yet.
    """
    with job.run(workspace, session, "keys show") as work:
        path = work.workspace.path(SUMMARY)
        if not path.is_file():
            raise NothingCheckedError("MIG-CNV-061", Place(file=SUMMARY), {"file": SUMMARY})
        summary = records.load(KeySummary, work.read(path), SUMMARY)
        found = _unlike(work)
        work.findings = len(found)
    return Outcome(
        kind="keys-show",
        data=KeysShow(rows=summary.rows, counts=summary.counts, spaces=summary.spaces, runs=summary.runs),
        document=document.shown(summary),
        findings=found,
        inputs=tuple(work.inputs.values()),
    )


def _unlike(work: Job) -> tuple[Finding, ...]:
    """MIG-CNV-064 as a finding: the table is not as the last build left it."""
    what = keys_inputs.changed(work)
    place = Place(file=table.PARQUET)
    return (finding("MIG-CNV-064", Severity.ERROR, place, {"what": what}),) if what else ()


def check(workspace: Workspace, session: Session, limits: Limits | None = None) -> Outcome:
    """Everything wrong with the table, and every reference of other tables that has no number.

    Raises:
        NothingCheckedError: MIG-CNV-061 (no declaration, no table), MIG-GAP-020, -021.
        MigrateError: MIG-CNV-060, -063, -065, -021. UnreadableError: MIG-CNV-019, MIG-SRC-…, MIG-SYS-….
    """
    with job.run(workspace, session, "keys check") as work:
        inputs = keys_inputs.read(work, with_uses=True)
        path = work.workspace.path(table.PARQUET)
        if not path.is_file():
            raise NothingCheckedError("MIG-CNV-061", Place(file=table.PARQUET), {"file": table.PARQUET})
        found = list(_unlike(work))
        work.note(path)
        with opened(work.scratch(), limits or Limits()) as engine:
            rows, uses, wrong = _checked(work, engine, inputs, path)
        found += wrong
        work.findings = len(found)
    return Outcome(
        kind="keys-check",
        data=KeysCheck(rows=rows, uses=uses),
        document=_document(rows, uses, found),
        findings=tuple(sorted(found, key=sort_key)),
        inputs=tuple(work.inputs.values()),
        nothing_checked=not rows,
    )


def _checked(work: Job, engine: Engine, inputs: Inputs, path: Path) -> tuple[int, tuple[Use, ...], list[Finding]]:
    """Rows of the table, how other tables meet it, and everything that is wrong."""
    table.load(engine, path, table.NUMBERS)
    verify.prepare(engine)
    found: list[Finding] = []
    uses: list[Use] = []
    for kind in inputs.plan.kinds:
        gather.gather(engine, kind, inputs.paths)
        building.members(engine, keys_inputs.of(inputs.decided, kind.name))
        for (system, spaces), count in gather.two_spaces(engine).items():
            params: dict[str, str | int] = {"system": system, "spaces": spaces, "count": count}
            found.append(finding("MIG-CNV-069", Severity.ERROR, Place(table=kind.name), params))
        found += verify.verify(engine, kind)
        found += verify.behind(engine, kind)
        uses += verify.uses(engine, kind, inputs.paths)
    found += verify.missing(uses)
    _restricted(work, engine, _MISSING, verify.MISSING, _MISSING_HEADS)
    return engine.number(f"SELECT count(*) FROM {table.NUMBERS}"), tuple(uses), found


def _document(rows: int, uses: tuple[Use, ...], found: list[Finding]) -> Document:
    return document.checked(rows, uses, sum(one.severity is Severity.ERROR for one in found))
