"""Checking 31 columns of residents beside one hand-written pass of DuckDB that finds the same; printed, not asserted.

Run: python tests/bench/bench_check.py FOLDER [FOLDER …] [--runs 3] [--kept FOLDER]
A FOLDER is one that `bench_convert` takes; its rows are converted first, which is not counted (``--kept`` keeps them
for the next time). Both sides run by turns, each in a process of its own that is counted whole, with interpreter and
imports, its children with it: wall, processor seconds, and the most that all its processes had in memory together.
This tool makes 119 checks and keeps every failing row with item, rule, digest of the key and shape; the query gives
row, key and rules. Whether both found the same is printed. With several folders the cost per row is set beside the
first. Where the machine is busy, processor seconds say more than the clock.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import check_parts
import polars as pl
from watched import Taken, watched

_OURS = "import sys, check_parts; from pathlib import Path; check_parts.check(*map(Path, sys.argv[1:]))"
_HAND = """
import sys, duckdb, check_parts
from pathlib import Path
file, folder = map(Path, sys.argv[1:])
with duckdb.connect() as con:
    con.execute("SET enable_progress_bar = false")
    con.execute(f"SET temp_directory = '{folder}'")
    con.execute(check_parts.query(file, folder / "query.parquet"))
"""


def same(ours: Path, hand: Path) -> tuple[int, bool]:
    """Failures by item and rule, and whether both sides have the same ones."""
    found = pl.read_parquet(ours).select("row", rule=pl.col("item") + " " + pl.col("code")).sort("row", "rule")
    other = pl.read_parquet(hand).explode("rules").select("row", rule="rules").sort("row", "rule")
    return found.height, found.equals(other)


@contextmanager
def kept_rows(data: Path, kept: Path | None) -> Iterator[Path]:
    """The converted rows of a folder."""
    with tempfile.TemporaryDirectory() as passing:
        file = (kept or Path(passing)) / f"{data.name}.parquet"
        if not file.exists():
            check_parts.prepare(data, file)
        yield file


def medians(file: Path, runs: int) -> dict[str, Taken]:
    """Side → medians of its runs."""
    each: dict[str, list[Taken]] = {"one pass by hand": [], "migrate": []}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            for side, script in (("one pass by hand", _HAND), ("migrate", _OURS)):
                each[side].append(watched([sys.executable, "-c", script, str(file), folder]))
            count, equal = same(Path(folder) / "failures.parquet", Path(folder) / "query.parquet")
    print(f"  failures {count:,}; the same on both sides: {'yes' if equal else 'NO'}")
    return {
        side: Taken(*(statistics.median(column) for column in zip(*found, strict=True))) for side, found in each.items()
    }


def main() -> None:
    """Print medians and ratios."""
    options = argparse.ArgumentParser(description="Checks beside one hand-written pass of DuckDB.")
    options.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--kept", type=Path)
    chosen = options.parse_args()
    first: dict[str, float] = {}
    for data in chosen.folders:
        with kept_rows(data, chosen.kept) as file:
            rows = check_parts.rows_of(file)
            print(f"{rows:,} rows, median of {chosen.runs}, load {os.getloadavg()[0]:.1f}")
            found = medians(file, chosen.runs)
        base = found["one pass by hand"]
        for side, one in found.items():
            beside = f"x {one.wall / base.wall:4.2f}, cpu x {one.cpu / base.cpu:4.2f} of the pass"
            each = one.cpu / rows
            if first:
                beside += f"; cpu a row x {each / first[side]:4.2f} of the first folder"
            print(f"  {side:18} {one.wall:7.1f} s  cpu {one.cpu:7.1f} s  {one.memory:6.0f} MB  {beside}")
        first = first or {side: one.cpu / rows for side, one in found.items()}


if __name__ == "__main__":
    main()
