"""課題と対策 (④-4): the municipality's one register of issues, and what the stages found that is not yet in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from enum import IntEnum

from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.records import Record
from migrate.model.document import Cell, Column, Figure, Figures, Grid, Section, Tone, Value
from migrate.phase import chapters, market, register
from migrate.phase.facts import Business, Facts, Issue
from migrate.phase.procurement import ITEM

SHEET = "issue"
CLOSED, WAITING = ("完了済み", "対象外"), "待ち"
_CHARACTERS = "chars"
_COMPETING = 2
"""With fewer vendors there is no competition."""
_QUOTED = 200
"""Characters of a requirement that an issue quotes."""
_ASK = "業者に代わりの手段と時期を確かめ、Fit&Gap の対応方針を決める"


def _key(business: str, issue: Issue) -> str:
    return f"{business}-{issue.key}"[:31].rstrip("-")


def _of_issue(one: Business, issue: Issue) -> dict[str, Answer]:
    told: dict[str, Answer] = {
        "subject": issue.subject,
        "business": one.id,
        "reason": issue.reason,
        "policy": issue.policy,
        "department": issue.department or next(iter(one.departments), ""),
        "due": issue.due if answer.day(issue.due) else "",
        "state": "未着手",
    }
    return {name: said for name, said in told.items() if said}


def _compared(one: Business) -> tuple[Issue, ...]:
    return (*one.data.gap_issues, *one.data.function_issues)


def _of_business(one: Business) -> Iterator[tuple[str, dict[str, Answer]]]:
    for issue in _compared(one):
        yield _key(one.id, issue), _of_issue(one, issue)
    wrong = [check for check in one.data.checks or () if check.open]
    if wrong:
        failures = sum(check.open for check in wrong)
        text = f"{len(wrong)} 規則で {failures:,} 件が、まだ判断されていません"
        issue = Issue(key="quality", subject="データの誤り", reason=text, policy="⑭-2 の一覧で 1 件ずつ片づける")
        yield _key(one.id, issue), _of_issue(one, issue)
    if one.data.gap is not None and one.data.functions is not None and not _compared(one) and not wrong:
        yield f"{one.id}-none", {"subject": "比較分析と Fit&Gap で課題なし", "business": one.id, "state": "対象外"}


def _of_market(facts: Facts, one: Business) -> Iterator[Issue]:
    """What the answers to the RFI leave open: too few vendors, days too early, requirements that no vendor meets."""
    if not market.asked(facts.markets, (one.id,)):
        return
    found = market.bidders(facts.markets, (one.id,))
    if len(found) < _COMPETING:
        text = f"{market.ORIGIN}では、提供できるとした業者が {len(found)} 者です"
        yield Issue(key="rfi-few", subject="RFI: 応じる業者が足りない", reason=text, policy="調達の単位と時期を見直す")
    planned = facts.plan.get(one.id)
    live = planned.go_live if planned else None
    if live and found and all(each.late_for(live) for each in found):
        first = f"いちばん早い業者は {market.earliest(found)} から"
        text = f"{market.ORIGIN}では、工程表の運用開始（{live}）に、どの業者も間に合いません（{first}）"
        yield Issue(key="rfi-start", subject="RFI: 稼働の時期", reason=text, policy="工程表の運用開始を見直す")
    for each in (unmet for of in facts.markets for unmet in of.unmet if unmet.business == one.id):
        text = f"{each.level}。{market.ORIGIN} {each.vendors} 者のどれも「対応しない」です: {each.text[:_QUOTED]}"
        yield Issue(key=f"rfi-{each.key}", subject=f"RFI: {each.shown} を満たす業者がない", reason=text, policy=_ASK)


def offers(facts: Facts) -> Mapping[str, Mapping[str, Answer]]:
    """A row for each issue of the comparison and of the RFI; one a business for its data; one for the characters."""
    found = {key: row for one in facts.businesses for key, row in _of_business(one)}
    found |= {_key(one.id, each): _of_issue(one, each) for one in facts.businesses for each in _of_market(facts, one)}
    if facts.characters and facts.characters.undecided:
        text = (
            f"移行先にない文字 {facts.characters.found:,} 字のうち {facts.characters.undecided:,} 字が決まっていません"
        )
        policy = "migrate chars export で書き出し、1 字ずつ決める"
        found[_CHARACTERS] = {"subject": "文字の同定", "reason": text, "policy": policy, "state": "未着手"}
    return found


def listed(facts: Facts, business: str) -> bool:
    """True where each issue of the comparison of a business stands in the register."""
    one, kept = facts.business(business), {row.key for row in facts.of(ITEM).of(SHEET)}
    return one is not None and all(_key(business, issue) in kept for issue in _compared(one))


class Urgency(IntEnum):
    """How much an issue presses; the smaller comes first."""

    OVERDUE = 0
    WAITING = 1
    DATED = 2
    UNDATED = 3
    CLOSED = 4


_SHOWN = {
    Urgency.OVERDUE: ("期限の過ぎたもの", Tone.BAD),
    Urgency.WAITING: ("待ちのもの", Tone.CAUTION),
    Urgency.DATED: ("期限の前のもの", Tone.PLAIN),
    Urgency.UNDATED: ("期限のないもの", Tone.CAUTION),
    Urgency.CLOSED: ("終わったもの", Tone.GOOD),
}


def urgency(row: Record, as_of: date) -> Urgency:
    """How much an issue presses on a day."""
    due = answer.day(row.answers.get("due"))
    if row.text("state") in CLOSED:
        return Urgency.CLOSED
    if due and due < as_of:
        return Urgency.OVERDUE
    if row.text("state") == WAITING:
        return Urgency.WAITING
    return Urgency.DATED if due else Urgency.UNDATED


def dated(facts: Facts, business: str) -> bool:
    """True where each open issue of a business has a day by which it is to be solved."""
    mine = (row for row in facts.of(ITEM).of(SHEET) if register.concerns(row, business))
    return all(row.text("state") in CLOSED or answer.day(row.answers.get("due")) for row in mine)


def sections(facts: Facts) -> Iterator[Section]:
    """The register, the most urgent first; then what is not yet in it."""
    rows = sorted(facts.of(ITEM).of(SHEET), key=lambda one: (urgency(one, facts.as_of), one.text("due"), one.key))
    words = chapters.of_item(ITEM)
    if rows:
        often = Counter(urgency(one, facts.as_of) for one in rows)
        figures = tuple(
            Figure(label=label, value=f"{often[one]} 件", tone=tone if often[one] else Tone.PLAIN)
            for one, (label, tone) in _SHOWN.items()
        )
        yield words["issues"].section(Figures(figures=figures), _register(rows, facts.as_of))
    kept = {one.key for one in rows}
    missing = [row for key, row in offers(facts).items() if key not in kept]
    if missing:
        columns = (Column(title="課題", width=40), Column(title="業務", width=10), Column(title="内容・原因", width=54))
        told = tuple(tuple(row.get(name, "") for name in ("subject", register.BUSINESS, "reason")) for row in missing)
        yield words["waiting"].section(Grid(title="まだ書かれていない課題", columns=columns, rows=told))


def _register(rows: list[Record], as_of: date) -> Grid:
    columns = (
        Column(title="期限", width=14),
        Column(title="課題", width=30),
        Column(title="業務", width=8),
        Column(title="内容・原因", width=30),
        Column(title="対策", width=34),
        Column(title="担当", width=20),
        Column(title="状態", width=20),
    )
    return Grid(title="課題と対策", columns=columns, rows=tuple(_line(one, as_of) for one in rows))


def _line(row: Record, as_of: date) -> tuple[Value, ...]:
    presses = urgency(row, as_of)
    due, state, tone = row.text("due"), row.text("state"), _SHOWN[presses][1]
    if presses is Urgency.OVERDUE:
        until: Value = Cell(text=f"{due}（超過）", tone=tone)
    else:
        until = due if due or presses is Urgency.CLOSED else Cell(text="なし", tone=tone)
    who: Value = "・".join(filter(None, (row.text("department"), row.text("owner"))))
    if not row.text("owner") and presses is not Urgency.CLOSED:
        who = Cell(text="・".join(filter(None, (row.text("department"), "担当なし"))), tone=Tone.CAUTION)
    said = f"{state}（{row.text('waits')}）" if state == WAITING and row.text("waits") else state
    return (
        until,
        row.text("subject"),
        row.text(register.BUSINESS) or "全業務",
        row.text("reason"),
        row.text("policy"),
        who,
        Cell(text=said, tone=tone),
    )
