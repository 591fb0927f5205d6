"""One document out of everything that the stages have left; what is missing is said, never left out."""

from __future__ import annotations

from datetime import date

from migrate.model.document import Block, Cell, Column, Document, Grid, Note, Section, Tone, Value
from migrate.report import balance, overview, verdict
from migrate.report.results import Head, Results, Stage
from migrate.text import eras

_DIGITS = 12
"""Hex digits of an input's sha256 that are printed; the ledger has all of them."""


def japanese_date(day: date) -> str:
    """A date for people: 令和8年11月23日（2026-11-23）."""
    found = eras.of_day(day)
    if not found:
        return day.isoformat()
    number = day.year - found[-1].first.year + 1
    year = "元" if number == 1 else str(number)
    return f"{found[-1].name}{year}年{day.month}月{day.day}日（{day.isoformat()}）"


def _facts(head: Head, results: tuple[Results, ...]) -> tuple[tuple[str, str], ...]:
    specs = [r.spec for r in results if r.spec is not None]
    inputs = "、".join(f"{one.path} {one.sha256[:_DIGITS]}" for one in head.inputs)
    rows = (
        ("時点", japanese_date(head.as_of)),
        ("対象業務", "、".join(r.label for r in results)),
        ("標準仕様の版", "、".join(f"{s.id} {s.business_name}" for s in specs) or verdict.NOT_RUN),
        *((f"ご注意（{s.id}）", s.notice) for s in specs),
        ("ツール", head.tool),
        ("入力", f"{inputs}（SHA-256 の先頭 {_DIGITS} 桁）" if inputs else "なし"),
        ("同じ内容", "、".join(head.files)),
    )
    return tuple(row for row in rows if row[1])


def _state(one: Results, stage: Stage) -> Cell:
    if one.value_of(stage) is None:
        return Cell(text=verdict.NOT_RUN, tone=Tone.MUTED)
    if stage in one.outdated:
        return Cell(text="やり直しが必要", tone=Tone.CAUTION)
    return Cell(text="実施済み", tone=Tone.GOOD)


def _stage_rows(results: tuple[Results, ...]) -> tuple[tuple[Value, ...], ...]:
    many = len(results) > 1
    rows: list[tuple[Value, ...]] = []
    for one in results:
        for stage in Stage:
            state = _state(one, stage)
            row = (stage.heading, state, "" if state.tone is Tone.GOOD else stage.command(one.business))
            rows.append((one.label, *row) if many else row)
    return tuple(rows)


def _overview(results: tuple[Results, ...], found: verdict.Totals) -> Section:
    columns = (
        *((Column(title="業務", width=30),) if len(results) > 1 else ()),
        Column(title="段階", width=20),
        Column(title="状態", width=12),
        Column(title="次に実行するコマンド", width=44),
    )
    grid = Grid(title="段階ごとの状態", columns=columns, rows=_stage_rows(results))
    return Section(id="overview", title="要点", blocks=(verdict.figures(found), grid))


def _blocks(one: Results, stage: Stage) -> tuple[Block, ...]:
    if one.value_of(stage) is None:
        text = f"{stage.heading}は未実施です。次のコマンドで実施できます: {stage.command(one.business)}"
        return (Note(text=text, tone=Tone.MUTED),)
    return (*_outdated(one, stage), *(block for section in _own(one, stage) for block in section.blocks))


def _outdated(one: Results, stage: Stage) -> tuple[Note, ...]:
    if stage not in one.outdated:
        return ()
    text = (
        f"この結果は古くなっています（もとの {one.outdated[stage]} が、その後に変わったか、古くなっています）。"
        f"次のコマンドでやり直してください: {stage.command(one.business)}"
    )
    return (Note(text=text, tone=Tone.CAUTION),)


def _own(one: Results, stage: Stage) -> tuple[Section, ...]:
    """What this package writes itself, else what the stage's own document says."""
    if stage is Stage.SOURCE and one.source is not None:
        return (overview.source(one.source), *one.sections.get(stage, ()))
    if stage is Stage.CONVERT and one.conversion is not None:
        return (balance.section(one.conversion),)
    return one.sections.get(stage, ())


def _stage_sections(results: tuple[Results, ...]) -> tuple[Section, ...]:
    """One section for each stage; with several businesses one for each stage and business."""
    sections = []
    for stage in Stage:
        shared = stage is Stage.SOURCE
        for one in results[:1] if shared else results:
            plain = shared or len(results) == 1
            title = stage.heading if plain else f"{stage.heading}（{one.label}）"
            id = stage.value if plain else f"{stage.value}-{one.business}"
            sections.append(Section(id=id, title=title, blocks=_blocks(one, stage)))
    return tuple(sections)


def build(head: Head, results: tuple[Results, ...]) -> Document:
    """The report on one or more businesses of a municipality."""
    found = verdict.totals(results)
    specs = tuple(r.spec for r in results if r.spec is not None)
    return Document(
        title=f"{head.municipality or '自治体名の記載なし'} 標準化移行 検証報告書",
        subtitle="、".join(r.label for r in results),
        facts=_facts(head, results),
        summary=verdict.sentence(found),
        sections=(
            _overview(results, found),
            *_stage_sections(results),
            overview.findings(verdict.findings(results), verdict.counts(results)),
            overview.terms(specs),
        ),
    )


def brief(document: Document, written: tuple[str, ...]) -> Document:
    """What a terminal shows: the verdict, the key figures, the stages, and where the report lies."""
    files = Grid(
        title="書き出したファイル", columns=(Column(title="ファイル", width=40),), rows=tuple((f,) for f in written)
    )
    return Document(
        title=document.title,
        subtitle=document.subtitle,
        facts=document.facts[:1],
        summary=document.summary,
        sections=(*document.sections[:1], Section(id="files", title="報告書", blocks=(files,))),
    )
