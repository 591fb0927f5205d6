"""Distinct-value tables: a function runs once per distinct input, in Python, and its results are joined.

Engine-neutral by construction, and the reason of every failure comes with it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from sqlglot import exp

from migrate.engine.duckdb import Engine, name
from migrate.engine.kinds import Kind
from migrate.engine.lowering import Lowering, StagedCall, sql
from migrate.text.refusal import UnconvertibleError

CodeMaps = Mapping[str, Mapping[str, str]]
_SCHEMA = pa.schema([("§k", pa.string()), ("§v", pa.string()), ("§b", pa.string())])


def _convert(call: StagedCall, inputs: list[str], code_maps: CodeMaps) -> pa.Table:
    kinds = call.function.parameters[1:]
    others = [
        code_maps[str(literal)] if kind is Kind.CODE_MAP else literal
        for kind, literal in zip(kinds, call.literals, strict=True)
    ]
    results: list[str | None] = []
    failures: list[str | None] = []
    for one in inputs:
        try:
            results.append(call.function.apply(one, *others) or None)
            failures.append(None)
        except UnconvertibleError as error:
            results.append(None)
            failures.append(f"{call.number}|{error.reason}")
    return pa.table(
        [pa.array(inputs, pa.string()), pa.array(results, pa.string()), pa.array(failures, pa.string())], schema=_SCHEMA
    )


def _table(source: str, number: int) -> str:
    return f"{source}§call{number}"


def _origin(call: StagedCall, source: str, relation: str, lowering: Lowering) -> str:
    """SQL of where the inputs of a call are read.

    An input that rests on one inner call alone is read from that call's table, which is far smaller than the joined
    rows. NULL is added: rows without a value have no line there.
    """
    read = {column.name for column in lowering.value(call.input).find_all(exp.Column)}
    inner = next((one for one in lowering.calls if {one.value_column} == read), None)
    if inner is None:
        return name(relation)
    column = name(inner.value_column)
    return f"(SELECT {name('§v')} AS {column} FROM {name(_table(source, inner.number))} UNION ALL SELECT NULL) AS i"


def _fill(engine: Engine, call: StagedCall, table: str, distinct: str, code_maps: CodeMaps) -> None:
    """Make the table of one call: distinct input, result, failure."""
    inputs = f"{table}§inputs"
    engine.run(f"CREATE TABLE {name(inputs)} AS {distinct}")
    engine.run(f"CREATE TABLE {name(table)} ({name('§k')} VARCHAR, {name('§v')} VARCHAR, {name('§b')} VARCHAR)")
    for batch in engine.batches(f"SELECT {name('§k')} FROM {name(inputs)} WHERE {name('§k')} IS NOT NULL"):
        engine.insert(table, _convert(call, batch.column(0).to_pylist(), code_maps))
    engine.run(f"DROP TABLE {name(inputs)}")


def stage(engine: Engine, source: str, lowering: Lowering, code_maps: CodeMaps) -> str:
    """Run the staged calls over the relation ``source``; name of a relation that has their columns too."""
    relation = source
    for depth in sorted({call.depth for call in lowering.calls}):
        columns, joins = ["s.*"], []
        for call in (one for one in lowering.calls if one.depth == depth):
            reading = sql(lowering.value(call.input))
            origin = _origin(call, source, relation, lowering)
            distinct = f"SELECT DISTINCT {reading} AS {name('§k')} FROM {origin}"
            _fill(engine, call, _table(source, call.number), distinct, code_maps)
            table = name(_table(source, call.number))
            columns += [
                f"{table}.{name('§v')} AS {name(call.value_column)}",
                f"{table}.{name('§b')} AS {name(call.failure_column)}",
            ]
            joins.append(f"LEFT JOIN {table} ON {table}.{name('§k')} = {reading}")
        view = f"{source}§depth{depth}"
        engine.run(
            f"CREATE VIEW {name(view)} AS SELECT {', '.join(columns)} FROM {name(relation)} AS s {' '.join(joins)}"
        )
        relation = view
    return relation
