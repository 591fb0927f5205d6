"""One block of a plan in the database: its rows converted, each with its fate."""

from __future__ import annotations

from migrate.engine import distinct, fates
from migrate.engine.duckdb import Engine, name
from migrate.engine.expression import columns
from migrate.engine.lowering import Lowering, sql
from migrate.engine.plan import Plan, PlanBlock
from migrate.errors import MigrateError
from migrate.model.finding import Place
from migrate.model.mapping import Fate, OnError
from migrate.model.staging import Staged
from migrate.model.value import value

WRITTEN = "c.rule IS NULL AND c.reject IS NULL"
REJECTED = "c.rule IS NULL AND c.reject IS NOT NULL"


@value
class BlockRun:
    """A block after conversion. Its relations in the database:

    ``source``: the staged rows. ``converted``: ``_row``, ``rule`` (index of the row rule), ``survivor``, ``failure``
    (of a row rule), ``i0`` … (items), ``e0`` … (why an item is empty: ``call|reason``), ``reject``
    (``E|item index`` a value with on_error 拒否, ``K|item index`` an empty key item).
    """

    block: PlanBlock
    staged: Staged
    source: str
    converted: str
    lowering: Lowering
    failing: tuple[int, ...]
    """Indexes of items that can fail: they have a column ``e``."""
    unclear: tuple[tuple[int, str], ...]
    """Rows whose place in a history cannot be told, with the rule's name."""

    def feeds(self, column: str) -> str:
        """First item, in spec order, that a source column feeds; the column itself where it feeds none."""
        wanted = column.lower()
        for item in self.block.items:
            if wanted in (one.lower() for one in columns(item.tree)):
                return item.item
        return column


def _guard(block: PlanBlock, known: tuple[str, ...]) -> None:
    """Refuse what a checked mapping cannot contain, and a source file that has lost a column."""
    for rule in block.rows:
        merges = bool(rule.latest_by) and bool(rule.key) and rule.condition is None
        wanted = Fate.MERGED if merges else Fate.EXCLUDED
        if rule.fate is not wanted or (not merges and rule.condition is None):
            raise MigrateError("MIG-CNV-016", Place(table=block.table), {"rule": rule.name})
    trees = [item.tree for item in block.items] + [rule.condition for rule in block.rows if rule.condition is not None]
    asked = [one for tree in trees for one in columns(tree)]
    asked += [one for rule in block.rows if rule.latest_by for one in (*rule.key, rule.latest_by)]
    have = {one.lower() for one in known}
    for column in asked:
        if column.lower() not in have:
            raise MigrateError(
                "MIG-CNV-017", Place(table=block.source, item=column), {"column": column, "source": block.source}
            )


def _reject(block: PlanBlock, key: tuple[str, ...], failing: dict[int, str]) -> str:
    """SQL of why a row is rejected: a value that must not fail, then an empty key item."""
    strict = [n for n in failing if block.items[n].on_error is OnError.REJECT]
    arms = [f"WHEN e{n} IS NOT NULL THEN 'E|{n}'" for n in strict]
    arms += [f"WHEN i{n} IS NULL THEN 'K|{n}'" for n, item in enumerate(block.items) if item.item in key]
    return f"CASE {' '.join(arms)} END" if arms else "CAST(NULL AS VARCHAR)"


def run(engine: Engine, plan: Plan, number: int, staged: Staged) -> BlockRun:
    """Convert the rows of block ``number``.

    Raises:
        MigrateError: MIG-CNV-016 (a row rule of no known form), -017 (the staged file lacks a column).
    """
    block = plan.blocks[number]
    source, converted, fate = f"source{number}", f"converted{number}", f"fate{number}"
    _guard(block, engine.read_parquet(source, staged.parquet))
    trees = [item.tree for item in block.items]
    lowering = Lowering([*trees, *(rule.condition for rule in block.rows if rule.condition is not None)])
    relation = distinct.stage(engine, source, lowering, plan.code_maps)
    relations = fates.Relations(source=source, staged=relation, fates=fate)
    unclear = fates.decide(engine, block, relations, lowering)

    failures = {n: sql(one) for n, tree in enumerate(trees) if (one := lowering.failure(tree)) is not None}
    selected = [f"CAST({failure} AS VARCHAR) AS e{n}" for n, failure in failures.items()]
    for n, tree in enumerate(trees):
        plain = f"CAST({sql(lowering.value(tree))} AS VARCHAR)"
        selected.append(f"{f'CASE WHEN {failures[n]} IS NULL THEN {plain} END' if n in failures else plain} AS i{n}")
    reject = _reject(block, plan.keys.get(block.table, ()), failures)
    decided = f"f.{fates.RULE} AS rule, f.{fates.SURVIVOR} AS survivor, f.{fates.FAILURE} AS failure"
    engine.run(
        f"CREATE TABLE {name(converted)} AS SELECT *, {reject} AS reject FROM "
        f"(SELECT s._row, {decided}, {', '.join(selected)} FROM {name(relation)} AS s "
        f"JOIN {name(fate)} AS f ON f._row = s._row) AS c"
    )
    engine.run(f"DROP TABLE {name(fate)}")
    return BlockRun(
        block=block,
        staged=staged,
        source=source,
        converted=converted,
        lowering=lowering,
        failing=tuple(failures),
        unclear=tuple(unclear),
    )
