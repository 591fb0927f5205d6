"""`phase risks`: the risks and issues of all registers of the workspace in one list."""

from __future__ import annotations

from dataclasses import replace

from migrate.errors import MigrateError
from migrate.flow import answers, phase, plan
from migrate.flow.outcome import Outcome
from migrate.forms.form import Form
from migrate.forms.records import Answers
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.phase import form as forms
from migrate.phase import risks, risks_page
from migrate.phase.risks import Entry, Kept, Rows, Standing, Wanted
from migrate.survey.form import form as survey
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_HOW = f"書くには: migrate phase make {forms.ACROSS} などで様式を作り、記入したら migrate phase read で読み取ります。"


@value
class RiskList:
    """The open rows that were asked for, the most pressing first, and the registers that they come from."""

    as_of: str
    open: int
    overdue: int
    blocked: int
    unowned: int
    undated: int
    entries: tuple[Entry, ...]
    registers: tuple[Kept, ...]


def collected(workspace: Workspace, session: Session) -> tuple[Rows, tuple[FileDigest, ...]]:
    """The open rows of all registers (also for the home page), and the files that hold them.

    Raises:
        MigrateError: the code of a form whose kept answers are damaged. UnreadableError: MIG-SYS-007.
    """
    known: dict[str, tuple[Form, Answers]] = {}
    inputs: tuple[FileDigest, ...] = ()
    for item in dict.fromkeys(one.item for one in risks.registers()):
        form = survey() if item == risks.SURVEY else forms.form(int(item))
        given, noted = answers.kept_in(workspace, form)
        known[item] = form, given
        inputs += noted
    codes = {one.number: one.code for one in phase.procedure().steps}
    return risks.collect(known, codes, session.as_of), inputs


def show(workspace: Workspace, session: Session, wanted: Wanted) -> Outcome:
    """The open rows that are wanted; a row past its date, without owner or without date is a finding.

    Raises:
        MigrateError: MIG-PHS-042 (business), -109 (kind), the code of a form whose kept answers are damaged.
        UnreadableError: MIG-SYS-007.
    """
    kinds = tuple(dict.fromkeys(one.kind for one in risks.registers()))
    if wanted.kind and wanted.kind not in kinds:
        raise MigrateError("MIG-PHS-109", params={"kind": wanted.kind, "kinds": "、".join(kinds)})
    wanted = replace(wanted, business=plan.one_business(workspace, wanted.business))
    rows, inputs = collected(workspace, session)
    entries = tuple(one for one in rows.entries if wanted.takes(one))
    view = risks_page.View(
        municipality=workspace.project.name,
        as_of=session.as_of,
        rows=rows,
        wanted=wanted,
        entries=entries,
        names=plan.names(workspace),
    )
    data = RiskList(
        as_of=session.as_of.isoformat(),
        open=len(entries),
        overdue=sum(one.standing is Standing.OVERDUE for one in entries),
        blocked=sum(one.standing is Standing.BLOCKED for one in entries),
        unowned=sum(one.unowned for one in entries),
        undated=sum(one.days_left is None for one in entries),
        entries=entries,
        registers=rows.registers,
    )
    return Outcome(
        kind="phase-risks",
        data=data,
        document=risks_page.document(view),
        brief=risks_page.document(view, brief=True),
        findings=risks_page.findings(entries),
        inputs=inputs,
        nothing_checked=risks_page.is_empty(rows),
        notices=(_HOW,) if risks_page.is_empty(rows) else (),
    )
