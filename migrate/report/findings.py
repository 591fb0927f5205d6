"""Findings in words: a section of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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
_CURES = (
    Column(title="コード", width=13),
    Column(title="件数", numeric=True, width=8),
    Column(title="理由", width=60),
    Column(title="直し方", width=60),
)
_WORDINGS = 3
_HINT = "理由と直し方は、migrate explain コード　で読めます（例: migrate explain {code}）。"


def _heaviest_first(findings: tuple[Finding, ...]) -> list[Finding]:
    return sorted(findings, key=lambda f: (-f.severity.rank, *sort_key(f)))


def _alike(template: str, findings: Iterable[Finding]) -> str:
    """A text of one code for all of its findings: each wording where these are few, else as it reads for any case."""
    texts = dict.fromkeys(messages.fill(template, one.params) for one in findings)
    return "　／　".join(texts) if len(texts) <= _WORDINGS else messages.general(template)


def _cures(ordered: list[Finding]) -> Grid:
    """Why and what to do, once for each code."""
    by_code: dict[str, list[Finding]] = {}
    for one in ordered:
        by_code.setdefault(one.code, []).append(one)
    rows = tuple(
        (code, len(ones), _alike(found.reason, ones), _alike(found.cure, ones))
        for code, ones in by_code.items()
        if (found := messages.message(code)) is not None
    )
    return Grid(title="理由と直し方（コードごと）", columns=_CURES, rows=rows)


def section(findings: tuple[Finding, ...], limit: int | None = None) -> Section:
    """A section that lists ``findings``, heaviest first; at most ``limit`` rows, and it says how many are left out.

    Why and what to do stands below the whole list; below a shortened one, how to read it.
    """
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
    more = f"ほかに {len(ordered) - len(shown):,} 件あります（-v ですべて表示）。" if len(shown) < len(ordered) else ""
    note = more + _HINT.format(code=ordered[0].code) if limit is not None and ordered else more
    listed = Grid(title="指摘の一覧", columns=_COLUMNS, rows=rows, note=note)
    blocks = (Note(text=tally), listed, *((_cures(ordered),) if limit is None and ordered else ()))
    return Section(id="findings", title="指摘", blocks=blocks)


def with_findings(document: Document, findings: tuple[Finding, ...], limit: int | None = None) -> Document:
    """``document`` with a section for ``findings`` at its end; unchanged where there are none or they are in it."""
    if not findings or any(one.id == "findings" for one in document.sections):
        return document
    return replace(document, sections=(*document.sections, section(findings, limit)))
