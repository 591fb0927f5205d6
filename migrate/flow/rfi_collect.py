"""`rfi collect`: a vendor's answers to a request for information (⑥-2)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.flow import procure_collect, procure_receipt
from migrate.flow.outcome import Outcome
from migrate.flow.procure_collect import Delivery
from migrate.flow.rfi_state import DESK
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

__all__ = ("Delivery", "collect")

_THEN = "受領の状況は migrate rfi show、団体の希望との比較は migrate gap functions show で見られます。"


def collect(workspace: Workspace, session: Session, files: Sequence[Path], wish: Delivery) -> Outcome:
    """Take a delivery: files, or folders with them; see `procure_collect.collect` for the errors."""
    found = procure_collect.collect(DESK, workspace, session, files, wish)
    result = procure_receipt.receipt(found)
    return Outcome(
        kind="rfi-collect",
        data=result,
        document=procure_receipt.document(DESK, result),
        findings=found.findings,
        inputs=found.inputs,
        unreadable=found.unreadable,
        notices=procure_receipt.notices(DESK, found, _THEN),
    )
