"""Which rows are put before the schema: of each column those in which a check may fail, found for all columns at once.

The schema stays the judge. Most cells are in order, and a schema runs its checks one by one: here they are asked
together, rules that forbid characters as one expression, and what passes them all is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

import pandera.polars as pa
import polars as pl

from migrate.model.value import value
from migrate.quality import schema as schemas
from migrate.quality.bind import Bound
from migrate.quality.kinds import CellTest, has_value
from migrate.quality.spelling import polars_of
from migrate.quality.terms import Call, Literal, Not, Term, col, either

_ONLY = re.compile(r"\\A(?:\(\?:)?\[(?P<but>\^?)(?P<listed>[^\[\]]+)\]\*\)?\\z")
"""A pattern of the texts that hold characters of one class only."""


@value
class Sieve:
    """What is asked of one column. ``may_fail`` is true in every row in which a check of the schema fails."""

    may_fail: pl.Expr
    reads: tuple[str, ...]
    """The columns that the checks read."""
    schema: Callable[[], pa.DataFrameSchema]
    """Made when the first row comes."""


def sieves_of(bound: Iterable[Bound]) -> tuple[Sieve, ...]:
    """The columns with rules that judge cells and can be run."""
    return tuple(map(_sieve, schemas.columns_of(bound)))


def _sieve(column: schemas.Column) -> Sieve:
    asked = polars_of(may_fail(column.item.name, (test for _, test in column.checks)))
    reads = tuple(sorted({column.item.name, *asked.meta.root_names()}))
    return Sieve(may_fail=asked, reads=reads, schema=cache(partial(schemas.schema_from, (column,))))


def may_fail(item: str, tests: Iterable[CellTest]) -> Term:
    """True where one of the tests of a column fails; at least one test."""
    patterns: list[str] = []
    others: list[Term] = []
    for test in tests:
        pattern = _forbidden(item, test)
        if pattern is None:
            others.append(~schemas.verdict_of(test))
        else:
            patterns.append(f"(?:{pattern})")
    return either([*_found(item, patterns), *others])


def _found(item: str, patterns: list[str]) -> Iterator[Term]:
    if patterns:
        yield col(item).contains("|".join(patterns)).fill_null(False)


def _forbidden(item: str, test: CellTest) -> str | None:
    r"""The pattern that must find nothing in a cell, where that is all that a test asks.

    >>> _forbidden("氏名", CellTest(domain=has_value("氏名"), passes=~col("氏名").contains("[〓]")))
    '[〓]'
    >>> _forbidden("氏名", CellTest(domain=has_value("氏名"), passes=col("氏名").contains(r"\A[ァ-ヺ]*\z")))
    '[^ァ-ヺ]'
    """
    if test.domain != has_value(item):
        return None
    match test.passes:
        case Not(of=Call(operation="contains", operands=(of, Literal(plain=str(pattern))))) if of == col(item):
            return pattern
        case Call(operation="contains", operands=(of, Literal(plain=str(pattern)))) if of == col(item):
            only = _ONLY.fullmatch(pattern)
            return f"[{'' if only['but'] else '^'}{only['listed']}]" if only else None
    return None


def failures(sieves: tuple[Sieve, ...], frame: pl.DataFrame) -> pl.DataFrame:
    """What `schema.failures` says of ``frame`` and the schema of all columns."""
    found = [schemas.NONE]
    for one, suspect in zip(sieves, _suspects(sieves, frame), strict=True):
        rows = suspect.arg_true().cast(pl.Int64)
        if len(rows):
            here = frame if len(rows) == frame.height else frame.select(one.reads)[rows]
            cases = schemas.failures(one.schema(), here)
            found.append(cases.with_columns(index=rows.gather(cases["index"])))
    return pl.concat(found)


def _suspects(sieves: tuple[Sieve, ...], frame: pl.DataFrame) -> list[pl.Series]:
    """The rows of each column in which a check may fail: all where a check cannot be run; the schema says which."""
    try:
        return frame.select(one.may_fail.alias(str(place)) for place, one in enumerate(sieves)).get_columns()
    except Exception:  # noqa: BLE001 (Pandera, too, takes whatever a rule's own function raises)
        return [pl.repeat(True, frame.height, eager=True)] * len(sieves)
