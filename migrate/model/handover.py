"""What a hand-over holds: the record that lies in the package and is shown to people."""

from __future__ import annotations

from migrate.model.provenance import FileDigest
from migrate.model.value import value


@value
class HandoverFile:
    """One file of the package. Its sha256 is in the package's manifest."""

    path: str
    """Below ``data/``; the same as in the workspace, but for files that the hand-over makes itself."""
    part: str
    """Id of the part that it belongs to."""
    bytes: int


@value
class RejectCount:
    """Findings of one conversion by code, values left out."""

    business: str
    code: str
    rejected: int
    """Those that kept a row out."""
    written: int
    """Those in rows that were written all the same."""


@value
class Handover:
    """The contents of a package (``data/handover.json``)."""

    folder: str
    """The one folder that the package unpacks to."""
    code: str
    """全国地方公共団体コード, empty where project.yaml has none."""
    municipality: str
    as_of: str
    """ISO date."""
    tool: str
    restricted: bool
    """True where residents' data are in it."""
    specs: tuple[str, ...]
    """``ID@EDITION`` of every standard that is pinned or was converted to."""
    inputs: tuple[FileDigest, ...]
    """Source files and specs with the sha256 that the ledger last noted; they are not in the package by themselves."""
    files: tuple[HandoverFile, ...]
    """All files of the parts, by path."""
    rejects: tuple[RejectCount, ...] = ()


@value
class HandoverMade:
    """Result of packing."""

    file: str
    bytes: int
    sha256: str
    """Of the file as it is handed over, encrypted or not."""
    encrypted: bool
    written: bool
    """False where the file held exactly these bytes already."""
    contents: Handover
    absent: tuple[str, ...]
    """Ids of parts that the workspace does not have."""


@value
class HandoverChecked:
    """Result of checking a package."""

    file: str
    bytes: int
    sha256: str
    encrypted: bool
    files: int
    """Files below ``data/`` that were found."""
    payload_bytes: int
    info: dict[str, str]
    """The package's own description (bag-info.txt)."""
    contents: Handover | None
    """None where the package has no record that this version of migrate reads."""
