"""Convert the source files by the mapping, keep everything, and show where every row went."""

from __future__ import annotations

from migrate.engine.result import Converted
from migrate.files import records
from migrate.flow import pipeline
from migrate.flow.delivery import clear, deliver, keep
from migrate.flow.outcome import Outcome
from migrate.flow.pipeline import Prepared
from migrate.model.balance import BalanceLine, Conversion, TargetCount
from migrate.model.delivery import Manifest
from migrate.model.document import Column, Document, Grid, Note, Section, Tone
from migrate.model.finding import Finding, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.report import balance, messages
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class ConvertedBusiness:
    """One business's conversion without its findings, which stand beside it."""

    spec: str
    mapping_sha256: str
    lines: tuple[BalanceLine, ...]
    targets: tuple[TargetCount, ...]
    unreported: dict[str, int]
    """Code → failed cells in rows that are not written (対象外, 統合): counted, not listed."""
    outputs: tuple[FileDigest, ...]


@value
class ConvertRun:
    """All businesses that were converted."""

    conversions: tuple[ConvertedBusiness, ...]


def _save(work: Job, prepared: Prepared, converted: Converted) -> Conversion:
    """Stage all outputs of one business; the manifest comes last."""
    business = prepared.business
    delivery = deliver(work, prepared.spec, converted, prepared.plan.columns)
    outputs = list(delivery.files)
    for path in (converted.rejects, converted.values, converted.undecodable):
        outputs.append(keep(work, path, f"out/restricted/{business}/{path.name}", restricted=True))
    clear(work, business, delivery.files)
    manifest = Manifest(
        spec=prepared.plan.spec,
        mapping_sha256=prepared.mapping_sha256,
        sources=pipeline.delivered(work, prepared),
        csv=work.workspace.project.output.of(business),
        tables=delivery.tables,
    )
    work.write(f"out/converted/{business}/manifest.json", records.dump(manifest), last=True)
    conversion = Conversion(
        spec=prepared.plan.spec,
        mapping_sha256=prepared.mapping_sha256,
        lines=converted.lines,
        targets=converted.targets,
        outputs=tuple(sorted(outputs, key=lambda file: file.path)),
        findings=tuple(sorted((*converted.findings, *delivery.findings), key=sort_key)),
    )
    work.write(f"out/convert/{business}.json", records.dump(conversion))
    return conversion


def _unreported(converted: Converted) -> Section | None:
    """How many cells failed in rows that nobody will use."""
    if not converted.unreported:
        return None
    columns = (
        Column(title="コード", width=13),
        Column(title="内容", width=50),
        Column(title="件数", unit="件", numeric=True),
    )
    grid = Grid(
        title="出力しない行の値",
        columns=columns,
        rows=tuple((code, messages.heading(code), count) for code, count in converted.unreported.items()),
        note="対象外・統合の行は出力しないため、その値の指摘は一覧に出しません。件数だけを示します。",
    )
    return Section(id="unreported", title="指摘にしなかったもの", blocks=(grid,))


def _one(workspace: Workspace, session: Session, business: str) -> tuple[Conversion, Converted, Job, Prepared]:
    with job.run(workspace, session, f"convert run {business}") as work:
        prepared = pipeline.prepare(work, business)
        converted = pipeline.expected(work, prepared)
        conversion = _save(work, prepared, converted)
        work.findings = len(conversion.findings)
    return conversion, converted, work, prepared


def _notices(work: Job, prepared: Prepared) -> tuple[str, ...]:
    changed = "" if work.changed else "（前回と同じ内容です）"
    return (
        prepared.why,
        f"out/converted/{prepared.business}/ に書きました{changed}。"
        f"元の値を含むファイルは out/restricted/{prepared.business}/（取扱注意）です。",
    )


_CLOSED = Note(text="収支は閉じています。元データのすべての行の行き先が分かっています。", tone=Tone.GOOD)
"""Said of every run that ends: one whose balance does not close ends with an error (`pipeline.expected`)."""


def run(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Convert ``business`` (every business with a mapping where empty), each in a job of its own.

    Writes out/converted, out/lineage, out/restricted and out/convert of each business; manifest.json last.

    Raises:
        NothingCheckedError, MigrateError, UnreadableError: see `pipeline.prepare`.
    """
    conversions: list[Conversion] = []
    data: list[ConvertedBusiness] = []
    sections: list[Section] = []
    notices: list[str] = []
    inputs: dict[str, FileDigest] = {}
    for one in pipeline.mapped(workspace, business):
        conversion, converted, work, prepared = _one(workspace, session, one)
        conversions.append(conversion)
        sections.append(balance.section(conversion))
        sections += [section] if (section := _unreported(converted)) else []
        notices += _notices(work, prepared)
        inputs |= work.inputs
        data.append(
            ConvertedBusiness(
                spec=conversion.spec,
                mapping_sha256=conversion.mapping_sha256,
                lines=conversion.lines,
                targets=conversion.targets,
                unreported=dict(converted.unreported),
                outputs=conversion.outputs,
            )
        )
    verdict = Section(id="convert-run", title="結果", blocks=(_CLOSED,))
    found: list[Finding] = sorted((f for one in conversions for f in one.findings), key=sort_key)
    return Outcome(
        kind="convert-run",
        data=ConvertRun(conversions=tuple(data)),
        document=Document(
            title="変換の結果",
            subtitle=workspace.project.name,
            facts=tuple(("標準仕様", one.spec) for one in conversions),
            sections=(verdict, *sections),
        ),
        findings=tuple(found),
        inputs=tuple(sorted(inputs.values(), key=lambda f: f.path)),
        notices=(*notices, "次に打つコマンド: migrate check run"),
    )
