"""Validated deliveries for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from migrate.flow.ci_delivery import CiDelivery
from migrate.model.document import Cell, Column, Document, Grid, Note, Section
from migrate.model.finding import Finding, Severity
from migrate.model.quality import CheckResult
from migrate.model.quality import Outcome as Check
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality import document as quality_document
from migrate.quality.words import STATES
from migrate.report import findings as found
from migrate.report import messages
from migrate.spec import document as spec_document


@value
class Shown:
    """One delivery and what the checks of its rows said."""

    said: CiDelivery
    result: CheckResult
    titles: Mapping[str, str]
    """Code → what the check is called; of the checks that look at the delivery itself."""


def page(shown: tuple[Shown, ...], counts: Counter[Severity], specs: tuple[Spec, ...], folder: str) -> Document:
    """Everything. ``counts``: findings by weight, those counted that are not named."""
    sections: list[Section] = []
    for number, one in enumerate(shown, start=1):
        key = f"quality-{number}" if len(shown) > 1 else "quality"
        sections += (_section(one, number), *quality_document.sections(one.result, key))
    return Document(
        title="納品データの検査",
        subtitle=folder,
        facts=tuple(dict.fromkeys(spec_document.facts(specs))),
        summary=_summary(shown, counts),
        sections=tuple(sections),
    )


def brief(whole: Document, shown: tuple[Shown, ...], findings: tuple[Finding, ...]) -> Document:
    """What a terminal shows: each delivery's own checks, the checks of its rows in a sentence, the first findings."""
    sections = [_section(one, number) for number, one in enumerate(shown, start=1)]
    if findings:
        sections.append(found.section(findings, found.SHOWN))
    return replace(whole, sections=tuple(sections))


def _summary(shown: tuple[Shown, ...], counts: Counter[Severity]) -> str:
    files, rows = sum(one.said.files for one in shown), sum(one.said.rows for one in shown)
    looked = f"ファイル {files:,} 個、{rows:,} 行を調べました。"
    if not counts.total():
        return looked + "指摘はありません。" if rows else looked + "検査する行がありませんでした。"
    tally = "、".join(f"{messages.WORDS[one]} {counts[one]:,} 件" for one in Severity)
    return f"{looked}指摘が {counts.total():,} 件あります（{tally}）。"


def _own(one: Shown) -> list[Check]:
    return [check for check in one.said.outcomes if check.code in one.titles]


def _section(one: Shown, number: int) -> Section:
    columns = (
        Column(title="確かめたこと", width=34),
        Column(title="グループ", width=24),
        Column(title="状態", width=10),
        Column(title="件", numeric=True, width=8),
        Column(title="不合格", numeric=True, width=10),
    )
    rows = tuple(
        (
            one.titles[check.code],
            check.table or "―",
            Cell(text=check.state.value, tone=STATES[check.state]),
            check.rows,
            check.failed,
        )
        for check in _own(one)
    )
    said = one.said
    note = f"manifest: {said.manifest or 'なし'}、変換の記録: {said.record or 'なし（収支は未実施）'}"
    grid = Grid(title="納品物そのもの", columns=columns, rows=rows, note=note)
    title = f"納品 {said.folder}（{said.spec}）" if said.folder else f"納品（{said.spec}）"
    return Section(
        id=f"delivery-{number}", title=title, blocks=(Note(text=quality_document.sentence(one.result)), grid)
    )
