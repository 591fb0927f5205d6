"""`rfi show`: who answered what and when, which questions are open, and what is proven of ⑤-1 to ⑥-2."""

from __future__ import annotations

from migrate.flow import procure_show, rfi_state
from migrate.flow.outcome import Outcome
from migrate.flow.procure_show import Standing
from migrate.phase.facts import Facts
from migrate.procure.package import STANDARD
from migrate.procure.rfi import steps
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


def show(workspace: Workspace, session: Session, asked: str = "") -> Outcome:
    """Every unit, or the one of that key; writes a proof for each step of a business that is proven.

    Raises:
        NothingCheckedError: MIG-RFI-027, no package is built.
        MigrateError: MIG-RFI-020, -026, MIG-GAP-079. UnreadableError: MIG-SYS-003, -007.
    """
    found = procure_show.show(rfi_state.DESK, workspace, session, asked, _standing)
    return Outcome(kind="rfi-show", data=found.result, document=found.document, inputs=found.inputs)


def _standing(work: Job, known: Facts, unit: str) -> Standing:
    state = rfi_state.state(work, unit, known)
    return Standing(
        package=rfi_state.packages(work, unit)[STANDARD],
        lacking=state.terms.lacking,
        asked=state.asked,
        vendors=state.vendors,
        proofs=steps.proofs(state, work.session.as_of),
    )
