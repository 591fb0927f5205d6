"""Short sections that the big report writes itself: the current system, findings by code, terms."""

from __future__ import annotations

from collections import Counter

from migrate.files import tables, yaml
from migrate.files.bundled import bundled
from migrate.model.document import Cell, Column, Grid, Note, Section
from migrate.model.finding import Finding, Severity, sort_key
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.report import messages
from migrate.report.findings import TONES

_OWN_DATA = (("procedure", "2026-01"), ("rules",))
"""Folders of `specs/` on which every report rests."""


def source(found: SourceSchema) -> Section:
    """The tables of the current system, a row for each (their columns are in the comparison)."""
    columns = (
        Column(title="表", width=20),
        Column(title="日本語名", width=30),
        Column(title="列", unit="個", numeric=True, width=8),
        Column(title="主キー", width=30),
        Column(title="定義のあるファイル", width=30),
    )
    rows = tuple((t.name, t.logical_name, len(t.columns), "、".join(t.primary_key), t.file) for t in found.tables)
    total = sum(len(t.columns) for t in found.tables)
    said = f"表は {len(found.tables):,} 個、列は {total:,} 個です。列ごとの行き先は「比較分析」にあります。"
    return Section(
        id="source", title="現行システム", blocks=(Note(text=said), Grid(title="現行の表", columns=columns, rows=rows))
    )


def findings(found: tuple[Finding, ...], counts: Counter[tuple[Severity, str]]) -> Section:
    """``counts`` by severity and code, then findings one by one, heaviest first; no resident's value is in them."""
    ordered = sorted(found, key=lambda f: (-f.severity.rank, *sort_key(f)))
    code_columns = (
        Column(title="コード", width=14),
        Column(title="重さ", width=10),
        Column(title="内容", width=40),
        Column(title="件数", numeric=True, width=8),
        Column(title="直し方", width=60),
    )
    code_rows = tuple(
        (code, _weight(severity), messages.heading(code), number, _cure(code))
        for (severity, code), number in sorted(counts.items(), key=lambda one: (-one[0][0].rank, one[0][1]))
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
    rest = counts.total() - len(ordered)
    note = f"ほか {rest:,} 件は、不合格と相違の全行のファイル（out/check、out/reconcile）にあります。" if rest else ""
    note += "住民の値は載せていません。「キー」は主キーを鍵つきで変えた符号です。コードの説明: migrate explain コード"
    blocks = (
        Grid(title="コードごとの件数", columns=code_columns, rows=code_rows),
        Grid(title="指摘一覧", columns=columns, rows=rows, note=note),
    )
    return Section(id="findings", title="指摘一覧", blocks=blocks)


def _weight(severity: Severity) -> Cell:
    return Cell(text=messages.WORDS[severity], tone=TONES[severity])


def _cure(code: str) -> str:
    found = messages.message(code)
    return messages.general(found.cure) if found else ""


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
    papers = dict.fromkeys((p.title, p.publisher, p.edition, p.licence) for p in (s.provenance for s in specs))
    own = (yaml.load(bundled("specs").joinpath(*folder, "SOURCE.yaml")) for folder in _OWN_DATA)
    rows = (*papers, *((str(p["title"]), str(p["publisher"]), str(p["edition"]), str(p["licence"])) for p in own))
    paper_columns = (
        Column(title="資料", width=70),
        Column(title="発行", width=30),
        Column(title="版", width=14),
        Column(title="利用条件", width=24),
    )
    blocks = (
        Grid(title="用語", columns=word_columns, rows=word_rows),
        Grid(title="出典の一覧", columns=paper_columns, rows=rows),
        Note(text="この報告書に、住民の値は入っていません。件数と、鍵つきで変えたキーだけを載せています。"),
    )
    return Section(id="terms", title="用語・定義と出典", blocks=blocks)
