"""番号対応表: build it, fixed over all rehearsals."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.files.digest import sha256_of
from migrate.flow import keys_inputs, keys_lists
from migrate.flow.keys_inputs import BUILD, SUMMARY, Inputs
from migrate.flow.outcome import Outcome
from migrate.keys import build as building
from migrate.keys import candidates, counting, decisions, document, gather, lookup, numbering, table, verify
from migrate.keys.gather import Read
from migrate.keys.verify import finding
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.keys import KeyCount, KeyRun, KeySummary, SpaceCount
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


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
    keys_lists.write(work, engine, keys_lists.HELD)
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
            keys_lists.write(work, engine, keys_lists.CANDIDATES)
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
