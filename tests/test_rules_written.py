"""The examples of the rules, judged by what leaves the tool: the written Python module, and the SQL that people run.

Both must name the rows that the runner names (`tests/test_rules.py`), and none in the rows that are in order.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandera.polars as pa
import polars as pl
import pytest

from migrate.quality import catalogue
from migrate.quality import run as checks
from migrate.quality import schema as schemas
from migrate.quality.bind import Bound, bind
from migrate.quality.kinds import Around, CellTest, quoted, relation_name
from migrate.quality.listing import failing_rows
from migrate.quality.schema_code import module_of
from migrate.quality.spelling import UnwrittenError, code_of
from tests.test_rules import AS_OF, FOLDER, codes, subjects

RULES = catalogue.rules()
Failures = list[tuple[str, int]]
"""Item and row (from 1), sorted."""
BY_PYTHON = {"repertoire"}
"""Kinds that no SQL and no module can hold: a comparison with the lists of characters."""


class Example:
    """The rows of one folder, and the rule that they are about wherever it can be run on them."""

    def __init__(self, code: str, folder: Path, scratch: Path) -> None:
        found = tuple(subjects(folder, scratch)) if folder.exists() else ()
        self.frames = {(one.spec.business, table): _frame(given) for one in found for table, given in one.given.items()}
        columns = {place: frozenset(frame.columns) for place, frame in self.frames.items()}
        around = Around(specs={one.spec.business: one.spec for one in found}, as_of=AS_OF)
        rules = tuple(rule for rule in RULES if rule.code == code)
        self.bound = {
            (one.spec.business, table): _runnable(bind(one.spec, table, columns, rules, around))
            for one in found
            for table in one.spec.tables
        }


def _frame(given: checks.Given) -> pl.DataFrame:
    return pl.read_csv(given.data, infer_schema=False).select(pl.when(pl.all() != "").then(pl.all()))


def _runnable(bound: tuple[Bound, ...]) -> tuple[Bound, ...]:
    return tuple(one for one in bound if one.state is None)


def _by_module(example: Example) -> Failures:
    """What the written module says of each table."""
    found: Failures = []
    for place, bound in example.bound.items():
        written = tuple(one for one in bound if _is_written(one))
        if written:
            names: dict[str, Any] = {}
            exec(compile(module_of(written[0].use.spec, [(place[1], written)]).source, "written", "exec"), names)
            schema: pa.DataFrameSchema = names["SCHEMAS"][place[1]]
            cases = schemas.failures(schema, example.frames[place]).unique(["item", "index"])
            found += [(item, index + 1) for item, index in cases.select("item", "index").iter_rows()]
    return sorted(found)


def _is_written(one: Bound) -> bool:
    test = one.kind.test(one.use)
    try:
        return isinstance(test, CellTest) and bool(code_of(test.domain, {}) and code_of(test.passes, {}))
    except UnwrittenError:
        return False


def _by_sql(example: Example, engine: duckdb.DuckDBPyConnection) -> Failures:
    """What the SQL lists, over relations named as the page says."""
    for place, frame in example.frames.items():
        engine.register("rows", frame.with_row_index("_row", offset=1).to_arrow())
        engine.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(relation_name(*place))} AS SELECT * FROM rows")
    found: Failures = []
    for one in (one for bound in example.bound.values() for one in bound):
        rows = engine.execute(failing_rows(one)).fetchall()
        found += [(one.use.item.name, int(row)) for (row,) in rows]
    return sorted(found)


def _expected(code: str) -> Failures:
    with (FOLDER / code / "ng" / "expected.csv").open(encoding="utf-8", newline="") as stream:
        return sorted((row["item"], int(row["row"])) for row in csv.DictReader(stream) if row["row"])


@cache
def _kind(code: str) -> str:
    return next((rule.kind for rule in RULES if rule.code == code), "")


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """One DuckDB for all examples."""
    with duckdb.connect(config={"threads": 1}) as found:
        yield found


CODES = [code for code in codes() if _kind(code) not in {"", *BY_PYTHON}]


@pytest.mark.parametrize("code", CODES)
def test_module_and_sql_name_the_rows_of_the_examples(
    code: str, tmp_path: Path, engine: duckdb.DuckDBPyConnection
) -> None:
    """The failing rows by the SQL, and by the module where it holds the rule, are those of the examples."""
    right = Example(code, FOLDER / code / "ok", tmp_path / "ok")
    wrong = Example(code, FOLDER / code / "ng", tmp_path / "ng")
    held = any(_is_written(one) for bound in wrong.bound.values() for one in bound)

    assert (_by_sql(right, engine), _by_sql(wrong, engine)) == ([], _expected(code))
    assert (_by_module(right), _by_module(wrong)) == ([], _expected(code) if held else [])


def test_what_is_left_out_is_named() -> None:
    """Codes that are not judged here: the lists of characters, and columns that are missing or too many."""
    assert [code for code in codes() if code not in CODES] == ["MIG-CHR-051", "MIG-DQ-021", "MIG-DQ-022"]
