"""A schedule as timelines: all businesses over phases, one business over work items, one business over tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from migrate.model.document import Lane, Point, Stretch, Timeline, Tone
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.judge import lateness
from migrate.phase.plan.schedule import Schedule, Timed
from migrate.phase.plan.tasks import procedure

KINDS = (
    ("予定", Tone.PLAIN, "■"),
    ("終わった作業", Tone.GOOD, "済"),
    ("余裕なし（クリティカルパス）", Tone.CAUTION, "▲"),
    ("遅れ・期限に間に合わない", Tone.BAD, "遅"),
    ("業務の繁忙期", Tone.MUTED, "・"),
)
_PLANNED, _DONE, _CRITICAL, _LATE, _PEAK = range(len(KINDS))
_POINT = "節目（運用開始、議決など）"
COMMON = "共通"


def label(business: str, names: Mapping[str, str]) -> str:
    """業務ID and name; 共通 for the municipality as a whole."""
    return f"{business} {names.get(business, '')}".strip() if business else COMMON


def kind_of(one: Timed, schedule: Schedule) -> int:
    """Position in `KINDS`: what has ended, what is late, what has no slack, all else."""
    if one.task.finished:
        return _DONE
    if one.broken or lateness(one, schedule):
        return _LATE
    return _CRITICAL if one.critical else _PLANNED


def _bar(one: Timed, schedule: Schedule) -> Stretch:
    text = f"{one.task.name} {one.start.isoformat()}〜{one.end.isoformat()}"
    return Stretch(start=one.start, end=one.end, kind=kind_of(one, schedule), text=text)


def _point(one: Timed, schedule: Schedule) -> Point:
    tones = {_DONE: Tone.GOOD, _LATE: Tone.BAD, _CRITICAL: Tone.CAUTION, _PLANNED: Tone.PLAIN}
    return Point(day=one.end, text=f"{one.task.name} {one.end.isoformat()}", tone=tones[kind_of(one, schedule)])


def _lane(name: str, timed: Sequence[Timed], schedule: Schedule, shades: tuple[Stretch, ...] = ()) -> Lane:
    """Tasks as one lane; what matters most is drawn last."""
    worst_last = sorted(timed, key=lambda one: (_DONE, _PLANNED, _CRITICAL, _LATE).index(kind_of(one, schedule)))
    return Lane(
        label=name,
        bars=tuple(_bar(one, schedule) for one in worst_last if not one.task.milestone),
        points=tuple(_point(one, schedule) for one in timed if one.task.milestone),
        shades=shades,
    )


def shades(schedule: Schedule, calendar: Calendar, business: str) -> tuple[Stretch, ...]:
    """The busy periods of a business while the plan lasts."""
    if not business or not schedule.timed:
        return ()
    first = min(one.start for one in schedule.timed)
    periods = calendar.peaks(business, first, schedule.end)
    return tuple(Stretch(start=one.start, end=one.end, kind=_PEAK, text=one.name) for one in periods)


def businesses(schedule: Schedule) -> tuple[str, ...]:
    """業務ID of all that is planned, the municipality as a whole (empty) first."""
    return tuple(sorted({one.task.business for one in schedule.timed}))


def _of(schedule: Schedule, business: str) -> tuple[Timed, ...]:
    return tuple(one for one in schedule.timed if one.task.business == business)


def _phase(one: Timed) -> str:
    return procedure().steps[one.task.step - 1].phase if one.task.step else "その他"


def _timeline(title: str, lanes: Sequence[Lane], today: date, summary: str) -> Timeline:
    return Timeline(title=title, lanes=tuple(lanes), kinds=KINDS, point=_POINT, today=today, summary=summary)


def overview(schedule: Schedule, calendar: Calendar, names: Mapping[str, str]) -> Timeline:
    """A lane a business."""
    lanes = [
        _lane(label(id, names), _of(schedule, id), schedule, shades(schedule, calendar, id))
        for id in businesses(schedule)
    ]
    late = sum(any(one.broken for one in _of(schedule, id)) for id in businesses(schedule))
    said = f"{len([one for one in businesses(schedule) if one])} 業務の作業を、業務ごとに 1 本の帯にまとめています。"
    said += f"期限に間に合わない見込みの作業が、{late} 業務にあります。" if late else ""
    return _timeline("全体の工程", lanes, schedule.as_of, said)


def items(schedule: Schedule, calendar: Calendar, business: str, names: Mapping[str, str]) -> Timeline:
    """One business: a lane a work item, under the phases."""
    steps = procedure().steps
    shown = shades(schedule, calendar, business)
    lanes: list[Lane] = []
    for phase in dict.fromkeys(_phase(one) for one in _of(schedule, business)):
        lanes.append(Lane(label=phase, heading=True))
        mine = [one for one in _of(schedule, business) if _phase(one) == phase]
        for number in sorted({steps[one.task.step - 1].item_number if one.task.step else 99 for one in mine}):
            these = [one for one in mine if (steps[one.task.step - 1].item_number if one.task.step else 99) == number]
            step = steps[these[0].task.step - 1] if these[0].task.step else None
            name = f"{step.code.partition('-')[0]} {step.item}" if step else "ステップのない作業"
            lanes.append(_lane(name, these, schedule, shown))
    return _timeline(f"{label(business, names)}の工程", lanes, schedule.as_of, _live(schedule, business))


def tasks(schedule: Schedule, calendar: Calendar, business: str, names: Mapping[str, str]) -> Timeline:
    """One business: a lane a task, under the phases."""
    shown = shades(schedule, calendar, business)
    lanes: list[Lane] = []
    for phase in dict.fromkeys(_phase(one) for one in _of(schedule, business)):
        lanes.append(Lane(label=phase, heading=True))
        mine = (one for one in _of(schedule, business) if _phase(one) == phase)
        lanes += [_lane(one.task.name, (one,), schedule, shown) for one in mine]
    return _timeline(f"{label(business, names)}の作業", lanes, schedule.as_of, _live(schedule, business))


def go_live(schedule: Schedule, business: str) -> Timed | None:
    """The start of operation of a business: the milestone of step 40, else its last task of that step."""
    mine = [one for one in _of(schedule, business) if one.task.step == len(procedure().steps)]
    return next((one for one in mine if one.task.milestone), mine[-1] if mine else None)


def _live(schedule: Schedule, business: str) -> str:
    live = go_live(schedule, business)
    if live is None:
        return "運用開始の日は、まだ工程表にありません。"
    word = "運用を始めました" if live.task.finished else "運用を始める見込みです"
    return f"{live.end.isoformat()} に{word}。"
