"""`phase peripheral`: the readiness of peripheral systems and procedures, apart from the rates of the steps."""

from __future__ import annotations

from migrate.flow import answers, plan
from migrate.flow.outcome import Outcome
from migrate.model.document import Document
from migrate.model.value import value
from migrate.phase import form as forms
from migrate.phase import peripheral, peripheral_page
from migrate.phase.peripheral import Interface, Readiness
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace


@value
class PeripheralList:
    """Readiness by business (empty 業務ID: what concerns all), and the rows of the registers."""

    as_of: str
    businesses: tuple[Readiness, ...]
    interfaces: tuple[Interface, ...]
    unwritten: tuple[str, ...]
    """Systems that no row names."""
    procedures: int | None
    """Published number of procedures of マイナポータル."""


def show(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Where the interfaces stand; what is late, or called ready and untried, is a finding.

    Raises:
        MigrateError: MIG-PHS-042 (business), -039 (kept answers are damaged). UnreadableError: MIG-SYS-007.
    """
    given, inputs = answers.kept_in(workspace, forms.form(forms.REGISTERS))
    rows = peripheral.interfaces(given)
    view = peripheral_page.View(
        as_of=session.as_of,
        rows=rows,
        names=plan.names(workspace),
        business=plan.one_business(workspace, business),
    )
    data = PeripheralList(
        as_of=session.as_of.isoformat(),
        businesses=view.readiness,
        interfaces=view.shown,
        unwritten=tuple(one.name for one in peripheral.unwritten(rows)),
        procedures=next((one.procedures for one in peripheral.known() if one.key == peripheral.PROCEDURES), None),
    )
    page = Document(
        title="周辺システムの準備",
        subtitle=workspace.project.name,
        facts=(("時点", session.as_of.isoformat()),),
        summary=peripheral_page.summary(view),
        sections=tuple(peripheral_page.sections(view)),
    )
    told = f"書くには: migrate phase make {forms.ACROSS} で様式を作り、記入したら migrate phase read で読み取ります。"
    return Outcome(
        kind="phase-peripheral",
        data=data,
        document=page,
        findings=peripheral_page.findings(view),
        inputs=inputs,
        nothing_checked=not rows,
        notices=() if rows else (told,),
    )
