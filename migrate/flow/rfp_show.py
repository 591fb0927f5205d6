"""`rfp show`: who proposed what and when, which questions are open, and what is proven of ⑨-1 to ⑨-3."""

from __future__ import annotations

from migrate.flow import procure_show, procure_terms, procure_unit, rfp_situation, rfp_state
from migrate.flow.outcome import Outcome
from migrate.flow.procure_desk import vendors
from migrate.flow.procure_log import Log
from migrate.flow.procure_show import Standing
from migrate.phase.facts import Facts
from migrate.procure.package import STANDARD
from migrate.procure.rfi import log
from migrate.procure.rfp import steps
from migrate.procure.rfp.steps import State
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


def show(workspace: Workspace, session: Session, asked: str = "") -> Outcome:
    """Every unit, or the one of that key; writes a proof for each step of a business that is proven.

    Raises:
        NothingCheckedError: MIG-RFI-027, no package is built.
        MigrateError: MIG-RFI-020, -026, MIG-RFP-001, -002. UnreadableError: MIG-SYS-003, -007.
    """
    found = procure_show.show(rfp_state.DESK, workspace, session, asked, _standing)
    return Outcome(kind="rfp-show", data=found.result, document=found.document, inputs=found.inputs)


def _standing(work: Job, known: Facts, unit: str) -> Standing:
    state = _state(work, known, unit)
    return Standing(
        package=state.package,
        lacking=state.lacking,
        asked=state.asked,
        vendors=state.vendors,
        proofs=steps.proofs(state, work.session.as_of),
    )


def _state(work: Job, known: Facts, key: str) -> State:
    package = rfp_state.DESK.packages(work, key)[STANDARD]
    unit = procure_unit.unit(known, key)
    ids = [one.id for one in package.businesses]
    given = rfp_situation.given(known, unit, ids, procure_terms.given(work, rfp_state.DESK, key))
    _, lock = rfp_state.basis(work, key)
    return State(
        package=package,
        lacking=rfp_state.terms(key, unit.title, given, lock is not None).lacking,
        asked=log.asked(Log(desk=rfp_state.DESK, unit=key).load(work)),
        vendors=vendors(rfp_state.DESK.received(work, key)),
    )
