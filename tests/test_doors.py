"""The few modules that know of a network, and the one that opens a database: one more is a decision, no accident."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NETWORK = (
    "asyncio",
    "ftplib",
    "http",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "urllib.request",
)
DOORS = {
    "migrate/engine/spark_session.py": "asks whether the typed Spark answers",
    "migrate/source/live/failure.py": "the names of errors",
    "migrate/source/live/products/postgresql.py": "the connection to the typed database",
    "migrate/source/live/tls.py": "the certificate of the typed database",
    "migrate/workspace/lock.py": "the name of this machine",
}
"""Module → what it needs of the network's modules."""


@cache
def _modules() -> dict[str, frozenset[str]]:
    """What each module imports, anywhere in it."""
    paths = sorted((ROOT / "migrate").rglob("*.py"))
    return {one.relative_to(ROOT).as_posix(): frozenset(_imported(ast.parse(one.read_text("utf-8")))) for one in paths}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _is_network(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in NETWORK)


def test_who_knows_of_a_network() -> None:
    """Modules of the standard library or of others that speak over a network are imported in these places only."""
    found = {name for name, imported in _modules().items() if any(map(_is_network, imported))}

    assert found == set(DOORS)


def test_one_place_opens_duckdb() -> None:
    """The database itself is imported where its extensions are switched off, and nowhere else."""
    found = {name for name, imported in _modules().items() if "duckdb" in imported}

    assert found == {"migrate/engine/duckdb.py"}
