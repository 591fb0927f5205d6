"""A delta of a baseline against a new conversion with 1 % of changes, 31 columns; printed, not asserted.

Run: python tests/bench/bench_delta.py FOLDER [MILLIONS] [MEMORY]
The rows are made of numbers in FOLDER (once). 0.4 % of them are changed, 0.3 % added, 0.3 % deleted. Each step is a
process of its own: "copy" is DuckDB's plain copy of the new state, "delta" compares, writes and proves, "by rows" does
so without a key, "apply" writes the baseline with the delta applied.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_COMMON = """
import resource, sys, time
from pathlib import Path
from migrate.engine import parquet
from migrate.engine.delta import Comparison, Task
from migrate.engine.duckdb import Limits, opened
from migrate.engine.state import Applied, Layout, load
from migrate.engine.unwritten import UNWRITTEN
from migrate.model.delta import Change
folder, rows, memory = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
before, after, none = (folder / f"{name}.parquet" for name in ("before", "after", "none"))
items = ("宛名番号", *(f"項目{n}" for n in range(30)))
limits = Limits(memory=memory)
def told(seconds):
    print(f"{seconds:.1f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", end="")
"""
_STEPS = {
    "make": """
import pyarrow as pa
schema = pa.schema([(item, pa.string()) for item in items])
def made(engine, path, changed, first, last):
    values = ", ".join(f"CASE WHEN hash(i, {n}) % 5 > 0 THEN md5((i * {n + 7} % 70000)::VARCHAR)[:{4 + n % 12}] END"
        for n in range(29))
    last_item = f"CASE WHEN {changed} THEN 'x' ELSE 'y' END"
    sql = f"SELECT lpad(i::VARCHAR, 15, '0'), {values}, {last_item} FROM range({first}, {last}) AS t(i)"
    parquet.write(path, schema, (batch.rename_columns(schema.names) for batch in engine.batches(sql)))
begin = time.perf_counter()
with opened(folder / "work", limits) as engine:
    made(engine, before, "false", 0, rows)
    made(engine, after, "i % 250 = 0", rows * 3 // 1000, rows + rows * 3 // 1000)
parquet.write_rows(none, UNWRITTEN, [])
told(time.perf_counter() - begin)
""",
    "copy": """
begin = time.perf_counter()
with opened(folder / "work", limits) as engine:
    engine.run(f"COPY (FROM read_parquet('{after}')) TO '{folder / 'copy.parquet'}' (FORMAT parquet, CODEC 'zstd')")
told(time.perf_counter() - begin)
""",
    "delta": """
begin = time.perf_counter()
with opened(folder / "work", limits) as engine:
    task = Task(table="表", items=items, key=items[:1], before=before, after=after, unwritten=none)
    comparison = Comparison(engine, task)
    counts = comparison.compared()
    comparison.write(folder / "delta")
told(time.perf_counter() - begin)
print("", {change.name: rows for change, rows in counts.counts.items()}, end="")
""",
    "by rows": """
begin = time.perf_counter()
with opened(folder / "work", limits) as engine:
    task = Task(table="表", items=items, key=(), before=before, after=after, unwritten=none)
    comparison = Comparison(engine, task)
    counts = comparison.compared()
    comparison.write(folder / "delta-rows")
told(time.perf_counter() - begin)
print("", {change.name: rows for change, rows in counts.counts.items()}, end="")
""",
    "apply": """
begin = time.perf_counter()
layout = Layout(items=items, key=items[:1])
files = {change: folder / "delta" / f"{n}.parquet" for n, change in enumerate(Change)}
with opened(folder / "work", limits) as engine:
    load(engine, "before", before, layout)
    Applied(engine, "before", files, layout).write(before, folder / "applied.parquet")
told(time.perf_counter() - begin)
""",
}


def main(folder: Path, millions: float, memory: str) -> None:
    """Make the rows where they are not there, then run each step."""
    folder.mkdir(parents=True, exist_ok=True)
    for step, code in _STEPS.items():
        if step == "make" and (folder / "none.parquet").exists():
            continue
        command = [sys.executable, "-c", _COMMON + code, str(folder), str(int(millions * 1_000_000)), memory]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        print(f"{step:8} {done.stdout}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 1, sys.argv[3] if len(sys.argv) > 3 else "2GB")
