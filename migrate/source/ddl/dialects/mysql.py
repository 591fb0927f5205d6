"""MySQL and MariaDB: mysqldump and phpMyAdmin scripts."""

from migrate.source.ddl.dialect import Dialect

DIALECT = Dialect(
    skipped=(
        "USE", "LOCK TABLES", "UNLOCK TABLES", "CREATE EVENT", "CREATE LOGFILE", "ALTER EVENT", "DROP EVENT", "FLUSH",
        "OPTIMIZE TABLE", "SHOW",
    ),
    data=("REPLACE", "LOAD DATA"),
    lines=("SOURCE",),
    column_clauses=(
        "AUTO_INCREMENT", "ON UPDATE expr", "CHARSET name", "CHARACTER SET name", "UNSIGNED", "ZEROFILL", "SIGNED",
        "BINARY", "COLUMN_FORMAT name", "STORED", "VIRTUAL", "PERSISTENT", "VISIBLE", "INVISIBLE", "SRID name",
    ),
    element_heads=("FULLTEXT", "SPATIAL"),
    table_clauses=(
        "ENGINE", "DEFAULT CHARSET", "CHARSET", "CHARACTER SET", "DEFAULT CHARACTER SET", "COLLATE", "DEFAULT COLLATE",
        "AUTO_INCREMENT", "ROW_FORMAT", "COMMENT", "KEY_BLOCK_SIZE", "MAX_ROWS", "MIN_ROWS", "AVG_ROW_LENGTH",
        "CHECKSUM", "STATS_PERSISTENT", "PACK_KEYS", "TYPE", "UNION", "DATA DIRECTORY", "INDEX DIRECTORY",
        "PARTITION BY",
    ),
    alter_clauses=("DISABLE KEYS", "ENABLE KEYS", "AUTO_INCREMENT", "ENGINE", "ORDER BY", "COMMENT", "CONVERT TO"),
)
