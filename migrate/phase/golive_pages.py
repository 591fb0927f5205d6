"""The pages of ⑱: criteria business by business, the switch by the clock, functions to come, defects after it."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.document import Block, Cell, Column, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.phase import chapters, contracts, defect, golive, runbook, transitional
from migrate.phase.facts import Business, Facts
from migrate.phase.golive import ITEM, STARTS, UNDER_CONDITIONS, Judged
from migrate.phase.runbook import Slot, Timetable

_NAMED = 4
"""Criteria that the line of a business names."""
_COMMANDS = {"convert run": "変換", "check run": "品質検査", "reconcile run": "突合"}


def _columns(*heads: tuple[str, int]) -> tuple[Column, ...]:
    return tuple(Column(title=title, width=width) for title, width in heads)


def _section(chapter: str, *blocks: Block) -> Section:
    return chapters.of_item(ITEM)[chapter].section(*blocks)


def judgement(facts: Facts) -> Iterator[Section]:
    """All businesses on their way, then every criterion of each."""
    found = [(one, golive.judged(facts, one)) for one in golive.active(facts)]
    if not found:
        return
    rows = [_standing(facts, one, judged) for one, judged in found]
    ready = sum(all(each.settled for each in judged) for _, judged in found)
    decided = [_decision(facts, one) for one, _ in found]
    figures = (
        Figure(label="運用開始へ向かう業務", value=f"{len(found)}"),
        Figure(label="基準がすべて揃う業務", value=f"{ready}", tone=Tone.GOOD if ready == len(found) else Tone.CAUTION),
        Figure(label="判定が「開始」の業務", value=f"{decided.count(STARTS)}"),
    )
    yield _section("numbers", Figures(figures=figures))
    heads = (
        ("業務", 26),
        ("運用開始日", 12),
        ("満たす", 8),
        ("承知", 8),
        ("残り", 8),
        ("判定の見立て", 30),
        ("判定", 30),
    )
    yield _section("judgement", Grid(title="業務ごと", columns=_columns(*heads), rows=tuple(rows)))
    columns = _columns(("基準", 24), ("満たすべきこと", 44), ("いま", 32), ("根拠", 28), ("可否", 11), ("扱い", 30))
    grids = (
        Grid(
            title=f"{one.id} {one.name}",
            columns=columns,
            rows=tuple(_criterion(each) for each in judged),
        )
        for one, judged in found
    )
    yield _section("criteria", *grids)


def _decision(facts: Facts, one: Business) -> str:
    return next((row.text("decision") for row in golive.decisions(facts, one.id)), "")


def _standing(facts: Facts, one: Business, judged: tuple[Judged, ...]) -> tuple[Value, ...]:
    decision = _decision(facts, one)
    met = sum(bool(each.criterion.met) for each in judged)
    left = [each.criterion.name for each in judged if not each.settled]
    accepted = len(judged) - met - len(left)
    if left:
        more = f" ほか {len(left) - _NAMED}" if len(left) > _NAMED else ""
        view = Cell(text=f"開始できません: {'、'.join(left[:_NAMED])}{more}", tone=Tone.BAD)
    elif accepted:
        view = Cell(text="承知した基準を条件に、開始できます", tone=Tone.CAUTION)
    else:
        view = Cell(text="開始できます", tone=Tone.GOOD)
    told: Value = decision or Cell(text="未判定", tone=Tone.MUTED)
    if decision == UNDER_CONDITIONS:
        told = Cell(text="条件付き開始（条件を満たしたら「開始」に直します）", tone=Tone.CAUTION)
    elif decision == STARTS and left:
        told = Cell(text="開始（基準が残っています）", tone=Tone.BAD)
    return (f"{one.id} {one.name}", _day(facts, one), met, accepted, len(left), view, told)


def _day(facts: Facts, one: Business) -> Value:
    """The first day of operation, beside the agreed or planned one where that is another."""
    day, agreed = golive.start(facts, one.id), contracts.go_live(facts, one.id)
    if day is None:
        return Cell(text="未定", tone=Tone.MUTED)
    if agreed is None or agreed == day:
        return day.isoformat()
    return Cell(text=f"{day.isoformat()}（⑪・工程表は {agreed.isoformat()}）", tone=Tone.CAUTION)


def _criterion(each: Judged) -> tuple[Value, ...]:
    row, met = each.accepted, each.criterion.met
    if met:
        word, told = Cell(text="可", tone=Tone.GOOD), ""
    else:
        settled = Cell(text="承知" if row and row.text("state") == golive.ACCEPTED else "確認済み", tone=Tone.CAUTION)
        word = settled if each.settled else Cell(text="未確認", tone=Tone.CAUTION)
        if met is False and not each.settled:
            word = Cell(text="否", tone=Tone.BAD)
        told = "。".join(text for text in (row.text("reason"), row.text("by")) if text) if row else ""
    criterion = each.criterion
    return (criterion.name, criterion.wanted, criterion.measured, each.evidence, word, told)


def clock(facts: Facts) -> Iterator[Section]:
    """The switch, a table for each first day of operation."""
    hour, days = golive.opens(facts), golive.days(facts)
    if not facts.of(ITEM).of(runbook.SHEET):
        return
    if hour is None or not days:
        text = "運用開始日（⑪ か工程表）か、業務を始める時刻（切替の方針）が分からないので、時刻を出せません。"
        yield _section("clock", Note(text=text, tone=Tone.CAUTION))
        return
    blocks: list[Block] = []
    for day, businesses in days.items():
        found = runbook.timetable(facts, day, hour, frozenset(one.id for one in businesses))
        names = "、".join(f"{one.id} {one.name}" for one in businesses)
        blocks += [Note(text=f"{day.isoformat()} に始める業務: {names}。"), *_points(found), _slots(found)]
    yield _section("clock", *blocks)
    if spent := runbook.measured(golive.active(facts)):
        rows = tuple((_COMMANDS[one], f"migrate {one}", runbook.in_minutes(seconds)) for one, seconds in spent.items())
        columns = (*_columns(("作業", 20), ("コマンド", 30)), Column(title="時間", unit="分", numeric=True, width=10))
        yield _section("measured", Grid(title="測った時間", columns=columns, rows=rows))


def _points(found: Timetable) -> Iterator[Note]:
    if found.unread:
        text = f"開始か時間を読めない作業: {'、'.join(found.unread)}。"
        yield Note(text=text, tone=Tone.BAD)
    if way := found.way_out:
        text = f"業務の開始（{runbook.shown(found.opens)}）までに戻しを終えられる最後の判断は、"
        yield Note(text=f"{text}{runbook.shown(way.begin)} の「{way.name}」です。")
    else:
        yield Note(text="業務の開始までに戻しを終えられる判断がありません。", tone=Tone.BAD)


def _slots(found: Timetable) -> Grid:
    heads = (
        ("開始", 16),
        ("作業", 32),
        ("業務", 10),
        ("分", 6),
        ("終わり", 16),
        ("担当", 16),
        ("終わりの確認", 30),
        ("判断と戻し", 38),
    )
    rows = tuple(
        (
            runbook.shown(one.begin),
            one.name,
            one.record.text("business") or "すべて",
            one.record.text("minutes"),
            runbook.shown(one.end),
            one.record.text("owner"),
            one.record.text("check"),
            _point(one),
        )
        for one in found.slots
    )
    return Grid(title=f"{runbook.shown(found.opens)} に始める切替", columns=_columns(*heads), rows=rows)


def _point(one: Slot) -> Cell:
    if not one.point:
        return Cell(text="")
    back = f"戻すなら {runbook.shown(one.restored)} に復旧。" if one.restored else ""
    text = f"進むか止めるかを決める。{back}{one.record.text('how')}"
    return Cell(text=f"{text}。{one.doubt}", tone=Tone.BAD) if one.doubt else Cell(text=text, tone=Tone.CAUTION)


def functions_to_come(facts: Facts) -> Iterator[Section]:
    """Functions under the transitional measure, and misfits of which nobody has decided."""
    heads = (
        ("業務", 8),
        ("機能", 32),
        ("それまでの運用", 26),
        ("機能が揃う日", 14),
        ("状態", 10),
        ("残っていること", 44),
    )
    if rows := transitional.standing(facts):
        listed = Grid(title="機能", columns=_columns(*heads), rows=rows)
        yield _section("transitional", transitional.sources(), listed)
    if left := transitional.undecided(facts):
        columns = _columns(("業務", 8), ("機能", 60), ("担当課", 20))
        yield _section("undecided", Grid(title="機能", columns=columns, rows=left))


def defects(facts: Facts) -> Iterator[Section]:
    """What was found after going live: what is not mended first; then the tables to be corrected."""
    rows = [(one, defect.unmended(facts, one), defect.doubts(facts, one)) for one in facts.of(ITEM).of(defect.SHEET)]
    if not rows:
        return
    heads = (
        ("見つけた日", 12),
        ("業務", 8),
        ("不具合", 30),
        ("影響した住民（人）", 12),
        ("訂正", 30),
        ("状態", 34),
        ("合わないこと", 26),
    )
    ordered = sorted(rows, key=lambda row: (not row[1], row[0].text("found")))
    shown = tuple(
        (
            one.text("found"),
            one.text("business"),
            one.text("name"),
            one.text("affected"),
            "：".join(text for text in (one.text("correction"), one.text("change")) if text),
            Cell(text="。".join(left), tone=Tone.BAD) if left else Cell(text=one.text("state"), tone=Tone.GOOD),
            "。".join(doubts),
        )
        for one, left, doubts in ordered
    )
    yield _section("defects", Grid(title="不具合", columns=_columns(*heads), rows=shown))
    tables = [
        (one.text("name"), each.business, each.table, each.rows, each.differing, each.failed)
        for one, _, _ in ordered
        for each in defect.measured(facts, one)
    ]
    if tables:
        columns = (
            *_columns(("不具合", 36), ("業務", 8), ("標準の表", 30)),
            *(Column(title=head, numeric=True, width=14) for head in ("変換した行", "突合の差異", "検査の指摘")),
        )
        yield _section("corrections", Grid(title="標準の表", columns=columns, rows=tuple(tables)))
