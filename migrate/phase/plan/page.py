"""The plan for people: where it stands, what is late, what breaks, what comes next, and every business in detail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from migrate.forms import answer
from migrate.model.document import Block, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.procedure import SystemFacts
from migrate.model.value import value
from migrate.phase import systems_page
from migrate.phase.plan import lanes
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.holidays import holidays
from migrate.phase.plan.judge import clashes, lateness
from migrate.phase.plan.lanes import go_live, label
from migrate.phase.plan.schedule import Schedule, Timed
from migrate.phase.plan.shift import Moved, WhatIf
from migrate.phase.plan.tasks import step_code

_SOON = timedelta(days=45)
_MOST = 60
_TASKS = (
    Column(title="業務", width=22),
    Column(title="ステップ", width=8),
    Column(title="作業", width=34),
    Column(title="担当", width=18),
    Column(title="ベンダ", width=18),
    Column(title="予定", width=24),
    Column(title="見込み", width=24),
    Column(title="余裕", unit="営業日", numeric=True, width=8),
    Column(title="状態", width=24),
)


@value
class View:
    """What the pages show. ``names``: 業務ID → name."""

    municipality: str
    schedule: Schedule
    calendar: Calendar
    names: Mapping[str, str]
    systems: tuple[SystemFacts, ...] = ()
    reasons: Mapping[str, str] | None = None
    business: str = ""
    """Only this business is shown; empty: all."""

    @property
    def shown(self) -> tuple[Timed, ...]:
        """The tasks in view."""
        return tuple(one for one in self.schedule.timed if not self.business or one.task.business == self.business)


def _span(start: date, end: date) -> str:
    if start == end:
        return end.isoformat()
    return f"{start.isoformat()}〜{end.isoformat() if start.year != end.year else f'{end:%m-%d}'}"


def state(one: Timed, schedule: Schedule) -> Cell:
    """The state of a task in words."""
    if one.task.finished:
        return Cell(text="終了", tone=Tone.GOOD)
    if one.broken:
        return Cell(text=f"期限（{one.task.deadline}）に間に合わない", tone=Tone.BAD)
    if late := lateness(one, schedule):
        return Cell(text=f"遅れ（{late}）", tone=Tone.BAD)
    begun = "作業中" if one.task.started else "予定"
    return Cell(text=f"{begun}・余裕なし", tone=Tone.CAUTION) if one.critical else Cell(text=begun)


def _row(one: Timed, view: View) -> tuple[Value, ...]:
    task = one.task
    expected: Value = "" if (one.start, one.end) == (task.start, task.end) else _span(one.start, one.end)
    return (
        label(task.business, view.names),
        step_code(task.step),
        task.name,
        task.owner,
        task.vendor,
        _span(task.start, task.end),
        expected,
        None if task.finished else one.slack,
        state(one, view.schedule),
    )


def _grid(title: str, timed: Sequence[Timed], view: View, note: str = "") -> Grid:
    return Grid(title=title, columns=_TASKS, rows=tuple(_row(one, view) for one in timed), note=note)


def _section(id: str, title: str, timed: Sequence[Timed], view: View, note: str) -> tuple[Section, ...]:
    """A section with a table; none where nothing is in it."""
    return (Section(id=id, title=title, blocks=(_grid(title, timed, view, note),)),) if timed else ()


def _figures(view: View) -> Figures:
    timed, schedule = view.shown, view.schedule
    open_ = [one for one in timed if not one.task.finished]
    late = sum(bool(lateness(one, schedule)) for one in open_)
    broken = sum(one.broken for one in open_)
    cut = len(_clashes(view))
    return Figures(
        figures=(
            Figure(label="作業", value=f"{len(timed)}", note=f"終了 {len(timed) - len(open_)}"),
            Figure(label="遅れている作業", value=f"{late}", tone=Tone.BAD if late else Tone.GOOD),
            Figure(label="期限に間に合わない作業", value=f"{broken}", tone=Tone.BAD if broken else Tone.GOOD),
            Figure(label="繁忙期に当たる切替", value=f"{cut}", tone=Tone.CAUTION if cut else Tone.GOOD),
        )
    )


def _clashes(view: View) -> tuple[tuple[Value, ...], ...]:
    found = (one for one in clashes(view.schedule, view.calendar) if one.timed in view.shown)
    return tuple(
        (
            label(one.timed.task.business, view.names),
            one.timed.task.name,
            _span(one.timed.start, one.timed.end),
            Cell(text=one.period.name, tone=Tone.CAUTION),
            _span(one.period.start, one.period.end),
        )
        for one in found
    )


def _go_lives(view: View) -> tuple[Section, ...]:
    rows: list[tuple[Value, ...]] = []
    facts = {one.business: one for one in view.systems if one.reason or one.until}
    for id in lanes.businesses(view.schedule):
        live = go_live(view.schedule, id)
        if live is None or (view.business and id != view.business):
            continue
        base = live.task.base_end
        told = facts.get(id)
        until = answer.day(told.until) if told else None
        missed = until is not None and live.end > until
        special = f"事由 {told.reason}・期限 {told.until}{'（間に合わない）' if missed else ''}" if told else ""
        moved: Value = None if base is None else view.calendar.after(live.end) - view.calendar.after(base)
        rows.append(
            (
                label(id, view.names),
                Cell(text=live.end.isoformat(), tone=Tone.BAD if live.broken else Tone.PLAIN),
                live.task.deadline.isoformat() if live.task.deadline else "",
                base.isoformat() if base else "",
                moved,
                Cell(text=special, tone=Tone.BAD if missed else Tone.CAUTION) if special else "",
            )
        )
    columns = (
        Column(title="業務", width=26),
        Column(title="運用開始の見込み", width=18),
        Column(title="期限", width=14),
        Column(title="当初", width=14),
        Column(title="当初との差", unit="営業日", numeric=True, width=12),
        Column(title="特定移行支援システム", width=30),
    )
    grid = Grid(title="業務ごとの運用開始", columns=columns, rows=tuple(rows))
    return (Section(id="go-live", title="運用開始の日", blocks=(grid,)),) if rows else ()


def _peaks(view: View) -> tuple[Section, ...]:
    rows = _clashes(view)
    if not rows:
        return ()
    columns = (
        Column(title="業務", width=24),
        Column(title="作業", width=30),
        Column(title="見込み", width=24),
        Column(title="当たる繁忙期", width=30),
        Column(title="期間", width=24),
    )
    note = "繁忙期は plan/calendar.csv にあり、はじめの値は本ツール独自の見込みです。団体の実情に合わせて直せます。"
    grid = Grid(title="繁忙期に当たる切替", columns=columns, rows=rows, note=note)
    return (Section(id="peaks", title="繁忙期に当たる切替", blocks=(grid,)),)


def _critical(view: View) -> tuple[Section, ...]:
    found = [one for one in view.shown if one.critical]
    note = "1 日遅れると、その業務の終わりか期限も 1 日遅れる作業です。"
    if len(found) > _MOST:
        note += f"はじめの {_MOST} 件です。すべては業務ごとの節か、plan export の CSV にあります。"
    return _section("critical", "余裕のない作業（クリティカルパス）", found[:_MOST], view, note)


def _soon(view: View) -> tuple[Section, ...]:
    until = view.schedule.as_of + _SOON
    found = [one for one in view.shown if not one.task.finished and one.start <= until]
    return _section("soon", f"{until.isoformat()} までに始める作業", found[:_MOST], view, "")


def _facts(view: View) -> tuple[tuple[str, str], ...]:
    last = view.schedule.end
    guessed = any(one.estimated and view.schedule.as_of <= day <= last for day, one in holidays().items())
    told = [
        ("時点", view.schedule.as_of.isoformat()),
        ("工程表", "plan/tasks.csv（本ツール独自の形。編集は migrate plan export の Excel か、CSV をじかに）"),
        ("日の数え方", "営業日（土日、国民の祝日、plan/calendar.csv の閉庁日を除く）"),
    ]
    if guessed:
        told.append(("祝日", "公表前の春分の日・秋分の日は、計算による推定です"))
    return tuple(told)


def summary(view: View) -> str:
    """One sentence on where the plan stands."""
    open_ = [one for one in view.shown if not one.task.finished]
    broken = sum(one.broken for one in open_)
    late = sum(bool(lateness(one, view.schedule)) for one in open_)
    if not open_:
        return "すべての作業が終わっています。"
    head = f"残り {len(open_)} 件の作業のうち、"
    if broken:
        return f"{head}{broken} 件が期限に間に合わない見込みです。"
    return f"{head}{late} 件が遅れています。" if late else f"{head}遅れているものはありません。"


def _details(view: View) -> tuple[Section, ...]:
    found = []
    for id in lanes.businesses(view.schedule):
        picture = lanes.items(view.schedule, view.calendar, id, view.names)
        name = label(id, view.names)
        found.append(Section(id=f"b-{id or 'all'}", title=name, blocks=(picture,)))
    return tuple(found)


def document(view: View, brief: bool = False) -> Document:
    """The plan of all businesses, or of one; ``brief`` leaves the businesses' own sections out."""
    if view.business:
        picture: Block = lanes.tasks(view.schedule, view.calendar, view.business, view.names)
        last: tuple[Section, ...] = _section("tasks", "すべての作業", view.shown, view, "")
    else:
        picture = lanes.overview(view.schedule, view.calendar, view.names)
        last = () if brief else _details(view)
    late = [one for one in view.shown if one.broken or lateness(one, view.schedule)]
    now: tuple[Block, ...] = (_figures(view),)
    if late:
        more = f"はじめの {_MOST} 件です。すべては plan export の CSV にあります。" if len(late) > _MOST else ""
        now = (*now, _grid("遅れと、期限に間に合わない作業", late[:_MOST], view, more))
    told = tuple(one for one in view.systems if not view.business or one.business == view.business)
    return Document(
        title=f"移行の工程表{f'（{label(view.business, view.names)}）' if view.business else ''}",
        subtitle=view.municipality,
        facts=_facts(view),
        summary=summary(view),
        sections=(
            Section(id="now", title="いまの状態", blocks=now),
            Section(id="timeline", title="工程", blocks=(picture,)),
            *_go_lives(view),
            *_peaks(view),
            *_critical(view),
            *_soon(view),
            *systems_page.sections(told, view.names, view.reasons or {}),
            *last,
        ),
    )


