"""Row rules: which source rows are taken out of the way, and into which row a merged one goes."""

from __future__ import annotations

from migrate.engine.ages import BLANKS, order
from migrate.engine.duckdb import Engine, name
from migrate.engine.lowering import Lowering, sql
from migrate.engine.plan import PlanBlock, PlanRowRule
from migrate.model.value import value

RULE, SURVIVOR, FAILURE = name("§rule"), name("§survivor"), name("§failure")
"""Columns of the table of fates, in names that no source column has."""


@value
class Relations:
    """Names in the database: the source rows, the same with the results of staged calls, the table of fates."""

    source: str
    staged: str
    fates: str


def _decide(engine: Engine, block: PlanBlock, relation: str, target: str, lowering: Lowering) -> None:
    """Fates by condition: the number of the first rule that matches."""
    rules = [(n, rule.condition) for n, rule in enumerate(block.rows) if rule.condition is not None]
    arms = " ".join(f"WHEN {sql(lowering.condition(condition))} THEN {n}" for n, condition in rules)
    decided = f"CASE {arms} END" if arms else "NULL"
    failures = [lowering.failure(condition) for _, condition in rules]
    failure = ", ".join([*(sql(one) for one in failures if one is not None), "NULL"])
    engine.run(
        f"CREATE TABLE {name(target)} AS SELECT _row, CAST({decided} AS INTEGER) AS {RULE}, "
        f"CAST(NULL AS BIGINT) AS {SURVIVOR}, CAST(coalesce({failure}, NULL) AS VARCHAR) AS {FAILURE} "
        f"FROM {name(relation)}"
    )


def _merge(engine: Engine, rule: PlanRowRule, number: int, relations: Relations) -> list[int]:
    """Merge older rows into the newest of their key; rows whose age cannot be told stay, and are returned."""
    keys = [f"k{n}" for n in range(len(rule.key))]
    named = ", ".join(f"s.{name(column)} AS {key}" for column, key in zip(rule.key, keys, strict=True))
    present = " AND ".join(f"coalesce(trim(s.{name(column)}, {BLANKS}), '') <> ''" for column in rule.key)
    listed = ", ".join(keys)
    fate, left, newest = (name(relations.fates + part) for part in ("", "§left", "§newest"))
    engine.run(
        f"CREATE TABLE {left} AS SELECT s._row, {named}, {order(rule.latest_by)} AS age "
        f"FROM {name(relations.source)} AS s JOIN {fate} AS f ON f._row = s._row WHERE f.{RULE} IS NULL AND {present}"
    )
    engine.run(
        f"CREATE TABLE {newest} AS SELECT {listed}, count(*) AS members, "
        f"max(struct_pack(age := age, back := -_row)) FILTER (WHERE age IS NOT NULL) AS top "
        f"FROM {left} GROUP BY {listed}"
    )
    older = f"SELECT _row, -top.back AS into_row FROM {left} JOIN {newest} USING ({listed}) WHERE age < top.age"
    engine.run(
        f"UPDATE {fate} AS f SET {RULE} = {number}, {SURVIVOR} = o.into_row FROM ({older}) AS o WHERE f._row = o._row"
    )
    engine.run(  # a survivor of an earlier rule that is merged now takes its own rows along
        f"UPDATE {fate} AS f SET {SURVIVOR} = s.{SURVIVOR} FROM {fate} AS s "
        f"WHERE f.{SURVIVOR} = s._row AND s.{RULE} = {number} AND f.{RULE} < {number}"
    )
    unclear = engine.rows(
        f"SELECT _row FROM {left} JOIN {newest} USING ({listed}) WHERE age IS NULL AND members > 1 ORDER BY _row"
    )
    engine.run(f"DROP TABLE {left}")
    engine.run(f"DROP TABLE {newest}")
    return [int(row[0]) for row in unclear]


def decide(engine: Engine, block: PlanBlock, relations: Relations, lowering: Lowering) -> list[tuple[int, str]]:
    """Make the table of fates (``_row``, ``§rule``, ``§survivor``, ``§failure``), one line per source row.

    ``§rule`` is the index of the rule that took the row, NULL where none did. Conditions come first, in file order,
    then `latest_by` rules among the rows that are left. Rows that tie for the newest all stay; the first of them
    is the survivor. Returns (row, rule name) of rows that stay because their age cannot be told.
    """
    conditions = [rule.condition for rule in block.rows if rule.condition is not None]
    read = relations.staged if any(lowering.rests_on_calls(one) for one in conditions) else relations.source
    _decide(engine, block, read, relations.fates, lowering)
    unclear = []
    for number, rule in enumerate(block.rows):
        if rule.latest_by:
            unclear += [(row, rule.name) for row in _merge(engine, rule, number, relations)]
    return unclear
