"""What went wrong between us and a server, in our own words: a driver's may hold values or the address."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from migrate.errors import MigrateError, UnreadableError
from migrate.model.finding import Place
from migrate.source.live.address import Address, variables
from migrate.source.live.product import Cause, Product

_CODES = {
    Cause.LOGIN: "MIG-SRC-204",
    Cause.MISSING: "MIG-SRC-205",
    Cause.DENIED: "MIG-SRC-214",
    Cause.STOPPED: "MIG-SRC-207",
    Cause.GONE: "MIG-SRC-206",
    Cause.OTHER: "MIG-SRC-208",
}
_SILENT = (Cause.OTHER, Cause.GONE)
"""Causes that are no answer of a server."""
CONNECTING = "接続"


def _below(error: BaseException) -> Iterator[BaseException]:
    """An error and those that it was raised for."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "orig", None)]
            waiting += [getattr(one, "original_exception", None)]


_UNREACHABLE: tuple[tuple[type[OSError], str], ...] = (
    (
        ssl.SSLCertVerificationError,
        "サーバーの証明書を確かめられません（sslrootcert に認証局の証明書を指定してください）",
    ),
    (ssl.SSLError, "TLS での接続ができません"),
    (socket.gaierror, "サーバーの名前が見つかりません"),
    (ConnectionRefusedError, "そのサーバーのポートは接続を受け付けていません"),
    (TimeoutError, "時間内に返事がありません（名前、ポート、ファイアウォールを確かめてください）"),
    (FileNotFoundError, "ソケットか証明書のファイルがありません"),
)
_NO_TLS = ("refuses SSL", "doesn't support SSL", "SSL is required")
"""What the drivers say where the server knows no TLS: they have no type for it."""


def _unreachable(error: BaseException) -> str:
    """Why a server cannot be reached; empty where that is not the matter."""
    chain = list(_below(error))
    for kind, reason in _UNREACHABLE:
        if any(isinstance(one, kind) for one in chain):
            return reason
    if any(words in str(one) for one in chain for words in _NO_TLS):
        return "サーバーが TLS を受け付けません"
    return "接続が通りません" if any(isinstance(one, OSError) for one in chain) else ""


def judge(error: BaseException, product: Product) -> tuple[Cause, str]:
    """Cause and code of an error of the driver.

    An answer of the server counts before the broken connection that often comes of it: a driver that says goodbye to
    a server which has refused it and hung up raises that instead.
    """
    for one in _below(error):
        cause, code = product.cause(one)
        if cause not in _SILENT:
            return cause, code
    original = getattr(error, "orig", None) if isinstance(error, DBAPIError) else error
    cause, code = product.cause(original or error)
    if cause is Cause.OTHER and isinstance(error, DBAPIError) and error.connection_invalidated:
        cause = Cause.GONE
    return cause, code


def of(error: BaseException, address: Address, product: Product, doing: str) -> MigrateError:
    """The toolkit's error for one that came while ``doing`` (Japanese, such as 「表 x の読取り」)."""
    params: dict[str, str | int] = {"product": product.title, "doing": doing, "database": address.label}
    if doing == CONNECTING and judge(error, product)[0] in _SILENT and (reason := _unreachable(error)):
        host = address.host or address.options.get("host") or address.options.get("unix_socket") or "localhost"
        at = f"{host}:{address.port or product.port}" if product.port else address.label
        return UnreadableError("MIG-SRC-203", Place(file=address.name), {**params, "at": at, "reason": reason})
    if isinstance(error, ValueError | ArithmeticError):
        text = isinstance(error, UnicodeError)
        params["answer"] = "サーバーの文字を UTF-8 として読めない" if text else "値を文字にできない"
        return UnreadableError("MIG-SRC-208", Place(file=address.name), params)
    cause, params["answer"] = judge(error, product)
    if cause is Cause.DENIED and doing == CONNECTING:
        cause = Cause.LOGIN
    if cause is Cause.OTHER and any(isinstance(one, OSError) for one in _below(error)):
        cause = Cause.GONE
    if cause is Cause.MISSING:
        params |= {"what": f"データベース「{address.label}」", "known": "サーバーの管理者に聞いてください"}
    if cause is Cause.LOGIN:
        params["variables"] = "、".join(variables(address.label))
    return UnreadableError(_CODES[cause], Place(file=address.name), params)


@contextmanager
def telling(address: Address, product: Product, doing: str) -> Iterator[None]:
    """Turn whatever the driver raises in the block into the toolkit's error, without its text.

    Raises:
        UnreadableError: MIG-SRC-203 to -208, -214.
    """
    try:
        yield
    except (SQLAlchemyError, OSError, ValueError, ArithmeticError) as error:
        raise of(error, address, product, doing) from None
