"""Checking 31 columns beside datacontract-cli, Great Expectations, frictionless and plain Pandera; printed only.

Run: python tests/bench/bench_check_rivals.py FOLDER [--runs 1] [--kept FOLDER] [--frictionless-rows 100000]
     [--datacontract PYTHON] [--expectations PYTHON] [--frictionless PYTHON]
FOLDER is one that `bench_check` takes. All run by turns, each a process of its own that is counted whole, children too.
Plain Pandera validates the whole frame with the schema that `check schema --python` writes; rivals are told what they
can say of the rules (`rivals_check`); frictionless is given the first rows as CSV, and its seconds are reckoned up.
Their environments are made by ``python -m venv .nox/tools/NAME`` and ``pip install -r``: tests/tools/datacontract.txt
with datacontract-cli[duckdb], tests/bench/expectations.txt, tests/tools/frictionless.txt. What is missing is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import check_parts
import duckdb
from bench_check import kept_rows
from watched import HERE, Taken, watched

ROOT = HERE.parents[1]
_OURS = "import sys, check_parts; from pathlib import Path; check_parts.check(*map(Path, sys.argv[1:]))"
_PANDERA = """
import sys, polars as pl, check_parts
from pathlib import Path
from migrate.quality.bind import bind_whole
from migrate.quality.schema import failures, schema_of
spec = check_parts.spec()
schema = schema_of(bind_whole(spec, check_parts.TABLE, check_parts.asked()))
failures(schema, pl.read_parquet(sys.argv[1])).write_parquet(Path(sys.argv[2]) / "pandera.parquet")
"""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One way to check."""

    name: str
    command: list[str]
    rows: int
    names: str
    """What it says of a failing row."""


def _sides(chosen: argparse.Namespace, file: Path, folder: Path) -> Iterator[Side]:
    rows = check_parts.rows_of(file)
    own = [sys.executable, "-c"]
    yield Side(name="migrate", command=[*own, _OURS, str(file), str(folder)], rows=rows, names="row, key, shape")
    yield Side(name="Pandera", command=[*own, _PANDERA, str(file), str(folder)], rows=rows, names="row")
    items = folder / "items.json"
    items.write_text(json.dumps(check_parts.ITEMS, ensure_ascii=False), encoding="utf-8")
    script = str(HERE / "rivals_check.py")
    few, part = folder / "rows.csv", min(chosen.frictionless_rows, rows)
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT * FROM read_parquet('{file}') LIMIT {part}) TO '{few}' (HEADER, FORCE_QUOTE *)")
    for name, python, words, size, names in (
        ("datacontract-cli", chosen.datacontract, "datacontract", rows, "counts only"),
        ("Great Expectations", chosen.expectations, "great_expectations", rows, "key"),
        ("frictionless", chosen.frictionless, "frictionless", part, "row"),
    ):
        if not Path(python).exists():
            print(f"  {name}: not installed ({python})")
            continue
        given = few if words == "frictionless" else file
        yield Side(
            name=name, command=[python, script, words, str(items), str(given), str(folder)], rows=size, names=names
        )


def main() -> None:
    """Print medians and ratios."""
    tools = ROOT / ".nox" / "tools"
    options = argparse.ArgumentParser(description="Checks beside other tools.")
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--runs", type=int, default=1)
    options.add_argument("--kept", type=Path)
    options.add_argument("--frictionless-rows", type=int, default=100_000)
    options.add_argument("--datacontract", default=str(tools / "datacontract" / "bin" / "python"))
    options.add_argument("--expectations", default=str(tools / "expectations" / "bin" / "python"))
    options.add_argument("--frictionless", default=str(tools / "frictionless" / "bin" / "python"))
    chosen = options.parse_args()
    with kept_rows(chosen.folder, chosen.kept) as file, tempfile.TemporaryDirectory() as work:
        rows = check_parts.rows_of(file)
        print(f"{rows:,} rows, median of {chosen.runs}, load {os.getloadavg()[0]:.1f}")
        sides = list(_sides(chosen, file, Path(work)))
        each: dict[str, list[Taken]] = {side.name: [] for side in sides}
        for _ in range(chosen.runs):
            for side in sides:
                each[side.name].append(watched(side.command))
        base = 0.0
        for side in sides:
            wall, cpu, memory = (statistics.median(column) for column in zip(*each[side.name], strict=True))
            scale = rows / side.rows
            base = base or cpu
            part = f" (of {side.rows:,} rows, x {scale:.0f})" if scale != 1 else ""
            said = f"{wall * scale:8.1f} s  cpu {cpu * scale:8.1f} s  x {cpu * scale / base:6.2f}  {memory:6.0f} MB"
            print(f"  {side.name:18} {said}  names: {side.names}{part}")


if __name__ == "__main__":
    main()
