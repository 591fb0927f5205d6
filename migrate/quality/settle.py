"""Failures against what people have decided: waivers first, then the baseline, then the thresholds; the rest is open.

Failures stay where they are, in the failures file, with the settlement beside them; nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from migrate.engine.duckdb import Engine, columns_of, name, text
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.quality import Decision, Outcome, Settlement, State
from migrate.model.value import value
from migrate.quality import baseline, failures, thresholds, waivers
from migrate.quality.catalogue import ANY
from migrate.quality.thresholds import Threshold
from migrate.quality.waivers import Waiver

Check = tuple[str, str, str]
"""Code, table, item."""
_CHECK = ", ".join(name(column) for column in ("code", "table", "item"))
_WAIVERS = pa.schema(
    [("position", pa.int64()), *((column, pa.string()) for column in ("code", "table", "item", "key"))]
)
_JUDGED = (State.PASSED, State.FAILED)


@value
class Decisions:
    """What people have decided about one business."""

    thresholds: tuple[Threshold, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    baseline: Path | None = None

    @property
    def any(self) -> bool:
        """True where anything has been decided."""
        return bool(self.thresholds or self.waivers or self.baseline)

    def about(self, business: str, codes: frozenset[str] = frozenset()) -> Decisions:
        """Those of one business, and of some rules where ``codes`` are given."""

        def wanted(one: Threshold | Waiver) -> bool:
            return one.scope.business == business and (not codes or one.scope.code in codes)

        return replace(
            self,
            thresholds=tuple(one for one in self.thresholds if wanted(one)),
            waivers=tuple(one for one in self.waivers if wanted(one)),
        )


@value
class Settled:
    """The checks with what became of their failures, the decisions with their effect, and what is wrong with them."""

    outcomes: tuple[Outcome, ...]
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()
    allowed: frozenset[Check] = field(default_factory=frozenset)
    """Checks whose failures, as far as not settled before, are allowed."""


def settle(engine: Engine, judged: Path, outcomes: tuple[Outcome, ...], decisions: Decisions, as_of: date) -> Settled:
    """Settle the failures in ``judged``, all of one business; `marked` then gives them with their settlement."""
    if not decisions.any:
        return Settled(outcomes=outcomes)
    ordered = sorted(decisions.waivers, key=lambda one: (one.end < as_of, one.breadth, one.line))
    expired = sum(one.end < as_of for one in ordered)
    _match(engine, judged, tuple(ordered), len(ordered) - expired, decisions.baseline)
    counts = _counts(engine)
    counted = tuple(_counted(one, counts) for one in outcomes)
    found, words = _waived(engine, ordered, as_of)
    allowed, limits, more = _allowed(counted, decisions.thresholds)
    final = tuple(_verdict(one, allowed) for one in counted)
    return Settled(
        outcomes=final,
        decisions=(*found, *_known(engine), *limits),
        findings=tuple(sorted((*words, *more), key=sort_key)),
        allowed=allowed,
    )


def _match(engine: Engine, judged: Path, ordered: tuple[Waiver, ...], in_force: int, known: Path | None) -> None:
    """Make §settled: number of each failure that a waiver or the baseline settles, and by what.

    A waiver that has expired (from position ``in_force`` on) settles nothing, but what it was about is counted.
    """
    source = f"read_parquet({text(str(judged))}, file_row_number = true)"
    engine.view("§failures", f"SELECT *, file_row_number AS n FROM {source}")
    rows = [
        {"position": i, "code": w.scope.code, "table": w.scope.table, "item": w.scope.item, "key": w.key}
        for i, w in enumerate(ordered)
    ]
    engine.run(f'CREATE TABLE "§waivers" ({columns_of(_WAIVERS)})')
    engine.insert("§waivers", pa.Table.from_pylist(rows, _WAIVERS))
    fits = " AND ".join(f"w.{name(column)} IN ({text(ANY)}, f.{name(column)})" for column in ("table", "item", "key"))
    engine.run(
        'CREATE TABLE "§waived" AS SELECT n, min(position) AS position '
        f'FROM "§failures" f JOIN "§waivers" w ON f.code = w.code AND {fits} GROUP BY n'
    )
    waived = f'SELECT n FROM "§waived" WHERE position < {in_force}'
    same = " AND ".join(f"f.{name(column)} = b.{name(column)}" for column in ("business", *baseline.PLACE))
    key = ", ".join(f"f.{name(column)}" for column in baseline.PLACE)
    engine.view(
        "§known",
        f"SELECT f.n, b.rows, b.owner, b.reason, b.date, row_number() OVER (PARTITION BY {key} ORDER BY f.n) AS nth "
        f'FROM "§failures" f JOIN {baseline.relation(known)} b ON {same} WHERE f.n NOT IN ({waived})',
    )
    engine.run(
        f'CREATE TABLE "§settled" AS SELECT n, {text(Settlement.KNOWN)} AS settled, owner, reason, "date" '
        f'FROM "§known" WHERE nth <= rows '
        f"UNION ALL SELECT n, {text(Settlement.WAIVED)}, NULL, NULL, NULL FROM ({waived})"
    )


def _counts(engine: Engine) -> Mapping[Check, Mapping[str, int]]:
    rows = engine.rows(
        f'SELECT {_CHECK}, s.settled, count(*) FROM "§failures" JOIN "§settled" s USING (n) GROUP BY ALL'
    )
    found: dict[Check, dict[str, int]] = {}
    for code, table, item, settled, number in rows:
        found.setdefault((code, table, item), {})[settled] = number
    return found


def _counted(one: Outcome, counts: Mapping[Check, Mapping[str, int]]) -> Outcome:
    here = counts.get((one.code, one.table, one.item), {})
    return replace(one, waived=here.get(Settlement.WAIVED, 0), known=here.get(Settlement.KNOWN, 0))


def _verdict(one: Outcome, allowed: frozenset[Check]) -> Outcome:
    if one.state not in _JUDGED:
        return one
    settled = replace(one, allowed=one.open) if (one.code, one.table, one.item) in allowed else one
    return replace(settled, state=State.FAILED if settled.open else State.PASSED)


def _waived(engine: Engine, ordered: list[Waiver], as_of: date) -> tuple[list[Decision], list[Finding]]:
    """Waivers with their effect; those that have expired and those that are about nothing are findings."""
    counts = dict(engine.rows('SELECT position, count(*) FROM "§waived" GROUP BY position'))
    decisions, findings = [], []
    for position, one in enumerate(ordered):
        found, expired = counts.get(position, 0), one.end < as_of
        decisions.append(_decision(one, found, 0 if expired else found))
        place = Place(business=one.scope.business, file=waivers.FILE, line=one.line)
        params: dict[str, str | int] = {"rule": one.scope.code, "rows": found, "end": one.end.isoformat()}
        if found and expired:
            findings.append(Finding(code="MIG-DQ-042", severity=Severity.ERROR, place=place, params=params))
        elif not found:
            findings.append(Finding(code="MIG-DQ-043", severity=Severity.WARNING, place=place, params=params))
    return decisions, findings


def _decision(one: Waiver | Threshold, found: int, rows: int) -> Decision:
    """A line of a sheet, the failures that it is about and those of them that it settles."""
    decision = Decision(
        settlement=Settlement.WAIVED if isinstance(one, Waiver) else Settlement.ALLOWED,
        code=one.scope.code,
        table=one.scope.table,
        item=one.scope.item,
        found=found,
        rows=rows,
        owner=one.owner,
        reason=one.reason,
        date=(one.end if isinstance(one, Waiver) else one.date).isoformat(),
        line=one.line,
    )
    return replace(decision, key=one.key) if isinstance(one, Waiver) else replace(decision, limit=one.text)


def _known(engine: Engine) -> Iterator[Decision]:
    rows = engine.rows(
        'SELECT code, s.owner, s.reason, s.date, count(*) FROM "§failures" JOIN "§settled" s USING (n) '
        f"WHERE s.settled = {text(Settlement.KNOWN)} GROUP BY ALL ORDER BY ALL"
    )
    for code, owner, reason, day, number in rows:
        yield Decision(
            settlement=Settlement.KNOWN,
            code=code,
            table=ANY,
            item=ANY,
            found=number,
            rows=number,
            owner=owner,
            reason=reason,
            date=day,
        )


def _allowed(
    outcomes: tuple[Outcome, ...], limits: tuple[Threshold, ...]
) -> tuple[frozenset[Check], list[Decision], list[Finding]]:
    """Checks within their threshold. Each check is measured by the most exact line that covers it."""
    taken: set[Check] = set()
    allowed: set[Check] = set()
    decisions, findings = [], []
    for one in sorted(limits, key=lambda one: (one.scope.breadth, one.line)):
        covered = [o for o in outcomes if one.scope.covers(o.code, o.table, o.item)]
        mine = [o for o in covered if (o.code, o.table, o.item) not in taken and o.state in _JUDGED]
        checks = {(o.code, o.table, o.item) for o in mine}
        taken |= checks
        found, judged = sum(o.open for o in mine), sum(o.rows for o in mine)
        holds = one.holds(found, judged)
        allowed |= checks if holds else set()
        decisions.append(_decision(one, found, found if holds else 0))
        if not covered:
            place = Place(business=one.scope.business, file=thresholds.FILE, line=one.line)
            params: dict[str, str | int] = {"rule": one.scope.code, "table": one.scope.table, "item": one.scope.item}
            findings.append(Finding(code="MIG-DQ-044", severity=Severity.WARNING, place=place, params=params))
    return frozenset(allowed), decisions, findings


def marked(engine: Engine, settled: Settled) -> Iterator[pa.RecordBatch]:
    """The failures in their order, each with its settlement; `settle` has seen them."""
    rows = [{"code": code, "table": table, "item": item} for code, table, item in sorted(settled.allowed)]
    schema = pa.schema([(column, pa.string()) for column in ("code", "table", "item")])
    engine.run('CREATE TABLE "§allowed" (code VARCHAR, "table" VARCHAR, item VARCHAR)')
    engine.insert("§allowed", pa.Table.from_pylist(rows, schema))
    word = f"coalesce(s.settled, CASE WHEN a.code IS NOT NULL THEN {text(Settlement.ALLOWED)} END)"
    listed = ", ".join(
        f"{word} AS settled" if column == "settled" else f"f.{name(column)}" for column in failures.SCHEMA.names
    )
    yield from engine.batches(
        f'SELECT {listed} FROM "§failures" f LEFT JOIN "§settled" s USING (n) '
        f'LEFT JOIN "§allowed" a ON f.code = a.code AND f."table" = a."table" AND f.item = a.item ORDER BY n'
    )
