"""Fujitsu Symfoware Server (native interface): rdbddlex scripts."""

from migrate.source.ddl.dialect import Dialect

DIALECT = Dialect(
    skipped=(
        "CREATE DBSPACE",
        "CREATE DSO",
        "CREATE DSI",
        "CREATE SCOPE",
        "CREATE BUFFER",
        "ALTER DSI",
        "ALTER DBSPACE",
        "DROP DSO",
        "DROP DSI",
        "DROP DBSPACE",
        "DEFINE",
        "SWAP TABLE",
        "CREATE LOGICAL",
    ),
    table_clauses=("ON", "DEFAULT ROLE"),
)
