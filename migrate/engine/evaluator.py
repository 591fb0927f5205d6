"""Who computes what is asked of a block's rows: DuckDB on this machine (`local`), or Spark (`spark`).

Everything after it is the same: fates, merging, files, lineage and the law are decided on this machine, from what was
computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from migrate.engine.calls import CodeMaps
from migrate.engine.chunks import Chunk
from migrate.engine.duckdb import Engine
from migrate.engine.joins import Joined
from migrate.engine.lowering import Lowering
from migrate.engine.plan import PlanBlock
from migrate.engine.projection import Asked
from migrate.model.value import value

Over = Callable[[Chunk, tuple[Asked, ...]], tuple[pa.Array, pa.Table]]
"""Record numbers of a chunk, ascending, and some of the asked columns of its rows. Several threads may call it."""


@value
class Work:
    """One block of a plan, and all that is asked of its rows."""

    number: int
    """Of the block in its plan."""
    block: PlanBlock
    parquets: Mapping[str, Path]
    """Source table → its staged rows."""
    lowering: Lowering
    asked: tuple[Asked, ...]
    code_maps: CodeMaps

    @property
    def relation(self) -> str:
        """Name for the block's rows in a database."""
        return f"source{self.number}"


class Evaluator(Protocol):
    """One way to compute."""

    def base(self, engine: Engine, work: Work) -> Joined:
        """Make the rows of a block, with the columns of its joins, a relation of ``engine``.

        Raises:
            MigrateError: MIG-CNV-016 and -017, see `joins.look_up`.
        """

    def columns(self, engine: Engine, work: Work, base: Joined) -> Over:
        """Compute, now or chunk by chunk, what is asked of the rows that `base` made."""
