"""What was handed over and loaded (a baseline), and what changed since (a delta)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from migrate.model.delivery import CsvPart, DeliveryForm
from migrate.model.provenance import FileDigest
from migrate.model.value import value


class Change(StrEnum):
    """What happens to a row of the baseline. Each is a folder of a delta."""

    ADDED = "追加"
    CHANGED = "変更"
    DELETED = "削除"


class Pairing(StrEnum):
    """How rows of the baseline and of the new conversion are put together."""

    KEY = "主キー"
    NO_KEY = "主キーなし"
    DUPLICATES = "主キーの重複"

    @property
    def keyed(self) -> bool:
        """True where rows are paired by key; else a changed row is one deleted and one added row."""
        return self is Pairing.KEY


class Gone(StrEnum):
    """Why a row of the baseline has no row in the new conversion."""

    SOURCE = "元の行がなくなった"
    EXCLUDED = "対象外"
    MERGED = "統合"
    REJECTED = "拒否"
    REPLACED = "同じ主キーの別の行がある"
    """Only where keys stand twice: the row was changed, or one of several is gone."""
    UNTOLD = "確かめられない（主キーのない表）"


@value
class Checksum:
    """Order-free checksum of rows: how many, and the sums of both halves of their MD5 (see `engine.state`)."""

    rows: int
    sum: str
    """Two hexadecimal numbers."""


@value
class BaselineTable:
    """One table as it was loaded."""

    table: str
    items: tuple[str, ...]
    checksum: Checksum
    parquet: FileDigest


@value
class Baseline:
    """out/baseline/<業務ID>/<番号>/manifest.json: a state of the target system that people say was loaded."""

    spec: str
    mapping_sha256: str
    number: int
    """0: the bulk load; n: after the delta n."""
    source: FileDigest
    """The manifest of the conversion (0) or of the delta (n) that it was made of."""
    previous: FileDigest | None
    """The manifest of the baseline before."""
    tables: tuple[BaselineTable, ...]
    characters: Mapping[str, str] = field(default_factory=dict)
    """As in the manifest of the conversion."""


@value
class DeltaPart:
    """The rows of one kind of change: added and changed rows as they are now, deleted rows as they were."""

    rows: int
    parquet: FileDigest
    csv: tuple[CsvPart, ...]


@value
class GoneRows:
    """Rows of the baseline that are gone for one reason."""

    gone: Gone
    why: str
    """Rule or code; empty where there is none."""
    rows: int
    held: bool
    """True where they are kept in the baseline and not handed over as deletions."""


@value
class DeltaTable:
    """One table of a delta. ``before`` + added − deleted, changed rows replaced, is ``after``: verified."""

    table: str
    items: tuple[str, ...]
    key: tuple[str, ...]
    """Items of the primary key."""
    pairing: Pairing
    before: Checksum
    """The baseline."""
    after: Checksum
    """The baseline with the delta applied: the new conversion, and the rows that are held."""
    unchanged: int
    changes: Mapping[Change, DeltaPart]
    differing: Mapping[str, int]
    """Item → changed rows in which it differs."""
    gone: tuple[GoneRows, ...]
    untold: int
    """Rejected source rows of the new run whose key is not known: a deleted row may be one of them."""

    @property
    def held(self) -> int:
        """Rows that stay in the target system until it is known what becomes of them."""
        return sum(one.rows for one in self.gone if one.held)

    @property
    def rows(self) -> int:
        """Rows that are handed over."""
        return sum(part.rows for part in self.changes.values())


@value
class Delta:
    """out/delta/<業務ID>/<番号>/manifest.json: published last, so a set of files without it is unfinished."""

    spec: str
    mapping_sha256: str
    number: int
    baseline: FileDigest
    """The manifest of the baseline ``number`` − 1."""
    conversion: FileDigest
    """The manifest of the new conversion."""
    csv: DeliveryForm
    tables: tuple[DeltaTable, ...]
    characters: Mapping[str, str] = field(default_factory=dict)
    """As in the manifest of the conversion."""


@value
class ClosingTable:
    """One table of a closing run."""

    table: str
    baseline: Checksum
    conversion: Checksum
    open: Mapping[Change, int]
    """Rows that are still to be handed over."""


@value
class Closing:
    """out/closing/<業務ID>.json: the last full conversion is what was loaded; written only where nothing is open."""

    spec: str
    baseline: FileDigest
    conversion: FileDigest
    deltas: tuple[FileDigest, ...]
    """Manifests of all deltas since the bulk load."""
    tables: tuple[ClosingTable, ...]

    @property
    def open(self) -> int:
        """Rows that are still to be handed over."""
        return sum(sum(one.open.values()) for one in self.tables)
