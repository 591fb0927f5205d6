"""SQLite: the dump of its shell."""

from migrate.source.ddl.dialect import Dialect

DIALECT = Dialect(
    skipped=(
        "PRAGMA",
        "ATTACH DATABASE",
        "DETACH",
    ),
    column_clauses=(
        "AUTOINCREMENT",
        "ON CONFLICT name",
    ),
    table_clauses=(
        "WITHOUT ROWID",
        "STRICT",
    ),
)
