"""Specs as sections for people: the catalogue, one spec, its items and codes, and the overview in the big report."""

from __future__ import annotations

from collections import Counter

from migrate.model.document import Block, Cell, Column, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.spec import Item, OutputCondition, Spec, SpecImport, SpecKind
from migrate.spec.library import Entry
from migrate.spec.parts import MARK

KINDS = {SpecKind.OFFICIAL: "公式", SpecKind.STARTER: "ひな型（公式ではない）"}
_NONE = "（空欄）"
_IMPLEMENTATION = "実装類型 ○（出力できることが必須の項目）"
_CONDITIONS = {
    OutputCondition.REQUIRED.value: Tone.BAD,
    OutputCondition.CONDITIONAL.value: Tone.CAUTION,
    OutputCondition.OPTIONAL.value: Tone.PLAIN,
}


def catalogue(entries: tuple[Entry, ...], in_use: tuple[Entry, ...]) -> Section:
    """All specs that can be used; the pinned edition is marked."""
    columns = (
        Column(title="業務ID", width=8),
        Column(title="業務", width=28),
        Column(title="版", width=12),
        Column(title="種類", width=24),
        Column(title="場所", width=14),
        Column(title="指定", width=8),
    )
    rows = tuple(
        (
            *(e.head.business, e.head.business_name, e.head.edition, KINDS[e.head.kind], e.origin.value),
            "使用中" if e in in_use else "",
        )
        for e in entries
    )
    note = "「使用中」は project.yaml で指定している版です。公式の版を足すには: migrate spec import ファイル名"
    return Section(
        id="specs", title="標準仕様の一覧", blocks=(Grid(title="標準仕様", columns=columns, rows=rows, note=note),)
    )


def _figures(spec: Spec) -> Figures:
    marked = sum(item.implementation == MARK for item in spec.items)
    conditions = Counter(item.output_condition for item in spec.items)
    figures = (
        Figure(label="グループ", value=f"{len(spec.tables)} 個", note="ファイルの単位"),
        Figure(label="データ項目", value=f"{len(spec.items)} 項目"),
        Figure(label="値が必須", value=f"{conditions[OutputCondition.REQUIRED]} 項目", note="データ出力条件「必須」"),
        Figure(label="出力が必須", value=f"{marked} 項目", note=_IMPLEMENTATION),
        Figure(label="コード一覧", value=f"{len(spec.code_lists)} 件"),
    )
    return Figures(figures=figures)


def _groups(spec: Spec) -> Grid:
    columns = (
        Column(title="グループ", width=32),
        Column(title="項目", unit="個", numeric=True, width=8),
        Column(title="主キー", width=24),
        *(Column(title=word, unit="個", numeric=True, width=12) for word in _CONDITIONS),
        Column(title="実装類型 ○", unit="個", numeric=True, width=12),
    )
    rows: list[tuple[Value, ...]] = []
    for table in spec.tables:
        items = spec.items_of(table)
        counts = Counter(item.output_condition for item in items)
        keys = "、".join(item.name for item in items if item.primary_key)
        marked = sum(item.implementation == MARK for item in items)
        rows.append((table, len(items), keys, *(counts[word] for word in _CONDITIONS), marked))
    return Grid(title="グループごとの項目", columns=columns, rows=tuple(rows))


def _papers(spec: Spec) -> Grid:
    p = spec.provenance
    rows: tuple[tuple[Value, ...], ...] = (
        ("資料", p.title),
        ("発行者", p.publisher),
        ("版", p.edition),
        ("日付", p.date),
        ("URL", p.url),
        ("利用条件", p.licence),
        ("原本の sha256", p.sha256),
        ("作り方", p.derived),
    )
    columns = (Column(title="事項", width=14), Column(title="内容", width=70))
    return Grid(title="出典", columns=columns, rows=tuple(row for row in rows if row[1]))


def overview(spec: Spec) -> Section:
    """One spec: counts, groups, and where it comes from."""
    return Section(
        id=f"spec-{spec.business}", title=_title(spec), blocks=(_figures(spec), _groups(spec), _papers(spec))
    )


def _title(spec: Spec) -> str:
    return f"{spec.business} {spec.business_name}（{spec.edition}、{KINDS[spec.kind]}）"


