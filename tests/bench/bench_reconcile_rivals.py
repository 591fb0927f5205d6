"""Comparing two sides of 31 columns beside datacompy, reladiff, SQLMesh's table_diff and DVT; printed, not asserted.

Run: python tests/bench/bench_reconcile_rivals.py FOLDER [--runs 1] [--kept FOLDER] [--only NAME …] [--limit SECONDS]
FOLDER is one that `bench_reconcile` takes. All run by turns, each a process of its own that is counted whole, children
too; rows are brought beforehand to where a rival looks for them (a DuckDB file for reladiff and SQLMesh, a PostgreSQL
of our own for DVT, whose server is not counted). What each found is set beside what is planted, kind by kind.
Their environments are made by ``python -m venv .nox/tools/NAME`` and ``pip install -r tests/bench/rivals_NAME.txt``;
what is missing is left out, what fails or takes longer than the limit is said.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import reconcile_parts
from bench_reconcile import MIGRATE, one, sides
from watched import HERE, Taken, watched

ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests" / "unit" / "spec"))
import postgres  # noqa: E402 (the server of the tests)

RIVALS = {"datacompy": "datacompy", "reladiff": "reladiff", "sqlmesh": "SQLMesh table_diff", "dvt": "DVT"}
NAMED = {
    MIGRATE: "row, key, item, kind",
    "datacompy": "row, key, item",
    "reladiff": "key, both rows",
    "sqlmesh": "shares, 20 rows",
    "dvt": "key",
}


@contextlib.contextmanager
def _loaded(folder: Path, asked: list[str]) -> Iterator[None]:
    """The rows where those that are asked look for them."""
    columns = pq.read_schema(folder / reconcile_parts.BEFORE).names
    (folder / "columns.json").write_text(json.dumps(columns))
    items = {item: kind for item, (*_, kind) in reconcile_parts.ITEMS.items()}
    thousand = {which: kind for which, _, kind in reconcile_parts.ITEMS.values()}
    thousand |= {1: reconcile_parts.MISSING, 7: reconcile_parts.TWICE}
    (folder / "kinds.json").write_text(json.dumps({"items": items, "thousand": thousand}))
    file = folder / "rivals.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file), config={"storage_compatibility_version": "v1.2.0"}) as con:
        for side in ("before", "after"):
            con.execute(f"CREATE TABLE {side} AS FROM read_parquet('{folder / side}.parquet')")
    binaries = postgres.binaries() if "dvt" in asked else None
    with contextlib.ExitStack() as stack:
        if binaries is not None:
            server = stack.enter_context(postgres.server(binaries))
            with tempfile.TemporaryDirectory() as passing:
                for side in ("before", "after"):
                    csv = Path(passing) / f"{side}.csv"
                    with duckdb.connect() as con:
                        con.execute(
                            f"COPY (FROM read_parquet('{folder / side}.parquet')) TO '{csv}' (HEADER, FORCE_QUOTE *)"
                        )
                    typed = ", ".join(f"{column} text" for column in columns)
                    server.output(f"CREATE TABLE {side} ({typed});\n\\copy {side} FROM '{csv}' (FORMAT csv, HEADER)")
                    server.output(f"ANALYZE {side};")
            socket = server.output("SHOW unix_socket_directories;").split()[2]
            (folder / "postgres.json").write_text(json.dumps({"host": socket, "port": "5432", "user": "postgres"}))
        yield
    file.unlink()


def _rival(name: str, folder: Path, limit: int) -> tuple[Taken, dict[str, int]] | str:
    """A run of a rival and what it found, or what happened to it."""
    python = ROOT / ".nox" / "tools" / name / "bin" / "python"
    if not python.exists():
        return f"not installed ({python.relative_to(ROOT)})"
    with tempfile.TemporaryDirectory() as into:
        words = [str(HERE / "rivals_reconcile.py"), name, str(folder), into]
        try:
            taken = watched(["timeout", str(limit), str(python), *words])
        except subprocess.CalledProcessError as error:
            return f"not done within {limit} s" if error.returncode == 124 else f"failed (exit {error.returncode})"
        return taken, json.loads((Path(into) / "found.json").read_text())


def main() -> None:
    """Print medians, ratios, and what was found."""
    options = argparse.ArgumentParser(description="The comparison of rows beside other tools.")
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--runs", type=int, default=1)
    options.add_argument("--kept", type=Path)
    options.add_argument("--only", nargs="*", choices=list(RIVALS), default=list(RIVALS))
    options.add_argument("--limit", type=int, default=1800)
    chosen = options.parse_args()
    with sides(chosen.folder, chosen.kept) as folder, _loaded(folder, chosen.only):
        there = reconcile_parts.planted(folder)
        rows = pq.read_metadata(folder / reconcile_parts.BEFORE).num_rows
        print(f"{rows:,} rows a side, median of {chosen.runs}, load {os.getloadavg()[0]:.1f}", flush=True)
        print(f"  planted: {', '.join(f'{kind} {number:,}' for kind, number in there.items())}", flush=True)
        each: dict[str, list[Taken]] = {}
        found: dict[str, dict[str, int]] = {}
        for _ in range(chosen.runs):
            for way in (MIGRATE, *chosen.only):
                done = one("ours", folder, "2GB") if way == MIGRATE else _rival(way, folder, chosen.limit)
                if isinstance(done, str):
                    print(f"  {RIVALS[way]:20} {done}", flush=True)
                    continue
                each.setdefault(way, []).append(done[0])
                found[way] = done[1]
    base = statistics.median(taken.cpu for taken in each[MIGRATE])
    for way, all_ in each.items():
        wall, cpu, memory = (statistics.median(column) for column in zip(*all_, strict=True))
        said = reconcile_parts.told(found[way], there)
        figures = f"{wall:7.1f} s  cpu {cpu:7.1f} s  x {cpu / base:6.2f}  {memory:6.0f} MB"
        print(f"  {RIVALS.get(way, way):20} {figures}  names: {NAMED[way]};  found: {said}")


if __name__ == "__main__":
    main()
