"""`rfi collect`: a vendor's answers to a request for information (⑥-2)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.flow import procure_collect, rfi_state
from migrate.flow.outcome import Outcome
from migrate.flow.procure_collect import Collected, Delivery
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Section, Tone, Value
from migrate.model.value import value
from migrate.procure.submission import ReceivedFile
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

__all__ = ("Delivery", "collect")


@value
class RfiCollect:
    """Result of `rfi collect`. Numbers count cells, but ``strays`` and ``lost`` rows."""

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
    asked: int
    answered: int
    returned: str
    """The return sheet, empty where nothing new came."""


def collect(workspace: Workspace, session: Session, files: Sequence[Path], wish: Delivery) -> Outcome:
    """Take a delivery: files, or folders with them; see `procure_collect.collect` for the errors."""
    found = procure_collect.collect(rfi_state.DESK, workspace, session, files, wish)
    result = _result(found)
    told = ["同じファイルを受領ずみなので、新しい回答はありません。"]
    if found.returned:
        told = [f"受け取ったままのファイルを {found.kept}/ に残しました。", f"返却票を {found.returned} に書きました。"]
        told.append("次は migrate rfi show で、受領の状況を見られます。")
    return Outcome(
        kind="rfi-collect",
        data=result,
        document=_document(result),
        findings=found.findings,
        inputs=found.inputs,
        unreadable=found.unreadable,
        notices=tuple(told),
    )


def _result(found: Collected) -> RfiCollect:
    made, books = found.submission, found.submission.books
    return RfiCollect(
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
        asked=sum(one.asked for one in books),
        answered=sum(one.answered for one in books),
        returned=found.returned,
    )


def _bad(label: str, number: int) -> Figure:
    return Figure(label=label, value=f"{number:,}", tone=Tone.BAD if number else Tone.PLAIN)


def _document(result: RfiCollect) -> Document:
    figures = Figures(
        figures=(
            Figure(label="読んだ回答", value=f"{result.answers:,}"),
            Figure(label="必須の欄", value=f"{result.answered:,}／{result.asked:,}"),
            _bad("読めないセル", result.refused),
            _bad("どの行でもない行", result.strays),
            _bad("無くなった行", result.lost),
        )
    )
    columns = (Column(title="ファイル", width=50), Column(title="扱い", width=20))
    rows: list[tuple[Value, ...]] = [
        (one.name, "読んだ" if one.book else Cell(text="読んでいない", tone=Tone.CAUTION)) for one in result.files
    ]
    rows += [(name, Cell(text="受領ずみ", tone=Tone.MUTED)) for name in result.duplicates]
    grid = Grid(title="ファイル", columns=columns, rows=tuple(rows))
    late = "期限の後に届きました。" if result.late and result.number else ""
    return Document(
        title="RFI の回答の受領",
        summary=f"{result.vendor} の回答 {result.answers:,} 個を読みました。{late}",
        facts=(
            ("調達の単位", result.unit),
            ("受領日", result.received),
            ("回", f"{result.number}" if result.number else "－"),
        ),
        sections=(Section(id="read", title="結果", blocks=(figures, grid) if result.number else (grid,)),),
    )
