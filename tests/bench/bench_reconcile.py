"""Comparing two sides of 31 columns, all differences, beside one full outer join of DuckDB; printed, not asserted.

Run: python tests/bench/bench_reconcile.py FOLDER [--runs 3] [--memory 2GB] [--kept FOLDER] [--bounded]
FOLDER holds resident_utf8.csv of the generator of the bench data; both sides and what is planted in them are made of it
first (`reconcile_parts`; ``--kept`` keeps them for the next time). All run by turns, each a process of its own that is
counted whole: wall, processor seconds, most memory. The join may take what memory it likes; with ``--bounded`` it runs
once more with the limit that ours keeps. Where the machine is busy, processor seconds say more than the clock.
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

import pyarrow.parquet as pq
import reconcile_parts
from watched import Taken, watched

_RUN = """
import sys, reconcile_parts
from pathlib import Path
way, folder, into, memory = sys.argv[1:]
getattr(reconcile_parts, way)(Path(folder), Path(into), memory)
"""
MIGRATE, JOIN = "migrate", "DuckDB, full join"


@contextmanager
def sides(data: Path, kept: Path | None) -> Iterator[Path]:
    """The folder with both sides."""
    with tempfile.TemporaryDirectory() as passing:
        folder = (kept or Path(passing)) / data.name
        if not (folder / reconcile_parts.LINEAGE).exists():
            reconcile_parts.make(data / "resident_utf8.csv", folder)
        yield folder


def one(way: str, folder: Path, memory: str) -> tuple[Taken, dict[str, int]]:
    """A run of one way, and what it found; its files are gone afterwards."""
    with tempfile.TemporaryDirectory() as into:
        taken = watched([sys.executable, "-c", _RUN, way, str(folder), into, memory])
        return taken, getattr(reconcile_parts, f"found_by_{way}")(folder, Path(into))


def main() -> None:
    """Print medians and ratios."""
    options = argparse.ArgumentParser(description="The comparison of rows beside a full join.")
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--memory", default="2GB")
    options.add_argument("--kept", type=Path)
    options.add_argument("--bounded", action="store_true")
    chosen = options.parse_args()
    ways = {JOIN: ("full_join", ""), MIGRATE: ("ours", chosen.memory)}
    if chosen.bounded:
        ways[f"{JOIN}, {chosen.memory}"] = ("full_join", chosen.memory)
    with sides(chosen.folder, chosen.kept) as folder:
        there = reconcile_parts.planted(folder)
        rows = pq.read_metadata(folder / reconcile_parts.BEFORE).num_rows
        print(f"{rows:,} rows a side, median of {chosen.runs}, load {os.getloadavg()[0]:.1f}")
        print(f"  planted: {', '.join(f'{kind} {number:,}' for kind, number in there.items())}")
        each: dict[str, list[Taken]] = {way: [] for way in ways}
        found: dict[str, dict[str, int]] = {}
        for _ in range(chosen.runs):
            for way, (called, memory) in ways.items():
                taken, found[way] = one(called, folder, memory)
                each[way].append(taken)
    base = [statistics.median(column) for column in zip(*each[JOIN], strict=True)]
    for way, all_ in each.items():
        wall, cpu, memory = (statistics.median(column) for column in zip(*all_, strict=True))
        ratios = f"x {wall / base[0]:5.2f}, cpu x {cpu / base[1]:5.2f}"
        said = reconcile_parts.told(found[way], there)
        print(f"  {way:24} {wall:7.1f} s  cpu {cpu:7.1f} s  {memory:6.0f} MB  {ratios}  found: {said}")


if __name__ == "__main__":
    main()
