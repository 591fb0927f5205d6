"""The closed list of calls that a term is made of, each with its Polars and its DuckDB form.

Both mean the same, null included (`tests/unit/quality/test_terms.py`). Regular expressions are those that Rust and RE2
share; texts are compared by code points.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from migrate.model.value import value


@value
class Operation:
    """How a call is made."""

    polars: str
    """Dotted name of a method of Polars expressions, or an operator."""
    sql: str
    """DuckDB; the operands are counted from 0, the term itself first."""
    fixed: tuple[object, ...] = ()
    """Operands of the method that never change."""
    named: tuple[tuple[str, object], ...] = ()


_LENIENT = (("strict", False),)

OPERATIONS: Mapping[str, Operation] = {
    "and": Operation(polars="&", sql="{0} AND {1}"),
    "or": Operation(polars="|", sql="{0} OR {1}"),
    "le": Operation(polars="<=", sql="{0} <= {1}"),
    "lt": Operation(polars="<", sql="{0} < {1}"),
    "ge": Operation(polars=">=", sql="{0} >= {1}"),
    "gt": Operation(polars=">", sql="{0} > {1}"),
    "eq": Operation(polars="==", sql="{0} = {1}"),
    "add": Operation(polars="+", sql="{0} + {1}"),
    "sub": Operation(polars="-", sql="{0} - {1}"),
    "mul": Operation(polars="*", sql="{0} * {1}"),
    "floordiv": Operation(polars="//", sql="{0} // {1}"),
    "mod": Operation(polars="%", sql="{0} % {1}"),
    "is_null": Operation(polars="is_null", sql="({0} IS NULL)"),
    "is_not_null": Operation(polars="is_not_null", sql="({0} IS NOT NULL)"),
    "fill_null": Operation(polars="fill_null", sql="coalesce({0}, {1})"),
    "is_in": Operation(polars="is_in", sql="{0} IN {1}"),
    "contains": Operation(polars="str.contains", sql="regexp_matches({0}, {1})"),
    "starts_with": Operation(polars="str.starts_with", sql="starts_with({0}, {1})"),
    "length": Operation(polars="str.len_chars", sql="length({0})"),
    "bytes": Operation(polars="str.len_bytes", sql="strlen({0})"),
    "head": Operation(polars="str.head", sql="substr({0}, 1, {1})"),
    "strip": Operation(polars="str.strip_chars", sql="trim({0}, {1})"),
    "replaced": Operation(polars="str.replace_all", sql="regexp_replace({0}, {1}, {2}, 'g')"),
    # DuckDB would take blanks, fractions and exponents for numbers too, and fails where a sum of BIGINT overflows.
    "whole": Operation(
        polars="cast",
        sql=r"CASE WHEN regexp_matches({0}, '\A[+-]?[0-9]+\z') THEN TRY_CAST({0} AS BIGINT)::HUGEINT END",
        fixed=(pl.Int64,),
        named=_LENIENT,
    ),
    "day": Operation(polars="str.to_date", sql="TRY_CAST({0} AS DATE)", fixed=("%Y-%m-%d",), named=_LENIENT),
    "looked_up": Operation(
        polars="replace_strict", sql="{1}[{0}]", named=(("default", None), ("return_dtype", pl.String))
    ),
}
ASSOCIATIVE = frozenset({"and", "or", "add"})
