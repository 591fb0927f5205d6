"""The critical path method on working days: when each task is expected, and how far it may slip.

Forward: a task starts on its planned day, today, or after what it waits for, whichever comes last; what has ended is
where it ended. Backward: from the last day of its business and from deadlines. Slack is the difference.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from migrate.errors import MigrateError
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.tasks import FILE, After, Task

_DAY = timedelta(days=1)


@value
class Timed:
    """A task with the days on which it is expected."""

    task: Task
    start: date
    end: date
    finish: int
    """The point at which it ends, in working days (see `calendar`)."""
    moved: int
    """Working days by which its end lies after the planned one; negative: before it."""
    slack: int
    """Working days by which it may slip before a deadline breaks or its business ends later; 0 for what has ended."""
    occasion: bool = True
    """False where there is no occasion left in the calendar to end on."""

    @property
    def critical(self) -> bool:
        """True where no slack is left."""
        return not self.task.finished and self.slack <= 0

    @property
    def broken(self) -> bool:
        """True where it is expected to end after its deadline."""
        return not self.task.finished and self.task.deadline is not None and self.end > self.task.deadline


@value
class Schedule:
    """All tasks in the order of the plan."""

    as_of: date
    timed: tuple[Timed, ...]

    def of(self, key: str) -> Timed:
        """One task."""
        return next(one for one in self.timed if one.task.key == key)

    @property
    def end(self) -> date:
        """The last day of all."""
        return max((one.end for one in self.timed), default=self.as_of)


def in_order(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks, each after those that it waits for.

    Raises:
        MigrateError: MIG-PHS-093, some wait for each other.
    """
    left = {task.key: task for task in tasks}
    waits = {task.key: {one.key for one in task.after if one.key in left} for task in tasks}
    after: dict[str, list[str]] = {}
    for key, before in waits.items():
        for one in before:
            after.setdefault(one, []).append(key)
    ready, found = [key for key, before in waits.items() if not before], []
    for key in ready:
        found.append(left[key])
        for follower in after.get(key, ()):
            waits[follower].discard(key)
            if not waits[follower]:
                ready.append(follower)
    if len(found) < len(tasks):
        raise MigrateError("MIG-PHS-093", Place(file=FILE), {"keys": " → ".join(_circle(waits))})
    return tuple(found)


def _circle(waits: Mapping[str, set[str]]) -> list[str]:
    """Keys that wait for each other, the first one again at the end."""
    at = next(key for key, before in waits.items() if before)
    path = [at]
    while (at := min(waits[at])) not in path:
        path.append(at)
    return [*path[path.index(at) :], at]


@value
class _Span:
    """A task on the line of working days."""

    days: int
    planned: int
    """The point at which it is planned to end."""
    snaps: tuple[int, ...] | None
    """The points at which it can end; None: all."""
    start: int
    finish: int


