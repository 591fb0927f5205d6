"""The whole path of a conversion, command by command, beside DuckDB's copy of the same rows; printed, not asserted.

Run: python tests/bench/bench_path.py FOLDER [--memory 2GB] [--compared]
FOLDER holds the CSV files of the generator of the bench data. One workspace, one mapping of 31 columns into the 31
items of `check_parts` with a look-up (`path_parts`), and the commands as people type them: reading, conversion with
sorting, lineage and balance, checks with keys, and the comparison of what was written with what was computed. Two paths
are summed: of a rehearsal that writes Parquet only (``convert run --form parquet``), and of a delivery with standard
CSV, which is written and read back too. The checks read Parquet on both. With ``--compared`` also the delivery as it is
accepted: the source is read and converted once more (``reconcile run``). The base is DuckDB's own copy of the same rows
from UTF-8 CSV to Parquet. Each is a process of its own that is counted whole, children too. Where the machine is busy,
processor seconds say more than the clock.
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
_SCAN = ("source", "scan")
_PARQUET = ("convert", "run", "--form", "parquet", "--fail-on", "never")
_BOTH = ("convert", "run", "--fail-on", "never")
_CHECK = ("check", "run", "--fail-on", "never")
_VERIFY = ("reconcile", "verify")
_COMPARE = ("reconcile", "run")
_BOUNDED = (_PARQUET, _BOTH, _COMPARE)
"""Commands whose memory can be said."""


def main() -> None:
    """Print each step and the sums."""
    options = argparse.ArgumentParser(description="The whole path beside DuckDB's copy of the same rows.")
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--memory", default="2GB")
    options.add_argument("--compared", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as work:
        print(f"{chosen.folder.name}, load {os.getloadavg()[0]:.1f}", flush=True)
        base = watched([sys.executable, "-c", _COPY, str(chosen.folder / "resident_utf8.csv"), work])
        (Path(work) / "copy.parquet").unlink()
        _said("DuckDB's copy", base, base)
        workspace = Path(work) / "workspace"
        path_parts.make(chosen.folder, workspace)

        def step(title: str, words: tuple[str, ...]) -> Taken:
            more = ("--memory", chosen.memory) if words in _BOUNDED else ()
            taken = watched(path_parts.migrate(workspace, *words, *more))
            _said(title, taken, base)
            return taken

        scan, parquet, check = step("scan", _SCAN), step("convert, Parquet", _PARQUET), step("check", _CHECK)
        verified = step("verify, Parquet", _VERIFY)
        both, read_back = step("convert, CSV too", _BOTH), step("verify, CSV too", _VERIFY)
        _said("PATH, Parquet", _sum(scan, parquet, check, verified), base)
        _said("PATH, CSV too", _sum(scan, both, check, read_back), base)
        if chosen.compared:
            again = step("reconcile run", _COMPARE)
            _said("PATH, compared", _sum(scan, both, check, again), base)


def _sum(*parts: Taken) -> Taken:
    wall, cpu, memory = zip(*parts, strict=True)
    return Taken(wall=sum(wall), cpu=sum(cpu), memory=max(memory))


def _said(step: str, taken: Taken, base: Taken) -> None:
    ratios = f"x {taken.wall / base.wall:6.2f}, cpu x {taken.cpu / base.cpu:6.2f}"
    print(f"  {step:17} {taken.wall:8.1f} s  cpu {taken.cpu:8.1f} s  {taken.memory:6.0f} MB  {ratios}", flush=True)


if __name__ == "__main__":
    main()
