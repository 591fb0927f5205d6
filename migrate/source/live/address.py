"""Where a database is: a URL without a password, taken apart and checked before anything is contacted."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import PurePath
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from migrate.errors import MigrateError
from migrate.model.finding import Place
from migrate.model.value import value

PREFIX = "database:"
USER = "MIGRATE_DB_USER"
PASSWORD = "MIGRATE_DB_PASSWORD"  # noqa: S105 the name of a variable, no password
_SECRET = ("pass", "pwd", "secret", "token")
_EXAMPLES = {
    "postgresql": "postgresql://利用者@サーバー:5432/データベース",
    "mariadb": "mariadb://利用者@サーバー:3306/データベース",
    "oracle": "oracle://利用者@サーバー:1521/?service_name=サービス名",
    "sqlserver": "sqlserver://利用者@サーバー:1433/データベース",
    "db2": "db2://利用者@サーバー:50000/データベース",
    "sqlite": "sqlite:///フォルダ/ファイル.db",
}
FORMS = "\n".join(_EXAMPLES.values())
_SCHEMES = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mariadb": "mariadb",
    "mysql": "mariadb",
    "oracle": "oracle",
    "sqlserver": "sqlserver",
    "mssql": "sqlserver",
    "db2": "db2",
    "ibm_db_sa": "db2",
    "sqlite": "sqlite",
}
"""Scheme of a URL → name of the product, which is the name of its file in `products/`."""


@value
class Address:
    """A database. It holds no password and may be shown."""

    product: str
    label: str
    """Name for people and for the ledger, such as ``juki``."""
    user: str = ""
    host: str = ""
    port: int | None = None
    database: str = ""
    """Name of the database, path of the file for SQLite."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What stands behind the question mark."""

    @property
    def name(self) -> str:
        """How the ledger and findings call it: ``database:juki``."""
        return PREFIX + self.label


@value
class Credentials:
    """User and password, from the environment or a prompt; never shown, never stored."""

    user: str
    password: str = field(default="", repr=False)


def _malformed(where: Place | None, reason: str) -> MigrateError:
    """The refusal of a URL, which is not repeated: what cannot be taken apart may hold a password."""
    hidden = f"{reason}（パスワードが混ざっているかもしれないので、指定された文字は表示しません）"
    return MigrateError("MIG-SRC-201", where, {"reason": hidden, "forms": FORMS})


def _refuse_secrets(parts: SplitResult, where: Place | None) -> None:
    """A password in a URL stands in the shell's history, in process lists, in files.

    Raises:
        MigrateError: MIG-SRC-200.
    """
    keys = [key.casefold() for key, _ in parse_qsl(parts.query, keep_blank_values=True)]
    inside = any(word in key for key in keys for word in _SECRET)
    odbc = any(f"{word}=" in unquote(parts.query).casefold() for word in _SECRET)
    # A password with / ? or # in it ends the host part early: an @ further on is the sign of it.
    torn = "@" not in parts.netloc and ":" in parts.netloc and "@" in f"{parts.path}{parts.query}{parts.fragment}"
    if ":" in parts.netloc.rpartition("@")[0] or inside or odbc or torn:
        raise MigrateError("MIG-SRC-200", where, {"variable": PASSWORD})


def _split(text: str, where: Place | None) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(text)
    except ValueError:
        raise _malformed(where, "URL の形になっていません") from None
    _refuse_secrets(parts, where)
    try:
        return parts, parts.port
    except ValueError:
        raise _malformed(where, "ポートが 1～65535 の数字ではありません") from None


def is_url(text: str) -> bool:
    """True for a URL, False for a name that project.yaml declares."""
    return "://" in text


def parse(text: str, label: str = "", where: Place | None = None) -> Address:
    """Take a URL apart.

    Args:
        text: such as ``postgresql://juki@db.example/juki?sslmode=verify-full``.
        label: the name that project.yaml gives, else it is taken from the database's name.
        where: the place of the URL for errors.

    Raises:
        MigrateError: MIG-SRC-200 (a password in it), -201 (no such form or product).
    """
    parts, port = _split(text, where)
    product = _SCHEMES.get(parts.scheme.partition("+")[0])
    if product is None:
        raise _malformed(where, "先頭が、読める製品の名前ではありません")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    database = unquote(parts.path.removeprefix("/"))
    if not database and "service_name" not in options:
        raise _malformed(where, "データベースの名前がありません")
    shown = PurePath(database).stem if product == "sqlite" else database or options["service_name"]
    return Address(
        product=product,
        label=label or shown,
        user=unquote(parts.username or ""),
        host=parts.hostname or "",
        port=port,
        database=database,
        options=options,
    )


def variables(label: str) -> tuple[str, ...]:
    """Environment variables in which a database's password is looked for; its own one first."""
    own = "".join(one if one.isascii() and one.isalnum() else "_" for one in label).upper()
    return (f"{PASSWORD}_{own}", PASSWORD)


def from_environment(address: Address) -> Credentials | None:
    """User and password as the environment has them; None where it has no password.

    The user of the URL comes before MIGRATE_DB_USER.
    """
    password = next((os.environ[name] for name in variables(address.label) if name in os.environ), None)
    return None if password is None else Credentials(user=user_of(address), password=password)


def user_of(address: Address) -> str:
    """The user that the URL names, else the environment's."""
    return address.user or os.environ.get(USER, "")
