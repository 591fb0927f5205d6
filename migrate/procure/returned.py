"""返却票: what the vendor has to mend, cell by cell, and what was understood of its delivery."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.finding import Finding, Severity
from migrate.procure import days
from migrate.procure.package import Package
from migrate.procure.submission import Submission

_TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CAUTION, Severity.INFO: Tone.MUTED}
_WORDS = {Severity.ERROR: "直してください", Severity.WARNING: "確かめてください", Severity.INFO: "読み方のお知らせ"}
Sentence = Callable[[Finding], str]
"""The words of a finding, and what to do about it; `report` knows them."""


def document(
    package: Package, one: Submission, findings: Sequence[Finding], said: Sentence, cure: Sentence
) -> Document:
    """The sheet that goes back to the vendor."""
    counts = {severity: sum(each.severity is severity for each in findings) for severity in _WORDS}
    answered, asked = sum(book.answered for book in one.books), sum(book.asked for book in one.books)
    figures = Figures(
        figures=(
            Figure(label="必須の欄", value=f"{answered:,}／{asked:,}", note="不明・未定は、記入ずみに数えません。"),
            *(
                Figure(label=_WORDS[severity], value=f"{count:,} 件", tone=_TONES[severity] if count else Tone.PLAIN)
                for severity, count in counts.items()
            ),
        )
    )
    return Document(
        title="返却票",
        subtitle=package.municipality,
        facts=(
            ("件名", package.title),
            ("事業者", one.vendor),
            ("受領", f"第{one.number}回　{days.written(one.received)}{'（期限の後）' if one.late else ''}"),
            ("資料の版", f"第{one.edition}版"),
        ),
        summary=_summary(counts[Severity.ERROR]),
        sections=(
            Section(id="counts", title="受け取った回答", blocks=(figures, _files(one))),
            *((_cells(findings, said, cure),) if findings else ()),
        ),
    )


def _summary(errors: int) -> str:
    if errors:
        return f"読めないセルが {errors:,} 件あります。直したファイルを、そのまま送り直してください。"
    return "読めないセルはありません。"


def _files(one: Submission) -> Grid:
    columns = (
        Column(title="ファイル", width=60),
        Column(title="扱い", width=16),
        Column(title="SHA-256（先頭）", width=20),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (each.name, "読みました" if each.book else Cell(text="読んでいません", tone=Tone.CAUTION), each.sha256[:16])
        for each in one.files
    )
    return Grid(title="ファイル", columns=columns, rows=rows)


def _cells(findings: Sequence[Finding], said: Sentence, cure: Sentence) -> Section:
    columns = (
        Column(title="重さ", width=18),
        Column(title="ファイル", width=26),
        Column(title="シート", width=18),
        Column(title="セル", width=8),
        Column(title="内容", width=50),
        Column(title="直し方", width=50),
    )
    order = list(_WORDS)
    rows = tuple(
        (
            Cell(text=_WORDS[one.severity], tone=_TONES[one.severity]),
            one.place.file or "",
            one.place.sheet or "",
            one.place.cell or "",
            said(one),
            cure(one),
        )
        for one in sorted(findings, key=lambda one: order.index(one.severity))
    )
    told = Note(text="セルの番地は、お送りいただいたファイルのものです。")
    return Section(
        id="cells", title="直すところ・確かめるところ", blocks=(told, Grid(title="一覧", columns=columns, rows=rows))
    )
