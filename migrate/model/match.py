"""Columns of the current system beside the items of a standard, or the columns of another file."""

from __future__ import annotations

from migrate.model.gap import Evidence
from migrate.model.value import value


@value
class MatchCandidate:
    """One item for one column."""

    business: str
    """業務ID; ``CSV`` where the target is a file."""
    table: str
    item: str
    item_id: str
    """データ項目ID; empty where the target is a file."""
    score: float
    """0–1: the product of ``1 − weight × (1 − score)`` over ``evidence``."""
    part_of: str
    """Where the item is only a part of what the column holds (氏 of 氏名): the name of that whole, else empty."""
    expression: str
    """Expression that makes the item of the column, where the naming grammar has one, else empty."""
    evidence: tuple[Evidence, ...]


@value
class ColumnMatch:
    """One column with its best candidates, the chosen one first."""

    table: str
    column: str
    logical_name: str
    file: str
    """Where the column's table is declared."""
    candidates: tuple[MatchCandidate, ...]
    chosen: MatchCandidate | None
    """What it feeds under the one assignment of its table, None where it has no counterpart."""
    feeds: tuple[str, ...] = ()
    """All items that it feeds, as ``業務ID グループ.項目``: ``chosen`` and the items that are a part of it."""


@value
class Tally:
    """Right answers among columns of known truth."""

    name: str
    """業務ID, ``""`` for all together."""
    pairs: int
    """Columns that have a counterpart."""
    top1: int
    """… whose first candidate is a right item."""
    top3: int
    found: int
    """… whose chosen item is right."""
    chosen: int
    """Columns, with a counterpart or without, for which an item was chosen."""
    reciprocal: float
    """Sum of 1 / rank of the first right candidate."""
    alone: int
    """Columns without a counterpart."""
    left_alone: int
    """… for which no item was chosen."""

    @property
    def mrr(self) -> float:
        """Mean reciprocal rank."""
        return self.reciprocal / self.pairs if self.pairs else 0.0


@value
class MatchScore:
    """How a matching compares with a truth."""

    words: str
    """Which vocabulary was used."""
    exact: tuple[Tally, ...]
    """A right item is one of the truth's business, table and name; all together first, then each business."""
    by_name: tuple[Tally, ...]
    """A right item is one of the same name, in whichever table."""


@value
class SchemaMatch:
    """The answer of `migrate gap match`."""

    target: tuple[str, ...]
    """``ID@EDITION`` of each spec, or the target's file name."""
    threshold: float
    """Below this score no item is chosen."""
    columns: tuple[ColumnMatch, ...]
    scores: tuple[MatchScore, ...] = ()
