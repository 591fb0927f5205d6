"""A mapping: how the tables of one standard spec are filled from the current system."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import field
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


class ToleranceKind(StrEnum):
    """How a tolerance is measured; the words are the keys in the file."""

    NUMBER = "number"
    DAYS = "days"


@value
class Tolerance:
    """How far a delivered value may be from what it must be, for reconciliation to call it 許容差以内."""

    kind: ToleranceKind
    size: str
    """As written: a decimal number, or whole days."""
    reason: str
    line: int | None = None

    @property
    def words(self) -> str:
        """The size for people.

        >>> Tolerance(kind=ToleranceKind.DAYS, size="1", reason="").words
        '±1 日'
        """
        return f"±{self.size} 日" if self.kind is ToleranceKind.DAYS else f"±{self.size}"


@value
class ItemRule:
    """How one item is filled: an expression in the restricted SQL, such as ``ATENA_NO`` or ``wareki_date(BIRTH)``."""

    item: str
    expression: str
    on_error: OnError = OnError.EMPTY
    note: str = ""
    line: int | None = None
    tolerance: Tolerance | None = None


@value
class RowRule:
    """A named rule that takes rows out of the way before items are filled.

    ``when`` is a condition in the restricted SQL. Where ``latest_by`` is set instead, rows that share the columns
    ``key`` are merged into the one with the largest ``latest_by``. ``fate`` 拒否 is a row that must not arrive at all.
    """

    name: str
    fate: Fate
    reason: str
    when: str = ""
    key: tuple[str, ...] = ()
    latest_by: str = ""
    line: int | None = None


class Unmet(StrEnum):
    """What becomes of a source row that a join finds no partner for."""

    EMPTY = "空欄"
    """Its columns of the other table are empty."""
    REJECT = "拒否"
    EXCLUDE = "対象外"


@value
class Join:
    """A look-up in another source table: at most one of its rows beside each row of the block's own.

    Expressions name its columns ``<alias>.<COLUMN>``. A row with several partners is rejected, never multiplied.
    """

    table: str
    alias: str
    keys: tuple[tuple[str, str], ...]
    """Column of the block (its own, or of an earlier join) and column of ``table``; outer blanks do not count."""
    when: str = ""
    """Condition on the other table's own columns: only those of its rows are looked at."""
    latest_by: str = ""
    """Of several partners the one with the largest value of this column of ``table`` is taken."""
    unmet: Unmet = Unmet.EMPTY
    line: int | None = None


@value
class Scope:
    """One limit of what moves; rows beyond it stay behind, counted under ``name``."""

    name: str
    expression: str
    """What is compared, as text: a date as YYYY-MM-DD, a year as YYYY, a code."""
    basis: str
    """Why: the law, the term of keeping, the decision."""
    first: str = ""
    """Smallest value that moves, ``""`` for no limit."""
    last: str = ""
    """Largest value that moves, ``""`` for no limit."""
    years: int | None = None
    """Instead of ``first``: as many years before ``as_of`` (YYYY-MM-DD)."""
    as_of: str = ""
    within: tuple[str, ...] = ()
    """The values that move; empty: all between ``first`` and ``last``."""
    moves_empty: bool = True
    """Whether a row without a value moves."""
    line: int | None = None


@value
class Parent:
    """Rows of another block that the block's rows belong to: where they are rejected, these are rejected with them.

    Rows whose parents are kept out by a named rule (対象外, 統合), and rows without any, are not concerned.
    """

    table: str
    """Target table of the other block."""
    source: str
    """Its source; ``""`` where none is written and the target has several, or none."""
    keys: tuple[tuple[str, str], ...]
    """Column of the block's own source and column of the parent's; outer blanks do not count."""
    line: int | None = None


class Yields(StrEnum):
    """How many target rows one source row may give, over all blocks from its table into the target.

    Rows that are rejected, merged, or kept out of every block by a rule of the same name do not count.
    """

    ONE = "1"
    AT_MOST_ONE = "0..1"
    AT_LEAST_ONE = "1..n"
    ANY = "0..n"


@value
class Block:
    """Rows of one source table going into one target table (several blocks for one target are a union).

    Several blocks from the same source into the same target have a ``part`` each, and say what they ``yield``.
    """

    table: str
    source: str
    rows: tuple[RowRule, ...]
    items: tuple[ItemRule, ...]
    line: int | None = None
    part: str = ""
    yields: Yields | None = None
    joins: tuple[Join, ...] = ()
    scope: tuple[Scope, ...] = ()
    parent: Parent | None = None


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
    file: str = ""
    """CSV that holds the pairs, relative to the mapping's folder; ``""`` where they stand in the mapping."""


@value
class Mapping:
    """One mapping file."""

    spec: str
    """``ID@EDITION``."""
    product: str
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]
    code_maps: tuple[CodeMap, ...]
    files: Dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Source table → the data files that together hold its rows, in their order; only where there are several."""
    path: str = ""
    spec_line: int | None = None

    def tolerances(self, table: str) -> Dict[str, Tolerance]:
        """Item of a target table → what reconciliation allows at it; all its blocks say the same (`map check`)."""
        rules = (rule for block in self.blocks if block.table == table for rule in block.items)
        return {rule.item: rule.tolerance for rule in rules if rule.tolerance is not None}

    @property
    def tables(self) -> tuple[str, ...]:
        """Target tables in the order of their first block."""
        return tuple(dict.fromkeys(block.table for block in self.blocks))
