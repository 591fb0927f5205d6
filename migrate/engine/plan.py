"""Plan: a compiled mapping. `mapping` builds it, `flow` hands it to conversion and reconciliation.

Expressions are sqlglot trees over the closed list in `engine/functions/`; they name the columns of the staged source
table. There is no second expression language.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from migrate.model.mapping import Fate, OnError
from migrate.model.value import value


@value
class PlanItem:
    """One item of the target table. Unmapped items have the tree ``NULL``."""

    item: str
    tree: exp.Expression
    on_error: OnError


@value
class PlanRowRule:
    """A row rule with its condition compiled; ``condition`` is None where ``latest_by`` decides."""

    name: str
    fate: Fate
    condition: exp.Expression | None
    key: tuple[str, ...] = ()
    latest_by: str = ""


@value
class PlanBlock:
    """Rows of one source table into one target table; ``items`` are all items of the target, in spec order."""

    table: str
    source: str
    rows: tuple[PlanRowRule, ...]
    items: tuple[PlanItem, ...]


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
        """Source tables that are read, in the order of their first block."""
        return tuple(dict.fromkeys(block.source for block in self.blocks))
