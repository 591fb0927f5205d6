"""Good and bad rows of a table in files of their own: a row is bad where a failure of the given weight is open.

The Parquet files hold the values as they are, for programs. The bad rows stand in a CSV as well, for people: what a
spreadsheet program would take for a formula has an apostrophe before it there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine import parquet
from migrate.engine.duckdb import Engine, name, text
from migrate.errors import BalanceError
from migrate.model.finding import Place, Severity
from migrate.model.value import value
from migrate.text.formulas import guarded

_HEAD = ("行", "元のファイル", "元の行", "規則")


@value
class Table:
    """A checked table: its rows, the failures of the run (of all tables), and the weight that makes a row bad."""

    business: str
    name: str
    rows: Path
    """Parquet."""
    failures: Path
    weight: Severity


@value
class Into:
    """Files to be written; all of them hold residents' values."""

    good: Path
    bad: Path
    bad_csv: Path


@value
class Split:
    """One table: ``rows`` is the sum of ``good`` and ``bad``."""

    business: str
    table: str
    rows: int
    good: int
    bad: int


def _numbered(path: Path) -> str:
    return f"(SELECT *, file_row_number + 1 AS _row FROM read_parquet({text(str(path))}, file_row_number = true))"


def _bad(table: Table) -> str:
    weights = ", ".join(text(one) for one in Severity if one.rank >= table.weight.rank)
    return (
        'SELECT "row", min(source_file) AS file, min(source_row) AS record, '
        "string_agg(DISTINCT code, '、' ORDER BY code) AS codes "
        f'FROM read_parquet({text(str(table.failures))}) WHERE settled IS NULL AND "table" = {text(table.name)} '
        f'AND severity IN ({weights}) GROUP BY "row"'
    )


def split(engine: Engine, table: Table, into: Into) -> Split:
    """Write the rows of a table into two Parquet files, in their order and with their columns; the bad ones as CSV too.

    Raises:
        BalanceError: MIG-DQ-051, the parts do not add up to the table: the file is not the one that was checked.
    """
    columns = pq.read_schema(table.rows).names
    schema = pa.schema([(column, pa.string()) for column in columns])
    listed = ", ".join(f"d.{name(column)}" for column in columns)
    rows, bad = _numbered(table.rows), f"({_bad(table)})"
    kept = f'SELECT {listed} FROM {rows} d ANTI JOIN {bad} b ON d._row = b."row" ORDER BY d._row'
    joined = f'FROM {rows} d JOIN {bad} b ON d._row = b."row" ORDER BY d._row'
    good = parquet.write(into.good, schema, engine.batches(kept))
    found = parquet.write(into.bad, schema, engine.batches(f"SELECT {listed} {joined}"))
    _csv(into.bad_csv, columns, engine.batches(f'SELECT b."row", b.file, b.record, b.codes, {listed} {joined}'))
    total = engine.number(f"SELECT count(*) FROM read_parquet({text(str(table.rows))})")
    named = engine.number(f"SELECT count(*) FROM {bad}")
    if good + found != total or found != named:
        params: dict[str, str | int] = {"table": table.name, "rows": total, "good": good, "bad": named}
        raise BalanceError("MIG-DQ-051", Place(business=table.business, table=table.name), params)
    return Split(business=table.business, table=table.name, rows=total, good=good, bad=found)


def _csv(path: Path, columns: list[str], batches: Iterator[pa.RecordBatch]) -> None:
    """As a spreadsheet program opens it: BOM, every value quoted, no formulas, where the row came from in front."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow((*_HEAD, *columns))
        for batch in batches:
            origin, values = batch.columns[: len(_HEAD)], batch.columns[len(_HEAD) :]
            cells = [column.to_pylist() for column in origin] + [map(guarded, column.to_pylist()) for column in values]
            writer.writerows(zip(*cells, strict=True))
