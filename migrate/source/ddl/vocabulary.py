"""The union of all dialects' words, and patterns over them."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from migrate.source.ddl import dialects as folder
from migrate.source.ddl.dialect import Dialect


@cache
def dialects() -> tuple[Dialect, ...]:
    """All dialects, in the order of their file names."""
    names = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    return tuple(importlib.import_module(f"{folder.__name__}.{name}").DIALECT for name in names)


def _joined(part: str) -> tuple[str, ...]:
    return tuple(entry for one in dialects() for entry in getattr(one, part))


@cache
def words(part: str) -> frozenset[str]:
    """The union of one part of all dialects."""
    return frozenset(_joined(part))


@cache
def by_first(part: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Entries of one part as word sequences, keyed by their first word, longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for entry in sorted(words(part)):
        sequence = tuple(entry.split())
        table.setdefault(sequence[0], []).append(sequence)
    return {first: tuple(sorted(many, key=lambda s: (-len(s), s))) for first, many in table.items()}


def has_prefix(part: str, head: tuple[str, ...]) -> bool:
    """True where ``head`` begins with an entry of the part."""
    known = words(part)
    return any(" ".join(head[:n]) in known for n in range(1, min(len(head), 6) + 1))
