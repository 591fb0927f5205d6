"""評価基準表: the criteria with their weights, as they are locked before any proposal is opened."""

from __future__ import annotations

from migrate.model.document import Block, Column, Document, Note, Tone, Value
from migrate.procure import days
from migrate.procure.package import Package
from migrate.procure.rfp import paper
from migrate.procure.rfp.tender import Tender
from migrate.procure.scoring import exact
from migrate.procure.scoring.criteria import By, Criteria, Criterion, scales
from migrate.procure.scoring.lock import SHORT
from migrate.procure.scoring.rules import Rules

PAPER = "evaluation"
_PRICE = "見積額"
_PRICE_IS = "「見積額」は、見積書（07）の構築契約と利用契約（5 年間）のすべての費目を、税込で合計した額です。"


def document(package: Package, tender: Tender) -> Document:
    """The table; while there are no criteria, it says so."""
    criteria, rules = tender.criteria, tender.rules
    if criteria is None or rules is None:
        none = Note(text="評価基準は、まだ作っていません。", tone=Tone.CAUTION)
        return paper.document(PAPER, package, tender, {"criteria": (none,)})
    if tender.lock:
        told = Note(text=f"固定した時刻 {tender.lock.moment}、符号（SHA-256） {tender.lock.sha256[:SHORT]}…")
    else:
        told = Note(text="評価基準は、まだ固定していません。配点は変わることがあります。", tone=Tone.CAUTION)
    blocks: dict[str, tuple[Block, ...]] = {
        "about": (told,),
        "criteria": (*_items(criteria), *_grades(criteria)),
        "formulas": _formulas(criteria),
        "rules": _rules(tender, rules, criteria),
    }
    return paper.document(PAPER, package, tender, blocks)


def _items(criteria: Criteria) -> tuple[Block, ...]:
    columns = (
        Column(title="番号", width=8),
        Column(title="項目", width=26),
        Column(title="観点", width=46),
        Column(title="配点", unit="点", numeric=True, width=10),
        Column(title="採点", width=12),
    )
    listed = [one for one in criteria.items if one.by is not By.CONDITION]
    rows: list[tuple[Value, ...]] = [
        (one.number, one.name, one.view, exact.written(one.points), str(one.by or "")) for one in listed
    ]
    return paper.table("項目と配点", columns, [*rows, ("", "合計", "", exact.written(criteria.total), "")])


def _grades(criteria: Criteria) -> tuple[Block, ...]:
    """What the grades of the judges are worth."""
    columns = (
        Column(title="尺度", width=14),
        Column(title="評価", width=24),
        Column(title="配点に対する割合", unit="％", numeric=True, width=22),
    )
    used = {one.scale for one in criteria.items}
    rows = [
        (scale, grade, exact.written(share * 100))
        for scale, grades in scales().items()
        if scale in used
        for grade, share in grades.items()
    ]
    return paper.table("委員の評価と点", columns, rows)


def _formulas(criteria: Criteria) -> tuple[Block, ...]:
    columns = (
        Column(title="番号", width=8),
        Column(title="項目", width=24),
        Column(title="式・条件", width=54),
        Column(title="端数", width=16),
    )
    rows = [
        (one.number, one.name, _worded(one, one.formula.expression), one.rounding.text if one.rounding else "")
        for one in criteria.items
        if one.formula
    ]
    priced = any(_PRICE in one.formula.expression for one in criteria.items if one.formula)
    return (
        *paper.table("式と条件（条件を満たさない提案は、失格です）", columns, rows),
        *((Note(text=_PRICE_IS),) if priced else ()),
    )


def _worded(one: Criterion, expression: str) -> str:
    """A condition in words too: only points are listed with what they are given for."""
    said = one.view.removesuffix("。") if one.by is By.CONDITION else ""
    return f"{said}（{expression}）" if said else expression


def _rules(tender: Tender, rules: Rules, criteria: Criteria) -> tuple[Block, ...]:
    named = [(one, criteria.of(one)) for one in rules.tie]
    tie = [f"{number} {found.name}の点の高い順" for number, found in named if found]
    return paper.pairs(
        "決まり",
        (
            ("委員の点のまとめ", str(rules.combine)),
            ("委員の点の標準化", str(rules.normalise)),
            ("項目の端数", f"{rules.rounding.text}。項目に決まりがあれば、それによる"),
            ("合計の端数", rules.total.text),
            ("同点のとき", "、".join([*tie, "くじ"])),
            ("最低基準点", f"{exact.written(rules.floor)} 点" if rules.floor is not None else "設けない"),
            ("提案の期限", days.written(rules.deadline.isoformat()) if rules.deadline else ""),
            ("期限の後の提案", "受ける" if rules.late_counts else "採点しない"),
            ("提案が 1 者だけのとき", "最低基準点を満たせば選ぶ" if rules.single_wins else "選ばない"),
        ),
    )
