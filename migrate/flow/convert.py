"""Convert the source files by the mapping, keep everything, and show where every row went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.engine.result import Converted
from migrate.files import records
from migrate.flow import chars_common, convert_table, csv_left_out, pipeline
from migrate.flow.delivery import UNHELD, clear, deliver, keep
from migrate.flow.outcome import Outcome
from migrate.flow.pipeline import How, Prepared
from migrate.model.balance import BalanceLine, Conversion, TargetCount
from migrate.model.delivery import Manifest
from migrate.model.document import Column, Document, Grid, Note, Section, Tone
from migrate.model.finding import Basis, Finding, Place, Severity, sort_key
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


def _save(work: Job, prepared: Prepared, converted: Converted, how: How) -> Conversion:
    """Stage all outputs of one business; the manifest comes last."""
    business = prepared.business
    form = csv_left_out.form(work.workspace, business, how.csv)
    delivery = deliver(work, prepared.spec, converted, prepared.plan.columns, form)
    outputs = list(delivery.files)
    for path in (converted.rejects, converted.values, converted.undecodable, converted.unwritten):
        outputs.append(keep(work, path, f"out/restricted/{business}/{path.name}", restricted=True))
    clear(work, business, delivery.files)
    manifest = Manifest(
        spec=prepared.plan.spec,
        mapping_sha256=prepared.mapping_sha256,
        sources=pipeline.delivered(work, prepared),
        csv=form,
        tables=delivery.tables,
        characters=prepared.characters,
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


@value
class _Done:
    """One business after its job."""

    conversion: Conversion
    converted: Converted
    prepared: Prepared
    undecided: tuple[Finding, ...]
    """Characters that nobody decided about yet: they block the sign-off, not the load."""
    beside: tuple[Finding, ...]
    """What is no matter of a row: empty data files, CSV that was left out."""
    inputs: dict[str, FileDigest]
    notices: tuple[str, ...]


def _rehearsed(prepared: Prepared, converted: Converted) -> Conversion:
    """A conversion of which nothing is written."""
    return Conversion(
        spec=prepared.plan.spec,
        mapping_sha256=prepared.mapping_sha256,
        lines=converted.lines,
        targets=converted.targets,
        outputs=(),
        findings=converted.findings,
    )


def _one(workspace: Workspace, session: Session, business: str, how: How, dry_run: bool) -> _Done:
    command = f"convert {'dry-run' if dry_run else 'run'} {business}"
    with job.run(workspace, session, f"{command} --table {how.table}" if how.table else command) as work:
        before = convert_table.earlier(work, business, how) if how.table else None
        prepared = pipeline.prepare(work, business, how)
        converted = pipeline.expected(work, prepared, how)
        if dry_run:
            conversion = _rehearsed(prepared, converted)
        elif before is not None:
            conversion = convert_table.save(work, prepared, converted, before, how)
        else:
            conversion = _save(work, prepared, converted, how)
        undecided = chars_common.open_findings(work)
        beside = (*_empty(prepared), *(() if how.csv or dry_run else csv_left_out.said(business)))
        work.findings = len(conversion.findings) + len(undecided) + len(beside)
        work.sums = conversion.sums
    return _Done(
        conversion=conversion,
        converted=converted,
        prepared=prepared,
        undecided=undecided,
        beside=beside,
        inputs=work.inputs,
        notices=(prepared.why, *_decided(prepared), *_together(prepared, how.table), _written(work, business, dry_run)),
    )


def _empty(prepared: Prepared) -> Iterator[Finding]:
    """MIG-CNV-095 for each data file without a record: the table may be empty, or its extract was lost."""
    for source, many in prepared.origins.items():
        for origin, piece in zip(many, prepared.staged[source].pieces, strict=True):
            if not piece.rows:
                place = Place(business=prepared.business, file=origin.file.path, table=source)
                yield Finding(code="MIG-CNV-095", severity=Severity.WARNING, place=place, basis=_OWN)


def _decided(prepared: Prepared) -> Iterator[str]:
    for source, cells in prepared.decided.items():
        yield f"文字の決定（migrate chars list）に従い、{source} の {cells:,} 個の値の文字を書き換えました。"


def _together(prepared: Prepared, table: str) -> tuple[str, ...]:
    """Where one table was asked for, that others were converted with it."""
    others = [one for one in prepared.plan.tables if one != table]
    if not table or not others:
        return ()
    return (f"親の行とともに拒否される行があるため、{'、'.join(others)} も変換しました。",)


def _written(work: Job, business: str, dry_run: bool) -> str:
    if dry_run:
        return (
            f"試しの実行です。{business} を最後まで変換しましたが、出力は書いていません（前回のものはそのままです）。"
        )
    changed = "" if work.changed else "（前回と同じ内容です）"
    return (
        f"out/converted/{business}/ に書きました{changed}。"
        f"元の値を含むファイルは out/restricted/{business}/（取扱注意）です。"
    )


_OWN = Basis(document="本ツール独自", section="データの変換")


def _without_csv(found: Iterable[Finding]) -> Iterator[Note]:
    """Said first of tables whose CSV could not be written: everything else about the run is in order."""
    tables = dict.fromkeys(one.place.table or "" for one in found if one.code in UNHELD.values())
    if tables:
        named = "、".join(tables)
        yield Note(
            text=f"CSV を書いていない表があります: {named}（output の形で書けない値があります）。", tone=Tone.BAD
        )


_CLOSED = Note(text="収支は閉じています。元データのすべての行の行き先が分かっています。", tone=Tone.GOOD)
"""Said of every run that ends: one whose balance does not close ends with an error (`pipeline.expected`)."""


def run(
    workspace: Workspace, session: Session, business: str = "", how: How | None = None, dry_run: bool = False
) -> Outcome:
    """Convert ``business`` (every business with a mapping where empty), each in a job of its own.

    Writes out/converted, out/lineage, out/restricted and out/convert of each business; manifest.json last. A
    ``dry_run`` does everything but that. Where ``how`` names one table, what was written of the others stays.

    Raises:
        NothingCheckedError, MigrateError, UnreadableError: see `pipeline.prepare`, `convert_table.earlier`.
    """
    conversions: list[Conversion] = []
    data: list[ConvertedBusiness] = []
    sections: list[Section] = []
    notices: list[str] = []
    inputs: dict[str, FileDigest] = {}
    undecided: tuple[Finding, ...] = ()
    beside: list[Finding] = []
    for one in pipeline.mapped(workspace, business):
        done = _one(workspace, session, one, how or How(), dry_run)
        conversion = done.conversion
        conversions.append(conversion)
        sections.append(balance.section(conversion))
        sections += [section] if (section := _unreported(done.converted)) else []
        notices += done.notices
        undecided = done.undecided
        beside += done.beside
        inputs |= done.inputs
        data.append(
            ConvertedBusiness(
                spec=conversion.spec,
                mapping_sha256=conversion.mapping_sha256,
                lines=conversion.lines,
                targets=conversion.targets,
                unreported=dict(done.converted.unreported),
                outputs=conversion.outputs,
            )
        )
    found = sorted((*(f for one in conversions for f in one.findings), *undecided, *beside), key=sort_key)
    verdict = Section(id="convert-run", title="結果", blocks=(_CLOSED, *_without_csv(found)))
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
        notices=(*notices, f"次に打つコマンド: migrate {'convert' if dry_run else 'check'} run"),
    )
