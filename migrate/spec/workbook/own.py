"""Sheets of our own that stand beside the official ones: what the official layout has no column for.

References (外部キー), legal basis (根拠), and what the spec is and where it comes from (出典).
"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.finding import Severity
from migrate.model.spec import BasisKind, LegalBasis, Reference, Spec, SpecKind
from migrate.spec.workbook.table import Table, digits

SHEET_NAMES = {"papers": "出典（本ツール）", "references": "外部キー（本ツール）", "basis": "根拠（本ツール）"}
PAPERS: Mapping[str, str] = {
    "business": "業務ID",
    "business_name": "業務",
    "edition": "版",
    "kind": "種類",
    "title": "表題",
    "paper": "資料",
    "publisher": "発行者",
    "date": "日付",
    "url": "URL",
    "licence": "利用条件",
    "derived": "作り方",
}
"""Field → word in the sheet; ``paper`` is the provenance's title."""
_WORDS = {word: field for field, word in PAPERS.items()}
KIND_WORDS = {
    SpecKind.OFFICIAL: "公式の資料",
    SpecKind.STARTER: "法令から本ツールが作ったひな型（公式の一覧ではありません）",
    SpecKind.API: "API 仕様",
    SpecKind.REFERENCE: "参照モデル",
}
_ID, _LEAST = 8, 6


def texts(spec: Spec) -> Mapping[str, str]:
    """The papers of a spec by field."""
    p = spec.provenance
    return {
        "business": spec.business,
        "business_name": spec.business_name,
        "edition": spec.edition,
        "kind": KIND_WORDS[spec.kind],
        "title": spec.title,
        "paper": p.title,
        "publisher": p.publisher,
        "date": p.date,
        "url": p.url,
        "licence": p.licence,
        "derived": p.derived,
    }


def kind_of(word: str) -> SpecKind:
    """The kind that the papers name; a word that we did not write is no official list (a starter)."""
    return next((kind for kind, own in KIND_WORDS.items() if own == word), SpecKind.STARTER)


def _refuse(table: Table, row: int, field: str, reason: str) -> None:
    table.say("MIG-SPEC-031", Severity.ERROR, table.cell(row, field), {"reason": reason})


def read_papers(table: Table) -> list[tuple[str, tuple[str, str]]]:
    """(field, text) of each row of the papers."""
    found = []
    for row in table.rows:
        field = _WORDS.get(table.text(row, "word").strip())
        if field is None and table.is_note(row):
            table.note(row)
        elif field is None:
            _refuse(table, row, "word", "出典の事項が、決まった言葉ではありません")
        else:
            found.append((table.cell(row, "word"), (field, table.text(row, "text"))))
    table.columns()
    return found


def _item(table: Table, row: int) -> str | None:
    """The 8-digit ID of the item that a row is about; None, and a finding, where there is none."""
    found = digits(table.text(row, "item"), _ID, _LEAST)
    if found is None and table.is_note(row):
        table.note(row)
    elif found is None:
        _refuse(table, row, "item", "データ項目IDが数字 8 桁になりません")
    return found


def read_references(table: Table) -> list[tuple[str, tuple[str, Reference]]]:
    """(ID of the item, reference) of each row."""
    found = []
    for row in table.rows:
        if (item := _item(table, row)) is not None:
            text = {field: table.text(row, field) for field in ("business", "table", "target", "group")}
            business = text["business"]
            one = Reference(
                business=business.zfill(3) if business.isdigit() else business,
                table=text["table"],
                item=text["target"],
                group=text["group"],
            )
            found.append((table.cell(row, "item"), (item, one)))
    table.columns()
    return found


def read_basis(table: Table) -> list[tuple[str, tuple[str, LegalBasis]]]:
    """(ID of the item, basis) of each row."""
    kinds = {kind.value: kind for kind in BasisKind}
    found = []
    for row in table.rows:
        item = _item(table, row)
        if item is None:
            continue
        kind = kinds.get(table.text(row, "kind").strip())
        if kind is None:
            _refuse(table, row, "kind", "根拠の種類が、決まった言葉ではありません")
            continue
        basis = LegalBasis(
            kind=kind, text=table.text(row, "text"), source=table.text(row, "source"), as_of=table.text(row, "as_of")
        )
        found.append((table.cell(row, "item"), (item, basis)))
    table.columns()
    return found
