"""Check the rows of a spec's tables: every failing row becomes a finding that names place and row, never a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.quality import CheckResult, Outcome, State
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality import keys, notation
from migrate.quality.bind import Bound, Columns, bind, unwritten
from migrate.quality.catalogue import ANY, Rule, rules
from migrate.quality.judge import FAILED, Judge, judge_batch, judge_of
from migrate.quality.origin import origins
from migrate.quality.rows import Rows, batches, open_rows
from migrate.quality.rules.primary_key import key_of

KeyDigest = Callable[..., str]
"""Digest of a row's key from the texts of its items, such as ``Workspace.key_digest``."""


@value
class Given:
    """The files of one table: its rows, and where each row came from (None: the rows' own numbers are named)."""

    data: Path
    name: str
    lineage: Path | None = None
    lineage_name: str = ""


@value
class _Judged:
    rows: int
    failed: pl.DataFrame
    judged: tuple[int, ...]
    broken: frozenset[int]
    digests: Mapping[int, str]


def run(
    spec: Spec,
    given: Mapping[str, Given],
    digest: KeyDigest | None,
    scratch: Path,
    catalogue: tuple[Rule, ...] | None = None,
) -> CheckResult:
    """Check the tables of ``spec`` whose files are ``given``; a table without file is 未実施, an empty one 対象外.

    ``digest`` makes the key digest of a failing row (None: rows are named by number only); ``scratch`` is an empty
    folder for the engine, whose files hold key values and go when the caller removes it.

    Raises:
        UnreadableError: a file cannot be read (see ``open_rows``, ``batches``, ``origins``).
    """
    wanted = rules() if catalogue is None else catalogue
    opened = {table: open_rows(one.data, one.name) for table, one in given.items()}
    columns: Columns = {table: frozenset(rows.columns) for table, rows in opened.items()}
    outcomes: list[Outcome] = list(_absent(spec, wanted))
    findings: list[Finding] = []
    total = 0
    for number, table in enumerate(spec.tables):
        bound = bind(spec, table, columns, wanted)
        outcomes += [_outcome(one, one.state, 0, 0) for one in bound if one.state is not None]
        outcomes += _unstated(spec, table, wanted)
        if table not in opened:
            place = Place(business=spec.business, table=table)
            findings.append(Finding(code="MIG-DQ-025", severity=Severity.WARNING, place=place))
            continue
        findings += _columns(spec, table, opened[table])
        runnable = tuple(one for one in bound if one.state is None)
        judge = judge_of(runnable, keys.failing(runnable, opened, scratch / str(number)))
        judged = _judge(spec, table, opened[table], judge, digest)
        total += judged.rows
        outcomes += _outcomes(runnable, judged)
        findings += _findings(runnable, judged, given[table])
    return CheckResult(
        spec=spec.id,
        rows=total,
        outcomes=tuple(sorted(outcomes, key=lambda o: (o.code, o.table, o.item))),
        findings=tuple(sorted(findings, key=sort_key)),
    )


def _outcome(bound: Bound, state: State, rows: int, failed: int) -> Outcome:
    rule = bound.use.rule
    return Outcome(
        code=rule.code,
        severity=rule.severity,
        table=bound.use.table,
        item=bound.use.item.name,
        state=state,
        rows=rows,
        failed=failed,
        category=rule.category,
    )


def _bare(rule: Rule, table: str, item: str, state: State) -> Outcome:
    return Outcome(
        code=rule.code,
        severity=rule.severity,
        table=table,
        item=item,
        state=state,
        rows=0,
        failed=0,
        category=rule.category,
    )


def _absent(spec: Spec, wanted: tuple[Rule, ...]) -> list[Outcome]:
    """対象外: rules of which no table of the spec has the items."""
    every: Columns = {table: frozenset() for table in spec.tables}
    reached = {one.use.rule.code for table in spec.tables for one in bind(spec, table, every, wanted)}
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


def _judge(spec: Spec, table: str, rows: Rows, judge: Judge, digest: KeyDigest | None) -> _Judged:
    columns = [item.name for item in spec.items_of(table) if item.name in rows.columns]
    key = [name for name in key_of(spec, table) if name in columns]
    done, failed, judged = 0, [pl.DataFrame(schema=FAILED)], [0] * len(judge.bound)
    broken: frozenset[int] = frozenset()
    digests: dict[int, str] = {}
    for frame in batches(rows, columns):
        verdict = judge_batch(judge, frame, done)
        failed.append(verdict.failed)
        judged = [a + b for a, b in zip(judged, verdict.judged, strict=True)]
        broken |= verdict.broken
        if digest is not None and key:
            places = verdict.failed["row"].unique(maintain_order=True)
            texts = frame[places - (done + 1)].select(pl.col(key).fill_null("")).iter_rows()
            digests |= {row: digest(*parts) for row, parts in zip(places.to_list(), texts, strict=True)}
        done += frame.height
    return _Judged(rows=done, failed=pl.concat(failed), judged=tuple(judged), broken=broken, digests=digests)


def _outcomes(runnable: tuple[Bound, ...], judged: _Judged) -> list[Outcome]:
    counts: dict[int, int] = dict(judged.failed.group_by("use").len().iter_rows())
    found = []
    for position, one in enumerate(runnable):
        rows, failed = judged.judged[position], counts.get(position, 0)
        if position in judged.broken:
            found.append(_outcome(one, State.BROKEN, 0, 0))
        elif rows == 0:
            found.append(_outcome(one, State.NOT_APPLICABLE, 0, 0))
        else:
            found.append(_outcome(one, State.FAILED if failed else State.PASSED, rows, failed))
    return found


def _findings(runnable: tuple[Bound, ...], judged: _Judged, given: Given) -> list[Finding]:
    sources: Mapping[int, tuple[str, int]] | None = None
    if given.lineage is not None:
        sources = origins(given.lineage, given.lineage_name or given.lineage.name, judged.failed["row"])
    words = [dict(one.kind.words(one.use)) for one in runnable]
    found = []
    for position, row in judged.failed.iter_rows():
        use = runnable[position].use
        file, number = (sources or {}).get(row, (given.name, row))
        place = Place(
            business=use.spec.business,
            table=use.table,
            item=use.item.name,
            file=file,
            row=number,
            key=judged.digests.get(row),
        )
        rule = use.rule
        found.append(
            Finding(code=rule.code, severity=rule.severity, place=place, params=words[position], basis=rule.basis)
        )
    return found + _troubles(runnable, judged, given, sources)


def _troubles(
    runnable: tuple[Bound, ...],
    judged: _Judged,
    given: Given,
    sources: Mapping[int, tuple[str, int]] | None,
) -> list[Finding]:
    """Rules that could not be run, and rows whose source the lineage does not name."""
    found = []
    for position in sorted(judged.broken):
        use = runnable[position].use
        place = Place(business=use.spec.business, table=use.table, item=use.item.name)
        params = {"rule": use.rule.code}
        found.append(Finding(code="MIG-DQ-026", severity=Severity.ERROR, place=place, params=params))
    lost = judged.failed["row"].n_unique() - len(sources) if sources is not None else 0
    if lost:
        use = runnable[0].use
        place = Place(business=use.spec.business, table=use.table, file=given.lineage_name or None)
        found.append(Finding(code="MIG-DQ-023", severity=Severity.ERROR, place=place, params={"rows": lost}))
    return found
