"""One rival on the two sides of `reconcile_parts`; runs in its own environment and imports nothing of this project.

Run: PYTHON rivals_reconcile.py RIVAL FOLDER INTO; `bench_reconcile_rivals` has made FOLDER. What is found goes to
INTO/found.json: kind → number. Each is asked for everything that it can list, ignoring nothing that it need not ignore.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

KEY = "atena_no"


def _lone(keys: Iterable[str], side: str) -> Counter[str]:
    """Rows without a partner: an extra one whose key the first side has is there twice."""
    if side == "before":
        return Counter({"missing": sum(1 for _ in keys)})
    return Counter("extra" if key.startswith("9") else "twice" for key in keys)


def _kinds(folder: Path) -> dict[str, str]:
    """Item → the kind of difference that is planted in it."""
    return json.loads((folder / "kinds.json").read_text())["items"]


def datacompy(folder: Path, into: Path) -> Counter[str]:
    """datacompy on Polars: rows of one side only, and how many values of each column differ."""
    import polars as pl
    from datacompy import PolarsCompare

    before, after = (pl.read_parquet(folder / f"{side}.parquet") for side in ("before", "after"))
    done = PolarsCompare(before, after, join_columns=KEY)
    kinds = _kinds(folder)
    found = _lone(done.df1_unq_rows[KEY], "before") + _lone(done.df2_unq_rows[KEY], "after")
    for one in done.column_stats:
        found[kinds.get(one["column"], one["column"])] += one["unequal_cnt"]
    return found


def reladiff(folder: Path, into: Path) -> Counter[str]:
    """reladiff on a DuckDB file: each differing row of either side."""
    from reladiff import connect_to_table, diff_tables

    base = {"driver": "duckdb", "filepath": str(folder / "rivals.duckdb")}
    columns = tuple(json.loads((folder / "columns.json").read_text()))
    others = tuple(column for column in columns if column != KEY)
    tables = [connect_to_table(base, side, KEY) for side in ("before", "after")]
    rows: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for sign, row in diff_tables(*tables, extra_columns=others, validate_unique_key=False):
        rows.setdefault(row[0], {"-": [], "+": []})[sign].append(row)
    kinds, found = _kinds(folder), Counter[str]()
    for key, both in rows.items():
        if both["-"] and both["+"]:
            pairs = zip(columns, both["-"][0], both["+"][0], strict=True)
            found.update(kinds.get(column, column) for column, one, other in pairs if one != other)
        elif both["-"]:
            found += _lone([key] * len(both["-"]), "before")
        else:
            found += _lone([key] * len(both["+"]), "after")
    return found


def sqlmesh(folder: Path, into: Path) -> Counter[str]:
    """SQLMesh's table_diff on a DuckDB file: numbers of rows, and the share of equal values of each column."""
    from sqlmesh.core.config.connection import DuckDBConnectionConfig
    from sqlmesh.core.table_diff import TableDiff

    adapter = DuckDBConnectionConfig(database=str(folder / "rivals.duckdb")).create_engine_adapter()
    done = TableDiff(adapter=adapter, source="main.before", target="main.after", on=[KEY]).row_diff()
    kinds = _kinds(folder)
    found = Counter({"missing": int(done.s_only_count), "extra": int(done.t_only_count)})
    for column, share in done.column_stats["pct_match"].items():
        found[kinds.get(column, column)] += round(done.join_count * (1 - share / 100))
    return found


def dvt(folder: Path, into: Path) -> Counter[str]:
    """DVT on PostgreSQL: the hash of each row over all columns; the keys of rows that fail."""
    import csv
    import io

    program = Path(sys.executable).with_name("data-validation")
    environment = {**os.environ, "PSO_DV_CONN_HOME": str(into)}
    at = json.loads((folder / "postgres.json").read_text())
    given = [
        "--host",
        at["host"],
        "--port",
        at["port"],
        "--user",
        at["user"],
        "--password",
        "",
        "--database",
        "postgres",
    ]
    subprocess.run([program, "connections", "add", "-c", "here", "Postgres", *given], check=True, env=environment)
    words = ["-sc", "here", "-tc", "here", "-tbls", "public.before=public.after", "-pk", KEY, "--hash", "*"]
    more = ["--filter-status", "fail", "--format", "csv"]
    done = subprocess.run(
        [program, "validate", "row", *words, *more], check=True, env=environment, stdout=subprocess.PIPE, text=True
    )
    rows = [line for line in done.stdout.splitlines() if "," in line]
    keys = [json.loads(row["group_by_columns"])[KEY] for row in csv.DictReader(io.StringIO("\n".join(rows)))]
    thousand = json.loads((folder / "kinds.json").read_text())["thousand"]
    return Counter("extra" if key.startswith("9") else thousand.get(str(int(key) % 1000), "unplanted") for key in keys)


def main() -> None:
    """Run one."""
    rival, folder, into = sys.argv[1:]
    found = globals()[rival](Path(folder), Path(into))
    (Path(into) / "found.json").write_text(json.dumps({kind: number for kind, number in found.items() if number}))


if __name__ == "__main__":
    main()
