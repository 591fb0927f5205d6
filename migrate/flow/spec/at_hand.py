"""Which specs are at hand, and the one that a reference means here."""

from __future__ import annotations

from pathlib import Path

from migrate.errors import MigrateError
from migrate.files.bundled import bundled
from migrate.spec import library, parts
from migrate.spec.library import Entry, Resolved
from migrate.spec.parts import Part
from migrate.workspace.folder import Workspace, find


def around(folder: Path | None) -> Workspace | None:
    """The workspace named by ``folder``, else the one around the current folder, else None.

    Raises:
        MigrateError: MIG-SYS-013, ``folder`` was named and is no workspace.
    """
    try:
        return find(folder)
    except MigrateError:
        if folder is not None:
            raise
        return None


def known(workspace: Workspace | None) -> tuple[Entry, ...]:
    """All specs at hand: bundled, and imported into ``workspace``."""
    return library.entries(bundled("specs"), workspace.path("spec") if workspace else None)


def resolve(reference: str, workspace: Workspace | None, part: Part = parts.ITEMS) -> Resolved:
    """The spec that ``reference`` (`ID` or `ID@EDITION`) names here (see ``library.resolve``)."""
    return library.resolve(reference, known(workspace), workspace.project.specs if workspace else {}, part)
