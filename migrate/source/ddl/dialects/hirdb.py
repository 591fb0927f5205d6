"""Hitachi HiRDB: pddef scripts."""

from migrate.source.ddl.dialect import Dialect

DIALECT = Dialect(
    skipped=("CREATE CONNECTION", "CREATE AUDIT", "ALLOCATE MEMORY", "CREATE FOREIGN", "CREATE USER MAPPING"),
    table_words=("FIX", "SHARE"),
    type_words=("MVARCHAR", "LARGE DECIMAL", "SMALL FLOAT"),
    column_clauses=("NO SPLIT", "ARRAY group", "SUPPRESS", "RECOVERY name", "IN group", "UNBALANCED SPLIT"),
    table_clauses=(
        "IN",
        "PCTFREE",
        "LOCK ROW",
        "LOCK PAGE",
        "SUPPRESS",
        "WITHOUT ROLLBACK",
        "SEGMENT REUSE",
        "INSERT ONLY",
        "HASH",
        "FIX HASH",
        "PARTITIONED BY",
        "FOR",
        "WITH PROGRAM",
        "IS",
    ),
    alter_clauses=("CHANGE LOCK", "CHANGE SEGMENT", "CHANGE RDAREA", "ADD RDAREA"),
)
