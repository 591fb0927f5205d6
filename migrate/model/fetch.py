"""Rows that were fetched from a database of the current system: how many, into which files, how written."""

from __future__ import annotations

from migrate.model.value import value


@value
class FetchedColumn:
    """One column of a fetched table. It holds counts, never a value."""

    name: str
    type: str
    """The product's text of the type."""
    nulls: int
    """Rows in which it is NULL: nothing is written between the commas."""
    empty: int
    """Rows in which it is the empty string: written as two quotes."""


@value
class FetchedTable:
    """One table and its file."""

    table: str
    schema: str
    file: str
    """Relative to the workspace."""
    rows: int
    """Records in the file, the header not counted; equal to the server's own COUNT(*)."""
    bytes: int
    sha256: str
    sorted: bool
    """True where the rows are in the order of the primary key, False where in the server's own."""
    columns: tuple[FetchedColumn, ...]


@value
class SourceFetch:
    """One reading of a database."""

    database: str
    """Its name: ``database:juki``."""
    product: str
    version: str
    snapshot: str
    """Japanese: what makes all rows of one moment; empty where the product does not promise it."""
    read_only: str
    """Japanese: what keeps the connection from writing; empty where nothing does."""
    structure: str
    """sha256 of the structure that was read."""
    tables: tuple[FetchedTable, ...]
