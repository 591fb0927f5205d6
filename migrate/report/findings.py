"""Findings in words: a section of a document."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from migrate.model.document import Cell, Column, Document, Grid, Note, Section, Tone
from migrate.model.finding import Finding, Severity, sort_key
from migrate.report import messages

SHOWN = 20
TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CAUTION, Severity.INFO: Tone.MUTED}
_COLUMNS = (
    Column(title="コード", width=13),
    Column(title="重さ", width=8),
    Column(title="内容", width=60),
    Column(title="場所", width=50),
)


def _heaviest_first(findings: tuple[Finding, ...]) -> list[Finding]:
    return sorted(findings, key=lambda f: (-f.severity.rank, *sort_key(f)))


def section(findings: tuple[Finding, ...], limit: int | None = None) -> Section:
    """A section that lists ``findings``, heaviest first; at most ``limit`` rows, and it says how many are left out."""
    ordered = _heaviest_first(findings)
    shown = ordered if limit is None else ordered[:limit]
    rows = tuple(
        (
            f.code,
            Cell(text=messages.WORDS[f.severity], tone=TONES[f.severity]),
            messages.sentence(f),
            messages.place_text(f.place),
        )
        for f in shown
    )
    counts = Counter(f.severity for f in findings)
    tally = "、".join(
        f"{messages.WORDS[s]} {counts[s]:,} 件" for s in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    )
    note = f"ほかに {len(ordered) - len(shown):,} 件あります（-v ですべて表示）。" if len(shown) < len(ordered) else ""
    blocks = (Note(text=tally), Grid(title="指摘の一覧", columns=_COLUMNS, rows=rows, note=note))
    return Section(id="findings", title="指摘", blocks=blocks)


def with_findings(document: Document, findings: tuple[Finding, ...], limit: int | None = None) -> Document:
    """``document`` with a section for ``findings`` at its end; unchanged where there are none or they are in it."""
    if not findings or any(one.id == "findings" for one in document.sections):
        return document
    return replace(document, sections=(*document.sections, section(findings, limit)))