def report_section(spec: Spec) -> Section:
    """「標準仕様の概要」 of the big report: what the municipality is measured against."""
    starter = Note(text="公式の一覧ではなく、法令をもとにした本ツールのひな型です。", tone=Tone.CAUTION)
    first: tuple[Block, ...] = (Note(text=_title(spec)),)
    kind: tuple[Block, ...] = (starter,) if spec.kind is SpecKind.STARTER else ()
    return Section(
        id=f"spec-overview-{spec.business}",
        title="標準仕様の概要",
        blocks=(*first, *kind, _figures(spec), _groups(spec), _papers(spec)),
    )


def _condition(item: Item) -> Value:
    tone = _CONDITIONS.get(item.output_condition, Tone.MUTED)
    return Cell(text=item.output_condition or _NONE, tone=tone)


_SHORT = 8


def items(spec: Spec, table: str = "", brief: bool = False) -> Section:
    """The items in published order, names as published; of one group where ``table`` is given.

    ``brief`` leaves the long texts (項目定義, 項目説明) out.
    """
    columns = (
        Column(title="データ項目ID", width=13),
        Column(title="データ項目", width=28),
        Column(title="主キー", width=7),
        Column(title="データ型", width=8),
        Column(title="桁数", width=6),
        Column(title="コード", width=7),
        Column(title="データ出力条件", width=14),
        Column(title="実装類型", width=9),
        Column(title="項目定義", width=44),
        Column(title="項目説明", width=44),
    )
    shown = columns[:_SHORT] if brief else columns
    grids = []
    for name in spec.tables if not table else (table,):
        rows = tuple(
            (
                *(item.id, item.name, MARK if item.primary_key else "", item.type, item.length, item.code),
                *(_condition(item), item.implementation, item.definition, item.description),
            )[: len(shown)]
            for item in spec.items_of(name)
        )
        note = "データ出力条件は値の有無、実装類型は項目を出力できることの要否で、別のものです。"
        more = "項目定義と項目説明も見るには -v を付けてください。" if brief else ""
        grids.append(Grid(title=f"グループ「{name}」", columns=shown, rows=rows, note=note + more))
    return Section(id=f"items-{spec.business}", title=f"{_title(spec)} データ項目", blocks=tuple(grids))


def codes(spec: Spec) -> Section:
    """The code lists with their values, and which items use them."""
    columns = (
        Column(title="コードID", width=9),
        Column(title="コード名", width=22),
        Column(title="コード値", width=10),
        Column(title="内容", width=28),
        Column(title="備考", width=36),
    )
    rows = tuple(
        (one.id, one.name, code.value, code.meaning, code.remarks) for one in spec.code_lists for code in one.values
    )
    users = tuple((f"{one.id} {one.name}", _users(spec, one.id), _openness(one.open)) for one in spec.code_lists)
    heads = (Column(title="コード一覧", width=28), Column(title="使う項目", width=40), Column(title="値", width=28))
    blocks = (Grid(title="コードの値", columns=columns, rows=rows), Grid(title="使う項目", columns=heads, rows=users))
    return Section(id=f"codes-{spec.business}", title=f"{_title(spec)} コード一覧", blocks=blocks)


def _users(spec: Spec, list_id: str) -> str:
    return "、".join(item.name for item in spec.items if item.code_list_id == list_id) or "なし"


def _openness(is_open: bool) -> str:
    return "任意（自治体が定める）" if is_open else "上の値だけ"


def exported(spec: Spec) -> Section:
    """What an exported workbook holds."""
    return Section(id="export", title=_title(spec), blocks=(_figures(spec),))


def imported(result: SpecImport, sheets: int) -> Section:
    """What an import understood."""
    spec = result.spec
    lost = result.lost
    figures = Figures(
        figures=(
            Figure(label="データのある行", value=f"{result.data_rows} 行"),
            Figure(label="取り込んだ項目", value=f"{len(spec.items)} 項目"),
            Figure(label="読み取れない行", value=f"{lost} 行", tone=Tone.BAD if lost else Tone.GOOD),
            Figure(label="グループ", value=f"{len(spec.tables)} 個"),
            Figure(label="コード一覧", value=f"{len(spec.code_lists)} 件"),
            Figure(label="シート", value=f"{sheets} 枚"),
        )
    )
    return Section(id="import", title=f"取込みの結果 {_title(spec)}", blocks=(figures, _groups(spec)))
