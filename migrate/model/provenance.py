"""Where a bundled or imported piece of data comes from."""

from __future__ import annotations

from migrate.model.value import value


@value
class FileDigest:
    """One input or output file: path relative to the workspace (or bare name) and its sha256."""

    path: str
    sha256: str


@value
class Provenance:
    """The papers of a data folder (its SOURCE.yaml)."""

    title: str
    publisher: str
    edition: str
    date: str
    """ISO date of the edition."""
    licence: str
    sha256: str
    """sha256 of the original file, empty where there is no single original."""
    derived: str
    """How our file was made from the original."""
    url: str = ""
    originals: tuple[FileDigest, ...] = ()
    """The files that the parts were read from, where there is more than one."""
