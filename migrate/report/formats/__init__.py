"""Formats, found by file name.

The file of a format for people has ``BINARY: bool`` and ``render(document) -> bytes``; that of one which other tools
read has ``inspect(inspection) -> bytes``.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from migrate.model.document import Document
from migrate.report.inspection import Inspection


def names() -> tuple[str, ...]:
    """Names of the formats, sorted."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.ispkg))


def _format(name: str) -> ModuleType:
    return importlib.import_module(f"{__name__}.{name}")


def is_binary(name: str) -> bool:
    """True where the format cannot go to a terminal."""
    return name in names() and bool(getattr(_format(name), "BINARY", False))


def is_for_tools(name: str) -> bool:
    """True where other tools read the format, so that it is made of an inspection."""
    return hasattr(_format(name), "inspect")


def render(name: str, document: Document) -> bytes:
    """``document`` as the bytes of a file of that format."""
    rendered: bytes = _format(name).render(document)
    return rendered


def inspect(name: str, inspection: Inspection) -> bytes:
    """``inspection`` as the bytes of a file of that format."""
    inspected: bytes = _format(name).inspect(inspection)
    return inspected
