"""The list of rules for people."""

from __future__ import annotations

from migrate.model.document import Cell, Column, Grid, Section
from migrate.quality.catalogue import ANY, Rule
from migrate.quality.words import SEVERITY, WEIGHTS


def _all(text: str) -> str:
    return "すべて" if text == ANY else text


def rule_list(found: tuple[Rule, ...]) -> Section:
    """The rules as a table."""
    columns = (
        Column(title="コード", width=12),
        Column(title="規則", width=30),
        Column(title="重さ", width=8),
        Column(title="分類", width=8),
        Column(title="業務", width=8),
        Column(title="グループ", width=24),
        Column(title="項目", width=40),
        Column(title="根拠", width=50),
    )
    rows = tuple(
        (
            r.code,
            r.title,
            Cell(text=SEVERITY[r.severity], tone=WEIGHTS[r.severity]),
            r.category,
            _all(r.business),
            _all(r.table),
            "、".join(_all(item) for item in r.items),
            "　".join(part for part in (r.basis.document, r.basis.section, r.basis.date) if part),
        )
        for r in found
    )
    note = "1 つの値には、いちばん基本的な規則の指摘を 1 つだけ出します。「*」は任意の並びです。"
    return Section(id="rules", title="検査の規則", blocks=(Grid(title="規則", columns=columns, rows=rows, note=note),))
