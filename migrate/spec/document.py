"""Specs as sections for people: the catalogue, one spec, its items and codes, and the overview in the big report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from migrate.model.document import Column, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.spec import OutputCondition, Spec, SpecKind
from migrate.spec.library import Entry
from migrate.spec.parts import MARK

KINDS = {
    SpecKind.OFFICIAL: "公式",
    SpecKind.STARTER: "ひな型（公式ではない）",
    SpecKind.API: "公式（API仕様）",
    SpecKind.REFERENCE: "参照モデル",
}
_IMPLEMENTATION = "実装類型 ○（出力できることが必須の項目）"
_CONDITIONS = {
    OutputCondition.REQUIRED.value: Tone.BAD,
    OutputCondition.CONDITIONAL.value: Tone.CAUTION,
    OutputCondition.OPTIONAL.value: Tone.PLAIN,
}


def facts(specs: Iterable[Spec]) -> tuple[tuple[str, str], ...]:
    """Facts for the head of a document that rests on ``specs``: nothing where all are official lists."""
    return tuple((f"ご注意（{spec.id}）", spec.notice) for spec in specs if spec.notice)


def first_blocks(spec: Spec) -> tuple[Note, ...]:
    """The notice as the first block of a section."""
    return (Note(text=spec.notice, tone=Tone.CAUTION),) if spec.notice else ()


def catalogue(specs: tuple[tuple[Entry, Spec], ...], in_use: tuple[Entry, ...]) -> Section:
    """All editions that can be used; the pinned one is marked."""
    columns = (
        Column(title="仕様", width=22),
        Column(title="業務", width=24),
        Column(title="種類", width=22),
        Column(title="場所", width=14),
        Column(title="グループ", unit="個", numeric=True, width=8),
        Column(title="項目", unit="個", numeric=True, width=8),
        Column(title="コード一覧", unit="件", numeric=True, width=8),
        Column(title="機能・帳票", unit="件", numeric=True, width=8),
        Column(title="発行者", width=20),
        Column(title="指定", width=8),
    )
    rows = tuple(
        (
            *(spec.id, spec.business_name, KINDS[spec.kind], entry.origin.value, len(spec.tables), len(spec.items)),
            *(len(spec.code_lists), len(spec.functions) + len(spec.forms), spec.provenance.publisher),
            "使用中" if entry in in_use else "",
        )
        for entry, spec in specs
    )
    note = "「使用中」は project.yaml で指定している版です。公式の版を足すには: migrate spec import ファイル名"
    return Section(
        id="specs", title="使える標準仕様の版", blocks=(Grid(title="標準仕様", columns=columns, rows=rows, note=note),)
    )


def _basis_figures(spec: Spec) -> tuple[Figure, ...]:
    """For a model of our own: items by what they rest on."""
    tally = spec.tally
    return (
        Figure(label="法令・要領・様式", value=f"{tally.law} 項目", note="条文などに書かれている項目"),
        Figure(label="031 と同じ項目", value=f"{tally.same_as_031} 項目", note="公式の項目定義書にならった項目"),
        Figure(label="推定", value=f"{tally.inferred} 項目", note="法令に書かれていない項目", tone=Tone.CAUTION),
        Figure(label="操作の記録", value=f"{tally.audit} 項目", note="操作者ID・操作年月日・操作時刻"),
    )


def _figures(spec: Spec) -> Figures:
    marked = sum(item.implementation == MARK for item in spec.items)
    conditions = Counter(item.output_condition for item in spec.items)
    official = (Figure(label="出力が必須", value=f"{marked} 項目", note=_IMPLEMENTATION),)
    figures = (
        Figure(label="グループ", value=f"{len(spec.tables)} 個", note="ファイルの単位"),
        Figure(label="データ項目", value=f"{len(spec.items)} 項目"),
        Figure(label="値が必須", value=f"{conditions[OutputCondition.REQUIRED]} 項目", note="データ出力条件「必須」"),
        *(_basis_figures(spec) if spec.kind is SpecKind.STARTER else ()),
        *(official if spec.kind is SpecKind.OFFICIAL else ()),
        Figure(label="コード一覧", value=f"{len(spec.code_lists)} 件"),
        *_more(spec),
    )
    return Figures(figures=figures)


def _more(spec: Spec) -> tuple[Figure, ...]:
    counts = (("機能", len(spec.functions)), ("帳票", len(spec.forms)), ("連携", len(spec.interfaces)))
    return tuple(Figure(label=label, value=f"{count} 件") for label, count in counts if count)


def groups(spec: Spec) -> tuple[Grid, ...]:
    """The groups, or nothing where the edition holds no items."""
    if not spec.items:
        return ()
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
    return (Grid(title="グループごとの項目", columns=columns, rows=tuple(rows)),)


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
        id=f"spec-{spec.business}",
        title=full_title(spec),
        blocks=(*first_blocks(spec), _figures(spec), *groups(spec), _papers(spec)),
    )


def full_title(spec: Spec) -> str:
    """業務ID, name, edition and kind in one line."""
    return f"{spec.business} {spec.business_name}（{spec.edition}、{KINDS[spec.kind]}）"


def report_section(spec: Spec) -> Section:
    """「標準仕様の概要」 of the big report: what the municipality is measured against."""
    return Section(
        id=f"spec-overview-{spec.business}",
        title="標準仕様の概要",
        blocks=(*first_blocks(spec), Note(text=full_title(spec)), _figures(spec), *groups(spec), _papers(spec)),
    )


def exported(spec: Spec) -> Section:
    """What an exported workbook holds."""
    return Section(id="export", title=full_title(spec), blocks=(_figures(spec),))
