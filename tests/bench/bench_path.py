"""The whole path of a conversion, command by command, beside DuckDB's copy of the same rows; printed, not asserted.

Run: python tests/bench/bench_path.py FOLDER [--memory 2GB]
FOLDER holds the CSV files of the generator of the bench data. One workspace, one mapping of 31 columns into the 31
items of `check_parts` with a look-up (`path_parts`), and the commands as people type them: reading, conversion with
sorting, standard CSV, lineage and balance, checks with keys, and both ways to compare Parquet and CSV: with what the
conversion noted (``reconcile verify``), and with what comes out when the source is read and converted once more
(``reconcile run``). The base is DuckDB's own copy of the same rows from UTF-8 CSV to Parquet. Each is a process of its
own that is counted whole, children too. Where the machine is busy, processor seconds say more than the clock.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import path_parts
from watched import Taken, watched

_COPY = """
import duckdb, sys
con = duckdb.connect()
con.execute("SET enable_progress_bar = false")
con.execute(f"COPY (FROM read_csv('{sys.argv[1]}', all_varchar = true)) TO '{sys.argv[2]}/copy.parquet' "
            "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)")
"""
_STEPS = (
    ("source", "scan"),
    ("convert", "run", "--fail-on", "never"),
    ("check", "run", "--fail-on", "never"),
    ("reconcile", "verify"),
    ("reconcile", "run"),
)
_BOUNDED = (("convert", "run"), ("reconcile", "run"))
"""Commands whose memory can be said."""


def main() -> None:
    """Print each step and the sum."""
    options = argparse.ArgumentParser(description="The whole path beside DuckDB's copy of the same rows.")
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--memory", default="2GB")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as work:
        print(f"{chosen.folder.name}, load {os.getloadavg()[0]:.1f}", flush=True)
        base = watched([sys.executable, "-c", _COPY, str(chosen.folder / "resident_utf8.csv"), work])
        _said("DuckDB's copy", base, base)
        workspace = Path(work) / "workspace"
        path_parts.make(chosen.folder, workspace)
        taken = []
        for words in _STEPS:
            more = ("--memory", chosen.memory) if words[:2] in _BOUNDED else ()
            taken.append(watched(path_parts.migrate(workspace, *words, *more)))
            _said(" ".join(words[:2]), taken[-1], base)
        *path, verified, again = taken
        _said("path, verified", _sum(*path, verified), base)
        _said("path, compared", _sum(*path, again), base)


def _sum(*parts: Taken) -> Taken:
    wall, cpu, memory = zip(*parts, strict=True)
    return Taken(wall=sum(wall), cpu=sum(cpu), memory=max(memory))


def _said(step: str, taken: Taken, base: Taken) -> None:
    ratios = f"x {taken.wall / base.wall:6.2f}, cpu x {taken.cpu / base.cpu:6.2f}"
    print(f"  {step:16} {taken.wall:8.1f} s  cpu {taken.cpu:8.1f} s  {taken.memory:6.0f} MB  {ratios}", flush=True)


if __name__ == "__main__":
    main()
