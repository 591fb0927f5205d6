"""Check the rows of a spec's tables: every failing row is kept by place and row number, never with a value."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa

from migrate.engine import parquet
from migrate.engine.duckdb import Limits
from migrate.engine.spark_tables import SparkTables
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.quality import CheckResult, Outcome, State
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality import failures, notation, on_spark, origin, relations
from migrate.quality.bind import Bound, bind, unwritten
from migrate.quality.catalogue import ANY, Rule, rules
from migrate.quality.failures import KeyDigest
from migrate.quality.kinds import Around
from migrate.quality.pieces import Judged, Task, judged
from migrate.quality.relations import Relations
from migrate.quality.rows import Rows, open_rows
from migrate.quality.rules.primary_key import key_of
from migrate.quality.settle import Decisions, marked, settle


@value
class Given:
    """The files of one table: its rows, and where each row came from (None: the rows' own numbers are named)."""

    data: Path
    name: str
    lineage: Path | None = None
    lineage_name: str = ""


@value
class Subject:
    """One business under test, or beside the one under test: its spec, and the files of its tables by name."""

    spec: Spec
    given: Mapping[str, Given]


@value
class Setting:
    """How a check is made.

    ``scratch`` is an empty folder for the engine, whose files hold values of rows and go when the caller removes it.
    """

    scratch: Path
    failures: Path
    """The file of all failing rows to be written (see `migrate.quality.failures`)."""
    as_of: date
    digest: KeyDigest | None = None
    """None: rows are named by number only."""
    others: tuple[Subject, ...] = ()
    """Other businesses at hand, for rules that look across."""
    catalogue: tuple[Rule, ...] | None = None
    """None: the bundled rules."""
    only: frozenset[str] = frozenset()
    """Codes of the rules that are asked about, judged as among all; empty: every rule."""
    decisions: Decisions = Decisions()
    limits: Limits = Limits()
    spark: SparkTables | None = None
    """Where rows are judged instead of on this machine: Parquet files that the workers see, as ``scratch``."""


@value
class _Table:
    """What the judgement of one table came to."""

    rows: int
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    checks: Mapping[tuple[str, str, str], tuple[Bound, str]]
    """Code, table and item → the rule at the item, and the name of the file."""


def run(subject: Subject, setting: Setting) -> CheckResult:
    """Check the tables of a business; a table without file is 未実施, an empty one 対象外.

    Raises:
        UnreadableError: a file cannot be read (see ``open_rows``, ``batches``, ``origin.require``).
    """
    spec, wanted = subject.spec, rules() if setting.catalogue is None else setting.catalogue
    every = (subject, *setting.others)
    files = {
        (one.spec.business, table): open_rows(given.data, given.name)
        for one in every
        for table, given in one.given.items()
    }
    around = Around(specs={one.spec.business: one.spec for one in every}, as_of=setting.as_of)
    columns = {table: frozenset(rows.columns) for table, rows in files.items()}
    bound_at = {table: bind(spec, table, columns, wanted, around) for table in spec.tables}
    outcomes: list[Outcome] = _absent(spec, wanted, bound_at.values())
    findings: list[Finding] = []
    checks: dict[tuple[str, str, str], tuple[Bound, str]] = {}
    total, found = 0, setting.scratch / "judged.parquet"
    with relations.opened(setting.scratch / "engine", files, setting.limits, setting.spark) as known:
        with parquet.Writer(found, failures.SCHEMA) as kept:
            for table, bound in bound_at.items():
                outcomes += [_outcome(one, one.state, 0, 0) for one in bound if one.state is not None]
                outcomes += _unstated(spec, table, wanted)
                rows = files.get((spec.business, table))
                if rows is None:
                    place = Place(business=spec.business, table=table)
                    findings.append(Finding(code="MIG-DQ-025", severity=Severity.WARNING, place=place))
                    continue
                findings += _columns(spec, table, rows)
                task = _task(spec, table, rows, _runnable(bound, setting.only), known)
                done = _check(subject, task, known, setting, kept)
                total += done.rows
                outcomes += done.outcomes
                findings += done.findings
                checks |= done.checks
        outcomes = [one for one in outcomes if not setting.only or one.code in setting.only]
        outcomes.sort(key=lambda o: (o.code, o.table, o.item))
        settled = settle(known.engine, found, tuple(outcomes), setting.decisions, setting.as_of)
        if setting.decisions.any:
            parquet.write(setting.failures, failures.SCHEMA, marked(known.engine, settled))
        else:
            shutil.move(found, setting.failures)
        for row in failures.shown(known.engine, setting.failures):
            one, name = checks[row["code"], row["table"], row["item"]]
            findings.append(_finding(one, row, name))
    return CheckResult(
        spec=spec.id,
        rows=total,
        outcomes=settled.outcomes,
        findings=tuple(sorted((*findings, *settled.findings), key=sort_key)),
        decisions=settled.decisions,
    )


def _runnable(bound: tuple[Bound, ...], only: frozenset[str]) -> tuple[Bound, ...]:
    """The rules that can be run; of an item that is not asked about none, of others all: one may go before another."""
    items = {one.use.item.name for one in bound if not only or one.use.rule.code in only}
    return tuple(one for one in bound if one.state is None and one.use.item.name in items)


def _outcome(bound: Bound, state: State, rows: int, failed: int) -> Outcome:
    return _bare(bound.use.rule, bound.use.table, bound.use.item.name, state, rows, failed)


def _bare(rule: Rule, table: str, item: str, state: State, rows: int = 0, failed: int = 0) -> Outcome:
    return Outcome(
        code=rule.code,
        severity=rule.severity,
        table=table,
        item=item,
        state=state,
        rows=rows,
        failed=failed,
        category=rule.category,
    )


def _absent(spec: Spec, wanted: tuple[Rule, ...], bound: Iterable[tuple[Bound, ...]]) -> list[Outcome]:
    """対象外: rules of which no table of the spec has the items."""
    reached = {one.use.rule.code for table in bound for one in table}
    missing = {r.code: r for r in wanted if r.code not in reached and r.business in (ANY, spec.business)}
    return [_bare(rule, "", "", State.NOT_APPLICABLE) for rule in missing.values()]


def _unstated(spec: Spec, table: str, wanted: tuple[Rule, ...]) -> list[Outcome]:
    """未実施: 条件付き必須 whose condition is published as a sentence and not yet written as a rule."""
    stated = next((rule for rule in wanted if rule.kind == "required_if"), None)
    return [_bare(stated, table, item, State.NOT_RUN) for item in unwritten(spec, table, wanted)] if stated else []


def _columns(spec: Spec, table: str, rows: Rows) -> list[Finding]:
    """Items that the file lacks, columns that the spec lacks, types that this tool does not know."""
    items = spec.items_of(table)
    known = {item.name for item in items}

    def say(code: str, severity: Severity, item: str, params: Mapping[str, str | int] | None = None) -> Finding:
        place = Place(business=spec.business, table=table, item=item, file=rows.name)
        return Finding(code=code, severity=severity, place=place, params=params or {})

    missing = [item for item in items if item.name not in rows.columns]
    found = [say("MIG-DQ-021", Severity.ERROR if i.required else Severity.WARNING, i.name) for i in missing]
    found += [say("MIG-DQ-022", Severity.WARNING, name) for name in rows.columns if name not in known]
    odd = [item for item in items if item.type.strip() and not notation.known(item.type)]
    return found + [say("MIG-DQ-024", Severity.WARNING, item.name, {"type": item.type}) for item in odd]


def _task(spec: Spec, table: str, rows: Rows, runnable: tuple[Bound, ...], known: Relations) -> Task:
    columns = tuple(item.name for item in spec.items_of(table) if item.name in rows.columns)
    return Task(
        bound=runnable,
        rows=rows,
        columns=columns,
        key=tuple(name for name in key_of(spec, table) if name in columns),
        elsewhere=known.failing(runnable),
    )


def _check(subject: Subject, task: Task, known: Relations, setting: Setting, kept: parquet.Writer) -> _Table:
    """Judge one table; its failures are added to ``kept``."""
    done, counts, failed = 0, [0] * len(task.bound), [0] * len(task.bound)
    broken: frozenset[int] = frozenset()

    def pieces() -> Iterator[pa.RecordBatch]:
        nonlocal done, broken
        for piece in on_spark.judged(task, known.engine, known.spark) if known.spark else judged(task):
            done += piece.rows
            broken |= piece.broken
            for position, count in enumerate(piece.judged):
                counts[position] += count
            for position, count in piece.failed.group_by("use").len().iter_rows():
                failed[position] += count
            yield failures.of_piece(task.bound, _asked(task, piece, setting.only), setting.digest)

    found = setting.scratch / "failures.parquet"
    parquet.write(found, failures.SCHEMA, pieces())
    given = subject.given[task.bound[0].use.table] if task.bound else None
    findings = _kept(task, known, found, given, kept) if given is not None else []
    outcomes = [_verdict(one, i in broken, counts[i], failed[i]) for i, one in enumerate(task.bound)]
    findings += [_broken(task.bound[i]) for i in sorted(broken)]
    checks = {(o.use.rule.code, o.use.table, o.use.item.name): (o, given.name if given else "") for o in task.bound}
    return _Table(rows=done, outcomes=tuple(outcomes), findings=tuple(findings), checks=checks)


def _asked(task: Task, piece: Judged, only: frozenset[str]) -> Judged:
    """A piece with the failures of the rules that are asked about."""
    if not only:
        return piece
    uses = [i for i, one in enumerate(task.bound) if one.use.rule.code in only]
    return replace(piece, failed=piece.failed.filter(pl.col("use").is_in(uses)))


def _verdict(one: Bound, broken: bool, rows: int, failed: int) -> Outcome:
    if broken:
        return _outcome(one, State.BROKEN, 0, 0)
    if rows == 0:
        return _outcome(one, State.NOT_APPLICABLE, 0, 0)
    return _outcome(one, State.FAILED if failed else State.PASSED, rows, failed)


def _broken(one: Bound) -> Finding:
    place = Place(business=one.use.spec.business, table=one.use.table, item=one.use.item.name)
    return Finding(code="MIG-DQ-026", severity=Severity.ERROR, place=place, params={"rule": one.use.rule.code})


def _kept(task: Task, known: Relations, found: Path, given: Given, kept: parquet.Writer) -> list[Finding]:
    """Keep a table's failures with their origins; rows whose origin is not known are a finding."""
    engine, use = known.engine, task.bound[0].use
    final = found
    if given.lineage is not None:
        origin.require(given.lineage, given.lineage_name or given.lineage.name)
        final = found.with_suffix(".origins.parquet")
        parquet.write(final, failures.SCHEMA, failures.with_origins(engine, found, given.lineage))
    for batch in failures.read(final):
        kept.add(batch)
    lost = failures.lost(engine, final) if given.lineage is not None else 0
    if not lost:
        return []
    place = Place(business=use.spec.business, table=use.table, file=given.lineage_name or None)
    return [Finding(code="MIG-DQ-023", severity=Severity.ERROR, place=place, params={"rows": lost})]


def _finding(one: Bound, row: Mapping[str, str | int | None], file: str) -> Finding:
    use, rule = one.use, one.use.rule
    source, record = row["source_file"], row["source_row"]
    place = Place(
        business=use.spec.business,
        table=use.table,
        item=use.item.name,
        file=file if source is None else str(source),
        row=int(row["row"] or 0) if record is None else int(record),
        key=None if row["key"] is None else str(row["key"]),
    )
    words = dict(one.kind.words(use))
    return Finding(code=rule.code, severity=rule.severity, place=place, params=words, basis=rule.basis)
