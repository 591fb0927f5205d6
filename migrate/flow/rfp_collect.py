"""`rfp collect`: a vendor's proposal (⑨-3). The criteria must have been locked before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.flow import procure_collect, procure_receipt, rfp_desk, rfp_state
from migrate.flow.outcome import Outcome
from migrate.flow.procure_collect import Delivery
from migrate.flow.rfp_state import DESK
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

__all__ = ("Delivery", "collect")


def collect(workspace: Workspace, session: Session, files: Sequence[Path], wish: Delivery) -> Outcome:
    """Take a proposal: files, or folders with them; see `procure_collect.collect` for the other errors.

    Raises:
        MigrateError: MIG-RFP-001, -002, -007, -008, -048 (nothing is opened before the lock), MIG-RFI-020.
    """
    found = procure_collect.collect(DESK, workspace, session, files, wish, rfp_state.check_may_open)
    result = procure_receipt.receipt(found)
    typed = rfp_desk.desk(found.unit).typed
    then = f"受領の状況は migrate rfp show、採点の値は migrate rfp offers{typed} です。"
    return Outcome(
        kind="rfp-collect",
        data=result,
        document=procure_receipt.document(DESK, result),
        findings=found.findings,
        inputs=found.inputs,
        unreadable=found.unreadable,
        notices=procure_receipt.notices(DESK, found, then),
    )
