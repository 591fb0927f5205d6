"""Whether the final migration may go ahead: criteria judged from the facts, and the points of no return. Ours."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.forms.records import Answers
from migrate.model.document import Cell, Column, Grid, Note, Section, Tone
from migrate.model.finding import Severity
from migrate.model.value import value
from migrate.phase import chapters, register
from migrate.phase import form as forms
from migrate.phase.facts import Business, Facts

ITEM = 14


@value
class Criterion:
    """One criterion of one business. ``met`` is None where nothing has been measured yet."""

    id: str
    name: str
    wanted: str
    measured: str
    met: bool | None


def criteria(facts: Facts, one: Business) -> tuple[Criterion, ...]:
    """What the final migration of a business needs, in the order in which it is looked at."""
    converted, compared, checks, found = one.data.converted, one.data.compared, one.data.checks, facts.characters
    errors = sum(check.open for check in checks or () if check.severity is Severity.ERROR)
    listed = [row for row in facts.of(ITEM).of("cleansing") if register.concerns(row, one.id)]
    unfinished = sum(row.text("state") not in ("完了済み", "対象外") for row in listed)
    trials = [row for row in facts.of(ITEM).of("rehearsal") if register.concerns(row, one.id)]
    last = max(trials, key=lambda row: row.text("held"), default=None)
    verdict = last.text("result") if last else ""
    return (
        Criterion(
            id="balance",
            name="件数の収支",
            wanted="すべての行の行き先が決まり、収支が閉じる",
            measured="未変換" if converted is None else "閉じている" if converted.closed else "閉じていない",
            met=None if converted is None else converted.closed,
        ),
        Criterion(
            id="differences",
            name="突合の差異",
            wanted="判断のない差異 0 件",
            measured="未突合" if compared is None else f"{compared.open:,} 件",
            met=None if compared is None else not compared.open,
        ),
        Criterion(
            id="quality",
            name="品質の誤り",
            wanted="判断のない誤り（重大度 エラー）0 件",
            measured="未検査" if checks is None else f"{errors:,} 件",
            met=None if checks is None else not errors,
        ),
        Criterion(
            id="cleansing",
            name="クレンジング",
            wanted="一覧のすべてが済み",
            measured=f"残り {unfinished:,} 件（{len(listed):,} 件中）" if listed else "一覧なし",
            met=not unfinished if listed else None,
        ),
        Criterion(
            id="characters",
            name="文字の同定",
            wanted="決まっていない文字 0 字",
            measured="未確認" if found is None else f"{found.undecided:,} 字",
            met=None if found is None else not found.undecided,
        ),
        Criterion(
            id="rehearsal",
            name="直近のリハーサル",
            wanted="合格",
            measured=f"{verdict}（{last.text('held')}）" if last and verdict else "記録なし",
            met=verdict == "合格" if verdict else None,
        ),
    )


def sound(facts: Facts, business: str) -> bool:
    """True where the data of a business arrived: balance closed, no open difference, no open character."""
    one = facts.business(business)
    if one is None or one.data.converted is None or one.data.compared is None:
        return False
    characters = facts.characters is not None and not facts.characters.undecided
    return one.data.converted.closed and not one.data.compared.open and characters


def _word(met: bool | None) -> Cell:
    if met is None:
        return Cell(text="未確認", tone=Tone.CAUTION)
    return Cell(text="可", tone=Tone.GOOD) if met else Cell(text="否", tone=Tone.BAD)


def sections(facts: Facts) -> Iterator[Section]:
    """The criteria of every business whose data are being moved."""
    judged = [(one, criteria(facts, one)) for one in facts.businesses if one.data.moved.moves or one.data.converted]
    if not judged:
        return
    columns = (
        Column(title="業務", width=24),
        Column(title="判定材料", width=16),
        Column(title="基準", width=38),
        Column(title="いま", width=20),
        Column(title="可否", width=8),
    )
    rows = tuple(
        (f"{one.id} {one.name}", each.name, each.wanted, each.measured, _word(each.met))
        for one, found in judged
        for each in found
    )
    ready = sum(all(each.met for each in found) for _, found in judged)
    note = Note(
        text=f"{len(judged)} 業務のうち、すべての基準を満たすのは {ready} 業務です。",
        tone=Tone.GOOD if ready == len(judged) else Tone.CAUTION,
    )
    yield chapters.of_item(ITEM)["judgement"].section(note, Grid(title="業務ごとの可否", columns=columns, rows=rows))


def turning_points(answers: Answers) -> Iterator[Section]:
    """Where the runbook can be left: the steps after which there is no way back, and how to go back before them."""
    presets = {one.key: one.name for one in forms.form(ITEM).of("runbook").presets}
    order = {key: place for place, key in enumerate(presets)}
    steps = sorted(answers.of("runbook"), key=lambda one: order.get(one.key, len(order)))
    if not steps:
        return
    final = [presets.get(one.key, one.text("name")) for one in steps if one.text("final") == "はい"]
    if final:
        text = f"戻れない点: {'、'.join(final)}。これより前は、下の方法で戻します。"
        note = Note(text=text, tone=Tone.CAUTION)
    else:
        note = Note(text="戻れない点が決まっていません。様式の「戻れない点」に書いてください。", tone=Tone.BAD)
    rows = tuple(
        (presets.get(one.key, one.text("name")), one.text("start"), one.text("back"))
        for one in steps
        if one.text("back")
    )
    columns = (
        Column(title="作業", width=40),
        Column(title="開始", width=16),
        Column(title="失敗したときの戻し方", width=48),
    )
    table = (Grid(title="戻し方", columns=columns, rows=rows),) if rows else ()
    yield chapters.of_item(ITEM)["back"].section(note, *table)
