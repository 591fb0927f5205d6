"""The first plan of a business."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from migrate.model.procedure import TOTAL_STEPS
from migrate.phase.plan import draft
from migrate.phase.plan.judge import judge
from migrate.phase.plan.milestones import milestones
from migrate.phase.plan.schedule import in_order, schedule

from .towns import CALENDAR

EARLY = date(2026, 11, 26)
LIVE = date(2029, 7, 2)


def drafted(live: date = LIVE, as_of: date = EARLY, **more: object) -> tuple[draft.Task, ...]:
    return draft.draft(draft.Wanted(business="010", go_live=live, **more), CALENDAR, as_of, common=True)  # type: ignore[arg-type]


def test_every_step_has_a_task() -> None:
    """All 40 steps are in the template, and each task stands after those that it waits for."""
    assert {one.step for one in draft.template()} == set(range(1, TOTAL_STEPS + 1))
    seen: set[str] = set()
    for one in draft.template():
        assert {link.key for link in one.after} <= seen, one.id
        seen.add(one.id)


def test_dated_back_from_the_day() -> None:
    """The plan ends on the day, nothing is late or broken, and begins no earlier than it must."""
    tasks = drafted()
    found = schedule(tasks, CALENDAR, EARLY)
    live = found.of("010-18-1")
    assert (live.start, live.end, live.task.deadline) == (LIVE, LIVE, LIVE)
    assert [one.code for one in judge(found, CALENDAR)] == []
    assert all(one.moved == 0 for one in found.timed)
    begins = min(one.start for one in tasks)
    assert begins > EARLY and any(one.critical and one.start == begins for one in found.timed)
    assert any(not one.critical for one in found.timed)


def test_it_begins_today_where_time_is_short() -> None:
    """A day that comes too soon is not hidden: the plan begins today, and the deadline breaks."""
    tasks = drafted(live=date(2027, 7, 5))
    assert min(one.start for one in tasks) == EARLY
    found = schedule(tasks, CALENDAR, EARLY)
    assert found.of("010-18-1").broken
    assert "MIG-PHS-099" in {one.code for one in judge(found, CALENDAR)}


def test_votes_are_on_the_last_day_of_a_session() -> None:
    """The bill and the budget end with a session; the budget is asked for by its deadline."""
    ends = {one.key: one.end for one in drafted()}
    assert {(ends[key].month, ends[key].day) for key in ("010-8-v", "010-17-v")} <= {
        (3, 17),
        (3, 19),
        (3, 20),
        (6, 25),
        (9, 28),
        (12, 20),
    }
    assert (ends["010-8-2"].month, ends["010-8-2"].day) == (11, 15)
    assert ends["010-8-v"].month == 3


@pytest.mark.parametrize("skipped", [frozenset({24, 25, 26}), frozenset(range(1, 30)), frozenset({2, 9, 28, 40})])
def test_what_is_closed_is_left_out(skipped: frozenset[int]) -> None:
    """Closed steps have no task but the first day of operation; what waited for them waits for what they waited for."""
    tasks = drafted(skipped=skipped)
    assert {one.step for one in tasks} & (skipped - {40}) == set()
    assert len(in_order(tasks)) == len(tasks)
    keys = {one.key for one in tasks}
    assert all(link.key in keys for one in tasks for link in one.after)
    if skipped == frozenset({24, 25, 26}):
        chosen = next(one for one in tasks if one.key == "010-10-2")
        assert {link.key for link in chosen.after} == {"010-9-1", "010-8-v"}


def test_milestones() -> None:
    """The few days that others need are those of their tasks."""
    tasks = drafted()
    found = milestones(schedule(tasks, CALENDAR, EARLY))["010"]
    by_key = {one.key: one for one in tasks}
    assert (found.go_live, found.construction) == (LIVE, by_key["010-13-1"].start)
    assert found.migration == by_key["010-14-3"].end < LIVE
    assert found.ordinance == by_key["010-17-v"].end
    assert found.contract == by_key["010-11-1"].end
    assert found.steps[32].start == min(by_key["010-14-0"].start, by_key["010-14-1"].start)


def test_a_cut_over_in_a_busy_period_is_said() -> None:
    """住民税 that goes live in June is warned about, in September it is not; a rehearsal in June is no cut-over."""
    june = schedule(drafted(live=date(2029, 6, 4)), CALENDAR, EARLY)
    codes = [one.place.item for one in judge(june, CALENDAR) if one.code == "MIG-PHS-100"]
    assert set(codes) <= {"010-14-3", "010-18-1"} and "010-18-1" in codes
    september = schedule(drafted(live=date(2029, 9, 3)), CALENDAR, EARLY)
    assert "MIG-PHS-100" not in {one.code for one in judge(september, CALENDAR)}


def test_a_late_task_is_said() -> None:
    """A task whose day has passed without a beginning is late, and what waits for it moves."""
    tasks = drafted(as_of=EARLY)
    first = min(tasks, key=lambda one: one.start)
    later = schedule(tasks, CALENDAR, first.start + timedelta(days=7))
    late = [one.place.item for one in judge(later, CALENDAR) if one.code == "MIG-PHS-101"]
    assert first.key in late
    assert later.of("010-18-1").broken
