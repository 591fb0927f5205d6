"""The earlier checks of a workspace, for `migrate check run` and for reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from migrate.quality import catalogue_past, history
from migrate.quality.history import Past
from migrate.workspace.folder import Workspace


def read(workspace: Workspace, get: Callable[[Path], bytes] = Path.read_bytes) -> tuple[Past, ...]:
    """The runs, oldest first; none before the first one. ``get`` reads a file.

    Raises:
        UnreadableError: MIG-DQ-049, a file is not what this version writes.
    """
    runs, rules = workspace.path(history.FILE), workspace.path(catalogue_past.FILE)
    known = catalogue_past.read(get(rules)) if rules.is_file() else {}
    return history.read(get(runs), known) if runs.is_file() else ()
