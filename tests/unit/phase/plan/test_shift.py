"""What a slip moves."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.phase.plan.schedule import schedule
from migrate.phase.plan.shift import Slip, what_if, written
from migrate.phase.plan.tasks import Task

from .towns import AS_OF, CALENDAR, plans, task

SLIPS = st.builds(Slip, days=st.integers(1, 60), vendor=st.sampled_from(("", "甲社", "乙")))


@settings(max_examples=200, deadline=None)
@given(plans(), SLIPS)
def test_what_has_ended_never_moves(tasks: tuple[Task, ...], slip: Slip) -> None:
    """A finished task is the same before and after, in the answer and in the plan that is written."""
    found = what_if(tasks, CALENDAR, AS_OF, slip)
    assert not any(one.after.task.finished for one in found.moved)
    assert [one for one in written(found) if one.finished] == [one for one in tasks if one.finished]


@settings(max_examples=200, deadline=None)
@given(plans(), SLIPS)
def test_a_slip_never_pulls_forward(tasks: tuple[Task, ...], slip: Slip) -> None:
    """Everything ends when it did or later, and each task of the vendor at least so many days later."""
    found = what_if(tasks, CALENDAR, AS_OF, slip)
    assert all(one.days > 0 for one in found.moved)
    days = {one.after.task.key: one.days for one in found.moved}
    assert all(days[one.key] >= slip.days for one in tasks if slip.concerns(one))


@settings(max_examples=100, deadline=None)
@given(plans(), SLIPS)
def test_the_written_plan_is_expected_as_told(tasks: tuple[Task, ...], slip: Slip) -> None:
    """Writing the slip and asking again gives the days that were told, except that days off may come in between."""
    found = what_if(tasks, CALENDAR, AS_OF, slip)
    again = schedule(written(found), CALENDAR, AS_OF)
    assert all(two.finish >= one.finish for one, two in zip(found.after.timed, again.timed, strict=True))


def test_one_vendor_by_hand() -> None:
    """甲社 slips by five days: its two tasks move by five each, not ten; what waits moves and breaks its deadline."""
    tasks = (
        task("a", "2027-06-07", "2027-06-11", vendor="甲社"),
        task("b", "2027-06-14", "2027-06-18", "a", vendor="甲社"),
        task("c", "2027-06-21", "2027-06-25", "b", deadline=date(2027, 6, 30)),
        task("d", "2027-06-07", "2027-06-11", vendor="乙社"),
    )
    found = what_if(tasks, CALENDAR, AS_OF, Slip(days=5, vendor="甲"))
    assert [(one.after.task.key, one.days, one.own, one.breaks) for one in found.moved] == [
        ("a", 5, True, False),
        ("b", 5, True, False),
        ("c", 5, False, True),
    ]
    assert [(one.start, one.end) for one in written(found)][2:] == [
        (date(2027, 6, 28), date(2027, 7, 2)),
        (date(2027, 6, 7), date(2027, 6, 11)),
    ]


def test_slack_takes_up_a_slip() -> None:
    """A task with ten days of slack slips by five and moves nothing else."""
    tasks = (task("a", "2027-06-07", vendor="甲社"), task("b", "2027-06-21", "", "a"))
    assert [one.after.task.key for one in what_if(tasks, CALENDAR, AS_OF, Slip(days=5, vendor="甲社")).moved] == ["a"]
