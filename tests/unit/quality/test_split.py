"""Good and bad rows must add up to the table."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from migrate.engine.duckdb import Limits, opened
from migrate.errors import BalanceError
from migrate.model.finding import Severity
from migrate.quality import failures
from migrate.quality.split import Into, Split, Table, split


def failing(path: Path, *rows: tuple[int, str, str | None]) -> Path:
    """A failures file: row, severity and settlement of each failure."""
    pl.DataFrame(
        [
            {**dict.fromkeys(failures.SCHEMA.names), "code": "MIG-DQ-005", "table": "T", "row": n, "severity": weight}
            | {"settled": settled}
            for n, weight, settled in rows
        ],
        schema_overrides={"source_file": pl.String, "source_row": pl.Int64, "settled": pl.String},
    ).write_parquet(path)
    return path


def parted(folder: Path, weight: Severity, *rows: tuple[int, str, str | None]) -> Split:
    """Three rows, split by the failures."""
    pl.DataFrame({"a": ["1", "2", "3"]}).write_parquet(folder / "rows.parquet")
    return parted_rows(folder, weight, *rows)


def parted_rows(folder: Path, weight: Severity, *rows: tuple[int, str, str | None]) -> Split:
    """The rows of the folder, split by the failures."""
    table = Table(
        business="031",
        name="T",
        rows=folder / "rows.parquet",
        failures=failing(folder / "failures.parquet", *rows),
        weight=weight,
    )
    into = Into(good=folder / "good.parquet", bad=folder / "bad.parquet", bad_csv=folder / "bad.csv")
    with opened(folder / "engine", Limits()) as engine:
        return split(engine, table, into)


@pytest.mark.parametrize(
    ("weight", "bad"), [(Severity.ERROR, ["2"]), (Severity.WARNING, ["2", "3"]), (Severity.INFO, ["2", "3"])]
)
def test_the_weight_decides(tmp_path: Path, weight: Severity, bad: list[str]) -> None:
    """A row is bad from the weight on, once however many failures it has; settled failures do not count."""
    found = parted(tmp_path, weight, (1, "error", "免除"), (2, "error", None), (2, "error", None), (3, "warning", None))

    assert (found.rows, found.good, found.bad) == (3, 3 - len(bad), len(bad))
    assert pl.read_parquet(tmp_path / "bad.parquet")["a"].to_list() == bad


def test_parts_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    """A failure of a row that the file does not have: it is not the file that was checked."""
    with pytest.raises(BalanceError, match="MIG-DQ-051"):
        parted(tmp_path, Severity.ERROR, (4, "error", None))


def test_the_sheet_for_people_holds_no_formula(tmp_path: Path) -> None:
    """What a spreadsheet would take for a formula is guarded in the CSV; the Parquet file keeps the values."""
    values = ["=1+1", "＝A1", "@x", "-5", "-5+2", "\t=1", "山田", None]
    pl.DataFrame({"a": values}, schema={"a": pl.String}).write_parquet(tmp_path / "rows.parquet")
    rows = tuple((n + 1, "error", None) for n in range(len(values)))
    parted_rows(tmp_path, Severity.ERROR, *rows)

    with (tmp_path / "bad.csv").open(encoding="utf-8-sig", newline="") as stream:
        shown = [row["a"] for row in csv.DictReader(stream)]

    assert shown == ["'=1+1", "'＝A1", "'@x", "-5", "'-5+2", "'\t=1", "山田", ""]
    assert pl.read_parquet(tmp_path / "bad.parquet")["a"].to_list() == values
