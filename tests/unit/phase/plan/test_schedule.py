"""The critical path: against a naive longest path, and on small plans that can be reckoned by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.phase.plan.schedule import Timed, schedule
from migrate.phase.plan.tasks import Task

from .towns import AS_OF, CALENDAR, plans, task


def naive(tasks: tuple[Task, ...], as_of: date) -> dict[str, tuple[int, int]]:
    """Finish and slack of unfinished tasks: every path is walked, nothing is remembered. For tasks without occasions
    that lie on working days."""
    known = {one.key: one for one in tasks}

    def days(one: Task) -> int:
        return 0 if one.milestone else CALENDAR.count(one.start, one.end)

    def finish(one: Task) -> int:
        if one.finished:
            assert one.actual_end is not None
            return CALENDAR.after(one.actual_end)
        ends = [CALENDAR.after(one.end), CALENDAR.after(as_of)]
        if not one.started:
            ends += [finish(known[link.key]) + link.lag + days(one) for link in one.after]
            ends.append(CALENDAR.before(as_of) + days(one))
        return max(ends)

    def latest(one: Task) -> int:
        followers = [
            (other, link.lag) for other in tasks for link in other.after if link.key == one.key and not other.started
        ]
        last = max(finish(other) for other in tasks if other.business == one.business or not one.business)
        found = min((latest(other) - days(other) - lag for other, lag in followers), default=last)
        return min(found, CALENDAR.after(one.deadline)) if one.deadline else found

    return {one.key: (finish(one), latest(one) - finish(one)) for one in tasks if not one.finished}


def whole(one: Task) -> bool:
    """True for a task that has work on working days, or none by intent."""
    return one.milestone or CALENDAR.count(one.start, one.end) > 0


@settings(max_examples=250, deadline=None)
@given(plans(occasions=False))
def test_against_the_naive_longest_path(tasks: tuple[Task, ...]) -> None:
    """Ends and slack are those of walking every path."""
    kept = tuple(one for one in tasks if whole(one))
    keys = {one.key for one in kept}
    kept = tuple(replace(one, after=tuple(link for link in one.after if link.key in keys)) for one in kept)
    found = {
        one.task.key: (one.finish, one.slack) for one in schedule(kept, CALENDAR, AS_OF).timed if not one.task.finished
    }
    assert found == naive(kept, AS_OF)


@settings(max_examples=150, deadline=None)
@given(plans(), st.randoms())
def test_the_order_of_rows_does_not_matter(tasks: tuple[Task, ...], dice: object) -> None:
    """Rows may stand in any order."""
    mixed = list(tasks)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    one, two = schedule(tasks, CALENDAR, AS_OF), schedule(tuple(mixed), CALENDAR, AS_OF)
    assert {each.task.key: each for each in one.timed} == {each.task.key: each for each in two.timed}


@settings(max_examples=150, deadline=None)
@given(plans())
def test_nothing_begins_before_it_can(tasks: tuple[Task, ...]) -> None:
    """A task that has not begun starts neither before today nor before what it waits for."""
    found = schedule(tasks, CALENDAR, AS_OF)
    ends = {one.task.key: one.finish for one in found.timed}
    for one in found.timed:
        if not one.task.started:
            assert one.end >= AS_OF or not CALENDAR.works(AS_OF)
            days = 0 if one.task.milestone else CALENDAR.count(one.task.start, one.task.end)
            assert all(one.finish - days >= ends[link.key] + link.lag for link in one.task.after)


def by_key(*tasks: Task, as_of: str = "2027-02-01") -> Mapping[str, Timed]:
    return {one.task.key: one for one in schedule(tasks, CALENDAR, date.fromisoformat(as_of)).timed}


def test_a_chain_by_hand() -> None:
    """a (3 days) is late, b waits for it and moves over the weekend, c beside them keeps its slack."""
    found = by_key(
        task("a", "2027-02-01", "2027-02-03"),
        task("b", "2027-02-04", "2027-02-05", "a"),
        task("c", "2027-02-01", "2027-02-01"),
        task("d", "2027-02-08", "2027-02-08", "b c"),
        as_of="2027-02-02",
    )
    assert [(one.start.day, one.end.day, one.slack, one.moved) for one in found.values()] == [
        (2, 4, 0, 1),
        (5, 8, 0, 1),
        (2, 2, 4, 1),
        (9, 9, 0, 1),
    ]
    assert [key for key, one in found.items() if one.critical] == ["a", "b", "d"]


def test_a_lag_counts_working_days() -> None:
    """Two working days after a Thursday the task starts on Tuesday; a negative lag lets two overlap."""
    found = by_key(task("a", "2027-02-04"), task("b", "2027-02-05", "2027-02-05", "a+2"))
    assert found["b"].start == date(2027, 2, 9)


def test_days_off_are_kept() -> None:
    """A cut-over on a weekend stays there; pushed, it takes the next weekend, and its follower the Monday after."""
    cut = task("cut", "2027-02-13", "2027-02-14", "a")
    live = task("live", "2027-02-15", "2027-02-15", "cut")
    kept = by_key(task("a", "2027-02-12"), cut, live)
    assert (kept["cut"].start, kept["cut"].end, kept["live"].start) == (cut.start, cut.end, live.start)
    moved = by_key(task("a", "2027-02-15"), cut, live)
    assert (moved["cut"].start, moved["cut"].end) == (date(2027, 2, 20), date(2027, 2, 21))
    assert moved["live"].start == date(2027, 2, 22)
    day = task("day", "2027-02-15", "", "cut", kind="節目")
    assert by_key(task("a", "2027-02-12"), cut, day)["day"].end == date(2027, 2, 15)
    assert by_key(task("a", "2027-02-15"), cut, day)["day"].end == date(2027, 2, 22)


def test_a_vote_waits_for_the_next_session() -> None:
    """A bill that is three days late misses the session of June and is voted on in September."""
    vote = task("v", "2027-06-25", "", "bill", kind="節目", occasion="議会")
    assert by_key(task("bill", "2027-06-01", "2027-06-25"), vote)["v"].end == date(2027, 6, 25)
    assert by_key(task("bill", "2027-06-01", "2027-06-30"), vote)["v"].end == date(2027, 9, 28)


def test_a_broken_deadline_has_negative_slack() -> None:
    """The slack of all that leads to a broken deadline is how far it is broken (2027-02-11 is a holiday)."""
    found = by_key(
        task("a", "2027-02-01", "2027-02-05"), task("b", "2027-02-08", "2027-02-12", "a", deadline=date(2027, 2, 10))
    )
    assert (found["a"].slack, found["b"].slack, found["b"].broken, found["a"].broken) == (-1, -1, True, False)


def test_what_has_ended_stays() -> None:
    """A finished task is where it ended, late or not, and has no slack to speak of."""
    found = by_key(task("a", "2027-01-04", "2027-01-08", actual_end=date(2027, 1, 20)))
    assert (found["a"].start, found["a"].end, found["a"].critical) == (date(2027, 1, 4), date(2027, 1, 20), False)


def test_a_circle_is_named() -> None:
    """Tasks that wait for each other are named, the others are not."""
    with pytest.raises(MigrateError) as caught:
        by_key(
            task("z", "2027-02-01"),
            task("a", "2027-02-01", "", "c z"),
            task("b", "2027-02-01", "", "a"),
            task("c", "2027-02-01", "", "b"),
        )
    assert caught.value.code == "MIG-PHS-093"
    assert sorted(str(caught.value.params["keys"]).split(" → ")[:-1]) == ["a", "b", "c"]


def test_businesses_have_critical_paths_of_their_own() -> None:
    """A short plan beside a long one has its own longest path."""
    found = by_key(task("a", "2027-02-01", business="010"), task("b", "2027-09-01", business="011"))
    assert [one.critical for one in found.values()] == [True, True]


def test_a_large_plan_is_quick() -> None:
    """Twenty businesses of forty-five tasks in well under a second."""
    tasks = tuple(
        task(
            f"{business}-{n}", "2027-02-01", "2027-02-05", f"{business}-{n - 1}" if n else "", business=f"{business:03}"
        )
        for business in range(20)
        for n in range(45)
    )
    assert len(schedule(tasks, CALENDAR, AS_OF).timed) == 900
