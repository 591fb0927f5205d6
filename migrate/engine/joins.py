"""Look-ups: the rows of a block with columns of other source tables beside them, never more rows than before.

A row with several partners gets none of them; what becomes of it is a row rule's matter (`PlanJoin.partners`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pyarrow.parquet as pq

from migrate.engine.ages import BLANKS, order
from migrate.engine.duckdb import Engine, name
from migrate.engine.expression import columns
from migrate.engine.lowering import Lowering, sql
from migrate.engine.plan import PlanBlock, PlanJoin
from migrate.errors import MigrateError
from migrate.model.finding import Place
from migrate.model.value import value


@value
class JoinCount:
    """How one join met. The first three count rows of the block's source, the last two rows of the joined table."""

    join: PlanJoin
    one: int
    none: int
    many: int
    used: int
    unused: int


class Tables(Protocol):
    """A database in which look-ups are made. Its SQL is DuckDB's; where it is another, it translates."""

    def view(self, relation: str, select: str) -> None:
        """Give a query a name."""

    def read_parquet(self, view: str, path: Path) -> tuple[str, ...]:
        """Make a Parquet file a view; its column names."""


@value
class Joined:
    """The base of a block: a relation in DuckDB, its columns, and how its joins met."""

    relation: str
    columns: tuple[str, ...]
    counts: tuple[JoinCount, ...]
    met: str = ""
    """Table of what the joins gave, a row for each of the block's, in their order; empty without joins."""
    looked: tuple[str, ...] = ()
    """Its columns beside ``_row``."""


@value
class Looked:
    """A block's rows with the columns of its joins."""

    relation: str
    """The view that gives them."""
    columns: tuple[str, ...]
    """All that it could give."""
    own: tuple[str, ...]
    """What the block asks of its own source."""
    beside: tuple[str, ...]
    """What it asks of joined tables, and how they met."""

    @property
    def select(self) -> str:
        """The query of the rows."""
        return f"SELECT _row, {', '.join(map(name, (*self.own, *self.beside)))} FROM {name(self.relation)}"


def asked(block: PlanBlock) -> tuple[str, ...]:
    """Columns that a block reads, each once, in the order in which they are named."""
    trees = [item.tree for item in block.items] + [rule.condition for rule in block.rows if rule.condition is not None]
    found = [one for tree in trees for one in columns(tree)]
    found += [one for rule in block.rows if rule.latest_by for one in (*rule.key, rule.latest_by)]
    return tuple({one.lower(): one for one in found}.values())


def missing(column: str, table: str) -> MigrateError:
    """The error of a column that the staged rows do not have."""
    return MigrateError("MIG-CNV-017", Place(table=table, item=column), {"column": column, "source": table})


def key_of(column: str, alias: str) -> str:
    """SQL of a key column as it is compared: outer blanks do not count, blanks alone are no key."""
    return f"nullif(trim({alias}.{name(column)}, {BLANKS}), '')"


def _row_column(join: PlanJoin) -> str:
    return f"{join.partners}§row"


def _need(known: tuple[str, ...], wanted: tuple[str, ...], table: str) -> None:
    have = {one.lower() for one in known}
    for column in wanted:
        if column.lower() not in have:
            raise missing(column, table)


def _partners(tables: Tables, join: PlanJoin, path: Path, prefix: str) -> tuple[str, ...]:
    """Make ``<prefix>`` (the other table) and ``<prefix>§pick`` (key, row, partners); the former's columns."""
    known = tables.read_parquet(prefix, path)
    latest = (join.latest_by,) if join.latest_by else ()
    condition = join.condition
    judged = columns(condition) if condition is not None else ()
    _need(known, (*(theirs for _, theirs in join.keys), *judged, *latest), join.table)
    where = "true"
    if condition is not None:
        lowering = Lowering([condition])
        if lowering.calls:  # a value that cannot be converted would hide a partner in silence
            raise MigrateError("MIG-CNV-016", Place(table=join.table), {"rule": join.alias})
        where = sql(lowering.condition(condition))
    keys = [f"k{n}" for n in range(len(join.keys))]
    listed = ", ".join(keys)
    named = ", ".join(f"{key_of(theirs, 'o')} AS {key}" for (_, theirs), key in zip(join.keys, keys, strict=True))
    age = order(join.latest_by) if join.latest_by else "'0'"
    tables.view(
        prefix + "§pick",
        f"SELECT {listed}, min(_row) AS partner, count(*) AS members FROM "
        f"(SELECT *, max(age) OVER (PARTITION BY {listed}) AS top FROM "
        f"(SELECT o._row, {named}, {age} AS age FROM (SELECT * FROM {name(prefix)} WHERE {where}) AS o)) "
        f"WHERE (age = top OR age IS NULL) AND {' AND '.join(f'{key} IS NOT NULL' for key in keys)} GROUP BY {listed}",
    )
    return known


