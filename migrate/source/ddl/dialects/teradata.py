"""Teradata: output of SHOW TABLE."""

from migrate.source.ddl.dialect import Dialect

DIALECT = Dialect(
    skipped=(
        "COLLECT",
        "DATABASE",
        "REPLACE MACRO",
        "CREATE MACRO",
        "CREATE HASH",
        "CREATE JOIN",
        "BEGIN LOGGING",
        "MODIFY",
        "LOCKING",
    ),
    table_words=(
        "MULTISET",
        "SET",
        "VOLATILE",
    ),
    column_clauses=(
        "TITLE name",
        "FORMAT name",
        "CASESPECIFIC",
        "NOT CASESPECIFIC",
        "UPPERCASE",
        "COMPRESS group?",
        "CHARACTER SET name",
        "CHECK CONSTRAINT",
    ),
    table_clauses=(
        "PRIMARY INDEX",
        "UNIQUE PRIMARY INDEX",
        "NO PRIMARY INDEX",
        "PRIMARY AMP",
        "INDEX",
        "UNIQUE INDEX",
        "PARTITION BY",
        "WITH DATA",
        "FALLBACK",
    ),
)
