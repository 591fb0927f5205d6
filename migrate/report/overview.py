"""Short sections that the big report writes itself: the standard, the current system, findings by code, terms."""

from __future__ import annotations

from collections import Counter

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.document import Cell, Column, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.finding import Finding, Severity, sort_key
from migrate.model.source import SourceKind, SourceSchema
from migrate.model.spec import OutputCondition, Spec, SpecKind
from migrate.report import messages
from migrate.report.findings import TONES

_KINDS = {
    SourceKind.DDL: "表の定義（DDL）",
    SourceKind.LAYOUT: "レイアウト表",
    SourceKind.CSV: "CSV データ",
    SourceKind.FIXED: "固定長データ",
}
_OFFICIAL = {SpecKind.OFFICIAL: "公式の資料から読み取ったもの", SpecKind.STARTER: "ひな型（公式の一覧ではありません）"}


def spec(found: Spec) -> Section:
    """Size and papers of a standard specification."""
    required = Counter(item.output_condition for item in found.items)
    figures = Figures(
        figures=(
            Figure(label="グループ", value=f"{len(found.tables)}", note="1 グループが 1 ファイルになります"),
            Figure(
                label="データ項目",
                value=f"{len(found.items)}",
                note="・".join(f"{word.value} {required[word.value]}" for word in OutputCondition),
            ),
            Figure(label="コード一覧", value=f"{len(found.code_lists)}", note="標準が値を定める一覧"),
        )
    )
    columns = (
        Column(title="グループ", width=30),
        *(Column(title=t, numeric=True, width=12) for t in ("項目", "主キー", "必須", "コード一覧のある項目")),
    )
    rows = tuple(
        (
            table,
            len(items),
            sum(i.primary_key for i in items),
            sum(i.required for i in items),
            sum(bool(i.code) for i in items),
        )
        for table in found.tables
        for items in (found.items_of(table),)
    )
    tone = Tone.PLAIN if found.kind is SpecKind.OFFICIAL else Tone.CAUTION
    note = Note(text=f"{found.title}（{found.edition} 版）。{_OFFICIAL[found.kind]}です。", tone=tone)
    return Section(
        id="spec", title="標準仕様", blocks=(note, figures, Grid(title="グループ", columns=columns, rows=rows))
    )


def source(found: SourceSchema) -> Section:
    """Tables and files of the current system."""
    table_columns = (
        Column(title="表", width=20),
        Column(title="日本語名", width=30),
        Column(title="列", numeric=True, width=8),
        Column(title="主キー", width=30),
        Column(title="定義のあるファイル", width=30),
    )
    table_rows = tuple((t.name, t.logical_name, len(t.columns), "、".join(t.primary_key), t.file) for t in found.tables)
    file_columns = (
        Column(title="ファイル", width=30),
        Column(title="種類", width=18),
        Column(title="文字コード", width=12),
        Column(title="表", width=16),
        Column(title="判断のわけ", width=60),
    )
    file_rows = tuple((f.path, _KINDS[f.kind], f.encoding.upper(), f.table, f.why) for f in found.files)
    unknown = sum(f.statements_unknown for f in found.files)
    blocks: tuple[Note | Grid, ...] = (
        Grid(title="現行の表", columns=table_columns, rows=table_rows),
        Grid(title="読んだファイル", columns=file_columns, rows=file_rows),
    )
    if unknown:
        text = f"読み取れなかった定義の文が {unknown:,} あります。場所は指摘一覧にあります。"
        blocks = (Note(text=text, tone=Tone.CAUTION), *blocks)
    return Section(id="source", title="現行システム", blocks=blocks)


def findings(found: tuple[Finding, ...]) -> Section:
    """Findings by code, then one by one, heaviest first; no resident's value is in them."""
    ordered = sorted(found, key=lambda f: (-f.severity.rank, *sort_key(f)))
    counts = Counter((f.severity, f.code) for f in ordered)
    code_columns = (
        Column(title="コード", width=14),
        Column(title="重さ", width=10),
        Column(title="内容", width=40),
        Column(title="件数", unit="件", numeric=True, width=10),
        Column(title="直し方", width=60),
    )
    code_rows = tuple(
        (code, _weight(severity), _title(code), number, _cure(code)) for (severity, code), number in counts.items()
    )
    columns = (
        Column(title="コード", width=13),
        Column(title="重さ", width=10),
        Column(title="内容", width=44),
        Column(title="表・ファイル", width=34),
        Column(title="項目", width=24),
        Column(title="件目・行", numeric=True, width=9),
        Column(title="キー", width=18),
    )
    rows = tuple((f.code, _weight(f.severity), messages.sentence(f), *_spot(f)) for f in ordered)
    note = "住民の値は載せていません。「キー」は主キーを鍵つきで変えた符号です。コードの説明: migrate explain コード"
    blocks = (
        Grid(title="コードごとの件数", columns=code_columns, rows=code_rows),
        Grid(title="指摘一覧", columns=columns, rows=rows, note=note),
    )
    return Section(id="findings", title="指摘一覧", blocks=blocks)


def _weight(severity: Severity) -> Cell:
    return Cell(text=messages.WORDS[severity], tone=TONES[severity])


def _title(code: str) -> str:
    found = messages.message(code)
    return messages.fill(found.title, {}).replace("「?」", "").replace("?", "…") if found else code


def _cure(code: str) -> str:
    found = messages.message(code)
    return messages.fill(found.cure, {}).replace("?", "…") if found else ""


def _spot(finding: Finding) -> tuple[str, str, int | None, str]:
    place = finding.place
    where = place.file or place.table or ""
    if place.sheet:
        where += f" シート「{place.sheet}」"
    if place.cell:
        where += f" セル {place.cell}"
    row = place.row if place.row is not None else place.line
    return (where, place.item or "", row, place.key or "")


def terms(specs: tuple[Spec, ...]) -> Section:
    """What the words mean, and on which documents the report rests."""
    words = tables.read(bundled("reports") / "wording" / "terms.csv")
    word_columns = (Column(title="用語", width=20), Column(title="意味", width=90), Column(title="定めた者", width=24))
    word_rows = tuple((w["term"], w["meaning"], w["source"]) for w in words)
    papers = tuple(dict.fromkeys(s.provenance for s in specs))
    paper_columns = (
        Column(title="資料", width=50),
        Column(title="発行", width=16),
        Column(title="版・日付", width=24),
        Column(title="利用条件", width=20),
        Column(title="原本の SHA-256（先頭 16 桁）", width=20),
        Column(title="作り方", width=50),
    )
    paper_rows = tuple(
        (p.title, p.publisher, f"{p.edition}（{p.date}）", p.licence, p.sha256[:16], p.derived) for p in papers
    )
    blocks = (
        Grid(title="用語", columns=word_columns, rows=word_rows),
        Grid(title="出典", columns=paper_columns, rows=paper_rows),
        Note(text="この報告書に、住民の値は入っていません。件数と、鍵つきで変えたキーだけを載せています。"),
    )
    return Section(id="terms", title="用語・定義と出典", blocks=blocks)
