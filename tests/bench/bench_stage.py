"""Staging a CP932 CSV to Parquet beside DuckDB's copy of the same rows in UTF-8, interleaved; printed, not asserted.

Run: python tests/bench/bench_stage.py CP932.csv UTF8.csv [RUNS]
Both write zstd (level 1), all text. Each run is a process of its own; "work" leaves out interpreter and imports.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

_DUCKDB = """
import time, sys, duckdb
con = duckdb.connect()
con.execute("SET enable_progress_bar = false")
begin = time.perf_counter()
con.execute(f"COPY (SELECT * FROM read_csv('{sys.argv[1]}', all_varchar=true)) TO '{sys.argv[2]}/a.parquet' "
            "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)")
print(time.perf_counter() - begin)
"""
_STAGE = """
import time, sys
from pathlib import Path
from migrate.model.source import SourceFile, SourceKind
from migrate.source.profile.file import table_of_header
from migrate.source.stage import stage
path = Path(sys.argv[1])
file = SourceFile(path="data.csv", kind=SourceKind.CSV, sha256="", encoding="cp932", why="")
table = table_of_header(path, file, None)
begin = time.perf_counter()
stage(path, file, table, Path(sys.argv[2]))
print(time.perf_counter() - begin)
"""


def _run(script: str, data: Path) -> tuple[float, float, float]:
    """Seconds of work, CPU seconds and peak memory (MB) of one process."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen([sys.executable, "-c", script, str(data), folder], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return float(out.read().split()[-1]), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Print medians and ratios."""
    words = sys.argv[1:]
    runs = int(words.pop()) if words[-1].isdigit() else 5
    ways = {"DuckDB, UTF-8 to Parquet": (_DUCKDB, Path(words[1])), "stage, CP932 to Parquet": (_STAGE, Path(words[0]))}
    found: dict[str, list[tuple[float, float, float]]] = {way: [] for way in ways}
    for _ in range(runs):
        for way, (script, data) in ways.items():
            found[way].append(_run(script, data))
    base = [statistics.median(column) for column in zip(*next(iter(found.values())), strict=True)]
    print(f"{Path(words[0]).name}, median of {runs}, load {os.getloadavg()[0]:.1f}")
    for way, measured in found.items():
        wall, cpu, memory = (statistics.median(column) for column in zip(*measured, strict=True))
        ratios = f"x {wall / base[0]:4.2f} wall  x {cpu / base[1]:4.2f} cpu"
        print(f"{way:32} {wall:6.2f} s  cpu {cpu:6.2f} s  {memory:6.0f} MB  {ratios}")


if __name__ == "__main__":
    main()
