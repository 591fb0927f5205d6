"""Read a table-definition workbook, and write it back in one clean layout."""

from __future__ import annotations

from pathlib import Path

from migrate.errors import MigrateError, UnreadableError
from migrate.files import atomic
from migrate.files.digest import sha256_of, sha256_of_bytes
from migrate.flow.outcome import Outcome
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Section, Tone
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.model.source import SourceTable
from migrate.model.value import value
from migrate.source import document
from migrate.source.book import clean, entry
from migrate.source.book.reader import SURE, Book, BookSheet

_FATES = {
    "read": "読んだ",
    "list": "一覧として使った",
    "passed": "対象外",
    "empty": "空",
    "unknown": "分からない",
}
_SHEETS = (
    Column(title="シート", width=28),
    Column(title="扱い", width=16),
    Column(title="表", numeric=True, width=6),
    Column(title="列", numeric=True, width=8),
    Column(title="確かさ", unit="%", numeric=True, width=8),
    Column(title="理由", width=60),
)


@value
class SourceBook:
    """Result of `source book`: what the book says, and the clean copy."""

    file: str
    clean: str
    """Name of the clean workbook."""
    sha256: str
    """Of the clean workbook."""
    written: bool
    """False where the file already held exactly these bytes."""
    tables: tuple[SourceTable, ...]
    sheets: tuple[BookSheet, ...]


def _sheet_row(sheet: BookSheet) -> tuple[str | int | Cell | None, ...]:
    tone = Tone.BAD if sheet.fate == "unknown" else Tone.PLAIN
    figure = None if sheet.sure is None else Cell(text=sheet.sure, tone=Tone.PLAIN if sheet.sure >= SURE else Tone.BAD)
    why = "、".join(sheet.reasons) or sheet.why.removesuffix("。")
    return sheet.name, Cell(text=_FATES[sheet.fate], tone=tone), sheet.tables, sheet.columns, figure, why


def _sections(book: Book) -> tuple[Section, ...]:
    columns = sum(len(table.columns) for table in book.tables)
    figures = Figures(
        figures=(
            Figure(label="シート", value=f"{len(book.sheets):,}"),
            Figure(label="表", value=f"{len(book.tables):,}"),
            Figure(label="列", value=f"{columns:,}"),
        )
    )
    grid = Grid(title="シートごとの確かさ", columns=_SHEETS, rows=tuple(_sheet_row(sheet) for sheet in book.sheets))
    tables = tuple(document.table_grid(table) for table in book.tables)
    return (
        Section(id="book-sheets", title="シート", blocks=(figures, grid)),
        Section(id="book-tables", title="表と列", blocks=tables),
    )


def run(file: Path, to: Path) -> Outcome:
    """Read a definition book in any layout and write the clean one; no workspace is needed.

    Raises:
        MigrateError: MIG-SRC-075, the clean book would replace the original.
        UnreadableError: MIG-SRC-060 (no table), MIG-SYS-001, -002, MIG-FORM-001 to -015; -004 to -006 (not written).
    """
    if to.suffix.casefold() != ".xlsx" or (to.exists() and file.exists() and to.samefile(file)):
        raise MigrateError("MIG-SRC-075", Place(file=to.name), {"file": to.name})
    book = entry.open_book(file, file.name)
    if not book.tables:
        raise UnreadableError("MIG-SRC-060", Place(file=file.name))
    data = clean.workbook(book, file.name)
    try:
        digest = FileDigest(path=file.name, sha256=sha256_of(file))
    except OSError:
        raise UnreadableError("MIG-SYS-002", Place(file=file.name), {"file": file.name}) from None
    written = atomic.write(to, data)
    result = SourceBook(
        file=file.name,
        clean=to.name,
        sha256=sha256_of_bytes(data),
        written=written,
        tables=book.tables,
        sheets=book.sheets,
    )
    columns = sum(len(table.columns) for table in book.tables)
    summary = f"シート {len(book.sheets):,} 枚から、表 {len(book.tables):,} 個、列 {columns:,} 個を読みました。"
    page = Document(title=f"テーブル定義書 {file.name}", summary=summary, sections=_sections(book))
    notice = (
        f"{to.name} に、同じ表を一つの様式で書きました。"
        if written
        else f"{to.name} は同じ内容なので、書きかえていません。"
    )
    return Outcome(
        kind="source-book", data=result, document=page, findings=book.findings, inputs=(digest,), notices=(notice,)
    )
