"""Computing on this machine: plain columns and calls in Arrow, the rest as SQL in DuckDB, chunk by chunk."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from migrate.engine import chunks, joins
from migrate.engine.calls import Calls
from migrate.engine.chunks import Chunk
from migrate.engine.duckdb import Engine, name
from migrate.engine.evaluator import Over, Work
from migrate.engine.joins import Joined
from migrate.engine.lowering import sql
from migrate.engine.projection import Asked, Projection, array


class Local:
    """The evaluator that needs nothing but this machine."""

    def base(self, engine: Engine, work: Work) -> Joined:
        """See `Evaluator.base`."""
        return joins.base(engine, work.block, work.parquets, work.relation)

    def columns(self, engine: Engine, work: Work, base: Joined) -> Over:
        """See `Evaluator.columns`."""
        calls = Calls(work.code_maps)

        def query(asked: Sequence[Asked], rows: pa.Table) -> pa.Table:
            return engine.over(", ".join(map(_selected, asked)), rows)

        def over(chunk: Chunk, asked: tuple[Asked, ...]) -> tuple[pa.Array, pa.Table]:
            projection = Projection(lowering=work.lowering, asked=asked)
            rows = _rows(engine, work, base, chunk, projection.columns)
            return array(rows.column(chunks.ROW)), projection.over(rows, calls, query)

        return over


def _rows(engine: Engine, work: Work, base: Joined, chunk: Chunk, columns: tuple[str, ...]) -> pa.Table:
    """``_row`` and ``columns`` of a chunk: the block's own from its file, beside them what its joins gave."""
    looked = {one.lower() for one in base.looked}
    beside = tuple(one for one in columns if one.lower() in looked)
    rows = chunks.read(work.parquets[work.block.source], chunk, tuple(one for one in columns if one not in beside))
    if beside:
        met = chunks.between(engine, base.met, chunk, beside)
        for one in beside:
            rows = rows.append_column(one, met.column(one))
    return rows


def _selected(one: Asked) -> str:
    return f"CAST({sql(one.tree)} AS {'INTEGER' if one.number else 'VARCHAR'}) AS {name(one.name)}"