def _moved_row(one: Moved, view: View) -> tuple[Value, ...]:
    task = one.after.task
    broken = Cell(text=f"{task.deadline} に間に合わない", tone=Tone.BAD) if one.after.broken else ""
    return (
        label(task.business, view.names),
        step_code(task.step),
        task.name,
        task.vendor,
        _span(one.before.start, one.before.end),
        _span(one.after.start, one.after.end),
        one.days,
        "この作業の遅れ" if one.own else "先行の遅れ",
        broken,
    )


def what_if(found: WhatIf, view: View, supposed: str, written: bool) -> Document:
    """What a slip moves. ``supposed`` says which slip it is."""
    columns = (
        Column(title="業務", width=22),
        Column(title="ステップ", width=8),
        Column(title="作業", width=32),
        Column(title="ベンダ", width=16),
        Column(title="いまの見込み", width=24),
        Column(title="遅れたとき", width=24),
        Column(title="動く日数", unit="営業日", numeric=True, width=10),
        Column(title="わけ", width=14),
        Column(title="期限", width=26),
    )
    breaking = [one for one in found.moved if one.breaks]
    lives = [one for one in found.moved if go_live(found.after, one.after.task.business) == one.after]
    rows = tuple(_moved_row(one, view) for one in found.moved)
    head = f"{supposed}と、{len(found.moved)} 件の作業が動き、"
    already = sum(one.broken for one in found.after.timed) - len(breaking)
    rest = f"期限に間に合わない見込みは、いまと同じ {already} 件です。" if already else "期限は守れます。"
    said = head + (f"新たに {len(breaking)} 件が期限に間に合わなくなります。" if breaking else rest)
    if not found.moved:
        said = f"{supposed}としても、ほかの作業は動きません。"
    kept = "工程表に書きました。" if written else "工程表は変えていません。書きこむには --write を付けます。"
    blocks: tuple[Block, ...] = (Note(text=kept),)
    if rows:
        note = "議会などに合わせる作業は次の機会に、休日の作業は同じ長さの次の休みに移るので、遅れより大きく動きます。"
        blocks = (*blocks, Grid(title="動く作業", columns=columns, rows=rows, note=note))
    moved_lives = tuple(_moved_row(one, view) for one in lives)
    first = Grid(title="動く運用開始", columns=columns, rows=moved_lives)
    return Document(
        title="遅れの影響",
        subtitle=view.municipality,
        facts=_facts(view),
        summary=said,
        sections=(
            *((Section(id="go-live", title="運用開始", blocks=(first,)),) if lives else ()),
            Section(id="moved", title="動く作業", blocks=blocks),
        ),
    )
