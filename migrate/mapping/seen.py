"""What the expressions of a block see: the columns of its source, and of its joins under their alias."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrate.model.mapping import Block
from migrate.model.source import SourceColumn, SourceSchema, SourceTable


def _beside(schema: SourceSchema, block: Block) -> Iterator[SourceColumn]:
    for join in block.joins:
        other = schema.table(join.table)
        for column in other.columns if other is not None else ():
            yield replace(column, name=f"{join.alias}.{column.name}")


def table(schema: SourceSchema, block: Block) -> SourceTable | None:
    """The block's source with the columns of its joins; None where there is no such source."""
    own = schema.table(block.source)
    if own is None or not block.joins:
        return own
    return replace(own, columns=(*own.columns, *_beside(schema, block)))


def origin(block: Block, name: str) -> tuple[str, str]:
    """Table and column behind a name in an expression of the block.

    >>> from migrate.model.mapping import Block, Join
    >>> join = Join(table="T_SETAI", alias="S", keys=(("NO", "NO"),))
    >>> block = Block(table="表", source="T", rows=(), items=(), joins=(join,))
    >>> origin(block, "NO"), origin(block, "S.NUSHI")
    (('T', 'NO'), ('T_SETAI', 'NUSHI'))
    """
    for join in block.joins:
        if name.startswith(f"{join.alias}."):
            return join.table, name.removeprefix(f"{join.alias}.")
    return block.source, name
