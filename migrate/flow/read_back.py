"""Workbooks of decisions or answers that were read back: what came of it, for people."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.document import Column, Document, Figure, Figures, Grid, Section, Tone
from migrate.model.finding import Finding, Severity
from migrate.model.value import value


@value
class ReadBack:
    """What came of reading workbooks in which people decided. Numbers count decisions."""

    files: tuple[str, ...]
    new: int
    changed: int
    same: int
    conflicts: int
    unreadable: int
    """Cells that hold something that is no answer, and rows of something that is not known."""
    written: tuple[str, ...]


def document(result: ReadBack, title: str, noun: str = "決定") -> Document:
    """The counts, and the files that were read and written; ``noun`` is what a filled-in cell is."""
    figures = Figures(
        figures=(
            Figure(label=f"新しい{noun}", value=f"{result.new:,}"),
            Figure(label=f"変わった{noun}", value=f"{result.changed:,}"),
            Figure(label=f"同じ{noun}", value=f"{result.same:,}"),
            _bad("読めないセル", result.unreadable),
            _bad("食い違い", result.conflicts),
        )
    )
    rows = (*((name, "読んだ") for name in result.files), *((name, "書いた") for name in result.written))
    columns = (Column(title="ファイル", width=50), Column(title="扱い", width=20))
    return Document(
        title=title,
        summary=f"{noun} {result.new + result.changed:,} 件を保存しました。",
        sections=(
            Section(id="read", title="結果", blocks=(figures, Grid(title="ファイル", columns=columns, rows=rows))),
        ),
    )


def _bad(label: str, number: int) -> Figure:
    return Figure(label=label, value=f"{number:,}", tone=Tone.BAD if number else Tone.PLAIN)


def following(empty: bool, found: Sequence[Finding], command: str, then: str) -> str:
    """What to do next, in a sentence: ``command`` again where something is missing or wrong, else ``then``."""
    if empty:
        return "記入された欄が 1 つもありません。クリーム色の欄に記入してから読んでください。"
    if any(one.severity is Severity.ERROR for one in found):
        return f"エラーのあるセルは保存していません。直したファイルを、もう一度 {command} で読んでください。"
    return then
