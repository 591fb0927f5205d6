"""What SQL knows of every system equals what a plain computation over the reports knows, on small invented nations."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from migrate.flow import pmo_known
from migrate.model.pmo import Body, BodyKind, BodyReport, ReportedBusiness, ReportedStep, ReportedSystem
from migrate.model.procedure import Status
from migrate.pmo import rollup_relations, store
from migrate.pmo.columns import MARKS
from migrate.pmo.known import UNKNOWN, sizes
from migrate.pmo.received import Received
from migrate.pmo.slips import facts
from migrate.pmo.slips.facts import Facts

KNOWN = pmo_known.known()
_MONTHS = ("2026-01", "2026-02", "2026-04", "2026-05")
_CLOSED = (Status.DONE, Status.NOT_APPLICABLE)
_PROVEN = {True: "証", False: "無", None: "－"}


def _day(chance: random.Random) -> str:
    return (date(2025, 10, 1) + timedelta(days=chance.randrange(300))).isoformat()


def _step(chance: random.Random, told: bool, planned: bool, one_day: str) -> ReportedStep:
    status = chance.choice([Status.DONE] * 5 + list(Status))
    changed = one_day or (_day(chance) if chance.random() < 0.5 else "")
    return ReportedStep(
        status=status,
        planned=_day(chance) if planned and chance.random() < 0.8 else "",
        changed="" if status is Status.OPEN else changed,
        proven=chance.random() < 0.5 if told else None,
    )


def _business(chance: random.Random, id: str) -> ReportedBusiness:
    if chance.random() < 0.15:
        return ReportedBusiness(business=id, name=id, printed=chance.randrange(41) / 40)
    told, planned, one_day = chance.random() < 0.5, chance.random() < 0.8, chance.choice(["", "", "2026-01-15"])
    whole = chance.random() < 0.2
    steps = tuple(
        ReportedStep(status=Status.DONE, proven=False if told else None)
        if whole
        else _step(chance, told, planned, one_day)
        for _ in range(40)
    )
    systems = tuple(
        ReportedSystem(
            vendor=chance.choice(["", "甲社", "乙社", "㈱乙社"]),
            package=chance.choice(["", "パック1", "パック2"]),
            operation=chance.choice(["", "", "2026-01-05", "2026-04-30", "2027-01-01"]),
        )
        for _ in range(chance.choice([0, 1, 1, 1, 2]))
    )
    return ReportedBusiness(business=id, name=id, steps=steps, systems=systems)


def _nation(seed: int) -> dict[str, list[BodyReport]]:
    """Twelve bodies over four months; a month may be missing, a state may stand still."""
    chance = random.Random(seed)
    found: dict[str, list[BodyReport]] = {month: [] for month in _MONTHS}
    for number in range(12):
        kind = BodyKind.PREFECTURE if number == 0 else BodyKind.UNION if number == 1 else BodyKind.MUNICIPALITY
        people = chance.choice([None, 3_000, 3_000, 60_000])
        body = Body(name=f"団体{number:02}", prefecture="富山県", kind=kind, population=people)
        last: dict[str, ReportedBusiness] = {}
        for month in _MONTHS:
            for id in ("001", "020", "031"):
                if id not in last or chance.random() < 0.4:
                    last[id] = _business(chance, id)
            if month == _MONTHS[-1] or chance.random() < 0.8:
                report = BodyReport(period=month, as_of=f"{month}-28", body=body, businesses=tuple(last.values()))
                found[month].append(report)
    return found


# --- the plain computation -------------------------------------------------------------------------------------------


def _size(body: Body) -> str:
    if body.kind is not BodyKind.MUNICIPALITY:
        return body.kind.value
    people = body.population
    return UNKNOWN if people is None else [one.name for one in sizes() if one.least <= people][-1]


def _vendors(business: ReportedBusiness, shown: Mapping[str, str]) -> tuple[str, ...]:
    names = [shown[one.vendor] for one in business.systems] or [UNKNOWN]
    return tuple(sorted(set(names)))


def _shown(reports: Iterable[BodyReport]) -> dict[str, str]:
    """乙社 and ㈱乙社 are two spellings of two names here: 株式会社 is part of one; nothing told is 「不明」."""
    return {"": UNKNOWN} | {
        system.vendor: system.vendor
        for report in reports
        for business in report.businesses
        for system in business.systems
        if system.vendor
    }


def _closed(business: ReportedBusiness) -> float:
    if not business.steps:
        return (business.printed or 0) * 40
    return sum(one.status in _CLOSED for one in business.steps)


def _state(business: ReportedBusiness) -> object:
    return [one.status for one in business.steps] or business.printed


def _still(nation: Mapping[str, list[BodyReport]], body: str, business: ReportedBusiness) -> tuple[int, str]:
    """Reports before the last one with its state, and the month of the first of them."""
    if _closed(business) >= 40:
        return 0, ""
    run: list[str] = []
    for month in reversed(_MONTHS):
        for report in nation[month]:
            for one in report.businesses:
                if report.body.key == body and one.business == business.business:
                    if _state(one) != _state(business):
                        return len(run) - 1, run[-1]
                    run.append(month)
    return len(run) - 1, run[-1]


def _overdue(business: ReportedBusiness, as_of: str) -> list[tuple[str, int]]:
    return sorted(
        (one.planned, number)
        for number, one in enumerate(business.steps, start=1)
        if one.status not in _CLOSED and one.planned and one.planned < as_of
    )


def _plain(nation: Mapping[str, list[BodyReport]]) -> list[Facts]:
    now = nation[_MONTHS[-1]]
    shown = _shown(now)
    cells = [(report, one) for report in now for one in report.businesses if one.business in KNOWN.names]

    def others(report: BodyReport, business: ReportedBusiness, near: bool) -> list[float]:
        return [
            _closed(other)
            for their, other in cells
            if other.business == business.business
            and _size(their.body) == _size(report.body)
            and (not near or _vendors(other, shown) == _vendors(business, shown))
        ]

    return sorted(
        (
            _fact(nation, report, one, shown, (others(report, one, True), others(report, one, False)))
            for report, one in cells
        ),
        key=lambda one: (one.body, one.business),
    )


def _fact(
    nation: Mapping[str, list[BodyReport]],
    report: BodyReport,
    one: ReportedBusiness,
    shown: Mapping[str, str],
    others: tuple[Sequence[float], Sequence[float]],
) -> Facts:
    overdue = _overdue(one, report.as_of)
    oldest = date.fromisoformat(overdue[0][0]) if overdue else None
    still, since = _still(nation, report.body.key, one)
    moves = [step.changed for step in one.steps if step.changed]
    days = [system.operation for system in one.systems if system.operation and system.operation <= report.as_of]
    return Facts(
        body=report.body.key,
        business=one.business,
        size=_size(report.body),
        vendors=_vendors(one, shown),
        packages=tuple(sorted({system.package for system in one.systems if system.package})),
        closed=_closed(one),
        statuses="".join(MARKS[step.status] for step in one.steps),
        proven="".join(_PROVEN[step.proven] for step in one.steps),
        planned=any(step.planned for step in one.steps),
        overdue=len(overdue),
        oldest_step=overdue[0][1] if overdue else None,
        oldest_day=oldest,
        behind=(date.fromisoformat(report.as_of) - oldest).days if oldest else 0,
        near=len(others[0]),
        near_median=statistics.median(others[0]),
        wide=len(others[1]),
        wide_median=statistics.median(others[1]),
        still=still,
        since=since,
        moved=len(moves),
        moved_day=date.fromisoformat(moves[0]) if len(set(moves)) == 1 else None,
        running=min(days, default=""),
    )


@pytest.mark.parametrize("seed", range(6))
def test_facts_are_those_of_a_plain_computation(tmp_path: Path, seed: int) -> None:
    """Plan, peers, standing still, operation, days: every field of every system."""
    nation = _nation(seed)
    for month, reports in nation.items():
        store.add(tmp_path, month, [Received(report=one, form="JSON", file="", sha256="") for one in reports])
    with store.opened(tmp_path) as engine:
        rollup_relations.define(engine, KNOWN)
        rollup_relations.define_vendors(engine, _MONTHS[-1])
        found = facts.gather(engine, _MONTHS[-1])

    assert list(found) == _plain(nation)
