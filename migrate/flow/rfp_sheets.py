"""`rfp sheets`: a score sheet for each judge who is present."""

from __future__ import annotations

from dataclasses import replace

from migrate.errors import NothingCheckedError
from migrate.flow import rfp_desk
from migrate.flow.filled_in import check_unread
from migrate.flow.outcome import Outcome
from migrate.forms.book import make as book
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure.scoring import offers, score, sheet
from migrate.procure.scoring.criteria import By
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

FORMS = "forms"
_KEPT_NOWHERE = ""
"""Marks stand in the workbooks only: also one that was read must not be written over."""


@value
class SheetFile:
    """One judge's workbook."""

    path: str
    judge: str
    vendors: int
    items: int


@value
class RfpSheets:
    """Result of `rfp sheets`."""

    unit: str
    lock: str
    forms: tuple[SheetFile, ...]


def sheets(workspace: Workspace, session: Session, unit: str = "", force: bool = False) -> Outcome:
    """Write the sheets into the unit's forms/.

    Raises:
        MigrateError: MIG-RFP-001 to -004, -007, -008, -034 (a sheet is filled in), -036.
        NothingCheckedError: MIG-RFP-020, there is no offer, no judge, or nothing for judges to mark.
    """
    at = rfp_desk.desk(unit)
    with job.run(workspace, session, sheet.HEAD.commands[0]) as work:
        basis = rfp_desk.basis(work, at)
        lock = rfp_desk.locked(work, at, basis)
        offered = rfp_desk.offered(work, at)
        out = {one.vendor: found for one in offered if (found := score.stays_out(one, basis.rules))}
        known = tuple(one for one in offered if one.vendor not in out)
        present = tuple(one for one in rfp_desk.judges(work, at) if one.present)
        items = basis.criteria.given(By.JUDGES)
        if not (known and present and items):
            lacks = "提案" if not known else "出席する委員" if not present else "委員の採点する項目"
            raise NothingCheckedError("MIG-RFP-020", Place(file=at.name(offers.FILE)), {"lacks": lacks})
        made = []
        for judge in present:
            plan = sheet.plan(basis.rules.title, basis.criteria, known, judge, lock.sha256)
            if not plan.sheets:
                continue
            name = at.name(f"{FORMS}/{plan.file}")
            if not force:
                check_unread(work, name, (work.command, _KEPT_NOWHERE), sheet.CODES.unread)
            full = replace(plan, municipality=workspace.project.code, made=session.as_of.isoformat())
            work.write(name, book.workbook(full))
            made.append(SheetFile(path=name, judge=judge.id, vendors=len(plan.sheets), items=len(items)))
    result = RfpSheets(unit=at.unit, lock=lock.sha256, forms=tuple(made))
    notices = (
        f"記入された採点表は、{at.name(FORMS)}/ に戻し、migrate rfp score{at.typed} で読みます。",
        *(f"{one.offer.name} のシートはありません（{one.reason}）。" for one in out.values()),
    )
    return Outcome(
        kind="rfp-sheets",
        data=result,
        document=_document(result),
        inputs=tuple(work.inputs.values()),
        notices=notices,
    )


def _document(result: RfpSheets) -> Document:
    columns = (
        Column(title="採点表", width=44),
        Column(title="委員", width=10),
        Column(title="業者", numeric=True, width=8),
        Column(title="項目", numeric=True, width=8),
    )
    rows = tuple((one.path, one.judge, one.vendors, one.items) for one in result.forms)
    grid = Grid(title="作った採点表", columns=columns, rows=rows, note="様式は本ツール独自です。")
    return Document(
        title="委員の採点表",
        summary=f"採点表 {len(result.forms)} 冊を作りました。",
        sections=(Section(id="forms", title="採点表", blocks=(grid,)),),
    )
