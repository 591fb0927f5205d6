"""Document formats, found by file name. A format file has ``BINARY: bool`` and ``render(document) -> bytes``."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from migrate.model.document import Document


def names() -> tuple[str, ...]:
    """Names of the formats, sorted."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.ispkg))


def _format(name: str) -> ModuleType:
    return importlib.import_module(f"{__name__}.{name}")


def is_binary(name: str) -> bool:
    """True where the format cannot go to a terminal."""
    return name in names() and bool(_format(name).BINARY)


def render(name: str, document: Document) -> bytes:
    """``document`` as the bytes of a file of that format."""
    rendered: bytes = _format(name).render(document)
    return rendered
