"""Converting 31 columns of residents on Spark beside DuckDB, the same plan; printed, not asserted.

Run: python tests/bench/bench_spark.py FOLDER [MASTER] [RUNS] [join]
FOLDER is that of `bench_convert`; MASTER is local[2] where it is not given. Runs where pyspark is installed, or with
.nox/tools/spark/lib/python*/site-packages in PYTHONPATH. The session's start is counted apart.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import statistics
import sys
import tempfile

from bench_convert import PLAN, STAGE, measured

_DUCKDB = (
    PLAN
    + """
begin = time.perf_counter()
result = convert(plan, staged, work / "out", Surroundings(digest="|".join, records=raw))
print(0.0, time.perf_counter() - begin)
"""
)
_SPARK = (
    PLAN
    + """
from migrate.engine import spark
from migrate.engine.spark_session import address
begin = time.perf_counter()
with spark.opened(address(memory, ""), work / "spark") as evaluator:
    ready = time.perf_counter()
    around = Surroundings(digest="|".join, records=raw, evaluator=evaluator)
    result = convert(plan, staged, work / "spark-out", around)
    ended = time.perf_counter()
same = (work / "out" / "0.parquet").read_bytes() == (work / "spark-out" / "0.parquet").read_bytes()
print("findings", len(result.findings), "same bytes as DuckDB:", same, file=sys.stderr)
print(ready - begin, ended - ready)
"""
)


def main() -> None:
    """Print medians and the ratio."""
    if importlib.util.find_spec("pyspark") is None:
        print("no pyspark in this environment")
        return
    data, master = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "local[2]"
    runs, more = int(sys.argv[3]) if len(sys.argv) > 3 else 1, sys.argv[4:]
    each = []
    with tempfile.TemporaryDirectory() as work:
        _, rows, *_ = measured(STAGE, data, work, "")
        print(f"staged {rows:,.0f} rows; load {os.getloadavg()[0]:.1f}")
        for _ in range(runs):
            duckdb = measured(_DUCKDB, data, work, "", *more)
            each.append((duckdb, measured(_SPARK, data, work, master, *more)))
            for made in ("spark-out", "out"):
                shutil.rmtree(f"{work}/{made}")
    here = statistics.median(one[1] for one, _ in each)
    start, there = (statistics.median(column) for column in list(zip(*(other for _, other in each), strict=True))[:2])
    print(f"DuckDB          {here:6.2f} s  {rows / here:,.0f} rows/s")
    print(f"Spark {master}  {there:6.2f} s  x {there / here:4.2f}  {rows / there:,.0f} rows/s; session {start:.1f} s")


if __name__ == "__main__":
    main()
