"""`rfp collect`: a vendor's proposal (⑨-3). The criteria must have been locked before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.flow import procure_collect, rfp_desk, rfp_state
from migrate.flow.outcome import Outcome
from migrate.flow.procure_collect import Collected, Delivery
from migrate.model.document import Cell, Column, Document, Grid, Section, Tone, Value
from migrate.model.value import value
from migrate.procure.submission import ReceivedFile
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

__all__ = ("Delivery", "collect")


@value
class RfpCollect:
    """Result of `rfp collect`. Numbers count cells, but ``strays`` and ``lost`` rows."""

    unit: str
    vendor: str
    number: int
    """Number of the delivery; 0 where nothing new came."""
    received: str
    late: bool
    files: tuple[ReceivedFile, ...]
    duplicates: tuple[str, ...]
    """Files that had come before."""
    answers: int
    refused: int
    strays: int
    lost: int
    returned: str
    """The return sheet, empty where nothing new came."""


def collect(workspace: Workspace, session: Session, files: Sequence[Path], wish: Delivery) -> Outcome:
    """Take a proposal: files, or folders with them; see `procure_collect.collect` for the other errors.

    Raises:
        MigrateError: MIG-RFP-001, -002, -007, -008, -048 (nothing is opened before the lock), MIG-RFI-020.
    """
    found = procure_collect.collect(rfp_state.DESK, workspace, session, files, wish, rfp_state.check_may_open)
    result = _result(found)
    told = ["同じファイルを受領ずみなので、新しい提案はありません。"]
    if found.returned:
        typed = rfp_desk.desk(found.unit).typed
        told = [f"受け取ったままのファイルを {found.kept}/ に残しました。", f"返却票を {found.returned} に書きました。"]
        told.append(f"受領の状況は migrate rfp show、採点の値は migrate rfp offers{typed} です。")
    return Outcome(
        kind="rfp-collect",
        data=result,
        document=_document(result),
        findings=found.findings,
        inputs=found.inputs,
        unreadable=found.unreadable,
        notices=tuple(told),
    )


def _result(found: Collected) -> RfpCollect:
    made, books = found.submission, found.submission.books
    return RfpCollect(
        unit=found.unit,
        vendor=made.vendor,
        number=made.number,
        received=made.received,
        late=made.late,
        files=made.files,
        duplicates=found.duplicates,
        answers=sum(len(one.given) for one in books),
        refused=sum(len(one.refused) for one in books),
        strays=sum(len(one.strays) for one in books),
        lost=sum(len(one.lost) for one in books),
        returned=found.returned,
    )


def _document(result: RfpCollect) -> Document:
    rows: list[tuple[Value, ...]] = [
        (one.name, "読んだ" if one.book else Cell(text="読んでいない", tone=Tone.CAUTION)) for one in result.files
    ]
    rows += [(name, Cell(text="受領ずみ", tone=Tone.MUTED)) for name in result.duplicates]
    columns = (Column(title="ファイル", width=50), Column(title="扱い", width=20))
    late = "提案の期限の後に届きました。" if result.late and result.number else ""
    return Document(
        title="提案の受領",
        summary=f"{result.vendor} の回答 {result.answers:,} 個を読みました。{late}",
        facts=(
            ("調達の単位", result.unit),
            ("受領日", result.received),
            ("回", f"{result.number}" if result.number else "－"),
            ("読めないセル", f"{result.refused:,}"),
            ("どの行でもない行", f"{result.strays:,}"),
            ("無くなった行", f"{result.lost:,}"),
        ),
        sections=(
            Section(id="read", title="結果", blocks=(Grid(title="ファイル", columns=columns, rows=tuple(rows)),)),
        ),
    )
