"""SQLite: a file, opened for reading only."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, text, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType

from migrate.source.live.address import Address
from migrate.source.live.product import Catalogue, Cause, Column, Declared, Product

_COLUMNS = """
SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_xinfo(m.name, :schema) c
WHERE m.type IN ('table', 'view')
"""


class SQLite(Product):
    """SQLite through Python's own module."""

    title = "SQLite"
    driver = "sqlite+pysqlite"
    needs_user = False
    asks_password = False
    snapshot = "1 つのトランザクションで読むため、すべての表が同じ時点のものです"
    read_only = "ファイルを読取専用で開くため、書込みはできません"

    def query(self, address: Address) -> dict[str, str]:
        """SQLite's own URL form, in which ``mode=ro`` forbids writing and making a new file."""
        return {"mode": "ro", "uri": "true"}

    def begin(self, connection: Connection) -> None:
        """Python's module begins none for SELECT."""
        connection.exec_driver_sql("BEGIN")

    def declared(self, connection: Connection, schema: str) -> Catalogue:
        """Types as they were declared: SQLAlchemy calls what it does not know NUMERIC."""
        rows = connection.execute(text(_COLUMNS), {"schema": schema})
        return {(table, column): Declared(text=kind) for table, column, kind in rows}

    def expression(self, column: ColumnElement[Any], facts: Column) -> ColumnElement[Any]:
        """The value as it is stored, whatever the column's type says."""
        return type_coerce(column, NullType())

    def cause(self, error: BaseException) -> tuple[Cause, str]:
        """By SQLite's own name of the error."""
        name = str(getattr(error, "sqlite_errorname", "") or type(error).__name__)
        return (Cause.MISSING if name.startswith(("SQLITE_CANTOPEN", "SQLITE_NOTADB")) else Cause.OTHER), name


def file_url(path: str) -> str:
    """The path as SQLite's URL form has it."""
    return "file:" + quote(path)


PRODUCT = SQLite()
