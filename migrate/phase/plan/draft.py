"""A first plan of a business: the template's tasks, dated back from the day on which the business goes live.

The whole begins as late as that day allows, or today where that is later; each task then as early as it can, so that
those beside the longest path keep their slack.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.value import value
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.tasks import MILESTONE, After, Task, links

GO_LIVE = "18-1"
COMMON = "all"
"""In place of the 業務ID in the keys of tasks of the whole municipality."""
_COMMON = "共通"


@value
class Pattern:
    """One task of the template (ours)."""

    id: str
    step: int
    name: str
    kind: str
    days: int
    after: tuple[After, ...]
    owner: str
    vendor: str
    occasion: str
    common: bool


@value
class Wanted:
    """A business to be planned."""

    business: str
    go_live: date
    owner: str = "業務主管課"
    current: str = "現行ベンダ"
    new: str = "構築ベンダ（未定）"
    skipped: frozenset[int] = frozenset()
    """Steps that are 完了済み or 対象外."""


def rows_of(file: str) -> list[dict[str, str]]:
    """The rows of a template; it lists each task after those it waits for.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    return tables.read(bundled("reports") / "layouts" / "phase" / "plan" / file)


def pattern(row: Mapping[str, str], known: frozenset[str]) -> Pattern:
    """A row of a template; ``known`` are the ids of all its rows."""
    return Pattern(
        id=row["id"],
        step=int(row["step"]),
        name=row["name"],
        kind=row["kind"],
        days=int(row["days"]),
        after=links(row["after"], known),
        owner=row["owner"],
        vendor=row["vendor"],
        occasion=row["occasion"],
        common=row.get("scope") == _COMMON,
    )


@cache
def template() -> tuple[Pattern, ...]:
    """The tasks of one business, and those of the whole municipality."""
    rows = rows_of("tasks.csv")
    return tuple(pattern(row, frozenset(one["id"] for one in rows)) for row in rows)


def _bridged(
    after: Sequence[After], kept: Mapping[str, Pattern], patterns: Mapping[str, Pattern], lag: int = 0
) -> dict[str, int]:
    """What a task waits for where some tasks are left out: for what those would have waited for."""
    found: dict[str, int] = {}
    for one in after:
        whole = one.lag + lag
        reached = {one.key: whole} if one.key in kept else _bridged(patterns[one.key].after, kept, patterns, whole)
        for key, days in reached.items():
            found[key] = max(days, found.get(key, days))
    return found


@value
class Goal:
    """The task of a template that must end last, and the point at which it must."""

    id: str
    target: int


class Dates:
    """The points of those tasks of a template that are ``kept``."""

    def __init__(
        self, patterns: Sequence[Pattern], kept: Mapping[str, Pattern], calendar: Calendar, goal: Goal
    ) -> None:
        every = {one.id: one for one in patterns}
        self.waits = {id: _bridged(one.after, kept, every) for id, one in kept.items()}
        self._kept, self._calendar, self._goal = kept, calendar, goal

    def _snap(self, one: Pattern, point: int, back: bool) -> int:
        snaps = self._calendar.occasions.get(one.occasion, ()) if one.occasion else ()
        at = bisect_right(snaps, point) - 1 if back else bisect_left(snaps, point)
        return snaps[at] if 0 <= at < len(snaps) else point

    def latest_start(self) -> int:
        """The point at which the first task must begin."""
        ends = {self._goal.id: self._goal.target}
        for id, one in reversed(list(self._kept.items())):  # the template lists each task after those it waits for
            if id in ends:
                ends[id] = self._snap(one, ends[id], back=True)
                for before, lag in self.waits[id].items():
                    ends[before] = min(ends.get(before, self._goal.target), ends[id] - one.days - lag)
        return min(ends[id] - self._kept[id].days for id in ends)

    def forward(self, begin: int) -> dict[str, int]:
        """The point at which each task ends, starting at ``begin``."""
        ends: dict[str, int] = {}
        for id, one in self._kept.items():
            start = max((ends[before] + lag for before, lag in self.waits[id].items()), default=begin)
            end = self._snap(one, max(begin, start) + one.days, back=False)
            ends[id] = max(end, self._goal.target) if id == self._goal.id else end
        return ends


def draft(wanted: Wanted, calendar: Calendar, as_of: date, common: bool) -> tuple[Task, ...]:
    """The tasks of a business; with ``common`` those of the whole municipality too."""
    kept = {
        one.id: one
        for one in template()
        if (one.id == GO_LIVE or one.step not in wanted.skipped) and (common or not one.common)
    }
    dates = Dates(template(), kept, calendar, Goal(id=GO_LIVE, target=calendar.after(wanted.go_live)))
    ends = dates.forward(max(calendar.before(as_of), dates.latest_start()))
    words = {"{owner}": wanted.owner, "{current}": wanted.current, "{new}": wanted.new}

    def key(id: str) -> str:
        return f"{COMMON if kept[id].common else wanted.business}-{id}"

    tasks = []
    for id, one in kept.items():
        end = calendar.ending(ends[id])
        live = id == GO_LIVE
        if live and ends[id] == calendar.after(wanted.go_live):
            end = wanted.go_live
        tasks.append(
            Task(
                key=key(id),
                name=one.name,
                start=end if one.kind == MILESTONE else calendar.starting(ends[id] - one.days),
                end=end,
                business="" if one.common else wanted.business,
                step=one.step,
                kind=one.kind,
                owner=words.get(one.owner, one.owner),
                vendor=words.get(one.vendor, one.vendor),
                after=tuple(After(key=key(before), lag=lag) for before, lag in dates.waits[id].items()),
                deadline=wanted.go_live if live else None,
                occasion=one.occasion,
            )
        )
    return tuple(tasks)