class _Pass:
    """One calculation: forward on construction, then backward."""

    def __init__(self, tasks: Sequence[Task], calendar: Calendar, as_of: date, held: Mapping[str, int]) -> None:
        self._calendar, self._held = calendar, held
        self._today, self._tonight = calendar.before(as_of), calendar.after(as_of)
        self._order = in_order(tasks)
        self._tasks = {task.key: task for task in tasks}
        self._spans: dict[str, _Span] = {}
        self.without_occasion: set[str] = set()
        for task in self._order:
            self._spans[task.key] = self._ended(task) if task.finished else self._expected(task)

    def _ended(self, task: Task) -> _Span:
        end = task.actual_end or task.end
        start = self._calendar.before(min(task.actual_start or task.start, end))
        finish = self._calendar.after(end)
        return _Span(
            days=finish - start, planned=self._calendar.after(task.end), snaps=None, start=start, finish=finish
        )

    def _snaps(self, task: Task, days: int) -> tuple[int, ...] | None:
        """Where it can end: with an occasion, or before days without work where it is planned on such days."""
        if task.occasion:
            return self._calendar.occasions[task.occasion]
        if not task.milestone and not days:
            return self._calendar.rests((task.end - task.start).days + 1) or None
        return None

    def _expected(self, task: Task) -> _Span:
        calendar = self._calendar
        days = 0 if task.milestone else calendar.count(task.start, task.end)
        planned = calendar.after(task.end)
        finish = max(planned, self._held.get(task.key, 0), self._tonight if task.milestone or days else self._today)
        if task.actual_start is None:
            waits = (self._spans[one.key].finish + self._lag(one, task) for one in task.after if one.key in self._spans)
            finish = max(finish, max(waits, default=0) + days, self._today + days)
        snaps = self._snaps(task, days)
        if snaps is not None:
            at = bisect_left(snaps, finish)
            if at < len(snaps):
                finish = snaps[at]
            else:
                self.without_occasion.add(task.key)
        start = calendar.before(task.actual_start) if task.actual_start else finish - days
        return _Span(days=days, planned=planned, snaps=snaps, start=start, finish=finish)

    def _lag(self, one: After, follower: Task) -> int:
        """Working days between two tasks; a milestone after work on days off is on the first working day after them."""
        before = self._tasks[one.key]
        rests = not before.milestone and not self._spans[one.key].days
        return max(1, one.lag) if rests and follower.milestone else one.lag

    def latest(self) -> dict[str, int]:
        """The latest points at which unfinished tasks can end."""
        lasts: dict[str, int] = {}
        for task in self._order:
            lasts[task.business] = max(lasts.get(task.business, 0), self._spans[task.key].finish)
        followers: dict[str, list[tuple[Task, int]]] = {}
        for task in self._order:
            for one in task.after if not task.started else ():
                if one.key in self._tasks:
                    followers.setdefault(one.key, []).append((task, self._lag(one, task)))
        overall = max(lasts.values(), default=0)
        found: dict[str, int] = {}
        for task in reversed(self._order):
            if task.finished:
                continue
            ends = [found[one.key] - self._spans[one.key].days - lag for one, lag in followers.get(task.key, ())]
            last = lasts[task.business] if task.business else overall
            latest = min(ends, default=last)
            if task.deadline is not None:
                latest = min(latest, self._calendar.after(task.deadline))
            snaps = self._spans[task.key].snaps
            if snaps is not None and (at := bisect_right(snaps, latest)):
                latest = snaps[at - 1]
            found[task.key] = latest
        return found

    def days(self, task: Task) -> tuple[date, date]:
        """The days on which a task is expected; as typed where it has not moved."""
        span = self._spans[task.key]
        if task.finished:
            end = task.actual_end or task.end
            return min(task.actual_start or task.start, end), end
        if span.finish == span.planned and (task.actual_start or task.start) <= task.end:
            return task.actual_start or task.start, task.end
        end = self._calendar.ending(span.finish)
        if task.milestone:
            return end, end
        if not span.days:
            return end + _DAY, end + _DAY + (task.end - task.start)
        return task.actual_start or self._calendar.starting(span.start), end

    def timed(self, task: Task, latest: Mapping[str, int]) -> Timed:
        """A task with all that was found out."""
        span = self._spans[task.key]
        start, end = self.days(task)
        return Timed(
            task=task,
            start=start,
            end=end,
            finish=span.finish,
            moved=span.finish - span.planned,
            slack=latest[task.key] - span.finish if task.key in latest else 0,
            occasion=task.key not in self.without_occasion,
        )


def schedule(tasks: Sequence[Task], calendar: Calendar, as_of: date, held: Mapping[str, int] | None = None) -> Schedule:
    """When the tasks are expected, as things stand on ``as_of``.

    ``held`` are points before which a task does not end whatever else is known; what has ended is never moved.

    Raises:
        MigrateError: MIG-PHS-093, tasks wait for each other.
    """
    found = _Pass(tasks, calendar, as_of, held or {})
    latest = found.latest()
    return Schedule(as_of=as_of, timed=tuple(found.timed(task, latest) for task in tasks))
