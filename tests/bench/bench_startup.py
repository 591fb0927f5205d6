"""Start-up of the command line beside an empty Python, measured in one run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 11


def _seconds(*words: str) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, *words], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print medians and the ratio."""
    empty = _seconds("-c", "pass")
    help_page = _seconds("-m", "migrate", "--help")
    print(f"python -c pass        {empty * 1000:6.0f} ms   1.0")
    print(f"migrate --help        {help_page * 1000:6.0f} ms   {help_page / empty:.1f}  (median of {RUNS})")


if __name__ == "__main__":
    main()
