"""A mapping: how the tables of one standard spec are filled from the current system."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from enum import StrEnum

from migrate.model.value import value


class Fate(StrEnum):
    """What becomes of a source row, once per target table. Each row has exactly one."""

    WRITTEN = "書込"
    REJECTED = "拒否"
    MERGED = "統合"
    EXCLUDED = "対象外"


class OnError(StrEnum):
    """What happens when a value cannot be converted."""

    REJECT = "拒否"
    """The row goes to the rejects."""
    EMPTY = "空欄"
    """The row is written, the item stays empty, a finding is kept and the raw value is in out/restricted/."""


@value
class ItemRule:
    """How one item is filled: an expression in the restricted SQL, such as ``ATENA_NO`` or ``wareki_date(BIRTH)``."""

    item: str
    expression: str
    on_error: OnError = OnError.EMPTY
    note: str = ""
    line: int | None = None


@value
class RowRule:
    """A named rule that takes rows out of the way before items are filled.

    ``when`` is a condition in the restricted SQL. Where ``latest_by`` is set instead, rows that share the columns
    ``key`` are merged into the one with the largest ``latest_by``.
    """

    name: str
    fate: Fate
    reason: str
    when: str = ""
    key: tuple[str, ...] = ()
    latest_by: str = ""
    line: int | None = None


@value
class Block:
    """Rows of one source table going into one target table (several blocks for one target are a union)."""

    table: str
    source: str
    rows: tuple[RowRule, ...]
    items: tuple[ItemRule, ...]
    line: int | None = None


@value
class Dropped:
    """A source column that is not migrated, and why."""

    source: str
    column: str
    reason: str
    line: int | None = None


@value
class CodeMap:
    """Old value → new value. ``name`` is used by ``code(COLUMN, 'name')``."""

    name: str
    values: Dict[str, str]
    line: int | None = None


@value
class Mapping:
    """One mapping file."""

    spec: str
    """``ID@EDITION``."""
    product: str
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]
    code_maps: tuple[CodeMap, ...]
    path: str = ""
    spec_line: int | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """Target tables in the order of their first block."""
        return tuple(dict.fromkeys(block.table for block in self.blocks))
