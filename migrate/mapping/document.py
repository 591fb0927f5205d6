"""A mapping for people: what fills which item, which rows stay out, which codes change, what is dropped and why."""

from __future__ import annotations

from migrate.model.document import Column, Figure, Figures, Grid, Section
from migrate.model.mapping import Mapping

_ITEMS = (
    Column(title="グループ", width=24),
    Column(title="現行の表", width=16),
    Column(title="項目", width=28),
    Column(title="式", width=50),
    Column(title="変換できないとき", width=14),
    Column(title="備考", width=30),
)
_ROWS = (
    Column(title="グループ", width=24),
    Column(title="現行の表", width=16),
    Column(title="決まり", width=16),
    Column(title="行の扱い", width=10),
    Column(title="条件", width=40),
    Column(title="理由", width=40),
)
_CODES = (
    Column(title="読み替え", width=20),
    Column(title="現行の値", width=12),
    Column(title="標準の値", width=12),
)
_DROPPED = (
    Column(title="現行の表", width=16),
    Column(title="列", width=20),
    Column(title="移行しない理由", width=50),
)


def _condition(when: str, key: tuple[str, ...], latest_by: str) -> str:
    return when or f"{'・'.join(key)} が同じ行のうち {latest_by} が最も大きい行を残す"


def sections(mapping: Mapping) -> tuple[Section, ...]:
    """Sections of one mapping; ids start with ``map-<業務ID>``."""
    business = mapping.spec.partition("@")[0]
    items = tuple(
        (b.table, b.source, i.item, i.expression, i.on_error.value, i.note) for b in mapping.blocks for i in b.items
    )
    rows = tuple(
        (b.table, b.source, r.name, r.fate.value, _condition(r.when, r.key, r.latest_by), r.reason)
        for b in mapping.blocks
        for r in b.rows
    )
    codes = tuple((m.name, old, new) for m in mapping.code_maps for old, new in m.values.items())
    dropped = tuple((d.source, d.column, d.reason) for d in mapping.dropped)
    figures = Figures(
        figures=(
            Figure(label="現行の表", value=f"{len({b.source for b in mapping.blocks})} 表"),
            Figure(label="項目の式", value=f"{len(items)} 件"),
            Figure(label="行の決まり", value=f"{len(rows)} 件"),
            Figure(label="移行しない列", value=f"{len(dropped)} 列"),
        )
    )
    grids = (
        Grid(title="項目の作り方", columns=_ITEMS, rows=items),
        Grid(title="除く行の決まり", columns=_ROWS, rows=rows),
        Grid(title="コードの読み替え", columns=_CODES, rows=codes),
        Grid(title="移行しない列", columns=_DROPPED, rows=dropped),
    )
    shown = tuple(g for g in grids if g.rows)
    return (Section(id=f"map-{business}", title=f"対応表（{mapping.spec}）", blocks=(figures, *shown)),)
