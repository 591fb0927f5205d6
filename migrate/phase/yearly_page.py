"""The impact of a revision for people: what is touched, what has to be done by when, what is still open from before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from migrate.model.document import (
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Figures,
    Grid,
    Lane,
    Note,
    Point,
    Section,
    Stretch,
    Timeline,
    Tone,
    Value,
)
from migrate.model.spec_diff import Effect, SpecDiff
from migrate.model.value import value
from migrate.phase import grids, transitional
from migrate.phase.period import Period
from migrate.phase.plan.tasks import Task
from migrate.phase.yearly import Proposal
from migrate.phase.yearly_impact import Area, Fitting, Looked, Open, Touched

_EFFECTS = {
    Effect.TIGHTENS: ("厳しくなる", Tone.CAUTION),
    Effect.LOOSENS: ("緩くなる", Tone.GOOD),
    Effect.NEUTRAL: ("中立", Tone.MUTED),
}
_REASONS = 3
_SHOWN = 20
_PLANNED, _LATE, _PEAK = range(3)
_KINDS = (("予定", Tone.PLAIN, "■"), ("適合基準日より後", Tone.BAD, "遅"), ("業務の繁忙期", Tone.MUTED, "・"))
_YEAR = 365


@value
class View:
    """What the page shows."""

    municipality: str
    as_of: date
    diff: SpecDiff
    touched: tuple[Touched, ...]
    looked: tuple[Looked, ...]
    fitting: Fitting
    working_days: int
    """From today to the 適合基準日."""
    published: date | None
    proposal: Proposal | None
    peaks: tuple[Period, ...]
    """Busy periods of the business while the proposed work lasts."""
    file: str
    """Where the proposal is written."""
    transitional: tuple[Open, ...]


def summary(view: View) -> str:
    """The impact in one sentence."""
    count = view.diff.counts.total
    if not count:
        return "二つの版に違いはないので、見直すものはありません。"
    if not view.touched:
        return f"版の違いは {count} 件ですが、この作業フォルダには、それに触れるものがありません。"
    areas = len({one.row.area for one in view.touched})
    return f"版の違い {count} 件が、{areas} つの領域の {len(view.touched)} 件に触れます。{_until(view)}"


def _until(view: View) -> str:
    if view.fitting.day is None:
        return "適合基準日は分かっていません。"
    left = (view.fitting.day - view.as_of).days
    if left < 0:
        return f"適合基準日（{view.fitting.day}）を {-left} 日過ぎています。"
    return f"適合基準日（{view.fitting.day}）まで {left} 日です。"


def document(view: View, brief: bool = False) -> Document:
    """The whole impact; ``brief`` shows the first rows of each area."""
    sections = [
        _overview(view),
        *(_area(view, area, brief) for area in Area if any(one.row.area is area for one in view.touched)),
        *_proposal(view),
        *_transitional(view),
    ]
    return Document(
        title=f"{view.diff.before.spec} から {view.diff.after.spec} への改定の影響",
        subtitle=view.municipality,
        facts=(
            ("時点", view.as_of.isoformat()),
            ("業務", f"{view.diff.after.business} {view.diff.after.business_name}".strip()),
            ("違いの中身", f"migrate spec diff {view.diff.before.spec} {view.diff.after.spec}"),
        ),
        summary=summary(view),
        sections=tuple(sections),
    )


def _overview(view: View) -> Section:
    fitting, counts = view.fitting, view.diff.counts
    strict = sum(one.effect is Effect.TIGHTENS for one in view.touched)
    figures = [
        Figure(label="版の違い", value=f"{counts.total:,} 件", note=f"厳しくなる {counts.tightens:,} 件"),
        Figure(label="触れるもの", value=f"{len(view.touched):,} 件", note=f"厳しくなる違いによるもの {strict:,} 件"),
    ]
    if fitting.day is not None:
        left = (fitting.day - view.as_of).days
        figures.append(
            Figure(
                label=f"適合基準日 {fitting.day} まで",
                value=f"{left:,} 日",
                note=f"営業日 {view.working_days:,} 日",
                tone=Tone.BAD if left < 0 or (view.proposal and view.proposal.late) else Tone.PLAIN,
            )
        )
    blocks: list[Block] = [Figures(figures=tuple(figures)), *_notes(view), _looked(view)]
    return Section(id="impact", title="まとめ", blocks=tuple(blocks))


def _notes(view: View) -> Iterator[Note]:
    fitting = view.fitting
    if not view.diff.counts.total:
        return
    if fitting.day is None:
        text = "適合基準日が、どちらの版からも分かりません。--conformity-date で指定すると、工程案を逆算します。"
        yield Note(text=text, tone=Tone.CAUTION)
        return
    others = f"要件にはほかに {'、'.join(map(str, fitting.others))} があります。" if fitting.others else ""
    yield Note(text=f"適合基準日は、{fitting.source}によります。{others}")
    if view.published is not None:
        days = (fitting.day - view.published).days
        short = "原則とされる 1 年（二次資料による。要確認）より短いです。" if 0 <= days < _YEAR else ""
        text = f"公表（{view.published}）から適合基準日までは {days:,} 日です。{short}"
        yield Note(text=text, tone=Tone.CAUTION if short else Tone.PLAIN)


def _looked(view: View) -> Grid:
    columns = (
        Column(title="領域", width=22),
        Column(title="見た行", unit="件", numeric=True, width=12),
        Column(title="触れるもの", unit="件", numeric=True, width=12),
        Column(title="備考", width=60),
    )
    rows: list[tuple[Value, ...]] = []
    for one in view.looked:
        count = sum(each.row.area is one.area for each in view.touched)
        marked = Cell(text=count, tone=Tone.CAUTION) if count else count
        rows.append((one.area.value, one.rows, marked, one.why or ("" if count else "触れるものはありません")))
    return Grid(title="領域ごと", columns=columns, rows=tuple(rows))


def _area(view: View, area: Area, brief: bool) -> Section:
    mine = sorted(
        (one for one in view.touched if one.row.area is area),
        key=lambda one: (list(Effect).index(one.effect), *_spot(one.row.place), one.row.key),
    )
    shown = mine[:_SHOWN] if brief else mine
    columns = (
        Column(title="影響", width=15),
        Column(title="場所", width=30),
        Column(title="対象", width=40),
        Column(title="いま", width=24),
        Column(title="わけ", width=60),
    )
    rows = tuple((_effect(one.effect), one.row.place, _name(one), one.row.state, _why(one)) for one in shown)
    more = (
        f"ほかに {len(mine) - len(shown)} 件あります（-v を付けると、すべて示します）。"
        if len(mine) > len(shown)
        else ""
    )
    grid = grids.filled(Grid(title=f"{len(mine):,} 件", columns=columns, rows=rows, note=more))
    return Section(id=f"touched-{area.name.lower()}", title=area.value, blocks=(grid,))


def _spot(place: str) -> tuple[str, int]:
    """File and line of a place, so that line 9 comes before line 10; a register has no line."""
    file, _, line = place.rpartition(":")
    return (file, int(line)) if file and line.isdecimal() else (place, 0)


def _effect(effect: Effect) -> Cell:
    word, tone = _EFFECTS[effect]
    return Cell(text=word, tone=tone)


def _name(one: Touched) -> str:
    shown_key = one.row.area in (Area.FUNCTIONS, Area.PLAN, Area.ITEMS)
    return f"{one.row.key} {one.row.name}" if shown_key else one.row.name


def _why(one: Touched) -> str:
    more = len(one.reasons) - _REASONS
    told = "　／　".join(one.reasons[:_REASONS])
    return f"{told}　ほか {more} 件" if more > 0 else told


def _proposal(view: View) -> Iterator[Section]:
    found, day = view.proposal, view.fitting.day
    if found is None or day is None:
        return
    if found.late:
        text = f"今日始めても、適合基準日に {found.late} 営業日 間に合いません（見込み {found.end}）。"
        tone = Tone.BAD
    else:
        text, tone = f"遅くとも {found.latest_start} に始めると、適合基準日（{day}）に間に合います。", Tone.GOOD
    told = (
        f"工程案は {view.file} に書きました。日数は本ツール独自です。直してから "
        f"migrate plan import {view.file} で工程表に加えます。取り込むまで、工程表は変わりません。"
    )
    columns = (
        Column(title="作業", width=40),
        Column(title="開始", width=13),
        Column(title="終了", width=13),
        Column(title="担当", width=20),
        Column(title="ベンダ", width=20),
        Column(title="合わせる機会", width=13),
    )
    rows = tuple(
        (
            _short(one),
            "" if one.milestone else one.start.isoformat(),
            Cell(text=one.end.isoformat(), tone=Tone.BAD) if one.end > day else one.end.isoformat(),
            one.owner,
            one.vendor,
            one.occasion,
        )
        for one in found.tasks
    )
    grid = grids.filled(Grid(title="工程案", columns=columns, rows=rows))
    yield Section(
        id="proposal",
        title="適合基準日から逆算した工程案",
        blocks=(Note(text=text, tone=tone), Note(text=told), _timeline(view, found, day), grid),
    )


def _short(one: Task) -> str:
    """The name of a proposed task without the edition, which the title says."""
    return one.name.rpartition("（")[0]


def _timeline(view: View, found: Proposal, day: date) -> Timeline:
    shades = tuple(Stretch(start=one.start, end=one.end, kind=_PEAK, text=one.name) for one in view.peaks)
    lanes = [
        Lane(
            label=_short(one),
            bars=()
            if one.milestone
            else (
                Stretch(
                    start=one.start,
                    end=one.end,
                    kind=_LATE if one.end > day else _PLANNED,
                    text=f"{one.name} {one.start}〜{one.end}",
                ),
            ),
            points=(Point(day=one.end, text=f"{one.name} {one.end}", tone=Tone.BAD if one.end > day else Tone.PLAIN),)
            if one.milestone
            else (),
            shades=shades,
        )
        for one in found.tasks
    ]
    if view.published is not None and view.published <= found.end:
        said = f"{view.diff.after.spec} の公表 {view.published}"
        lanes.insert(0, Lane(label="新しい版の公表", points=(Point(day=view.published, text=said),)))
    first = min(one.start for one in found.tasks)
    return Timeline(
        title="改定から適合基準日まで",
        lanes=tuple(lanes),
        kinds=_KINDS,
        point="節目（公表、議決、適合基準日）",
        today=view.as_of if first - timedelta(days=31) <= view.as_of <= found.end else None,
        summary=f"改定の影響の確認から適合基準日までの作業を、{first} から {found.end} に並べた図です。",
    )


def _transitional(view: View) -> Iterator[Section]:
    if not view.transitional:
        return
    columns = (
        Column(title="機能", width=36),
        Column(title="足りないこと", width=30),
        Column(title="機能が揃う日", width=14),
        Column(title="届出の日", width=12),
        Column(title="状態", width=10),
        Column(title="直すこと", width=36),
    )
    rows = tuple(
        (
            one.name,
            one.reason,
            Cell(text=one.met or "なし", tone=Tone.BAD) if one.late or not one.met else one.met,
            one.filed,
            one.state,
            "、".join(one.lacking),
        )
        for one in view.transitional
    )
    limit = f"すべて {transitional.limit()} までに揃えます（要確認）。"
    note = Note(text=f"一部機能経過措置のうち、適合も取り下げもしていないものです。{limit}")
    grid = grids.filled(Grid(title=f"{len(rows)} 件", columns=columns, rows=rows))
    yield Section(id="transitional", title="開いている一部機能経過措置", blocks=(note, grid))
