"""Read back what `spec export` wrote for other tools (see ``spec.interop``)."""

from __future__ import annotations

from pathlib import PurePath

from migrate.errors import MigrateError, UnreadableError
from migrate.model.finding import Place
from migrate.model.spec import SpecImport, SpecKind
from migrate.spec.interop import understand as interop


def is_interop(name: str) -> bool:
    """True where a file of that name may be one of our exports for other tools."""
    return PurePath(name).suffix.lower() in interop.SUFFIXES


def understand(data: bytes, name: str, business: str = "", edition: str = "") -> SpecImport:
    """The spec in an export of this tool.

    Raises:
        UnreadableError: MIG-SYS-007 (not YAML), MIG-SPEC-062 (damaged), -063 (not one of our exports), -064 (the
            schema of one table).
        MigrateError: MIG-SPEC-004 (edition), -005 (another business than ``business``), -025 (the reference model,
            which is no 業務 and is not kept in a workspace).
    """
    result = interop.understand(data, name, business, edition)
    if result is None:
        raise UnreadableError("MIG-SPEC-063", Place(file=name), {"file": name})
    if result.spec.kind is SpecKind.REFERENCE:
        raise MigrateError("MIG-SPEC-025", Place(file=name))
    return result
