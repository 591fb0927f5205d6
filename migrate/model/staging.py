"""Source rows as text, read but not yet converted."""

from __future__ import annotations

from pathlib import Path

from migrate.model.value import value


@value
class BadBytes:
    """Bytes of one cell that the declared encoding does not know. Raw bytes go to out/restricted/ only."""

    row: int
    column: str
    raw: bytes


@value
class BadRow:
    """A record that cannot be cut into columns (wrong number of fields, wrong length)."""

    row: int
    found: int
    expected: int
    raw: bytes


@value
class Piece:
    """One of the files that together hold a table: its records follow ``before`` records of other files."""

    file: str
    before: int
    rows: int


@value
class Staged:
    """One table's rows as Parquet, of one data file or of several, one after the other.

    Columns: ``_row`` (int64, record number from 1, a header line is not a record) and one text column per source
    column, exactly as decoded; an undecodable byte b is the character U+FF000 + b.
    """

    table: str
    file: str
    rows: int
    """All records of the file, `bad_rows` included; the Parquet holds ``rows - len(bad_rows)``."""
    parquet: Path
    bad_bytes: tuple[BadBytes, ...]
    bad_rows: tuple[BadRow, ...]
    files: tuple[Piece, ...] = ()
    """The files in their order, where there are several; record numbers then count on from file to file."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Every file, also where there is one."""
        return self.files or (Piece(file=self.file, before=0, rows=self.rows),)

    def place(self, row: int) -> tuple[str, int]:
        """File of a record, and its number in that file."""
        piece = next(one for one in reversed(self.pieces) if row > one.before)
        return piece.file, row - piece.before
