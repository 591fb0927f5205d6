"""One read-only connection and the one transaction in which everything is read."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from migrate.errors import MigrateError, UnreadableError
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.source.live import failure, product, tls
from migrate.source.live.address import FORMS, USER, Address, Credentials
from migrate.source.live.product import Cause, Product
from migrate.source.live.products import sqlite

_LOOPBACK = ("", "localhost", "127.0.0.1", "::1")
_FATAL = (Cause.GONE, Cause.STOPPED)
_LOG = logging.getLogger("sqlalchemy")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False
"""A connection that breaks would be told to the log with the driver's own words."""


@value
class Live:
    """An open connection."""

    address: Address
    product: Product
    connection: Connection
    version: str
    encrypted: bool | None
    """None where nothing leaves the machine, or where the product is not asked."""

    @property
    def said(self) -> str:
        """One Japanese sentence without its full stop: product, and how it is read."""
        held = [self.product.read_only or "書込みの文は 1 つも送らないが、サーバーがそれを拒む仕組みはない"]
        held += [self.product.snapshot or "同じ時点で読むことを、この製品は約束しない"]
        return f"{self.product.title} {self.version}。{held[0]}。{held[1]}"

    @contextmanager
    def attempt(self, doing: str) -> Iterator[None]:
        """Statements that may fail without ending the transaction; a lost connection ends everything.

        Raises:
            UnreadableError: MIG-SRC-206, -207, and the driver's errors as they are.
        """
        savepoint = self.connection.begin_nested() if self.product.savepoints else nullcontext()
        try:
            with savepoint:
                yield
        except SQLAlchemyError as error:
            if failure.judge(error, self.product)[0] in _FATAL:
                raise failure.of(error, self.address, self.product, doing) from None
            raise

    def findings(self) -> tuple[Finding, ...]:
        """What this way of reading does not promise."""
        weak = []
        if not self.product.read_only:
            weak.append(
                "この製品には読取専用のトランザクションがないので、読取りの権限だけを持つ利用者でつないでください"
            )
        if not self.product.snapshot:
            weak.append("読んでいる間に変わった行が混ざることがあるので、更新を止めてから読んでください")
        if self.encrypted is False and self.address.host not in _LOOPBACK:
            weak.append("通信が暗号化されていないので、URL に ?sslmode=require を付けてください")
        place = Place(file=self.address.name)
        return tuple(
            Finding(code="MIG-SRC-219", severity=Severity.WARNING, place=place, params={"what": what}) for what in weak
        )


def _engine(address: Address, credentials: Credentials, kind: Product) -> Engine:
    """An engine whose one connection is made when it is first used; nothing is logged.

    Raises:
        MigrateError: MIG-SRC-202, the driver is not installed.
    """
    if kind.module and importlib.util.find_spec(kind.module) is None:
        raise MigrateError("MIG-SRC-202", params={"product": kind.title, "install": kind.install})
    file = kind is sqlite.PRODUCT
    url = URL.create(
        kind.driver,
        username=credentials.user or None,
        password=credentials.password or None,
        host=None if file or address.host.startswith("/") else address.host or None,
        port=None if file else address.port or kind.port,
        database=sqlite.file_url(address.database) if file else address.database or None,
        query=kind.query(address),
    )
    creator = kind.creator(address, credentials)
    made = {"creator": creator} if creator is not None else {"connect_args": kind.connect_arguments(address)}
    return create_engine(url, poolclass=NullPool, hide_parameters=True, **made)


def _version(connection: Connection) -> str:
    found = connection.dialect.server_version_info
    return ".".join(str(part) for part in found if isinstance(part, int)) if found else "（版は不明）"


@contextmanager
def opened(address: Address, credentials: Credentials) -> Iterator[Live]:
    """A connection in a read-only transaction; it is rolled back and closed at the end.

    Raises:
        MigrateError: MIG-SRC-201 (options, no user), -202 (no driver).
        UnreadableError: MIG-SRC-203 to -208.
    """
    kind = product.of(address)
    if not credentials.user and kind.needs_user and "trusted_connection" not in address.options:
        reason = f"利用者の名前がありません（URL の「利用者@」か、環境変数 {USER}）"
        raise MigrateError("MIG-SRC-201", params={"reason": reason, "forms": FORMS})
    with failure.telling(address, kind, failure.CONNECTING):
        engine = _engine(address, credentials, kind)
    with failure.telling(address, kind, failure.CONNECTING):
        connection = engine.connect()
    try:
        with failure.telling(address, kind, "読取専用のトランザクションの開始"):
            live = _begin(address, kind, connection)
        if live.encrypted is False and address.options.get("sslmode", "prefer") not in ("disable", "prefer"):
            params = {"product": kind.title, "at": address.host, "reason": "サーバーが TLS を受け付けません"}
            raise UnreadableError("MIG-SRC-203", Place(file=address.name), params)
        yield live
    finally:
        with suppress(SQLAlchemyError, OSError):  # it may be broken: that was said, or is no matter any more
            connection.close()
        engine.dispose()


def _begin(address: Address, kind: Product, connection: Connection) -> Live:
    connection.rollback()  # what SQLAlchemy asked the server at first
    kind.begin(connection)
    return Live(
        address=address,
        product=kind,
        connection=connection,
        version=_version(connection),
        encrypted=kind.encrypted(connection),
    )


def check(address: Address) -> None:
    """Refuse what cannot work before a password is asked for.

    Raises:
        MigrateError: MIG-SRC-201, -202.
    """
    kind = product.of(address)
    if kind.options >= tls.OPTIONS:
        tls.mode_of(address)
    if kind.module and importlib.util.find_spec(kind.module) is None:
        raise MigrateError("MIG-SRC-202", params={"product": kind.title, "install": kind.install})
