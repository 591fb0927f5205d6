"""転記シート: the cells that changed since the month before, for whoever types them into the national tool by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.model.document import Block, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.pmo import BodyReport, ReportedBusiness, ReportedSystem
from migrate.model.procedure import TOTAL_STEPS, Step
from migrate.model.value import value

_NONE = "－"


@value
class Cell:
    """One cell of the tool's screens: a business, a step, what stood there and what is to be typed."""

    business: str
    name: str
    step: int
    before: str
    """Empty where the month before is not known."""
    now: str


@value
class Fact:
    """A fact of a system apart from the steps (稼働, 特定移行) that changed."""

    business: str
    name: str
    system: str
    what: str
    before: str
    now: str


@value
class Transcription:
    """What is to be typed for one body and month, in the order of the tool: businesses as published, steps 1–40."""

    period: str
    before: str
    """The month compared with; empty where there is none, and then all cells are listed."""
    cells: tuple[Cell, ...]
    facts: tuple[Fact, ...]


def transcription(now: BodyReport, before: BodyReport | None) -> Transcription:
    """What changed from ``before`` to ``now``; all cells where there is no report before."""
    old = {} if before is None else {one.business: one for one in before.businesses}
    return Transcription(
        period=now.period,
        before=before.period if before else "",
        cells=tuple(cell for one in now.businesses for cell in _cells(one, old.get(one.business))),
        facts=tuple(fact for one in now.businesses for fact in _facts(one, old.get(one.business))),
    )


def _cells(now: ReportedBusiness, before: ReportedBusiness | None) -> Iterator[Cell]:
    old = before.steps if before else ()
    for number, step in enumerate(now.steps, start=1):
        stood = old[number - 1].status.value if old else ""
        if step.status.value != stood:
            yield Cell(business=now.business, name=now.name, step=number, before=stood, now=step.status.value)


_FACTS = {"operation": "稼働の日", "reason": "特定移行の事由", "until": "特定移行の期限"}


def _facts(now: ReportedBusiness, before: ReportedBusiness | None) -> Iterator[Fact]:
    """Systems meet by their names; one that is gone has nothing left to be told."""
    old = {one.name: one for one in before.systems} if before else {}
    for one in now.systems:
        was = old.get(one.name, ReportedSystem())
        for field, what in _FACTS.items():
            stood, stands = getattr(was, field), getattr(one, field)
            if stood != stands:
                yield Fact(
                    business=now.business, name=now.name, system=one.name, what=what, before=stood, now=stands or "なし"
                )


def document(told: Transcription, body: str, steps: Sequence[Step]) -> Document:
    """The sheet to be printed: a column to tick what has been typed."""
    return Document(
        title=f"転記シート　{body}",
        subtitle=f"{told.period} の報告を国の進捗管理ツールに手で入れるための一覧",
        facts=(("対象の月", told.period), ("比べた月", told.before or "なし（はじめての月なので、すべてのマスです）")),
        summary=_summary(told),
        sections=(
            Section(id="whole", title="転記すること", blocks=tuple(_whole(told))),
            Section(id="cells", title="変わったマス", blocks=tuple(_changed(told, steps))),
            Section(id="facts", title="ステップのほかに変わったこと", blocks=tuple(_others(told))),
        ),
    )


def _summary(told: Transcription) -> str:
    if not told.before:
        return f"はじめての月です。{len(told.cells):,} マスをすべて入れてください。"
    if not told.cells and not told.facts:
        return f"{told.before} から変わったところはありません。転記は要りません。"
    return f"{told.before} から変わったのは、{len(told.cells):,} マスと、そのほか {len(told.facts):,} 件です。"


def _whole(told: Transcription) -> Iterator[Block]:
    businesses = {one.business for one in told.cells} | {one.business for one in told.facts}
    yield Figures(
        figures=(
            Figure(label="変わったマス", value=f"{len(told.cells):,}", note=f"1 業務は {TOTAL_STEPS} マス"),
            Figure(label="そのほか", value=f"{len(told.facts):,}", note="稼働、特定移行"),
            Figure(label="業務", value=str(len(businesses))),
        )
    )
    yield Note(
        text="入れ終えた行の「済」の欄に印を付けてください。国のツールの画面の名は、版により違うことがあります。"
    )


def _changed(told: Transcription, steps: Sequence[Step]) -> Iterator[Block]:
    if not told.cells:
        yield Note(text="変わったマスはありません。", tone=Tone.MUTED)
        return
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.business,
            one.name,
            one.step,
            f"{steps[one.step - 1].code} {steps[one.step - 1].name}",
            one.before or _NONE,
            one.now,
            "□",
        )
        for one in told.cells
    )
    yield Grid(
        title="変わったマス",
        columns=(
            Column(title="業務ID", width=8),
            Column(title="業務", width=20),
            Column(title="番号", numeric=True, width=6),
            Column(title="ステップ", width=44),
            Column(title="前の月", width=10),
            Column(title="この月", width=10),
            Column(title="済", width=4),
        ),
        rows=rows,
    )


def _others(told: Transcription) -> Iterator[Block]:
    if not told.facts:
        yield Note(text="稼働と特定移行支援システムに、変わったことはありません。", tone=Tone.MUTED)
        return
    yield Grid(
        title="稼働、特定移行支援システム",
        columns=(
            Column(title="業務ID", width=8),
            Column(title="業務", width=20),
            Column(title="システム", width=28),
            Column(title="事実", width=16),
            Column(title="前の月", width=12),
            Column(title="この月", width=12),
            Column(title="済", width=4),
        ),
        rows=tuple(
            (one.business, one.name, one.system or _NONE, one.what, one.before or _NONE, one.now, "□")
            for one in told.facts
        ),
    )
