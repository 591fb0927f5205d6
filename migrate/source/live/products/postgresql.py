"""PostgreSQL through pg8000."""

from __future__ import annotations

import importlib
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection, Text, case, cast, func, null, text, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Select

from migrate.source.live import tls
from migrate.source.live.address import Address, Credentials
from migrate.source.live.product import Catalogue, Cause, Column, Declared, Kind, Product, Thing

_WAIT = 10.0
"""Seconds to wait for a server that does not answer."""
_KINDS = {"r": Kind.TABLE, "p": Kind.TABLE, "v": Kind.VIEW, "m": Kind.MATERIALIZED, "f": Kind.FOREIGN}
_START = {
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "repeatable read",
    "client_encoding": "UTF8",
    "row_security": "off",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "iso_8601",
    "TimeZone": "<+09>-09",
    "bytea_output": "hex",
    "extra_float_digits": "3",
    "synchronize_seqscans": "off",
    "search_path": "pg_catalog",
}
"""Settings of the session from its very first statement. ``row_security`` off: a policy that would hide rows is an
error instead. The time zone is Japan's as an offset, which needs no table of zones on the server."""
_TEXTS = ("character(", "character varying", "bpchar", "text")
_THINGS = """
SELECT c.relname, CAST(c.relkind AS text),
  EXISTS (SELECT 1 FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
          WHERE i.inhrelid = c.oid AND p.relkind = 'p'),
  EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = c.oid),
  has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY c.relname
"""
_TYPES = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
  CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) ELSE '' END
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
"""
_CAUSES = {
    "28000": Cause.LOGIN,
    "28P01": Cause.LOGIN,
    "3D000": Cause.MISSING,
    "42501": Cause.DENIED,
    "57014": Cause.STOPPED,
    "25P03": Cause.STOPPED,
    "57P01": Cause.GONE,
    "57P02": Cause.GONE,
}


class PostgreSQL(Product):
    """PostgreSQL 9.6 and newer."""

    title = "PostgreSQL"
    driver = "postgresql+pg8000"
    module = "pg8000"
    install = "pip install 'jichitai-migrate[db]'"
    port = 5432
    options = frozenset(("host", *tls.OPTIONS))
    snapshot = "1 つの REPEATABLE READ のトランザクションで読むため、すべての表が同じ時点のものです"
    read_only = "READ ONLY のトランザクションなので、書込みはサーバーが拒みます"
    savepoints = True
    all_schemas = True
    system_schemas = frozenset(("information_schema",))
    pointers = frozenset(("oid", "lo"))

    def is_system(self, schema: str) -> bool:
        """True for ``pg_…`` and the information schema."""
        return schema.startswith("pg_") or super().is_system(schema)

    def creator(self, address: Address, credentials: Credentials) -> Callable[[], Any]:
        """The driver itself, on a socket of ours: its own time limit would hold for every statement too."""
        connect = importlib.import_module("pg8000.dbapi").connect
        folder = address.host or address.options.get("host", "")
        port = address.port or self.port or 0
        arguments: dict[str, Any] = {
            "database": address.database,
            "password": credentials.password,
            "application_name": "migrate",
            "startup_params": _START,
        }
        if folder.startswith("/"):
            return partial(connect, credentials.user, unix_sock=f"{folder}/.s.PGSQL.{port}", **arguments)
        mode, context = tls.mode_of(address), tls.context_of(address)
        host = folder or "localhost"
        opened = socket.create_connection((host, port), timeout=_WAIT)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        opened.settimeout(None)
        wanted = False if mode == "disable" else context
        return partial(connect, credentials.user, host=host, sock=opened, ssl_context=wanted, **arguments)

    def encrypted(self, connection: Connection) -> bool | None:
        """What the server says of this connection; None for a socket of the machine itself."""
        if connection.scalar(text("SELECT inet_client_addr() IS NULL")):
            return None
        return bool(connection.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")))

    def things(self, connection: Connection, schema: str) -> list[Thing]:
        """Tables, views, partitions and foreign tables, with what the user may read."""
        return [
            Thing(
                name=name,
                kind=Kind.PARTITION if partition else _KINDS[kind],
                readable=readable,
                parent=parent and kind == "r",
            )
            for name, kind, partition, parent, readable in connection.execute(text(_THINGS), {"schema": schema})
        ]

    def declared(self, connection: Connection, schema: str) -> Catalogue:
        """Types as pg_dump writes them."""
        rows = connection.execute(text(_TYPES), {"schema": schema})
        return {(table, column): Declared(text=kind, base=base) for table, column, kind, base in rows}

    def expression(self, column: ColumnElement[Any], facts: Column) -> ColumnElement[Any]:
        """The server's own text of every value. A cast of ``char(n)`` to text would cut its blanks off."""
        if facts.base.startswith(("character(", "bpchar")):
            return case((column.is_(None), null()), else_=func.format("%s", column, type_=Text))
        if facts.text.startswith(_TEXTS) and not facts.text.endswith("]"):
            return type_coerce(column, Text)
        return cast(column, Text)

    def only(self, statement: Select[Any], source: Any, thing: Thing) -> Select[Any]:
        """Without the rows of tables that inherit: they are read from those."""
        return statement.with_hint(source, "ONLY", "postgresql") if thing.parent else statement

    def cause(self, error: BaseException) -> tuple[Cause, str]:
        """By SQLSTATE; pg8000 gives the server's fields as a dictionary."""
        fields = error.args[0] if error.args else None
        if not isinstance(fields, dict):
            lost = "network error" in str(error) or "connection is closed" in str(error)
            return (Cause.GONE if lost else Cause.OTHER), type(error).__name__
        state = str(fields.get("C", ""))
        return _CAUSES.get(state, Cause.GONE if state.startswith("08") else Cause.OTHER), f"SQLSTATE {state}"


PRODUCT = PostgreSQL()
