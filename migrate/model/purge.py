"""Disposal of residents' data that is no longer needed: the policy, and what it comes to in a workspace."""

from __future__ import annotations

from migrate.model.value import value


@value
class PurgeClass:
    """One line of the policy (ours: no official text fixes these days)."""

    id: str
    title: str
    patterns: tuple[str, ...]
    """Globs below the workspace."""
    days: int
    """Days after the file was made on which it is due."""
    default: bool
    """False where it goes only if the class is named."""
    stops: str
    """What cannot be done any more without these files."""


@value
class Candidate:
    """One file that a class names."""

    kind: str
    file: str
    size: int
    made: str
    """ISO date: of the run that wrote it, else of the file."""
    due: str
    """ISO date."""
    wanted: bool
    """True where it is due, or asked for."""


@value
class Disposed:
    """What became of one file. ``reason`` is empty where it is gone."""

    kind: str
    file: str
    size: int
    sha256: str
    reason: str = ""
