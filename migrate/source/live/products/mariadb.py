"""MariaDB and MySQL through PyMySQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, String, cast, func, literal_column, text, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from migrate.source.live import tls
from migrate.source.live.address import Address
from migrate.source.live.product import Catalogue, Cause, Column, Declared, Kind, Product, Thing

_WAIT = 10
_KINDS = {
    "BASE TABLE": Kind.TABLE,
    "SYSTEM VERSIONED": Kind.TABLE,
    "VIEW": Kind.VIEW,
    "SYSTEM VIEW": Kind.VIEW,
    "SEQUENCE": Kind.SEQUENCE,
}
_SNAPSHOT_ENGINES = ("innodb", "rocksdb")
_BINARY = ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob")
_TEXT = ("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set")
_GEOMETRY = ("geometry", "point", "linestring", "polygon", "multi", "geometrycollection")
_UNICODE = ("", "utf8", "utf8mb3", "utf8mb4", "ascii", "latin1", "ucs2", "utf16", "utf16le", "utf32", "binary")
"""Character sets of which every character has a place in UTF-8 as the server converts it."""
_THINGS = """
SELECT TABLE_NAME, TABLE_TYPE, COALESCE(ENGINE, '') FROM information_schema.TABLES
WHERE TABLE_SCHEMA = :schema ORDER BY TABLE_NAME
"""
_COLUMNS = """
SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COALESCE(CHARACTER_SET_NAME, ''), COLUMN_DEFAULT, EXTRA
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = :schema
"""
_CAUSES = {
    1045: Cause.LOGIN,
    1698: Cause.LOGIN,
    1044: Cause.DENIED,
    1049: Cause.MISSING,
    1142: Cause.DENIED,
    1143: Cause.DENIED,
    1227: Cause.DENIED,
    1356: Cause.DENIED,
    1205: Cause.STOPPED,
    1317: Cause.STOPPED,
    1969: Cause.STOPPED,
    3024: Cause.STOPPED,
    1053: Cause.GONE,
    2006: Cause.GONE,
    2013: Cause.GONE,
    2014: Cause.GONE,
}


def _default(text: str | None, extra: str, maria: bool) -> str:
    """A default as the product's dump has it: MariaDB's catalogue holds the expression, MySQL's the bare value."""
    if maria or text is None:
        return text or ""
    if "DEFAULT_GENERATED" in extra or text.upper().startswith(("CURRENT_TIMESTAMP", "B'")):
        return text
    return "'" + text.replace("'", "''") + "'"


class MariaDB(Product):
    """MariaDB 10.2 and newer, MySQL 5.7 and newer."""

    title = "MariaDB・MySQL"
    driver = "mariadb+pymysql"
    module = "pymysql"
    install = "pip install 'jichitai-migrate[db]'"
    port = 3306
    options = frozenset(("unix_socket", *tls.OPTIONS))
    snapshot = "1 つの CONSISTENT SNAPSHOT のトランザクションで読むため、InnoDB の表はすべて同じ時点のものです"
    read_only = "READ ONLY のトランザクションなので、書込みはサーバーが拒みます"
    system_schemas = frozenset(("information_schema", "mysql", "performance_schema", "sys"))

    def connect_arguments(self, address: Address) -> dict[str, Any]:
        """Read-only from the first statement on; time in Japan's zone as an offset."""
        setting = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        arguments: dict[str, Any] = {"charset": "utf8mb4", "connect_timeout": _WAIT, "init_command": setting}
        if path := address.options.get("unix_socket"):
            return {**arguments, "unix_socket": path}
        mode, context = tls.mode_of(address), tls.context_of(address)
        if mode == "disable":
            return {**arguments, "ssl_disabled": True}
        return {**arguments, "ssl": context} if context is not None else arguments

    def begin(self, connection: Connection) -> None:
        """Take the snapshot."""
        connection.exec_driver_sql("SET SESSION time_zone = '+09:00', SESSION sql_mode = ''")
        connection.exec_driver_sql("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")

    def encrypted(self, connection: Connection) -> bool | None:
        """Whether a cipher is in use; None for a socket of the machine itself."""
        if str(connection.scalar(text("SELECT USER()"))).endswith("@localhost"):
            return None
        row = connection.execute(text("SHOW SESSION STATUS LIKE 'Ssl_cipher'")).first()
        return bool(row and row[1])

    def things(self, connection: Connection, schema: str) -> list[Thing]:
        """Everything that the server shows the user: what he may not see at all, it does not name."""
        found = []
        for name, kind, engine in connection.execute(text(_THINGS), {"schema": schema}):
            weak = ""
            if kind == "SYSTEM VERSIONED":
                weak = "履歴を持つ表です。いまの行だけを読み、過去の行は読みません"
            elif _KINDS.get(kind) is Kind.TABLE and engine.casefold() not in _SNAPSHOT_ENGINES:
                weak = f"格納の方式が {engine} のため、ほかの表と同じ時点の行とは限りません"
            found.append(Thing(name=name, kind=_KINDS.get(kind, Kind.SEQUENCE), weak=weak))
        return found

    def declared(self, connection: Connection, schema: str) -> Catalogue:
        """Types and defaults as mariadb-dump writes them, and the character set of each column."""
        maria = bool(getattr(connection.dialect, "is_mariadb", False))
        return {
            (table, column): Declared(text=kind, charset=charset, default=_default(default, extra, maria))
            for table, column, kind, charset, default, extra in connection.execute(text(_COLUMNS), {"schema": schema})
        }

    def expression(self, column: ColumnElement[Any], facts: Column) -> ColumnElement[Any]:
        """The server's own text; bytes in hexadecimal; ``FLOAT`` with all digits, which its text leaves out."""
        kind = facts.text.partition("(")[0].partition(" ")[0].casefold()
        if kind in _TEXT:
            return type_coerce(column, String)
        if kind in _BINARY or kind.startswith(_GEOMETRY):
            return func.concat("\\x", func.lower(func.hex(column)), type_=String)
        if kind == "float":
            return cast(column + literal_column("0e0"), String)
        if kind == "bit":
            return cast(column + literal_column("0"), String)
        return cast(column, String)

    def lossy(self, columns: Sequence[Column]) -> dict[str, ColumnElement[Any]]:
        """Rows in which a question mark comes in on the way to UTF-8: a character without a place there."""
        found: dict[str, ColumnElement[Any]] = {}
        for one in columns:
            if one.charset.casefold() in _UNICODE:
                continue
            column: ColumnElement[Any] = sqlalchemy.column(one.name)
            converted = cast(column, String)
            marks = func.length(converted) - func.length(func.replace(converted, "?", ""))
            before = func.char_length(column) - func.char_length(func.replace(column, "?", ""))
            found[one.name] = marks != before
        return found

    def cause(self, error: BaseException) -> tuple[Cause, str]:
        """By error number."""
        number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        if not number:
            lost = type(error).__name__ == "InterfaceError"
            return (Cause.GONE if lost else Cause.OTHER), type(error).__name__
        return _CAUSES.get(number, Cause.OTHER), f"番号 {number}"


PRODUCT = MariaDB()
