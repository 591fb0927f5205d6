"""A mapping for people: what fills which item, which rows stay out, which codes change, what is dropped and why."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.mapping import rules
from migrate.model.document import Column, Figure, Figures, Grid, Section
from migrate.model.mapping import Block, Join, Mapping, Scope

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


_JOINS = (
    Column(title="グループ", width=24),
    Column(title="現行の表", width=16),
    Column(title="別名", width=12),
    Column(title="引く表", width=16),
    Column(title="結合の列", width=30),
    Column(title="条件・取る行", width=30),
    Column(title="当たる行がないとき", width=16),
)
_PARENTS = (
    Column(title="グループ", width=24),
    Column(title="現行の表", width=16),
    Column(title="親のグループ", width=24),
    Column(title="親の現行の表", width=16),
    Column(title="親とつながる列", width=36),
)
_FILES = (
    Column(title="現行の表", width=16),
    Column(title="順", numeric=True, width=6),
    Column(title="ファイル", width=40),
)
_TOLERANCES = (
    Column(title="グループ", width=24),
    Column(title="現行の表", width=16),
    Column(title="項目", width=28),
    Column(title="許容差", width=14),
    Column(title="理由", width=50),
)
_SCOPE = (
    Column(title="グループ", width=24),
    Column(title="現行の表", width=16),
    Column(title="決まり", width=20),
    Column(title="移す範囲", width=44),
    Column(title="値のない行", width=12),
    Column(title="根拠", width=44),
)


def _condition(when: str, key: tuple[str, ...], latest_by: str) -> str:
    return when or f"{'・'.join(key)} が同じ行のうち {latest_by} が最も大きい行を残す"


def source(block: Block) -> str:
    """The block's source, with the name of its part."""
    return f"{block.source}（{block.part}）" if block.part else block.source


def limits(scope: Scope) -> str:
    """What moves, in words."""
    if scope.within:
        return f"{scope.expression} が {'、'.join(scope.within)} のどれか"
    words = [f"{scope.as_of} の {scope.years} 年前（{rules.since(scope)}）以後"] if scope.years is not None else []
    words += [f"{scope.first} 以上"] if scope.first else []
    words += [f"{scope.last} 以下"] if scope.last else []
    return f"{scope.expression} が {'、'.join(words)}"


def taken(join: Join) -> str:
    """Which rows of the other table a join looks at, in words."""
    newest = f"{join.latest_by} が最も大きい行を取る" if join.latest_by else "当たる行は 1 行だけ"
    return f"{join.when}。{newest}" if join.when else newest


def joins(blocks: Sequence[Block]) -> Grid:
    """All look-ups."""
    rows = tuple(
        (
            b.table,
            source(b),
            j.alias,
            j.table,
            "、".join(f"{a} ＝ {j.alias}.{o}" for a, o in j.keys),
            taken(j),
            j.unmet.value,
        )
        for b in blocks
        for j in b.joins
    )
    return Grid(title="ほかの表から引くもの", columns=_JOINS, rows=rows)


def parents(blocks: Sequence[Block]) -> Grid:
    """Rows that are rejected with the rows that they belong to."""
    rows = tuple(
        (b.table, source(b), p.table, p.source, "、".join(f"{a} ＝ {p.source}.{o}" for a, o in p.keys))
        for b in blocks
        if (p := b.parent) is not None
    )
    note = "親の行を出力しないとき（拒否）は、この行もいっしょに出力しません。"
    return Grid(title="親の行", columns=_PARENTS, rows=rows, note=note)


def scope(blocks: Sequence[Block]) -> Grid:
    """What moves and what stays behind."""
    rows = tuple(
        (b.table, source(b), s.name, limits(s), "移す" if s.moves_empty else "残す", s.basis)
        for b in blocks
        for s in b.scope
    )
    return Grid(
        title="移す範囲", columns=_SCOPE, rows=rows, note="範囲の外の行は、決まりの名前で数えて対象外にします。"
    )


def row_rules(blocks: Sequence[Block]) -> Grid:
    """Rules that take rows out of the way."""
    rows = tuple(
        (b.table, source(b), r.name, r.fate.value, _condition(r.when, r.key, r.latest_by), r.reason)
        for b in blocks
        for r in b.rows
    )
    return Grid(title="除く行の決まり", columns=_ROWS, rows=rows)


def codes(mapping: Mapping) -> Grid:
    """All code maps."""
    rows = tuple((m.name, old, new) for m in mapping.code_maps for old, new in m.values.items())
    return Grid(title="コードの読み替え", columns=_CODES, rows=rows)


def tolerances(blocks: Sequence[Block]) -> Grid:
    """What reconciliation lets differ, and why."""
    rows = tuple(
        (b.table, source(b), i.item, i.tolerance.words, i.tolerance.reason)
        for b in blocks
        for i in b.items
        if i.tolerance is not None
    )
    note = "現新比較で、この幅の中の違いを「許容差以内」と数えます。件数は結果に載せます。"
    return Grid(title="現新比較の許容差", columns=_TOLERANCES, rows=rows, note=note)


def dropped(mapping: Mapping) -> Grid:
    """Columns that stay behind."""
    rows = tuple((d.source, d.column, d.reason) for d in mapping.dropped)
    return Grid(title="移行しない列", columns=_DROPPED, rows=rows)


def joined_files(mapping: Mapping) -> Grid:
    """Data files that together hold one table."""
    rows = tuple((table, n, file) for table, files in mapping.files.items() for n, file in enumerate(files, start=1))
    return Grid(title="つなぐファイル", columns=_FILES, rows=rows)


def sections(mapping: Mapping) -> tuple[Section, ...]:
    """Sections of one mapping; ids start with ``map-<業務ID>``."""
    business = mapping.spec.partition("@")[0]
    blocks = mapping.blocks
    items = tuple((b.table, source(b), i.item, i.expression, i.on_error.value, i.note) for b in blocks for i in b.items)
    grids = (
        Grid(title="項目の作り方", columns=_ITEMS, rows=items),
        joins(blocks),
        parents(blocks),
        scope(blocks),
        row_rules(blocks),
        codes(mapping),
        tolerances(blocks),
        dropped(mapping),
        joined_files(mapping),
    )
    by_title = {grid.title: len(grid.rows) for grid in grids}
    figures = Figures(
        figures=(
            Figure(label="現行の表", value=f"{len({b.source for b in blocks})} 表"),
            Figure(label="項目の式", value=f"{len(items)} 件"),
            Figure(label="行の決まり", value=f"{by_title['除く行の決まり'] + by_title['移す範囲']} 件"),
            Figure(label="移行しない列", value=f"{by_title['移行しない列']} 列"),
        )
    )
    shown = tuple(g for g in grids if g.rows)
    return (Section(id=f"map-{business}", title=f"対応表（{mapping.spec}）", blocks=(figures, *shown)),)
