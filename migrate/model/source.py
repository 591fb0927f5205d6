"""The current system as it is: tables, columns, and the files that hold its rows."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.finding import Finding
from migrate.model.record import FieldForm, RecordForm
from migrate.model.spec import CodeValue
from migrate.model.value import value


class SourceKind(StrEnum):
    """What a file of the current system is."""

    DDL = "ddl"
    LAYOUT = "layout"
    """Layout table (column, position, length) of a fixed-length file."""
    CSV = "csv"
    FIXED = "fixed"
    COPYBOOK = "copybook"
    """Record descriptions of COBOL."""
    CODES = "codes"
    """Code table (bytes to Unicode) of a host."""
    BOOK = "book"
    """Table-definition workbook (テーブル定義書)."""
    DATABASE = "database"
    """A database that was read itself; ``path`` is ``database:<name>``, ``sha256`` that of its structure."""


@value
class SourceColumn:
    """One column. ``type`` is the vendor's text without length, upper case (``VARCHAR2``, ``CHAR``, ``NUMBER``)."""

    name: str
    logical_name: str = ""
    """日本語名 from a comment or a layout table."""
    type: str = ""
    length: int | None = None
    length_unit: str = ""
    """``CHAR`` or ``BYTE`` where the declaration says what `length` counts (``VARCHAR2(10 CHAR)``), else empty."""
    scale: int | None = None
    nullable: bool = True
    default: str = ""
    comment: str = ""
    file: str = ""
    """File of ``line`` where that is another one than the table's (a later migration), else empty."""
    line: int | None = None
    start: int | None = None
    """Fixed-length files: first byte of the field, from 1."""
    bytes: int | None = None
    """Fixed-length files: width in bytes."""
    form: FieldForm | None = None
    """Host files: how its bytes hold the value; None: characters."""
    cell: str = ""
    """Workbooks: the cell of its name, such as ``C7``; ``続き!C7`` where it stands on another sheet than its table."""
    item: str = ""
    """データ項目ID where the column is an item of a standard (the table then has ``spec``)."""
    codes: tuple[CodeValue, ...] = ()
    """Values that the declaration admits, with their meanings; empty where it names none or leaves them open."""


@value
class ForeignKey:
    """Columns that refer to another table."""

    name: str = ""
    """Name of the constraint, empty where the declaration gives none."""
    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]
    """Columns of the other table, empty: its primary key."""
    on_delete: str = ""
    """What happens to the row when the other one is deleted, upper case: ``CASCADE``, ``SET NULL``, ``NO ACTION`` …"""
    on_update: str = ""
    file: str = ""
    """File of ``line`` where that is another one than the table's, else empty."""
    line: int | None = None


@value
class Index:
    """An index or a unique constraint."""

    name: str = ""
    """Empty where the declaration gives none."""
    columns: tuple[str, ...]
    """Its columns in order; an expression is the declaration's own text of it (``lower(name)``); empty: all columns."""
    unique: bool = False
    constraint: bool = False
    """True where it is declared as a UNIQUE constraint, not as an index."""
    kind: str = ""
    """A special kind of index, upper case: ``FULLTEXT``, ``SPATIAL``, ``BITMAP``, ``COLUMNSTORE`` …"""
    where: str = ""
    """The condition of an index over a part of the rows, as text."""
    file: str = ""
    """File of ``line`` where that is another one than the table's, else empty."""
    line: int | None = None


@value
class SourceTable:
    """One table or record layout of the current system."""

    name: str
    logical_name: str = ""
    columns: tuple[SourceColumn, ...]
    comment: str = ""
    """The comment on the table as it is written; ``logical_name`` is the name at its head."""
    primary_key: tuple[str, ...] = ()
    primary_key_name: str = ""
    """Name of its constraint, empty where the declaration gives none."""
    primary_key_file: str = ""
    """File of ``primary_key_line`` where that is another one than the table's, else empty."""
    primary_key_line: int | None = None
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    """Indexes and unique constraints beside the primary key."""
    file: str = ""
    """File in which it is declared."""
    line: int | None = None
    """Line of the file, or row of the sheet."""
    sheet: str = ""
    """Workbooks: the sheet in which it is declared."""
    cell: str = ""
    """Workbooks: the cell of its name or of its headings."""
    spec: str = ""
    """``ID@EDITION`` of the standard whose item list declares the table; ``logical_name`` is then its グループ."""


@value
class CsvForm:
    """How a CSV file is written, as found or as project.yaml states it. Offsets are found afresh at each reading."""

    delimiter: str = ","
    quote: str = '"'
    """Empty where quotes are characters like any other."""
    escape: str = ""
    """A backslash where it escapes, as MySQL and PostgreSQL write."""
    quoting: str = "minimal"
    """``all``, ``minimal`` or ``none``: which fields are quoted."""
    newline: str = "LF"
    """``CRLF``, ``LF``, ``CR``, or ``mixed``."""
    header: bool = True
    """False where the fields follow the table's columns in their order."""
    skipped: int = 0
    """Lines in front of the header (or of the first record): titles, Excel's ``sep=``."""
    footer: int = 0
    """Lines at the end that are no records: totals, ``n rows selected``."""
    sure: int = 100
    """How sure, 0 to 100."""
    stated: tuple[str, ...] = ()
    """Those of the above that project.yaml states."""


@value
class SourceFile:
    """One file that was looked at, what it was taken for, and why."""

    path: str
    """Relative to the workspace, else the bare file name."""
    kind: SourceKind
    sha256: str
    encoding: str
    """Python codec name, such as ``cp932`` or ``utf-8-sig``."""
    why: str
    """One Japanese sentence: why this kind and encoding."""
    table: str = ""
    """Data files: the table whose rows it holds. A file with several kinds of records stands once for each of them."""
    csv: CsvForm | None = None
    """CSV files: how they are written; None: to be found when the file is read."""
    form: RecordForm | None = None
    """Host files: how its records and characters are cut; None: as plain text files are."""
    statements_read: int = 0
    statements_skipped: int = 0
    """Left out on purpose (grants, storage, sequences …)."""
    statements_unknown: int = 0
    """Not understood; each is also a finding with its line."""


@value
class SourceSchema:
    """Everything known of the current system's structure."""

    tables: tuple[SourceTable, ...]
    files: tuple[SourceFile, ...]
    findings: tuple[Finding, ...] = ()

    def table(self, name: str) -> SourceTable | None:
        """The table of that name, None where there is none."""
        return next((t for t in self.tables if t.name == name), None)
