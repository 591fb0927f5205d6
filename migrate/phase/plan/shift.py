"""What if: some tasks end later. What moves with them, and which deadlines break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from migrate.model.value import value
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.schedule import Schedule, Timed, schedule
from migrate.phase.plan.tasks import Task


@value
class Slip:
    """What is supposed to slip. An empty text or tuple leaves the choice open; all that are given must fit."""

    days: int
    """Working days."""
    vendor: str = ""
    """Part of the vendor's name."""
    business: str = ""
    keys: tuple[str, ...] = ()

    def concerns(self, task: Task) -> bool:
        """True where the slip is this task's own; what has ended cannot slip."""
        if task.finished:
            return False
        return (
            (not self.vendor or self.vendor in task.vendor)
            and (not self.business or task.business == self.business)
            and (not self.keys or task.key in self.keys)
        )


@value
class Moved:
    """One task that moves: before and after."""

    before: Timed
    after: Timed
    own: bool
    """True where the slip is its own, False where it waits for one that slips."""

    @property
    def days(self) -> int:
        """Working days by which its end moves."""
        return self.after.finish - self.before.finish

    @property
    def breaks(self) -> bool:
        """True where the slip breaks its deadline."""
        return self.after.broken and not self.before.broken


@value
class WhatIf:
    """Both schedules, and the tasks that move in the order of the plan."""

    before: Schedule
    after: Schedule
    moved: tuple[Moved, ...]
    chosen: int
    """Tasks whose own slip it is."""


def what_if(tasks: Sequence[Task], calendar: Calendar, as_of: date, slip: Slip) -> WhatIf:
    """Each task that the slip concerns ends so many working days later than expected; days are not added up.

    Raises:
        MigrateError: MIG-PHS-093, tasks wait for each other.
    """
    before = schedule(tasks, calendar, as_of)
    own = {one.task.key for one in before.timed if slip.concerns(one.task)}
    held = {one.task.key: one.finish + slip.days for one in before.timed if one.task.key in own}
    after = schedule(tasks, calendar, as_of, held)
    pairs = zip(before.timed, after.timed, strict=True)
    moved = tuple(Moved(before=a, after=b, own=a.task.key in own) for a, b in pairs if a.finish != b.finish)
    return WhatIf(before=before, after=after, moved=moved, chosen=len(own))


def written(found: WhatIf) -> tuple[Task, ...]:
    """The plan with the days of the tasks that move; all others keep theirs."""
    news = {one.after.task.key: one.after for one in found.moved}
    return tuple(
        replace(
            one.task,
            start=one.task.start if one.task.started else news[one.task.key].start,
            end=news[one.task.key].end,
        )
        if one.task.key in news
        else one.task
        for one in found.before.timed
    )
