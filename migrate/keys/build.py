"""One kind of number built on what earlier runs gave: numbers that exist stay, new old numbers get new ones.

People's decisions make several old numbers one person. A decision that comes after both were numbered changes nothing
unless it is said so (`Wish.apply`): the table is fixed over all rehearsals.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from migrate.engine.duckdb import Engine, text
from migrate.keys import decisions, numbering, table
from migrate.keys.gather import CURRENT, SOURCES
from migrate.keys.numbering import GIVEN, HELD, TAKEN, WAITING, Shortage
from migrate.keys.table import NUMBERS
from migrate.model.keys import KeyKind, Numbering, SameDecision
from migrate.model.value import value

_MEMBERS = pa.schema(
    [
        *((one, pa.string()) for one in ("system", "old", "root_system", "root_old", "who", "day", "reason")),
        ("line", pa.int32()),
    ]
)
_SIDES = pa.schema([("system", pa.string()), ("old", pa.string()), ("line", pa.int32())])
NO_ROOT = "代表に番号がない"


@value
class Wish:
    """What a run is to do."""

    run: int
    """Number of this state of the inputs, from 1."""
    apply: bool = False
    """Also change numbers that decisions contradict."""


@value
class Unknown:
    """A decision that names an old number that nobody has."""

    line: int
    near: bool
    """True where it is one but for leading zeros, which spreadsheet programs take away."""


@value
class Built:
    """What came of one kind."""

    shortages: tuple[Shortage, ...]
    unknown: tuple[Unknown, ...]


def prepare(engine: Engine) -> None:
    """Make the empty relations that all kinds share: `NUMBERS` and `HELD`."""
    table.empty(engine, NUMBERS)
    engine.run(
        f"CREATE OR REPLACE TABLE {HELD} (kind VARCHAR, system VARCHAR, old VARCHAR, wanted VARCHAR, why VARCHAR)"
    )


def _arrow(rows: Sequence[Sequence[object]], schema: pa.Schema) -> pa.Table:
    """Python rows, at least one, as an Arrow table."""
    columns = zip(*rows, strict=True)
    return pa.Table.from_arrays(
        [pa.array(list(one), f.type) for one, f in zip(columns, schema, strict=True)], schema=schema
    )


def members(engine: Engine, decided: Sequence[SameDecision]) -> None:
    """Make the relation ``member`` of the groups that decisions of one kind make."""
    rows = [
        (*one.spot, *one.root, one.decision.decided_by, one.decision.decided_on, one.decision.reason, one.decision.line)
        for one in decisions.groups(decided)
    ]
    engine.run(
        "CREATE OR REPLACE TABLE member (system VARCHAR, old VARCHAR, root_system VARCHAR, root_old VARCHAR, "
        "who VARCHAR, day VARCHAR, reason VARCHAR, line INTEGER)"
    )
    if rows:
        engine.insert("member", _arrow(rows, _MEMBERS))


def _unknown(engine: Engine, decided: Sequence[SameDecision]) -> tuple[Unknown, ...]:
    """Decisions of which a side is neither in the sources nor in the table."""
    sides = [(s, o, d.line) for d in decided for s, o in ((d.system, d.old), (d.root_system, d.root_old))]
    if not sides:
        return ()
    engine.run("CREATE OR REPLACE TABLE side (system VARCHAR, old VARCHAR, line INTEGER)")
    engine.insert("side", _arrow(sides, _SIDES))
    engine.run(
        f"CREATE OR REPLACE TABLE anybody AS SELECT system, old FROM {CURRENT} UNION SELECT system, old FROM known"
    )
    rows = engine.rows(
        "SELECT line, bool_or(EXISTS (SELECT 1 FROM anybody AS a WHERE a.system = s.system "
        "AND ltrim(a.old, '0') = ltrim(s.old, '0'))) FROM side AS s ANTI JOIN anybody USING (system, old) "
        "GROUP BY line ORDER BY line"
    )
    return tuple(Unknown(line=int(line), near=bool(near)) for line, near in rows)


def _targets(engine: Engine) -> None:
    """Make ``target`` (root → the number of its group, NULL where it is still to be made).

    The root's own number, else the one that all numbered members share: what exists does not change.
    """
    engine.run(
        "CREATE OR REPLACE TABLE target AS SELECT root_system, root_old, coalesce("
        "max(k.new) FILTER (m.system = m.root_system AND m.old = m.root_old), "
        "CASE WHEN count(DISTINCT k.new) = 1 THEN min(k.new) END) AS new, "
        "coalesce(max(k.space) FILTER (m.system = m.root_system AND m.old = m.root_old), min(k.space)) AS space "
        "FROM member AS m LEFT JOIN known AS k USING (system, old) GROUP BY ALL"
    )


def _todo(engine: Engine) -> None:
    """Make `WAITING`: new old numbers, less the members of groups that take another's number."""
    engine.run(
        f"CREATE OR REPLACE TABLE fresh AS SELECT c.*, s.space, s.rule, s.prefix, s.tbl FROM {CURRENT} AS c "
        f"JOIN {SOURCES} AS s USING (src) ANTI JOIN known USING (system, old)"
    )
    engine.run(
        f"CREATE OR REPLACE TABLE {WAITING} AS SELECT f.* FROM fresh AS f LEFT JOIN member AS m USING (system, old) "
        "LEFT JOIN target AS t ON t.root_system = m.root_system AND t.root_old = m.root_old "
        "WHERE m.system IS NULL OR (f.system = m.root_system AND f.old = m.root_old AND t.new IS NULL)"
    )
    engine.run(
        f"CREATE OR REPLACE TABLE {TAKEN} AS SELECT new::BIGINT AS number FROM known "
        "UNION SELECT unnest(string_split(replaced, ','))::BIGINT FROM known WHERE replaced <> ''"
    )


