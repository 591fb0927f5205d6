"""What the rows of the current system hold, without the rows: counts, lengths, forms; values of code columns only."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.record import RecordForm
from migrate.model.source import CsvForm, SourceKind
from migrate.model.value import value


class Care(StrEnum):
    """Which values of a column may be shown."""

    CODE = "code"
    """Every value, rare counts as ``<10``."""
    OPEN = "open"
    """Smallest, largest and frequent values (years, times of processing)."""
    CLOSED = "closed"
    """None: person-related, or not known to be anything else."""


@value
class Tally:
    """A named count of cells. ``count`` is None in code columns, where it could tell the count of a rare code."""

    name: str
    count: int | None


@value
class ValueCount:
    """One value of a column. ``text`` is None where the value looks like a person's; then only ``pattern`` is told."""

    text: str | None
    pattern: str
    count: str
    """A number; ``<10``; or ``>=10`` where the exact number would betray the one below 10."""


@value
class ColumnProfile:
    """One column over all readable rows of one file. Lengths count characters."""

    name: str
    logical_name: str
    care: Care
    why: str
    """One Japanese sentence: why these values are shown or not."""
    empty: int | None
    """Cells of no character; None where the number would betray the count of a rare code."""
    blank: int | None
    """Cells of nothing but blanks (half- and full-width)."""
    distinct: int
    """Different values, the empty text left out."""
    distinct_exact: bool
    """False: an estimate, standard error 0.6 %."""
    shortest: int | None
    longest: int | None
    mean_length: float | None
    """Over cells that are neither empty nor blank; None in code columns."""
    characters: tuple[Tally, ...]
    """Cells that hold at least one character of a class."""
    signatures: tuple[Tally, ...]
    """Cells that have a known form; one cell may have several."""
    patterns: tuple[Tally, ...]
    """The most frequent shapes (``9{3}-9{4}``), at most 20, none below 10 cells."""
    minimum: str | None = None
    """Smallest value in text order; open columns only."""
    maximum: str | None = None
    values: tuple[ValueCount, ...] = ()
    """Code columns: every value, sorted; open columns: the most frequent ones, at most 20."""
    undecodable: int | None = 0
    """Cells with bytes that the encoding does not know; None in code columns that have any."""
    first_undecodable: int | None = None
    """Record number of the first of them."""


@value
class RaggedRow:
    """A record that could not be cut: its number and what was found, fields (CSV) or bytes (fixed-length)."""

    row: int
    found: int
    expected: int


@value
class FileProfile:
    """One data file."""

    file: str
    table: str
    encoding: str
    records: int
    """All records, those that could not be cut included."""
    ragged: tuple[RaggedRow, ...]
    """The first 1,000 records that could not be cut; they are in no column's counts."""
    ragged_count: int
    columns: tuple[ColumnProfile, ...]
    kind: SourceKind = SourceKind.CSV
    csv: CsvForm | None = None
    """CSV files: how they are written, as far as the scan found it."""
    form: RecordForm | None = None
    """Host files: how their records are cut."""
    newline: str = ""
    """Fixed-length text files: ``CRLF``, ``LF``, ``CR``; empty where records follow each other."""

    @property
    def rows(self) -> int:
        """Records that the columns' counts are about."""
        return self.records - self.ragged_count
