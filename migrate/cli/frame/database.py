"""What commands share that read a database: the module that needs the extra, and the hidden prompt."""

from __future__ import annotations

import sys
from types import ModuleType


def database_flow() -> ModuleType:
    """The flow of databases.

    Raises:
        MigrateError: MIG-SRC-202, the extra is not installed.
    """
    import importlib.util

    from migrate.errors import MigrateError

    if importlib.util.find_spec("sqlalchemy") is None:
        params = {"product": "データベース", "install": "pip install 'jichitai-migrate[db]'"}
        raise MigrateError("MIG-SRC-202", params=params)
    from migrate.flow import source_database

    return source_database


def ask_password(label: str) -> str:
    """A password typed on the terminal without being shown; empty where there is no terminal to ask on."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return ""
    import getpass

    return getpass.getpass(f"データベース「{label}」のパスワード（表示しません。無ければ Enter）: ", sys.stderr)
