"""Rows that share a key in a history: which of them are merged, and into which row each goes."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from migrate.engine.ages import BLANKS, order
from migrate.engine.duckdb import Engine, name
from migrate.engine.plan import PlanBlock, PlanRowRule

TAKEN, SURVIVOR, FAILURE = "taken", "survivor", "failure"
"""Columns of the table of fates: index of the rule that took a row, the row it is merged into, why a rule could not
judge it (``call|reason``)."""
_SCHEMA = pa.schema([("_row", pa.int64()), (TAKEN, pa.int32()), (SURVIVOR, pa.int64()), (FAILURE, pa.string())])


def _merge(engine: Engine, rule: PlanRowRule, number: int, source: str, fates: str) -> list[int]:
    """Merge older rows into the newest of their key; rows whose age cannot be told stay, and are returned."""
    keys = [f"k{n}" for n in range(len(rule.key))]
    named = ", ".join(f"s.{name(column)} AS {key}" for column, key in zip(rule.key, keys, strict=True))
    present = " AND ".join(f"coalesce(trim(s.{name(column)}, {BLANKS}), '') <> ''" for column in rule.key)
    listed = ", ".join(keys)
    fate, left, newest = (name(fates + part) for part in ("", "§left", "§newest"))
    engine.run(
        f"CREATE TABLE {left} AS SELECT s._row, {named}, {order(rule.latest_by)} AS age "
        f"FROM {name(source)} AS s JOIN {fate} AS f ON f._row = s._row WHERE f.{TAKEN} IS NULL AND {present}"
    )
    engine.run(
        f"CREATE TABLE {newest} AS SELECT {listed}, count(*) AS members, "
        f"max(struct_pack(age := age, back := -_row)) FILTER (WHERE age IS NOT NULL) AS top "
        f"FROM {left} GROUP BY {listed}"
    )
    older = f"SELECT _row, -top.back AS into_row FROM {left} JOIN {newest} USING ({listed}) WHERE age < top.age"
    engine.run(
        f"UPDATE {fate} AS f SET {TAKEN} = {number}, {SURVIVOR} = o.into_row FROM ({older}) AS o WHERE f._row = o._row"
    )
    engine.run(  # a survivor of an earlier rule that is merged now takes its own rows along
        f"UPDATE {fate} AS f SET {SURVIVOR} = s.{SURVIVOR} FROM {fate} AS s "
        f"WHERE f.{SURVIVOR} = s._row AND s.{TAKEN} = {number} AND f.{TAKEN} < {number}"
    )
    unclear = engine.rows(
        f"SELECT _row FROM {left} JOIN {newest} USING ({listed}) WHERE age IS NULL AND members > 1 ORDER BY _row"
    )
    engine.run(f"DROP TABLE {left}")
    engine.run(f"DROP TABLE {newest}")
    return [int(row[0]) for row in unclear]


def merge(
    engine: Engine, block: PlanBlock, source: str, fates: str, judged: Iterable[pa.Table]
) -> list[tuple[int, str]]:
    """Make the table ``fates``, one line per source row: what conditions decided, then the `latest_by` rules among the
    rows that are left, in file order. Rows that tie for the newest all stay; the first of them is the survivor.

    Args:
        engine: the database.
        block: the block.
        source: relation of the block's rows.
        fates: name of the table to make.
        judged: ``_row``, ``taken``, ``failure`` of every row, in pieces.

    Returns:
        (row, rule name) of rows that stay because their age cannot be told.
    """
    engine.run(f"CREATE TABLE {name(fates)} (_row BIGINT, {TAKEN} INTEGER, {SURVIVOR} BIGINT, {FAILURE} VARCHAR)")
    for piece in judged:
        alone = pa.nulls(len(piece), pa.int64())
        columns = [piece.column("_row"), piece.column(TAKEN), alone, piece.column(FAILURE)]
        engine.insert(fates, pa.table(columns, schema=_SCHEMA))
    return [
        (row, rule.name)
        for number, rule in enumerate(block.rows)
        if rule.latest_by
        for row in _merge(engine, rule, number, source, fates)
    ]
