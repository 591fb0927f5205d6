"""One block of a plan in the database: its rows converted, each with its fate."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.engine import distinct, fates, joins
from migrate.engine.duckdb import Engine, name
from migrate.engine.expression import columns
from migrate.engine.joins import JoinCount
from migrate.engine.lowering import Lowering, sql
from migrate.engine.plan import Plan, PlanBlock, PlanRowRule
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

    ``source``: the staged rows, with the columns of joins.
    ``converted``: ``_row``, ``rule`` (index of the row rule), ``survivor``, ``failure``
    (of a row rule), ``i0`` … (items), ``e0`` … (why an item is empty: ``call|reason``), ``reject``
    (``E|item index`` a value with on_error 拒否, ``K|item index`` an empty key item, ``R|rule index`` a row rule,
    ``P|0`` another part of the same source and target).
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
    joins: tuple[JoinCount, ...] = ()
    first: bool = True
    """True for the first block from its source into its target: it tells what is wrong with records."""

    def feeds(self, column: str) -> str:
        """First item, in spec order, that a source column feeds; the column itself where it feeds none."""
        wanted = column.lower()
        for item in self.block.items:
            if wanted in (one.lower() for one in columns(item.tree)):
                return item.item
        return column


def _form(rule: PlanRowRule) -> bool:
    """True where a rule is of a known form: a condition that excludes or rejects, or a key that merges."""
    if rule.condition is None:
        return bool(rule.latest_by) and bool(rule.key) and rule.fate is Fate.MERGED
    return not rule.latest_by and rule.fate in (Fate.EXCLUDED, Fate.REJECTED)


def _guard(block: PlanBlock, known: tuple[str, ...]) -> None:
    """Refuse what a checked mapping cannot contain, and a source file that has lost a column."""
    for rule in block.rows:
        if not _form(rule):
            raise MigrateError("MIG-CNV-016", Place(table=block.table), {"rule": rule.name})
    have = {one.lower() for one in known}
    for column in joins.asked(block):
        if column.lower() not in have:
            raise joins.missing(column, block.source)


def _reject(block: PlanBlock, key: tuple[str, ...], failing: dict[int, str]) -> str:
    """SQL of why a row is rejected: a row rule, a value that must not fail, then an empty key item."""
    strict = [n for n in failing if block.items[n].on_error is OnError.REJECT]
    arms = [f"WHEN taken = {n} THEN 'R|{n}'" for n in _rejecting(block)]
    arms += [f"WHEN e{n} IS NOT NULL THEN 'E|{n}'" for n in strict]
    arms += [f"WHEN i{n} IS NULL THEN 'K|{n}'" for n, item in enumerate(block.items) if item.item in key]
    return f"CASE {' '.join(arms)} END" if arms else "CAST(NULL AS VARCHAR)"


def _rejecting(block: PlanBlock) -> list[int]:
    return [n for n, rule in enumerate(block.rows) if rule.fate is Fate.REJECTED]


def _rule(block: PlanBlock) -> str:
    """SQL of the rule that keeps a row out; one that rejects is told by ``reject`` alone."""
    rejecting = ", ".join(map(str, _rejecting(block)))
    return f"CASE WHEN taken IN ({rejecting}) THEN NULL ELSE taken END" if rejecting else "taken"


def run(engine: Engine, plan: Plan, number: int, staged: Mapping[str, Staged]) -> BlockRun:
    """Convert the rows of block ``number``; ``staged`` holds its source table and those of its joins.

    Raises:
        MigrateError: MIG-CNV-016 (a row rule of no known form), -017 (the staged file lacks a column).
    """
    block = plan.blocks[number]
    converted, fate = f"converted{number}", f"fate{number}"
    parquets = {table: one.parquet for table, one in staged.items()}
    base = joins.base(engine, block, parquets, f"source{number}")
    source = base.relation
    _guard(block, base.columns)
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
    decided = f"f.{fates.RULE} AS taken, f.{fates.SURVIVOR} AS survivor, f.{fates.FAILURE} AS failure"
    engine.run(
        f"CREATE TABLE {name(converted)} AS SELECT * EXCLUDE (taken), {_rule(block)} AS rule, {reject} AS reject FROM "
        f"(SELECT s._row, {decided}, {', '.join(selected)} FROM {name(relation)} AS s "
        f"JOIN {name(fate)} AS f ON f._row = s._row) AS c"
    )
    engine.run(f"DROP TABLE {name(fate)}")
    return BlockRun(
        block=block,
        staged=staged[block.source],
        source=source,
        converted=converted,
        lowering=lowering,
        failing=tuple(failures),
        unclear=tuple(unclear),
        joins=base.counts,
        first=not any((b.table, b.source) == (block.table, block.source) for b in plan.blocks[:number]),
    )
