"""A Pandera schema (Polars, eager frames) for a table of a spec: one column an item, one check a rule.

The schema is the judge of cells. Keys and references are judged in SQL (`migrate.quality.keys`), because Pandera sees
one batch at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.errors import SchemaErrors

from migrate.model.spec import Spec
from migrate.quality.bind import Bound, bind_whole
from migrate.quality.catalogue import Rule, rules
from migrate.quality.kinds import CellTest

REQUIRED = "required"
NULL_CHECK = "not_nullable"
"""Pandera's name for its own check of 必須 (``nullable=False``)."""


def _judge(test: CellTest) -> Callable[[PolarsData], pl.LazyFrame]:
    verdict = ~test.domain.fill_null(False) | test.passes.fill_null(False)
    return lambda data: data.lazyframe.select(verdict)


def schema_of(bound: Iterable[Bound]) -> pa.DataFrameSchema:
    """The schema of the rules that judge cells and can be run; a check bears its rule's code as name."""
    checks: dict[str, list[pa.Check]] = {}
    needed: set[str] = set()
    for one in bound:
        test = one.kind.test(one.use) if one.state is None else None
        if isinstance(test, CellTest):
            name = one.use.item.name
            checks.setdefault(name, []).append(pa.Check(_judge(test), name=one.use.rule.code, ignore_na=False))
            if one.use.rule.kind == REQUIRED:
                needed.add(name)
    return pa.DataFrameSchema(
        {name: pa.Column(pl.String, nullable=name not in needed, checks=found) for name, found in checks.items()}
    )


def derive(spec: Spec, table: str, rows: tuple[Rule, ...] | None = None) -> pa.DataFrameSchema:
    """The schema of a whole table of ``spec`` (all its columns present), from the bundled rules or from ``rows``."""
    return schema_of(bind_whole(spec, table, rules() if rows is None else rows))


def failures(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> pl.DataFrame:
    """Cells that fail: ``item``, ``check`` (code of the rule, or NULL_CHECK) and ``index``.

    ``index`` is the position in ``frame`` from 0, null where the check itself could not be run. Pandera's own texts
    and values are dropped.
    """
    empty = pl.DataFrame(schema={"item": pl.String, "check": pl.String, "index": pl.Int64})
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases: pl.DataFrame = errors.failure_cases.select(
            pl.col("column").cast(pl.String).alias("item"),
            pl.col("check").cast(pl.String),
            pl.col("index").cast(pl.Int64),
        )
        return pl.concat([empty, cases])
    return empty
