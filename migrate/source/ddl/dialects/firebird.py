"""Firebird and InterBase: scripts of isql."""

from migrate.source.ddl.dialect import Dialect

DIALECT = Dialect(
    skipped=(
        "CREATE GENERATOR",
        "CREATE EXCEPTION",
        "ALTER EXCEPTION",
        "SET GENERATOR",
        "DECLARE EXTERNAL",
        "DECLARE FILTER",
        "CREATE SHADOW",
        "DROP GENERATOR",
        "DROP EXCEPTION",
        "CREATE OR ALTER",
        "RECREATE PROCEDURE",
        "RECREATE VIEW",
        "RECREATE TRIGGER",
        "COMMENT ON EXCEPTION",
        "COMMENT ON GENERATOR",
    ),
    type_words=("NCHAR VARYING",),
    column_clauses=(
        "SUB_TYPE name",
        "SEGMENT SIZE number",
        "COMPUTED BY group",
        "COMPUTED BY expr",
        "COMPUTED group",
        "USING INDEX name",
        "USING ASC INDEX name",
        "USING ASCENDING INDEX name",
        "USING DESC INDEX name",
        "USING DESCENDING INDEX name",
    ),
    table_clauses=(
        "EXTERNAL",
        "SQL SECURITY",
    ),
)
