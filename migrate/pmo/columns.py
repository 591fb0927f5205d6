"""Reports as rows: one a body, and one a body and business. What is told of the 40 steps is one character a step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pyarrow as pa

from migrate.model.pmo import BodyReport, ReportedBusiness, ReportedStep
from migrate.model.procedure import Status
from migrate.model.value import value
from migrate.pmo.received import Received

MARKS = {Status.DONE: "済", Status.WORKING: "中", Status.OPEN: "未", Status.NOT_APPLICABLE: "外"}
"""Status → its character in ``statuses``."""
_PROVEN = {True: "証", False: "無", None: "－"}
_DAYS = pa.list_(pa.date32())
_COUNTS = ("undecided", "rejected", "errors", "differences")
_RISK = ("id", "business", "level", "due", "text")
_SYSTEM = ("name", "vendor", "package", "operation", "reason", "until", "remains")

BODIES = pa.schema(
    {
        "period": pa.string(),
        "body": pa.string(),
        "code": pa.string(),
        "prefecture": pa.string(),
        "name": pa.string(),
        "kind": pa.string(),
        "population": pa.int64(),
        "as_of": pa.string(),
        "revision": pa.int32(),
        "completion": pa.float64(),
        "printed": pa.float64(),
        "evidence": pa.float64(),
        "risks": pa.list_(
            pa.struct({one: pa.string() for one in _RISK}),
        ),
        "own": pa.bool_(),
        "form": pa.string(),
        "file": pa.string(),
        "sha256": pa.string(),
        "late": pa.int32(),
        "intake": pa.int32(),
    }
)
"""``completion`` is computed, ``printed`` what the source prints, ``evidence`` the mean share of proven steps (0–1)."""
BUSINESSES = pa.schema(
    {
        "period": pa.string(),
        "body": pa.string(),
        "business": pa.string(),
        "statuses": pa.string(),
        "proven": pa.string(),
        "completion": pa.float64(),
        "printed": pa.float64(),
        "evidenced": pa.int32(),
        "planned": _DAYS,
        "actual": _DAYS,
        "changed": _DAYS,
        "systems": pa.list_(pa.struct({one: pa.string() for one in _SYSTEM})),
        **{one: pa.int64() for one in _COUNTS},
        "revision": pa.int32(),
        "own": pa.bool_(),
        "intake": pa.int32(),
    }
)
"""``statuses`` and ``proven`` have 40 characters, or none where the source tells only a rate."""


@value
class Rows:
    """What one intake adds to the store."""

    bodies: pa.Table
    businesses: pa.Table


def rows(received: Sequence[Received], intake: int) -> Rows:
    """The rows of what was received, in that order."""
    bodies = [_body(one, intake) for one in received]
    businesses = [row for one in received for row in _businesses(one, intake)]
    return Rows(bodies=pa.Table.from_pylist(bodies, BODIES), businesses=pa.Table.from_pylist(businesses, BUSINESSES))


def _body(one: Received, intake: int) -> dict[str, object]:
    report, body = one.report, one.report.body
    return {
        "period": report.period,
        "body": body.key,
        "code": body.code,
        "prefecture": body.prefecture,
        "name": body.name,
        "kind": body.kind.value,
        "population": body.population,
        "as_of": report.as_of,
        "revision": report.revision,
        "completion": report.completion,
        "printed": report.printed,
        "evidence": _evidence(report),
        "risks": [{name: getattr(risk, name) for name in _RISK} for risk in report.risks],
        "own": one.own,
        "form": one.form,
        "file": one.file,
        "sha256": one.sha256,
        "late": one.late,
        "intake": intake,
    }


def _evidence(report: BodyReport) -> float | None:
    shares = [count / len(one.steps) for one in report.businesses if (count := evidenced(one)) is not None]
    return sum(shares) / len(shares) if shares else None


def evidenced(business: ReportedBusiness) -> int | None:
    """Steps that are proven; None where the source cannot tell of any."""
    told = [one.proven for one in business.steps if one.proven is not None]
    return sum(told) if told else None


def _businesses(one: Received, intake: int) -> Iterator[dict[str, object]]:
    for business in one.report.businesses:
        steps = business.steps
        yield {
            "period": one.report.period,
            "body": one.report.body.key,
            "business": business.business,
            "statuses": "".join(MARKS[step.status] for step in steps),
            "proven": "".join(_PROVEN[step.proven] for step in steps),
            "completion": business.completion,
            "printed": business.printed,
            "evidenced": evidenced(business),
            **{name: _days(steps, name) for name in ("planned", "actual", "changed")},
            "systems": [{name: getattr(system, name) for name in _SYSTEM} for system in business.systems],
            **{name: getattr(business.counts, name) for name in _COUNTS},
            "revision": one.report.revision,
            "own": one.own,
            "intake": intake,
        }


def _days(steps: Sequence[ReportedStep], name: str) -> list[date | None] | None:
    """The days of the steps; None where there is none at all."""
    days = [date.fromisoformat(text) if (text := getattr(step, name)) else None for step in steps]
    return days if any(days) else None
