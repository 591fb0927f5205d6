"""How the CSV files of a conversion are written, and what was written.

How a file of ファイル連携 is to look stands in 別紙8 of the common-function specification, which was not available:
every default here is this tool's own choice, and every choice is a setting (`project.yaml`, ``output``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Literal

from migrate.model.provenance import FileDigest
from migrate.model.value import value

GROUP = "{グループ}"
GROUP_ID = "{グループID}"
BUSINESS = "{業務ID}"
NUMBER = "{連番}"
SUFFIXES = (".csv", ".tsv", ".txt")
"""What the name of a delivered text file ends in."""
Encoding = Literal["utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp"]
"""Python codecs."""
ENCODINGS: Mapping[Encoding, str] = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
    "cp932": "CP932",
    "euc_jp": "EUC-JP",
}
"""What people call them."""
UNICODE = ("utf-8", "utf-16-le", "utf-16-be")
"""Encodings that have every character and may begin with a BOM."""


class Quoting(StrEnum):
    """Which fields stand in double quotes; one inside a quoted field is doubled."""

    ALL = "all"
    NEEDED = "needed"
    """Fields that hold a quote, a line break or the delimiter."""
    NONE = "none"
    """None; a value that would need them is refused."""


class Header(StrEnum):
    """What the first line of each file says."""

    JAPANESE = "japanese"
    """データ項目 as published."""
    ROMAJI = "romaji"
    """データ項目（ローマ字）."""
    NONE = "none"


@value
class DeliveryForm:
    """How the CSV files of one business are written."""

    encoding: Encoding = "utf-8"
    bom: bool = False
    """UTF-8 and UTF-16 only."""
    newline: Literal["\r\n", "\n"] = "\r\n"
    delimiter: Literal[",", "\t", ";", "|"] = ","
    quoting: Quoting = Quoting.ALL
    header: Header = Header.JAPANESE
    nothing: str = ""
    """What no value is written as. Where it is empty, an empty text and no value are one and the same."""
    name: str = f"{GROUP}.csv"
    """File name, in which ``{グループ}``, ``{グループID}``, ``{業務ID}`` and ``{連番}`` are replaced."""
    rows: int = 0
    """Most rows of one file; 0: one file holds all. Each file has its own header line."""


@value
class DeliverySettings:
    """The ``output`` of `project.yaml`."""

    form: DeliveryForm = DeliveryForm()
    businesses: Mapping[str, DeliveryForm] = field(default_factory=dict)
    """業務ID → its own form."""

    def of(self, business: str) -> DeliveryForm:
        """The form of one business."""
        return self.businesses.get(business, self.form)


@value
class Content:
    """What the rows of a table are, in their order, whatever file holds them (`engine/content.py`)."""

    rows: int
    exact: str
    """sha256 in which an empty text and no value are two things."""
    folded: str
    """sha256 in which they are one."""
    empty: int
    """Cells that hold an empty text."""

    def same(self, other: Content, *, tells_empty: bool) -> bool:
        """True where both are the same rows in the same order."""
        return self.exact == other.exact if tells_empty else self.folded == other.folded


@value
class CsvPart(FileDigest):
    """One CSV file of a table: path relative to the workspace, sha256, rows (no header line), bytes."""

    rows: int
    bytes: int


@value
class ManifestTable:
    """One target table in a manifest."""

    table: str
    rows: int
    """Of all its files together."""
    header: tuple[str, ...]
    """The header line of each CSV file; empty where it has none, and where there is no CSV."""
    parquet: FileDigest
    csv: tuple[CsvPart, ...]
    """In the order of the rows; none where a value cannot be written in the form (a finding says which), and where no
    CSV was asked for."""
    lineage: FileDigest
    content: Content | None = None
    """Of the rows as they were converted, before any file was written; None in manifests of earlier versions."""


@value
class Manifest:
    """out/converted/<業務ID>/manifest.json: published last, so a set of files without it is unfinished."""

    spec: str
    mapping_sha256: str
    sources: tuple[FileDigest, ...]
    csv: DeliveryForm | None
    """How the CSV files are written; None where none were asked for."""
    tables: tuple[ManifestTable, ...]
    mappings: Mapping[str, str] = field(default_factory=dict)
    """Table → sha256 of the mapping that it was converted by, where that is not ``mapping_sha256``."""
    characters: Mapping[str, str] = field(default_factory=dict)
    """Source table → sha256 of what people decided about its characters; empty where they decided nothing."""
