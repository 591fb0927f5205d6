"""What a database product does differently. One file per product in `products/`, found by its name."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Inspector, inspect, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import TypeEngine

from migrate.errors import MigrateError
from migrate.model.value import value
from migrate.source.live.address import FORMS, Address, Credentials


class Kind(StrEnum):
    """What an object of a database is."""

    TABLE = "表"
    VIEW = "ビュー"
    MATERIALIZED = "実体化ビュー"
    PARTITION = "区画（パーティション）"
    FOREIGN = "外部表"
    SEQUENCE = "順序"


@value
class Thing:
    """A table, a view … of a schema."""

    name: str
    kind: Kind
    readable: bool = True
    """False where the server says that the user may not read its rows."""
    parent: bool = False
    """PostgreSQL: other tables inherit from it, so that ``SELECT`` would give their rows too."""
    weak: str = ""
    """Why its rows are not of the common snapshot; empty where they are."""


@value
class Column:
    """A column as it is selected."""

    name: str
    type: TypeEngine[Any]
    text: str = ""
    """The product's own text of the type, where it was asked for."""
    charset: str = ""
    """MariaDB: the character set of the column."""
    base: str = ""
    """PostgreSQL: the type under a domain."""


@value
class Declared:
    """What a product's own catalogue says of a column, beside the inspector."""

    text: str = ""
    """Its type as the product's tools write it."""
    base: str = ""
    """The type under it, where it is a domain."""
    charset: str = ""
    default: str | None = None
    """The text of its default, empty: none; None where the catalogue is not asked."""


Catalogue = Mapping[tuple[str, str], Declared]
"""Table and column → what the catalogue says."""


class Cause(StrEnum):
    """Why a server or a driver refused."""

    LOGIN = "login"
    MISSING = "missing"
    """No such database."""
    DENIED = "denied"
    STOPPED = "stopped"
    """A time limit, or an administrator."""
    GONE = "gone"
    OTHER = "other"


class Product:
    """A database product as SQLAlchemy knows it; a subclass says what differs."""

    title = ""
    driver = ""
    """SQLAlchemy's name of dialect and driver."""
    module = ""
    """The driver's module; empty where Python brings it."""
    install = ""
    """What to type where the driver is missing."""
    port: int | None = None
    needs_user = True
    asks_password = True
    options: frozenset[str] = frozenset()
    """What may stand behind the question mark of the URL."""
    snapshot = ""
    """Japanese: how all rows are of one moment; empty where this product cannot promise it."""
    read_only = ""
    """Japanese: what keeps the connection from writing; empty where nothing does but our own statements."""
    savepoints = False
    """True where a failed statement ends the transaction unless a savepoint stands before it."""
    all_schemas = False
    """True where a database has schemas side by side, all of which belong to it."""
    system_schemas: frozenset[str] = frozenset()
    pointers: frozenset[str] = frozenset()
    """Types, lower case, whose values only say where the contents are kept (large objects, files of the server)."""

    def connect_arguments(self, address: Address) -> dict[str, Any]:
        """What the driver gets beside host, port, database, user and password."""
        return {}

    def creator(self, address: Address, credentials: Credentials) -> Callable[[], Any] | None:
        """What makes the driver's connection itself, where SQLAlchemy's way cannot say all of it; None: SQLAlchemy.

        Raises:
            OSError: the server cannot be reached.
        """
        return None

    def query(self, address: Address) -> dict[str, str]:
        """What SQLAlchemy's URL carries behind the question mark."""
        return {}

    def begin(self, connection: Connection) -> None:
        """Open the one transaction in which everything is read."""

    def encrypted(self, connection: Connection) -> bool | None:
        """True where the connection is encrypted, None where the product is not asked."""
        return None

    def schemas(self, inspector: Inspector) -> list[str]:
        """The schemas that are read where none is named."""
        if self.all_schemas:
            return [name for name in inspector.get_schema_names() if not self.is_system(name)]
        return [inspector.default_schema_name] if inspector.default_schema_name else []

    def is_system(self, schema: str) -> bool:
        """True for a schema of the product itself."""
        return schema.casefold() in self.system_schemas

    def things(self, connection: Connection, schema: str) -> list[Thing]:
        """Everything in a schema that holds or shows rows."""
        inspector = inspect(connection)
        found = [Thing(name=name, kind=Kind.TABLE) for name in inspector.get_table_names(schema=schema)]
        found += [Thing(name=name, kind=Kind.VIEW) for name in inspector.get_view_names(schema=schema)]
        try:
            names = inspector.get_materialized_view_names(schema=schema)
        except NotImplementedError:
            names = []
        return found + [Thing(name=name, kind=Kind.MATERIALIZED) for name in names]

    def declared(self, connection: Connection, schema: str) -> Catalogue:
        """What the product's own catalogue says of all columns of a schema, beside the inspector."""
        return {}

    def expression(self, column: ColumnElement[Any], facts: Column) -> ColumnElement[Any]:
        """How a column is selected, so that its text is the value, whole: by the driver and SQLAlchemy's type."""
        return type_coerce(column, facts.type)

    def lossy(self, columns: Sequence[Column]) -> dict[str, ColumnElement[Any]]:
        """Column → condition under which the server replaces characters on the way to us; counted before reading."""
        return {}

    def only(self, statement: Select[Any], source: Any, thing: Thing) -> Select[Any]:
        """The statement over the table's own rows."""
        return statement

    def cause(self, error: BaseException) -> tuple[Cause, str]:
        """Why the server refused, and its code; never its words, which may hold values."""
        return Cause.OTHER, type(error).__name__


def of(address: Address) -> Product:
    """The product of an address; its options are checked.

    Raises:
        MigrateError: MIG-SRC-201, an option that is not known.
    """
    product: Product = importlib.import_module(f"migrate.source.live.products.{address.product}").PRODUCT
    unknown = sorted(set(address.options) - product.options)
    if unknown:
        known = "、".join(sorted(product.options)) or "なし"
        reason = f"? の後ろに使えない項目があります（使えるもの: {known}）"
        raise MigrateError("MIG-SRC-201", params={"reason": reason, "forms": FORMS})
    return product
