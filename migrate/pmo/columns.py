"""Reports as rows: one a body, and one a body and business. What is told of the 40 steps is one character a step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from migrate.model.pmo import BodyReport, ReportedBusiness
from migrate.model.procedure import Status
from migrate.model.value import value
from migrate.pmo.received import Received

MARKS = {Status.DONE: "済", Status.WORKING: "中", Status.OPEN: "未", Status.NOT_APPLICABLE: "外"}
"""Status → its character in ``statuses``."""
_PROVEN = {True: "証", False: "無", None: "－"}
_DAYS = pa.list_(pa.date32())
_EPOCH = date(1970, 1, 1).toordinal()
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
    return Rows(bodies=pa.Table.from_pylist(bodies, BODIES), businesses=_businesses(received, intake))


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


def _businesses(received: Sequence[Received], intake: int) -> pa.Table:
    """Column by column: a nation's month has 1.4 million steps."""
    found = [(one, business) for one in received for business in one.report.businesses]
    made = [business for _, business in found]
    columns = {
        "period": [one.report.period for one, _ in found],
        "body": [one.report.body.key for one, _ in found],
        "business": [one.business for one in made],
        "statuses": ["".join([MARKS[step.status] for step in one.steps]) for one in made],
        "proven": ["".join([_PROVEN[step.proven] for step in one.steps]) for one in made],
        "completion": [one.completion for one in made],
        "printed": [one.printed for one in made],
        "evidenced": [evidenced(one) for one in made],
        "planned": _days([[step.planned for step in one.steps] for one in made]),
        "actual": _days([[step.actual for step in one.steps] for one in made]),
        "changed": _days([[step.changed for step in one.steps] for one in made]),
        "systems": [[{name: getattr(one, name) for name in _SYSTEM} for one in each.systems] for each in made],
        **{name: [getattr(one.counts, name) for one in made] for name in _COUNTS},
        "revision": [one.report.revision for one, _ in found],
        "own": [one.own for one, _ in found],
        "intake": [intake] * len(found),
    }
    return pa.Table.from_pydict(columns, BUSINESSES)


class _Numbers(dict[str, int | None]):
    """ISO day → days since 1970; a nation's month has few different ones."""

    def __missing__(self, day: str) -> int | None:
        number = date.fromisoformat(day).toordinal() - _EPOCH if day else None
        self[day] = number
        return number


def _days(steps: Sequence[Sequence[str]]) -> pa.Array:
    """The days of the steps of each; null where there is none at all."""
    numbers, values, offsets = _Numbers(), list[int | None](), list[int | None]()
    for days in steps:
        offsets.append(len(values) if any(days) else None)
        if any(days):
            values += [numbers[day] for day in days]
    offsets.append(len(values))
    flat = pa.array(values, pa.int32()).cast(pa.date32())
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat).cast(_DAYS)