def _step(tables: Tables, join: PlanJoin, relations: tuple[str, str, str], theirs: tuple[str, ...]) -> None:
    """Make the view of the rows with one join more; ``relations``: before, the other table, after."""
    before, other, after = relations
    met = " AND ".join(f"{key_of(ours, 's')} = p.k{n}" for n, (ours, _) in enumerate(join.keys))
    beside = [f"o.{name(one)} AS {name(f'{join.alias}.{one}')}" for one in theirs if one != "_row"]
    count = "CASE WHEN p.members IS NULL THEN '0' WHEN p.members = 1 THEN '1' ELSE '2' END"
    extra = [*beside, f"{count} AS {name(join.partners)}", f"o._row AS {name(_row_column(join))}"]
    tables.view(
        after,
        f"SELECT s.*, {', '.join(extra)} FROM {name(before)} AS s "
        f"LEFT JOIN {name(other + '§pick')} AS p ON {met} "
        f"LEFT JOIN {name(other)} AS o ON o._row = p.partner AND p.members = 1",
    )


def _other(prefix: str, number: int) -> str:
    """Relation of the table that a join looks into."""
    return f"{prefix}§other{number}"


def look_up(tables: Tables, block: PlanBlock, parquets: Mapping[str, Path], prefix: str) -> Looked:
    """The rows of a block's source with the columns of its joins (one or more).

    Args:
        tables: where the views are made.
        block: the block.
        parquets: source table → its staged rows.
        prefix: the view of the block's own rows; what else is made begins with it too.

    Raises:
        MigrateError: MIG-CNV-017 (a column is not there), -016 (a join's condition that can fail).
    """
    known = tables.read_parquet(prefix, parquets[block.source])
    mine = {one.lower() for one in known}
    before = prefix
    for n, join in enumerate(block.joins):
        other, after = _other(prefix, n), f"{prefix}§with{n}"
        _need(known, tuple(ours for ours, _ in join.keys), block.source)
        theirs = _partners(tables, join, parquets[join.table], other)
        _step(tables, join, (before, other, after), theirs)
        known = (*known, *(f"{join.alias}.{one}" for one in theirs if one != "_row"), join.partners)
        before = after
    wanted = asked(block)
    _need(known, wanted, block.source)
    met = (*(join.partners for join in block.joins), *map(_row_column, block.joins))
    return Looked(
        relation=before,
        columns=known,
        own=tuple(one for one in wanted if one.lower() in mine),
        beside=tuple(dict.fromkeys((*(one for one in wanted if one.lower() not in mine), *met))),
    )


def _count(engine: Engine, join: PlanJoin, relation: str, rows: int) -> JoinCount:
    told = {
        str(k): int(n) for k, n in engine.rows(f"SELECT {name(join.partners)}, count(*) FROM {relation} GROUP BY 1")
    }
    used = engine.number(f"SELECT count(DISTINCT {name(_row_column(join))}) FROM {relation}")
    one, none, many = (told.get(key, 0) for key in "102")
    return JoinCount(join=join, one=one, none=none, many=many, used=used, unused=rows - used)


def counts(engine: Engine, block: PlanBlock, parquets: Mapping[str, Path], relation: str) -> tuple[JoinCount, ...]:
    """How the joins met, counted in the ``relation`` of what `look_up` gave."""
    found = []
    for join in block.joins:
        with pq.ParquetFile(parquets[join.table]) as file:
            found.append(_count(engine, join, name(relation), file.metadata.num_rows))
    return tuple(found)


def base(engine: Engine, block: PlanBlock, parquets: Mapping[str, Path], prefix: str) -> Joined:
    """The rows of a block's source with the columns of its joins: relation ``prefix``, or one made from it.

    Args:
        engine: the database.
        block: the block.
        parquets: source table → its staged rows.
        prefix: name for the relation, new in the database.

    Raises:
        MigrateError: MIG-CNV-016, -017, see `look_up`.
    """
    if not block.joins:
        return alone(engine, block, parquets, prefix)
    looked = look_up(engine, block, parquets, prefix)
    met, relation = f"{prefix}§met", f"{prefix}§joined"
    # Only what the joins gave is kept: the block's own columns stay in their file, which is read chunk by chunk.
    listed = ", ".join(map(name, looked.beside))
    engine.run(f"CREATE TABLE {name(met)} AS SELECT _row, {listed} FROM {name(looked.relation)}")
    own = "".join(f"s.{name(one)}, " for one in looked.own)
    given = ", ".join(f"m.{name(one)}" for one in looked.beside)
    engine.view(
        relation, f"SELECT s._row, {own}{given} FROM {name(prefix)} AS s LEFT JOIN {name(met)} AS m ON m._row = s._row"
    )
    return Joined(
        relation=relation,
        columns=looked.columns,
        counts=counts(engine, block, parquets, met),
        met=met,
        looked=looked.beside,
    )


def alone(engine: Engine, block: PlanBlock, parquets: Mapping[str, Path], prefix: str) -> Joined:
    """The base of a block without joins: its staged rows."""
    return Joined(relation=prefix, columns=engine.read_parquet(prefix, parquets[block.source]), counts=())
