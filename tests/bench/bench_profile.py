"""`source profile` beside DuckDB's SUMMARIZE over the same rows, interleaved in one run; printed, not asserted.

Run: python tests/bench/bench_profile.py DATA.csv [UTF8.csv] [RUNS]
DATA.csv may be CP932; UTF8.csv is its copy for DuckDB, which cannot read CP932 (default: DATA.csv itself).
Each run is a process of its own; "work" (wall) leaves out interpreter and imports, as measured inside it; cpu is the
whole process. The target (under 2 x) is for a file that `source scan` has seen: its encoding and form are known, as
SUMMARIZE knows that its file is UTF-8. The last line adds the digest and the search for encoding and form.
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
con.execute("SUMMARIZE SELECT * FROM read_csv(" + repr(sys.argv[1]) + {options!r} + ")").fetchall()
print(time.perf_counter() - begin)
"""
_PROFILE = """
import time, sys
from pathlib import Path
from migrate.flow import source_profile
begin = time.perf_counter()
source_profile.profile_files([Path(sys.argv[1])])
print(time.perf_counter() - begin)
"""
_MEASURE = """
import time, sys
from pathlib import Path
from migrate.model.source import SourceFile, SourceKind
from migrate.source.profile.file import profile
file = SourceFile(path="data.csv", kind=SourceKind.CSV, sha256="", encoding=sys.argv[2], why="")
begin = time.perf_counter()
profile(Path(sys.argv[1]), file, None)
print(time.perf_counter() - begin)
"""


def _run(script: str, *words: str) -> tuple[float, float, float]:
    """Seconds of work, CPU seconds and peak memory (MB) of one process."""
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen([sys.executable, "-c", script, *words], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return float(out.read().split()[-1]), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Print medians and ratios."""
    words = sys.argv[1:]
    runs = int(words.pop()) if words[-1].isdigit() else 5
    data, plain = Path(words[0]), Path(words[-1])
    codec = "utf-8" if data == plain else "cp932"
    ways = {
        "DuckDB SUMMARIZE, types found": (_DUCKDB.format(options=""), str(plain)),
        "DuckDB SUMMARIZE, all text": (_DUCKDB.format(options=", all_varchar=true"), str(plain)),
        f"profile of a scanned file ({codec})": (_MEASURE, str(data), codec),
        f"profile FILE, digest and encoding found ({codec})": (_PROFILE, str(data)),
    }
    found: dict[str, list[tuple[float, float, float]]] = {way: [] for way in ways}
    for _ in range(runs):
        for way, (script, *arguments) in ways.items():
            found[way].append(_run(script, *arguments))
    base = [statistics.median(column) for column in zip(*next(iter(found.values())), strict=True)]
    print(f"{data.name}, median of {runs}, load {os.getloadavg()[0]:.1f}")
    for way, measured in found.items():
        wall, cpu, memory = (statistics.median(column) for column in zip(*measured, strict=True))
        ratios = f"x {wall / base[0]:4.2f} wall  x {cpu / base[1]:4.2f} cpu"
        print(f"{way:52} {wall:6.2f} s  cpu {cpu:6.2f} s  {memory:6.0f} MB  {ratios}")


if __name__ == "__main__":
    main()
