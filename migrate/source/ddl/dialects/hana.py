"""SAP HANA: exports of its catalogue."""

from migrate.source.ddl.dialect import Dialect

DIALECT = Dialect(
    skipped=(
        "CREATE REMOTE",
        "CREATE STRUCTURED",
        "CREATE LOCAL TEMPORARY",
        "EXPORT",
        "IMPORT",
    ),
    table_words=(
        "COLUMN",
        "ROW",
        "HISTORY",
    ),
    column_clauses=(
        "CS_INT",
        "CS_FIXED",
        "CS_STRING",
        "CS_FIXEDSTRING",
        "CS_DATE",
        "CS_DAYDATE",
        "CS_SECONDDATE",
        "CS_LONGDATE",
        "CS_TIME",
        "CS_SECONDTIME",
        "CS_DOUBLE",
        "CS_FLOAT",
        "CS_SDFLOAT",
        "CS_DECIMAL_FLOAT",
        "CS_RAW",
        "CS_ALPHANUM",
        "CS_UNITDECFLOAT",
        "CS_TEXT_AE",
        "CS_GEOMETRY",
        "MEMORY THRESHOLD number",
        "FUZZY SEARCH INDEX name",
        "SCHEMA FLEXIBILITY",
    ),
    table_clauses=(
        "UNLOAD PRIORITY",
        "AUTO MERGE",
        "NO AUTO MERGE",
        "LOGGING",
        "WITH SESSION",
        "WITH SCHEMA FLEXIBILITY",
        "FUZZY SEARCH",
        "PARTITION BY",
    ),
)
