"""A Pandera schema (Polars, eager frames) for a table of a spec: one column an item, one check a rule.

The schema is the judge of cells. Keys and references are judged in SQL (`migrate.quality.relations`), because
Pandera sees one batch at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from migrate.model.spec import Item, Spec
from migrate.model.value import value
from migrate.quality.bind import Bound, bind_whole
from migrate.quality.catalogue import Rule, rules
from migrate.quality.kinds import CellTest, Use
from migrate.quality.spelling import polars_of
from migrate.quality.terms import Term

REQUIRED = "required"
NULL_CHECK = "not_nullable"
"""Pandera's name for its own check of 必須 (``nullable=False``)."""
NONE = pl.DataFrame(schema={"item": pl.String, "check": pl.String, "index": pl.Int64})
"""No failures."""


@value
class Column:
    """What the schema asks of one column: its item, and the rules that judge its cells."""

    item: Item
    required: bool
    checks: tuple[tuple[Use, CellTest], ...]


def columns_of(bound: Iterable[Bound]) -> tuple[Column, ...]:
    """The columns with rules that judge cells and can be run: what the schema and its source are both made from."""
    found: dict[str, list[tuple[Use, CellTest]]] = {}
    items: dict[str, Item] = {}
    for one in bound:
        test = one.kind.test(one.use) if one.state is None else None
        if isinstance(test, CellTest):
            items[one.use.item.name] = one.use.item
            found.setdefault(one.use.item.name, []).append((one.use, test))
    return tuple(
        Column(item=items[name], required=any(use.rule.kind == REQUIRED for use, _ in checks), checks=tuple(checks))
        for name, checks in found.items()
    )


def verdict_of(test: CellTest) -> Term:
    """True where there is nothing to judge, or the cell is in order; never null."""
    return ~test.domain.fill_null(False) | test.passes.fill_null(False)


def _check(code: str, test: CellTest) -> pa.Check:
    verdict = polars_of(verdict_of(test))
    return pa.Check(lambda data: data.lazyframe.select(verdict), name=code, ignore_na=False)


def _column(column: Column) -> pa.Column:
    checks = [_check(use.rule.code, test) for use, test in column.checks]
    return pa.Column(pl.String, nullable=not column.required, checks=checks)


def schema_of(bound: Iterable[Bound]) -> pa.DataFrameSchema:
    """The schema of the rules that judge cells and can be run; a check bears its rule's code as name."""
    return schema_from(columns_of(bound))


def schema_from(columns: Iterable[Column]) -> pa.DataFrameSchema:
    """The schema of these columns."""
    return pa.DataFrameSchema({one.item.name: _column(one) for one in columns})


def derive(spec: Spec, table: str, rows: tuple[Rule, ...] | None = None, as_of: date = date.max) -> pa.DataFrameSchema:
    """The schema of a whole table of ``spec`` (all its columns present), from the bundled rules or from ``rows``;
    ``as_of`` is the reference date.
    """
    return schema_of(bind_whole(spec, table, rules() if rows is None else rows, as_of))


def failures(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> pl.DataFrame:
    """Cells that fail: ``item``, ``check`` (code of the rule, or NULL_CHECK) and ``index``.

    ``index`` is the position in ``frame`` from 0, null where the check itself could not be run. Pandera's own texts
    and values are dropped.
    """
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases: pl.DataFrame = errors.failure_cases.select(
            pl.col("column").cast(pl.String).alias("item"),
            pl.col("check").cast(pl.String),
            pl.col("index").cast(pl.Int64),
        )
        return pl.concat([NONE, cases])
    return NONE
