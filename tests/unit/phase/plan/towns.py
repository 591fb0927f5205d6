"""Small plans, and random ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from migrate.phase.plan import calendar
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.tasks import MILESTONE, WORK, After, Task

CALENDAR = Calendar(calendar.default())
AS_OF = date(2027, 6, 1)
FIRST = date(2027, 1, 4)


def task(key: str, start: str, end: str = "", after: str = "", **more: Any) -> Task:
    """A task in few words; ``after`` as it is typed: ``a+5 b``."""
    links = []
    for one in after.split():
        name, _, lag = one.partition("+")
        links.append(After(key=name, lag=int(lag or 0)))
    last = date.fromisoformat(end or start)
    return Task(key=key, name=f"作業{key}", start=date.fromisoformat(start), end=last, after=tuple(links), **more)


@st.composite
def plans(draw: st.DrawFn, occasions: bool = True) -> tuple[Task, ...]:
    """Up to nine tasks: links without circles, some begun or ended, some on days off, deadlines, occasions."""
    found: list[Task] = []
    for number in range(draw(st.integers(1, 9))):
        start = FIRST + timedelta(days=draw(st.integers(0, 400)))
        end = start + timedelta(days=draw(st.integers(0, 40)))
        kind = draw(st.sampled_from((WORK, WORK, WORK, MILESTONE)))
        before = draw(st.lists(st.sampled_from(found), max_size=3, unique_by=lambda one: one.key)) if found else []
        state = draw(st.sampled_from(("open", "open", "begun", "ended")))
        begun = start + timedelta(days=draw(st.integers(0, 20)))
        found.append(
            Task(
                key=f"k{number}-{draw(st.integers(1, 3))}",
                name=draw(st.sampled_from(("設定", "テスト", "=1+1", "移行（本番）"))),
                start=end if kind == MILESTONE else start,
                end=end,
                business=draw(st.sampled_from(("", "010", "011"))),
                step=draw(st.sampled_from((0, 1, 34, 40))),
                kind=kind,
                vendor=draw(st.sampled_from(("", "甲社", "乙社"))),
                after=tuple(After(key=one.key, lag=draw(st.integers(-5, 15))) for one in before),
                deadline=draw(st.sampled_from((None, end, end + timedelta(days=30)))),
                occasion=draw(st.sampled_from(("", "", "", "議会"))) if occasions else "",
                actual_start=begun if state != "open" else None,
                actual_end=begun + timedelta(days=draw(st.integers(0, 30))) if state == "ended" else None,
                base_start=draw(st.sampled_from((None, start))),
                base_end=None,
                note=draw(st.sampled_from(("", "メモ\n2 行目", "-5"))),
            )
        )
    return tuple(found)
