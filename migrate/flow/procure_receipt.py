"""What `collect` says of a delivery, for any kind of procurement."""

from __future__ import annotations

from migrate.flow.procure_collect import Collected
from migrate.flow.procure_desk import Desk
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Section, Tone, Value
from migrate.model.value import value
from migrate.procure.submission import ReceivedFile


@value
class Receipt:
    """Result of `rfi collect` and `rfp collect`. Numbers count cells, but ``strays`` and ``lost`` rows."""

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
    """Required cells that concern the vendor."""
    answered: int
    returned: str
    """The return sheet, empty where nothing new came."""


def receipt(found: Collected) -> Receipt:
    """The delivery in numbers."""
    made, books = found.submission, found.submission.books
    return Receipt(
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


def notices(desk: Desk, found: Collected, then: str) -> tuple[str, ...]:
    """What was written, and what to do ``then``."""
    if not found.returned:
        return (f"同じファイルを受領ずみなので、新しい{desk.noun}はありません。",)
    return (
        f"受け取ったままのファイルを {found.kept}/ に残しました。",
        f"返却票を {found.returned} に書きました。",
        then,
    )


def document(desk: Desk, result: Receipt) -> Document:
    """The delivery for people."""
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
        title=f"{desk.noun}の受領（{desk.kind.upper()}）",
        summary=f"{result.vendor} の回答 {result.answers:,} 個を読みました。{late}",
        facts=(
            ("調達の単位", result.unit),
            ("受領日", result.received),
            ("回", f"{result.number}" if result.number else "－"),
        ),
        sections=(Section(id="read", title="結果", blocks=(figures, grid) if result.number else (grid,)),),
    )


def _bad(label: str, number: int) -> Figure:
    return Figure(label=label, value=f"{number:,}", tone=Tone.BAD if number else Tone.PLAIN)
