"""An existing mapping sheet (xlsx of any house layout) becomes a draft of a mapping."""

from __future__ import annotations

from pathlib import Path

from migrate.errors import NothingCheckedError
from migrate.files import xlsx, xlsx_marks
from migrate.flow import edited, loaded
from migrate.flow.outcome import Outcome
from migrate.mapping.sheet import draft as drafts
from migrate.mapping.sheet.entries import read
from migrate.model.document import Document, Figure, Figures, Section, Tone
from migrate.model.finding import Finding, Place
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace


@value
class ImportedMapping:
    """The draft of one business."""

    file: str
    lines: int
    """Lines of the workbook."""
    items: int
    doubtful: int
    dropped: int


@value
class MapImport:
    """What became of a workbook."""

    workbook: str
    drafts: tuple[ImportedMapping, ...]


def run(workspace: Workspace, session: Session, file: Path, business: str = "") -> Outcome:
    """Write mapping/<業務ID>.import.draft.yaml from a workbook; what people wrote is never touched.

    Raises:
        NothingCheckedError: MIG-MAP-131 (no sheet is a mapping sheet), MIG-GAP-020 to -022.
        UnreadableError: MIG-SYS-001, MIG-FORM-001 to -015.
    """
    made: list[ImportedMapping] = []
    findings: list[Finding] = []
    with job.run(workspace, session, f"map import {business}".strip()) as work:
        name = workspace.relative(file)
        data = work.read(file)
        found = read(xlsx.loads(data, name), xlsx_marks.marks(data))
        if not found.entries:
            raise NothingCheckedError(
                "MIG-MAP-131", Place(file=name), {"sheets": "、".join(s.sheet for s in found.skipped)}
            )
        schema = loaded.schema(work)
        for one in loaded.businesses(workspace, business):
            imported = drafts.draft(found, loaded.spec(work, one).spec, schema, name)
            target = f"mapping/{one}.import.draft.yaml"
            edited.write(work, target, imported.text)
            findings += imported.findings
            made.append(
                ImportedMapping(
                    file=target,
                    lines=imported.lines,
                    items=imported.items,
                    doubtful=imported.doubtful,
                    dropped=imported.dropped,
                )
            )
        work.findings = len(findings)
    figures = tuple(
        Figure(label=label, value=f"{number} {unit}", note=one.file, tone=tone)
        for one in made
        for label, number, unit, tone in (
            ("表の行", one.lines, "行", Tone.PLAIN),
            ("式にできた項目", one.items, "件", Tone.GOOD),
            ("要確認", one.doubtful, "件", Tone.CAUTION if one.doubtful else Tone.GOOD),
            ("移行しない列", one.dropped, "列", Tone.PLAIN),
        )
    )
    section = Section(id="map-import", title="読み取りの結果", blocks=(Figures(figures=figures),))
    return Outcome(
        kind="map-import",
        data=MapImport(workbook=name, drafts=tuple(made)),
        document=Document(title="対応表のワークブックの読み取り", sections=(section,)),
        findings=tuple(findings),
        inputs=tuple(work.inputs.values()),
        notices=tuple(
            f"{one.file} に書きました。要確認のところを直し、mapping/業務ID.yaml として保存してください。"
            for one in made
        ),
    )
