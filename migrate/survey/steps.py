"""Which of the steps ②-1 to ②-4 the answers prove, business by business. What counts as proof is ours."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.forms.form import ALL, Form
from migrate.forms.records import Answers, count
from migrate.model.value import value
from migrate.survey.inventory import Interface, Inventory, SystemFacts
from migrate.survey.judge import ROLE, responsible

BASICS, INTERFACES, VENDORS, SUMMARY = 4, 5, 6, 7
"""Numbers of the steps ②-1, ②-2, ②-3, ②-4."""
PROVEN = frozenset({BASICS, INTERFACES, SUMMARY})
"""The steps that the survey proves by itself; ②-3 needs the terms agreed with each vendor besides (`phase make`)."""
MEETING = "meeting"
_AROUND = ("peripheral", "counterpart")
"""Sheets that concern the municipality as a whole."""


@value
class StepProof:
    """What the survey shows of one step for one business."""

    step: int
    business: str
    """業務ID."""
    proven: bool
    lacking: str
    """What is still missing, in one sentence; empty where the step is proven."""


def _basics(systems: Sequence[SystemFacts]) -> str:
    if not systems:
        return "この業務を扱うシステムの調査票が、まだ記入されていません。"
    left = sum(s.count.asked - s.count.answered for s in systems)
    return f"調査票の必須の欄が {left} 件、未記入か不明・未定です。" if left else ""


def _interfaces(systems: Sequence[SystemFacts], rows: Sequence[Interface]) -> str:
    if not any(s.in_use for s in systems):
        return "" if systems else "この業務を扱うシステムの調査票が、まだ記入されていません。"
    ids = {f"system:{s.key}" for s in systems}
    mine = [row for row in rows if ids & {row.sender.id, row.receiver.id}]
    if not mine:
        return "この業務のシステムの連携が、1 本も書かれていません。"
    left = sum(not row.count.complete for row in mine)
    return f"連携 {len(mine)} 本のうち {left} 本に、未記入か不明・未定の欄があります。" if left else ""


def _vendors(form: Form, answers: Answers, businesses: frozenset[str]) -> str:
    meetings = [m for m in answers.of(MEETING) if count(form.of(MEETING), m.answers).complete]
    mine = [m for m in meetings if not m.text("businesses") or businesses & set(m.text("businesses").split())]
    if not mine:
        return "この業務に関わる打合せの記録が、まだありません。"
    sheet = form.of(ROLE)
    tasks = {*(p.key for p in sheet.presets), *(r.key for r in answers.of(ROLE))}
    kept = {record.key: record.answers for record in answers.of(ROLE)}
    open_ = [
        key
        for key in tasks
        if responsible(form, answers, key) != 1 or not count(sheet, {sheet.first.id: key, **kept.get(key, {})}).complete
    ]
    return f"役割分担の作業 {len(tasks)} 件のうち {len(open_)} 件が、決まっていません。" if open_ else ""


def _summary(form: Form, answers: Answers, found: Inventory, earlier: Sequence[str]) -> str:
    if any(earlier):
        return "②-1 から ②-3 までに、足りないところがあります。"
    for one in found.sheets:
        if one.sheet in _AROUND and not one.count.complete:
            return f"「{one.title}」の必須の欄が {one.count.asked - one.count.answered} 件、未記入か不明・未定です。"
    record = answers.get("summary", ALL)
    total = count(form.of("summary"), record.answers if record else {})
    return "" if total.complete else f"取りまとめの必須の欄が {total.asked - total.answered} 件、未記入です。"


def proofs(form: Form, answers: Answers, found: Inventory) -> tuple[StepProof, ...]:
    """The four steps of every business that a system of the survey handles, by 業務ID and step."""
    businesses = sorted({one for system in found.systems for one in (system.businesses or (system.key,))})
    result = []
    for business in businesses:
        systems = [s for s in found.systems if business in (s.businesses or (s.key,))]
        lacking = [_basics(systems), _interfaces(systems, found.interfaces)]
        lacking.append(_vendors(form, answers, frozenset({business})))
        lacking.append(_summary(form, answers, found, lacking))
        for step, text in zip((BASICS, INTERFACES, VENDORS, SUMMARY), lacking, strict=True):
            result.append(StepProof(step=step, business=business, proven=not text, lacking=text))
    return tuple(result)
