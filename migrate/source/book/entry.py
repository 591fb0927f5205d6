"""The door for scan and commands: a file that is a workbook, read as a definition book."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import xlsx, xlsx_guard, xlsx_marks, xlsx_unread
from migrate.model.finding import Place
from migrate.model.source import SourceFile, SourceKind
from migrate.source import opening
from migrate.source.book.reader import Book, read_book
from migrate.source.detect import Input, declared_kind

_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def is_book(source: Input) -> bool:
    """True where project.yaml calls a file a book, or says nothing and its name ends like a workbook's.

    Raises:
        MigrateError: MIG-SRC-015, a kind that does not exist.
    """
    kind = declared_kind(source)
    return kind is SourceKind.BOOK or (kind is None and source.path.suffix.casefold() in _SUFFIXES)


def _bytes(path: Path, name: str) -> bytes:
    """The workbook's bytes, bounded in size, also out of an archive."""
    if not opening.is_member(path):
        return xlsx.read_bytes(path)
    if opening.length_of(path) > xlsx_guard.MAX_FILE:
        raise xlsx_guard.refused("MIG-FORM-006", name, {"part": name, "limit": xlsx_guard.MAX_FILE >> 20})
    with opening.opened(path) as stream:
        return stream.read()


def load(path: Path, name: str) -> tuple[xlsx.Workbook, bytes]:
    """The cells of a workbook file through the guarded door, and its bytes; ``name`` is its name for people.

    Raises:
        UnreadableError: MIG-SYS-001, -002, MIG-FORM-001 to -015.
    """
    data = _bytes(path, name)
    return xlsx.loads(data, name, any_form=True), data


def book_of(workbook: xlsx.Workbook, data: bytes, name: str) -> Book:
    """A workbook that ``load`` gave, read as a definition book."""
    looks = xlsx_marks.marks(data) if xlsx_marks.can_tell(data) else None
    return read_book(workbook, name, xlsx_unread.unread(data), looks)


def open_book(path: Path, name: str) -> Book:
    """Read a workbook file as a definition book.

    Raises:
        UnreadableError: as ``load``.
    """
    return book_of(*load(path, name), name)


def sure(book: Book) -> int:
    """How sure the reading of the least certain sheet with tables is, 0 to 100."""
    return min((s.sure for s in book.sheets if s.sure is not None and s.fate == "read"), default=0)


def file_of(source: Input, book: Book) -> SourceFile:
    """A book as one of the files that were looked at."""
    read = sum(sheet.fate == "read" for sheet in book.sheets)
    why = f"テーブル定義書のブックであるため。シート {len(book.sheets)} 枚のうち {read} 枚から、"
    why += f"表 {len(book.tables)} 個を読みました（確かさ {sure(book)} % 以上）。"
    return SourceFile(path=source.name, kind=SourceKind.BOOK, sha256=source.sha256, encoding="", why=why)


def refuse_empty(files: Iterable[SourceFile]) -> None:
    """Where no file gave a table, a book among them is refused by its name.

    Raises:
        UnreadableError: MIG-SRC-060.
    """
    for file in files:
        if file.kind is SourceKind.BOOK:
            raise UnreadableError("MIG-SRC-060", Place(file=file.path))
