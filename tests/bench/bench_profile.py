"""`source profile` beside DuckDB's SUMMARIZE over the same rows, interleaved in one run; printed, not asserted.

Run: python tests/bench/bench_profile.py DATA.csv [UTF8.csv] [RUNS]
DATA.csv may be CP932; UTF8.csv is its copy for DuckDB, which cannot read CP932 (default: DATA.csv itself).
Each run is a process of its own. "work" is wall time without interpreter and imports, as measured inside; "whole" and
"cpu" are those of the whole process, "user" its part outside of the kernel. The target (under 2 x) is for
the profile of a scanned file, as people make it in a workspace. The last line adds what a bare FILE costs besides:
digest, search for encoding, form and standard, and report, beside a program that is told that its file is UTF-8.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
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
_SCAN = """
import time, sys
from pathlib import Path
from migrate.source import encoding
begin = time.perf_counter()
encoding.detect(Path(sys.argv[1]), "data.csv")
print(time.perf_counter() - begin)
"""
_COMMAND = """
import time, sys, io, contextlib
begin = time.perf_counter()
sys.argv = ["migrate", "source", "profile", sys.argv[1]]
from migrate.cli.frame.app import run
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    run()
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


def _run(script: str, *words: str) -> tuple[float, ...]:
    """Seconds of work, of the whole process, of CPU, of CPU outside of the kernel; peak memory (MB)."""
    with tempfile.TemporaryFile("w+") as out:
        begin = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-c", script, *words], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        whole = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        work = float(out.read().split()[-1])
        return work, whole, usage.ru_utime + usage.ru_stime, usage.ru_utime, usage.ru_maxrss / 1024


def main() -> None:
    """Print medians and ratios."""
    words = sys.argv[1:]
    runs = int(words.pop()) if words[-1].isdigit() else 5
    data, plain = Path(words[0]), Path(words[-1])
    codec = "utf-8" if data == plain else "cp932"
    ways = {
        "DuckDB SUMMARIZE, types found": (_DUCKDB.format(options=""), str(plain)),
        "DuckDB SUMMARIZE, all text": (_DUCKDB.format(options=", all_varchar=true"), str(plain)),
        f"encoding found ({codec})": (_SCAN, str(data)),
        "profile of a scanned file": (_MEASURE, str(data), codec),
        "profile, digest and encoding found": (_PROFILE, str(data)),
        "migrate source profile FILE": (_COMMAND, str(data)),
    }
    found: dict[str, list[tuple[float, ...]]] = {way: [] for way in ways}
    for _ in range(runs):
        for way, (script, *arguments) in ways.items():
            found[way].append(_run(script, *arguments))
    base = [statistics.median(column) for column in zip(*next(iter(found.values())), strict=True)]
    print(f"{data.name}, median of {runs}, load {os.getloadavg()[0]:.1f}; ratios to the first line")
    for way, measured in found.items():
        middle = [statistics.median(column) for column in zip(*measured, strict=True)]
        times = (
            f"{name} {seconds:5.2f} s x {seconds / first:4.2f}"
            for name, seconds, first in zip(("work", "whole", "cpu", "user"), middle, base, strict=False)
        )
        print(f"{way:36}{'   '.join(times)}   {middle[-1]:4.0f} MB")


if __name__ == "__main__":
    main()
