"""`pmo export`: the month of one body as a sealed zip for its PMO, and what people type into the national tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from migrate.errors import MigrateError
from migrate.files import bagit, records
from migrate.flow import handover_guard, phase, pmo_known, pmo_report
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Figure, Figures, Grid, Section, Value
from migrate.model.finding import Finding, Place, Severity
from migrate.model.pmo import BodyKind, BodyReport, ReportedBusiness
from migrate.model.procedure import TOTAL_STEPS, Status
from migrate.model.value import value
from migrate.phase import history
from migrate.pmo.columns import evidenced
from migrate.pmo.export import published, transcription, workbook
from migrate.pmo.export.published import Layout, Terms
from migrate.pmo.export.transcription import Transcription
from migrate.pmo.paper import words
from migrate.report import formats
from migrate.text.rates import percent
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job
from migrate.workspace.project import FILE as PROJECT

COMMAND, FOLDER = "pmo export", "out/pmo"


@value
class Wish:
    """What a user asked for. ``revision``: 0, or the number of the correction; ``layout``: one file more."""

    period: str
    revision: int = 0
    notes: bool = False
    layout: Layout | None = None


@value
class PmoExport:
    """What was written. ``files`` are below the workspace; ``changed`` cells and facts are to be typed by hand."""

    period: str
    as_of: str
    revision: int
    code: str
    completion: float | None
    """完了率, 0–1."""
    evidence: float | None
    """Mean share of proven steps, 0–1; None where the month is over, and nobody can tell any more."""
    businesses: int
    statuses: dict[str, int]
    """Status → cells."""
    changed: int
    facts: int
    risks: int
    notes: bool
    files: tuple[str, ...]


def run(workspace: Workspace, session: Session, wish: Wish) -> Outcome:
    """Write the report of ``wish.period`` to out/pmo/<period>/.

    Raises:
        MigrateError: MIG-PMO-010 (form of the month), -011 (it has not begun), -012 (code of the body), MIG-SYS-049 (a
            number that can be a 個人番号), the code of a form whose kept answers are damaged.
        UnreadableError: MIG-PHS-003, -046, MIG-SYS-003 to -008, -011.
    """
    pmo_report.last_day(wish.period)
    if wish.period > session.as_of.isoformat()[:7]:
        raise MigrateError("MIG-PMO-011", params={"period": wish.period, "now": session.as_of.isoformat()[:7]})
    told_by = pmo_report.body(workspace)
    with job.run(workspace, session, COMMAND) as work:
        now = pmo_report.states(workspace, told_by, wish.period, session.as_of)
        told = transcription.transcription(now, _before(workspace, now, session.as_of))
        report = replace(pmo_report.whole(work, now, wish.notes), revision=wish.revision)
        files = tuple(_written(work, report, told, wish.layout))
        found = tuple(_findings(workspace, report))
        work.findings = len(found)
    data = _data(report, told, files)
    return Outcome(
        kind="pmo-export",
        data=data,
        document=_document(report, data, told),
        findings=found,
        inputs=tuple(sorted(work.inputs.values(), key=lambda one: one.path)),
        notices=tuple(f"{one} に書きました。" if work.changed else f"{one} は変更なしです。" for one in files),
    )


def _before(workspace: Workspace, report: BodyReport, as_of: date) -> BodyReport | None:
    """The states a month before; None where nothing had been set by then."""
    month = pmo_report.before(report.period)
    end = pmo_report.last_day(month).isoformat()
    set_then = any(one.at[:10] <= end for one in phase.changes(workspace, phase.procedure().steps))
    return pmo_report.states(workspace, report.body, month, as_of) if set_then else None


def _written(work: Job, report: BodyReport, told: Transcription, layout: Layout | None) -> Iterator[str]:
    """Stage the files of the report."""
    known = pmo_known.known()
    name = f"{report.body.code}_{report.period}" + (f"_訂正{report.revision}" if report.revision else "")
    folder = f"{FOLDER}/{report.period}"
    content = records.dump(report)
    handover_guard.refuse_numbers("progress.json", content)
    entries = (
        bagit.Entry(name="progress.json", content=content),
        bagit.Entry(name="progress.xlsx", content=workbook.file(report)),
    )
    info = (("Source-Organization", report.body.code), ("External-Identifier", name))
    bagit.write(work.stage(f"{folder}/進捗_{name}.zip"), f"進捗_{name}", entries, info)
    yield f"{folder}/進捗_{name}.zip"
    page = transcription.document(told, report.body.name, known.steps)
    work.write(f"{folder}/転記_{name}.xlsx", formats.render("xlsx", page))
    yield f"{folder}/転記_{name}.xlsx"
    if layout is not None:
        end = "csv" if layout is Layout.CSV else "xlsx"
        file = f"{folder}/様式_{layout}_{name}.{end}"
        work.write(file, published.file(layout, [report], Terms(names=known.names, steps=known.steps)))
        yield file


def _findings(workspace: Workspace, report: BodyReport) -> Iterator[Finding]:
    past = [one for one in phase.changes(workspace, phase.procedure().steps) if one.at[:10] <= report.as_of]
    if not past:
        yield _finding("MIG-PMO-013", Severity.WARNING, Place(file=history.FILE), {"period": report.period})
    if not report.body.prefecture:
        yield _finding("MIG-PMO-016", Severity.WARNING, Place(file=PROJECT), {"code": report.body.code})
    if report.notes:
        yield _finding("MIG-PMO-014", Severity.WARNING, Place(), {"risks": len(report.risks)})
    if report.body.population is None and report.body.kind is BodyKind.MUNICIPALITY:
        yield _finding("MIG-PMO-015", Severity.INFO, Place(file=PROJECT), {})


def _finding(code: str, severity: Severity, place: Place, params: Mapping[str, str | int]) -> Finding:
    return Finding(code=code, severity=severity, place=place, params=params)


def _data(report: BodyReport, told: Transcription, files: tuple[str, ...]) -> PmoExport:
    counted = Counter(step.status.value for one in report.businesses for step in one.steps)
    shares = [count / TOTAL_STEPS for one in report.businesses if (count := evidenced(one)) is not None]
    return PmoExport(
        period=report.period,
        as_of=report.as_of,
        revision=report.revision,
        code=report.body.code,
        completion=report.completion,
        evidence=sum(shares) / len(shares) if shares else None,
        businesses=len(report.businesses),
        statuses={one.value: counted[one.value] for one in Status},
        changed=len(told.cells),
        facts=len(told.facts),
        risks=len(report.risks),
        notes=report.notes,
        files=files,
    )


def _document(report: BodyReport, data: PmoExport, told: Transcription) -> Document:
    figures = (
        Figure(label="完了率", value=words.rate(data.completion), note=f"{data.businesses} 業務の単純平均"),
        Figure(
            label="裏づけ率（本ツール独自）",
            value=words.rate(data.evidence),
            note="" if data.evidence is not None else "終わった月のものは、いまの成果物からは言えません",
        ),
        Figure(label="転記するマス", value=f"{data.changed:,}", note=f"そのほか {data.facts:,} 件"),
        Figure(
            label="リスク・課題", value=str(data.risks), note="文は入れています" if data.notes else "文は入れていません"
        ),
    )
    rows = tuple((one.name, *(_count(one, status) for status in Status), *_rates(one)) for one in report.businesses)
    return Document(
        title=f"進捗の報告　{report.body.name}",
        subtitle=words.month(report.period) + (f"（訂正 {report.revision}）" if report.revision else ""),
        facts=(("時点", report.as_of), ("団体コード", report.body.code)),
        summary=_summary(data, told),
        sections=(
            Section(id="whole", title="報告", blocks=(Figures(figures=figures),)),
            Section(
                id="businesses",
                title="業務ごとの状態",
                blocks=(Grid(title="40 ステップの数", columns=_COLUMNS, rows=rows),),
            ),
            Section(
                id="files",
                title="書いたファイル",
                blocks=(
                    Grid(
                        title="送るのは ZIP です", columns=_FILES, rows=tuple((one, _what(one)) for one in data.files)
                    ),
                ),
            ),
        ),
    )


_COLUMNS = (
    Column(title="業務", width=22),
    *(Column(title=one.value, numeric=True, width=10) for one in Status),
    Column(title="完了率", unit="%", numeric=True, width=10),
    Column(title="裏づけ", unit="ステップ", numeric=True, width=10),
)
_FILES = (Column(title="ファイル", width=60), Column(title="使い方", width=52))


def _count(one: ReportedBusiness, status: Status) -> int:
    return sum(step.status is status for step in one.steps)


def _rates(one: ReportedBusiness) -> tuple[Value, Value]:
    return float(percent(one.completion)), evidenced(one)


def _what(file: str) -> str:
    name = file.rpartition("/")[2]
    if name.startswith("進捗_"):
        return "都道府県・国の PMO に送ります（中は JSON と Excel）"
    return "国の進捗管理ツールに手で入れるときに使います" if name.startswith("転記_") else "公表の様式です"


def _summary(data: PmoExport, told: Transcription) -> str:
    moved = f"{told.before} から {data.changed:,} マスが変わりました" if told.before else "はじめての月の報告です"
    return f"完了率は {words.rate(data.completion)}で、{moved}。"
