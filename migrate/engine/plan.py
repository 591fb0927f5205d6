"""Plan: a compiled mapping. `mapping` builds it, `flow` hands it to conversion and reconciliation.

Expressions are sqlglot trees over the closed list in `engine/functions/`; they name the columns of the staged source
table. There is no second expression language.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from migrate.model.mapping import Fate, OnError, Unmet, Yields
from migrate.model.value import value


@value
class PlanItem:
    """One item of the target table. Unmapped items have the tree ``NULL``."""

    item: str
    tree: exp.Expression
    on_error: OnError


@value
class PlanRowRule:
    """A row rule with its condition compiled; ``condition`` is None where ``latest_by`` decides.

    Limits of scope are rules too (対象外), and so are joins that must find a partner.
    """

    name: str
    fate: Fate
    condition: exp.Expression | None
    key: tuple[str, ...] = ()
    latest_by: str = ""
    reason: str = ""
    """Why, as the mapping says; in Japanese."""


@value
class PlanJoin:
    """A look-up: columns of ``table`` beside the block's rows, as ``<alias>.<COLUMN>``, at most one partner each."""

    table: str
    alias: str
    keys: tuple[tuple[str, str], ...]
    condition: exp.Expression | None = None
    latest_by: str = ""
    unmet: Unmet = Unmet.EMPTY

    @property
    def partners(self) -> str:
        """Column that tells how many partners a row has: ``0``, ``1``, or ``2`` for more than one."""
        return f"§{self.alias}"


@value
class PlanParent:
    """Rows of another block that the block's rows belong to: where they are rejected, the block's rows are, too."""

    table: str
    """Target table of the parent."""
    source: str
    keys: tuple[tuple[str, str], ...]
    """Column of the block's source, and of the parent's; outer blanks do not count."""


@value
class PlanBlock:
    """Rows of one source table into one target table; ``items`` are all items of the target, in spec order."""

    table: str
    source: str
    rows: tuple[PlanRowRule, ...]
    items: tuple[PlanItem, ...]
    joins: tuple[PlanJoin, ...] = ()
    part: str = ""
    yields: Yields | None = None
    parent: PlanParent | None = None


@value
class Plan:
    """Everything a conversion needs beside the staged rows."""

    spec: str
    """``ID@EDITION``."""
    business: str
    blocks: tuple[PlanBlock, ...]
    code_maps: Mapping[str, Mapping[str, str]]
    keys: Mapping[str, tuple[str, ...]]
    """Target table → items of its primary key."""
    columns: Mapping[str, tuple[str, ...]]
    """Target table → all items in spec order."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Target tables in the order of their first block."""
        return tuple(dict.fromkeys(block.table for block in self.blocks))

    @property
    def sources(self) -> tuple[str, ...]:
        """Source tables that are read, in the order of their first block; those of joins after its own."""
        return tuple(dict.fromkeys(one for b in self.blocks for one in (b.source, *(join.table for join in b.joins))))
