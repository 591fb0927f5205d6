"""Vendors' column types in families: what a type holds, and what its length counts."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.source import SourceColumn


class Family(StrEnum):
    """What a column of a type can hold."""

    TEXT = "text"
    """Characters of the database's own code page."""
    NATIONAL = "national"
    """Characters of the national set (NCHAR, GRAPHIC); in a record layout full-width ones."""
    EXACT = "exact"
    FLOAT = "float"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    BINARY = "binary"
    TEXT_LOB = "text-lob"
    BOOLEAN = "boolean"
    OTHER = "other"


def words(text: str) -> frozenset[str]:
    """The words of a text that holds a list."""
    return frozenset(text.split())


_FAMILIES = {
    Family.TEXT: "CHAR CHARACTER VARCHAR VARCHAR2 BPCHAR TEXT TINYTEXT MEDIUMTEXT LONGTEXT CITEXT STRING X MCHAR "
    "MVARCHAR CHARACTER_VARYING CHAR_VARYING LONG_VARCHAR SYSNAME",
    Family.NATIONAL: "NCHAR NVARCHAR NVARCHAR2 NTEXT GRAPHIC VARGRAPHIC N Ｎ NCHAR_VARYING NATIONAL_CHARACTER "
    "NATIONAL_CHAR NATIONAL_CHARACTER_VARYING NATIONAL_CHAR_VARYING NATIONAL_VARCHAR",
    Family.EXACT: "NUMBER NUMERIC DECIMAL DEC INT INTEGER BIGINT SMALLINT TINYINT MEDIUMINT SERIAL BIGSERIAL "
    "SMALLSERIAL INT2 INT4 INT8 MONEY SMALLMONEY 9 S9 9V",
    Family.FLOAT: "FLOAT REAL DOUBLE DOUBLE_PRECISION BINARY_FLOAT BINARY_DOUBLE FLOAT4 FLOAT8 SMALLFLT",
    Family.DATE: "DATE",
    Family.DATETIME: "DATETIME DATETIME2 SMALLDATETIME DATETIMEOFFSET TIMESTAMP TIMESTAMPTZ TIMESTAMP_WITH_TIME_ZONE "
    "TIMESTAMP_WITHOUT_TIME_ZONE TIMESTAMP_WITH_LOCAL_TIME_ZONE",
    Family.TIME: "TIME TIMETZ TIME_WITH_TIME_ZONE TIME_WITHOUT_TIME_ZONE",
    Family.BINARY: "BLOB TINYBLOB MEDIUMBLOB LONGBLOB BYTEA BINARY VARBINARY RAW LONG_RAW IMAGE BFILE "
    "BINARY_LARGE_OBJECT",
    Family.TEXT_LOB: "CLOB NCLOB DBCLOB LONG CHARACTER_LARGE_OBJECT CHAR_LARGE_OBJECT",
    Family.BOOLEAN: "BOOLEAN BOOL BIT",
}
_OF = {word.replace("_", " ") if "_" in word else word: f for f, names in _FAMILIES.items() for word in names.split()}
_OF |= {"BINARY_FLOAT": Family.FLOAT, "BINARY_DOUBLE": Family.FLOAT}
_FIXED = frozenset({"CHAR", "CHARACTER", "BPCHAR", "NCHAR", "NATIONAL CHARACTER", "NATIONAL CHAR", "GRAPHIC", "MCHAR"})
_BYTE_SIGNS = frozenset({"VARCHAR2", "NVARCHAR2", "NUMBER", "NVARCHAR", "GRAPHIC", "VARGRAPHIC", "MCHAR", "MVARCHAR"})
_VENDOR = words(
    "XMLTYPE XML JSON JSONB SDO_GEOMETRY GEOMETRY GEOGRAPHY HIERARCHYID SQL_VARIANT UNIQUEIDENTIFIER ROWID UROWID ENUM "
    "SET ANYDATA HSTORE INET CIDR MACADDR TSVECTOR MONEY SMALLMONEY ROWVERSION"
)
WHOLE = frozenset({Family.TEXT, Family.NATIONAL})
"""Families whose values are written as characters."""


def family(type_: str) -> Family:
    """The family of a vendor's type as the readers give it (without length, upper case).

    >>> family("CHARACTER VARYING").value, family("NUMBER").value, family("GEOMETRY").value
    ('text', 'exact', 'other')
    """
    plain = type_.upper().strip().removesuffix(" UNSIGNED")
    return _OF.get(plain, Family.OTHER)


def fixed(type_: str) -> bool:
    """True for a text type that fills up with blanks."""
    return type_.upper() in _FIXED


def vendor_only(type_: str) -> bool:
    """True for a type that only one product has, for arrays, intervals and for a user's own type."""
    plain = type_.upper()
    return plain in _VENDOR or plain.endswith(" ARRAY") or plain.startswith("INTERVAL") or "." in plain


def size(column: SourceColumn) -> int | None:
    """The declared length, in the unit of its declaration; None where there is none."""
    return column.length if column.length is not None else column.bytes


def counts_bytes(column: SourceColumn, types: frozenset[str]) -> bool:
    """True where the length of a text column counts bytes; ``types`` are all types of its file.

    Oracle, SQL Server, Db2 and HiRDB count bytes unless the declaration says otherwise; they are known by types that
    PostgreSQL and MySQL do not have.
    """
    if column.length_unit:
        return column.length_unit == "BYTE"
    return column.bytes is not None or (family(column.type) is Family.TEXT and bool(types & _BYTE_SIGNS))
