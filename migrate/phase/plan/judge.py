"""What a schedule lets people worry about: broken deadlines, lateness, cut-overs in busy periods, planned overlaps."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.value import value
from migrate.phase.period import Period
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.schedule import Schedule, Timed
from migrate.phase.plan.tasks import FILE, Task

_FINAL_MIGRATION, _OPERATION = 34, 40
"""⑭-3 最終データ移行 and ⑱-1 運用開始 stop a business for a while."""
_BASIS = Basis(document="本ツール独自", section="工程表（reports/layouts/phase/plan）")
NOT_STARTED, NOT_ENDED = "開始していません", "終了していません"


@value
class Clash:
    """A cut-over in a busy period of its business."""

    timed: Timed
    period: Period


def lateness(timed: Timed, schedule: Schedule) -> str:
    """How a task is late on the day of the schedule; empty where it is not."""
    task = timed.task
    if task.finished:
        return ""
    if task.end < schedule.as_of:
        return NOT_ENDED
    return NOT_STARTED if task.start < schedule.as_of and not task.started and not task.milestone else ""


def _cut_over(task: Task) -> bool:
    """True for what is left of the final migration, and for the day on which operation starts."""
    live = task.step == _OPERATION and task.milestone
    return (live or task.step == _FINAL_MIGRATION) and not task.finished and task.business != ""


def clashes(schedule: Schedule, calendar: Calendar) -> tuple[Clash, ...]:
    """Cut-overs in busy periods of their businesses."""
    found = []
    for one in schedule.timed:
        if _cut_over(one.task):
            found += [
                Clash(timed=one, period=period) for period in calendar.peaks(one.task.business, one.start, one.end)
            ]
    return tuple(found)


def _finding(code: str, severity: Severity, timed: Timed, params: Mapping[str, str | int]) -> Finding:
    task = timed.task
    place = Place(business=task.business or None, item=task.key, file=FILE)
    return Finding(code=code, severity=severity, place=place, params={"name": task.name, **params}, basis=_BASIS)


def _too_early(one: Timed, schedule: Schedule, calendar: Calendar) -> list[Finding]:
    """Planned days that come before the end of what a task waits for."""
    if one.task.started:
        return []
    found = []
    begins = calendar.after(one.task.end) if one.task.milestone else calendar.before(one.task.start)
    tasks = {other.task.key: other.task for other in schedule.timed}
    for link in one.task.after:
        first = tasks[link.key]
        ended = first.actual_end or first.end
        if calendar.after(ended) + link.lag > begins:
            params: dict[str, str | int] = {
                "first": first.name,
                "key": first.key,
                "day": ended.isoformat(),
                "lag": link.lag,
            }
            found.append(_finding("MIG-PHS-102", Severity.WARNING, one, params))
    return found


def judge(schedule: Schedule, calendar: Calendar) -> tuple[Finding, ...]:
    """All that is to be said of a schedule, in the order of the plan."""
    found = []
    params: dict[str, str | int]
    for one in schedule.timed:
        if one.broken and one.task.deadline is not None:
            days = one.finish - calendar.after(one.task.deadline)
            params = {"deadline": one.task.deadline.isoformat(), "end": one.end.isoformat(), "days": max(1, days)}
            found.append(_finding("MIG-PHS-099", Severity.WARNING, one, params))
        if late := lateness(one, schedule):
            planned = one.task.end if late == NOT_ENDED else one.task.start
            params = {"late": late, "day": planned.isoformat(), "end": one.end.isoformat()}
            found.append(_finding("MIG-PHS-101", Severity.WARNING, one, params))
        if not one.occasion:
            found.append(_finding("MIG-PHS-105", Severity.WARNING, one, {"occasion": one.task.occasion}))
        found += _too_early(one, schedule, calendar)
    for clash in clashes(schedule, calendar):
        params = {
            "start": clash.timed.start.isoformat(),
            "end": clash.timed.end.isoformat(),
            "period": clash.period.name,
            "first": clash.period.start.isoformat(),
            "last": clash.period.end.isoformat(),
        }
        found.append(_finding("MIG-PHS-100", Severity.WARNING, clash.timed, params))
    return tuple(found)
