"""Pairs of old numbers that may be one person: all items of evidence are equal. People decide; nothing is merged here.

The list holds the numbers and the names of what is equal, never the values that are.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from migrate.engine.duckdb import Engine, name, text
from migrate.engine.lowering import Lowering, StagedCall, sql
from migrate.keys import declared
from migrate.keys.gather import Parquets, old_number, rows_of
from migrate.keys.table import NUMBERS
from migrate.model.keys import KeyKind, KeyPlan, KeySource, SameDecision
from migrate.text.refusal import UnconvertibleError

PAIRS = "pairs"
"""Relation: the columns of the list of decisions, and what is equal."""
HEADS = {
    "kind": "種類",
    "system": "システム",
    "old": "旧番号",
    "root_system": "代表のシステム",
    "root_old": "代表の旧番号",
    "verdict": "決定",
    "who": "決めた人",
    "day": "決めた日",
    "reason": "理由",
    "equal": "一致した項目",
}
_MANY = 8
"""Where more old numbers than these are alike, each is paired with the first one only."""
_CALL = pa.schema([("§k", pa.string()), ("§v", pa.string())])


def _apply(call: StagedCall, one: str) -> str | None:
    """A function's Python reference; what cannot be converted is no evidence."""
    try:
        return call.function.apply(one, *call.literals) or None
    except UnconvertibleError:
        return None


def _with_calls(engine: Engine, relation: str, lowering: Lowering) -> str:
    """A relation with a column for each call of a function that no SQL says, run once per distinct value."""
    for call in lowering.calls:
        given, made, after = (engine.fresh("evidence") for _ in range(3))
        reading = sql(lowering.value(call.input))
        engine.run(f"CREATE TABLE {name(given)} AS SELECT DISTINCT {reading} AS k FROM {name(relation)}")
        engine.run(f"CREATE TABLE {name(made)} ({name('§k')} VARCHAR, {name('§v')} VARCHAR)")
        for batch in engine.batches(f"SELECT k FROM {name(given)} WHERE k IS NOT NULL"):
            inputs = batch.column(0).to_pylist()
            values = pa.array([_apply(call, one) for one in inputs], pa.string())
            engine.insert(made, pa.Table.from_arrays([pa.array(inputs, pa.string()), values], schema=_CALL))
        engine.run(
            f"CREATE VIEW {name(after)} AS SELECT s.*, e.{name('§v')} AS {name(call.value_column)} "
            f"FROM {name(relation)} AS s LEFT JOIN {name(made)} AS e ON e.{name('§k')} = {reading}"
        )
        relation = after
    return relation


def _alike(engine: Engine, source: KeySource, paths: Parquets) -> None:
    """Add the evidence of one source to ``alike`` (``system``, ``old``, ``what``)."""
    trees = declared.evidence(source, declared.FILE)
    lowering = Lowering(trees.values())
    view = engine.fresh("rows")
    engine.run(f"CREATE VIEW {name(view)} AS SELECT * FROM {rows_of(source, paths)}")
    relation = _with_calls(engine, view, lowering)
    values = [sql(lowering.value(trees[one])) for one in sorted(trees)]
    whole = " AND ".join(f"({one}) IS NOT NULL" for one in values)
    engine.run(
        f"INSERT INTO alike SELECT DISTINCT {text(source.system)}, {old_number(source.columns)}, "
        f"md5(concat_ws(chr(31), {', '.join(values)})) FROM {name(relation)} WHERE {whole}"
    )


def _pairs(engine: Engine, kind: KeyKind, decided: Sequence[SameDecision]) -> None:
    """Add the pairs of ``alike`` to `PAIRS`, but for those that people have judged or that share a number."""
    engine.run("CREATE OR REPLACE TABLE judged (system VARCHAR, old VARCHAR, root_system VARCHAR, root_old VARCHAR)")
    rows = [(one.system, one.old, one.root_system, one.root_old) for one in decided]
    both = [*rows, *((c, d, a, b) for a, b, c, d in rows)]
    if both:
        names = ("system", "old", "root_system", "root_old")
        engine.insert("judged", pa.table({n: list(c) for n, c in zip(names, zip(*both, strict=True), strict=True)}))
    engine.run(
        "CREATE OR REPLACE TABLE ranked AS SELECT a.*, n.new, row_number() OVER w AS turn, count(*) OVER "
        f"(PARTITION BY what) AS many FROM alike AS a LEFT JOIN {NUMBERS} AS n ON n.kind = {text(kind.name)} "
        "AND n.system = a.system AND n.old = a.old "
        "WINDOW w AS (PARTITION BY what ORDER BY a.system, length(a.old), a.old)"
    )
    equal = text("、".join(next(list(one.evidence) for one in kind.sources if one.evidence)))
    engine.run(
        f"INSERT INTO {PAIRS} SELECT DISTINCT {text(kind.name)}, b.system, b.old, a.system, a.old, "
        f"'', '', '', '', {equal} "
        f"FROM ranked AS a JOIN ranked AS b ON a.what = b.what AND a.turn < b.turn "
        f"AND (a.turn = 1 OR b.many <= {_MANY}) "
        "ANTI JOIN judged AS j ON j.system = b.system AND j.old = b.old AND j.root_system = a.system "
        "AND j.root_old = a.old WHERE a.new IS DISTINCT FROM b.new OR a.new IS NULL"
    )


def find(engine: Engine, plan: KeyPlan, decided: Sequence[SameDecision], paths: Parquets) -> dict[str, int]:
    """Make `PAIRS` of all kinds that declare evidence; kind → pairs. Needs the relation `NUMBERS`."""
    columns = ", ".join(f"{one} VARCHAR" for one in HEADS)
    engine.run(f"CREATE OR REPLACE TABLE {PAIRS} ({columns})")
    counts = {}
    for kind in plan.kinds:
        sources = [one for one in kind.sources if one.evidence]
        if not sources:
            continue
        engine.run("CREATE OR REPLACE TABLE alike (system VARCHAR, old VARCHAR, what VARCHAR)")
        for source in sources:
            _alike(engine, source, paths)
        engine.run("DELETE FROM alike WHERE old IS NULL")
        _pairs(engine, kind, [one for one in decided if one.kind == kind.name])
        counts[kind.name] = engine.number(f"SELECT count(*) FROM {PAIRS} WHERE kind = {text(kind.name)}")
    return counts