def _known(engine: Engine, kind: KeyKind, wish: Wish) -> None:
    """The numbers that exist, into `NUMBERS`; decisions change them only where that is wished."""
    differs = "m.system IS NOT NULL AND t.new IS NOT NULL AND t.new <> k.new" if wish.apply else "false"
    changed = f"CASE WHEN {differs} THEN {{new}} ELSE k.{{old}} END"

    def column(old: str, new: str) -> str:
        return changed.format(old=old, new=new)

    engine.run(
        f"INSERT INTO {NUMBERS} SELECT {text(kind.name)}, k.system, k.old, {column('new', 't.new')}, "
        f"{column('rule', text(Numbering.DECIDED))}, {column('space', 't.space')}, {column('reason', 'm.reason')}, "
        f"{column('decided_by', 'm.who')}, {column('decided_on', 'm.day')}, k.first_run, "
        f"CASE WHEN c.system IS NULL THEN k.last_seen ELSE {wish.run} END, "
        f"CASE WHEN {differs} THEN concat_ws(',', nullif(k.replaced, ''), k.new) ELSE k.replaced END "
        f"FROM known AS k LEFT JOIN {CURRENT} AS c USING (system, old) LEFT JOIN member AS m USING (system, old) "
        "LEFT JOIN target AS t ON t.root_system = m.root_system AND t.root_old = m.root_old"
    )


def _new(engine: Engine, kind: KeyKind, wish: Wish) -> None:
    """The numbers that this run gives, into `NUMBERS`; members whose root has none are held."""
    engine.run(
        f"INSERT INTO {NUMBERS} SELECT {text(kind.name)}, system, old, new, rule, space, tbl, '', '', "
        f"{wish.run}, {wish.run}, '' FROM {GIVEN}"
    )
    engine.run(
        "CREATE OR REPLACE TABLE joins_group AS SELECT f.system, f.old, m.reason, m.who, m.day, "
        "coalesce(t.new, g.new) AS new, coalesce(t.space, g.space) AS space "
        "FROM fresh AS f JOIN member AS m USING (system, old) "
        "LEFT JOIN target AS t ON t.root_system = m.root_system AND t.root_old = m.root_old "
        f"LEFT JOIN {GIVEN} AS g ON g.system = m.root_system AND g.old = m.root_old "
        f"ANTI JOIN {WAITING} AS d ON d.system = f.system AND d.old = f.old"
    )
    engine.run(
        f"INSERT INTO {NUMBERS} SELECT {text(kind.name)}, system, old, new, {text(Numbering.DECIDED)}, space, reason, "
        f"who, day, {wish.run}, {wish.run}, '' FROM joins_group WHERE new IS NOT NULL"
    )
    engine.run(
        f"INSERT INTO {HELD} SELECT {text(kind.name)}, system, old, '', {text(NO_ROOT)} FROM joins_group "
        "WHERE new IS NULL"
    )


def build(engine: Engine, kind: KeyKind, decided: Sequence[SameDecision], wish: Wish) -> Built:
    """Add one kind to `NUMBERS`; needs `gather` and the view ``previous`` of the table of the run before.

    Args:
        engine: an open database, after `prepare`.
        kind: the kind.
        decided: people's decisions of that kind.
        wish: the run's number, and whether decisions may change numbers.
    """
    engine.run(f"CREATE OR REPLACE TABLE known AS SELECT * FROM previous WHERE kind = {text(kind.name)}")
    unknown = _unknown(engine, decided)
    lost = {one.line for one in unknown}
    members(engine, [one for one in decided if one.line not in lost])
    _targets(engine)
    _todo(engine)
    shortages = numbering.number(engine, kind)
    if wish.apply:  # a group without a number of its own takes the one that its root has got
        engine.run(
            f"UPDATE target SET new = g.new, space = g.space FROM {GIVEN} AS g WHERE target.new IS NULL "
            "AND g.system = target.root_system AND g.old = target.root_old"
        )
    _known(engine, kind, wish)
    _new(engine, kind, wish)
    return Built(shortages=shortages, unknown=unknown)


def others(engine: Engine, kinds: Sequence[KeyKind]) -> None:
    """Kinds that are declared no more keep their rows as they are."""
    named = ", ".join(text(one.name) for one in kinds)
    engine.run(f"INSERT INTO {NUMBERS} SELECT * FROM previous WHERE kind NOT IN ({named})")
