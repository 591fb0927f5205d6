"""Converts on Spark in a process of its own, so that no other test finds Spark and pandas installed.

Run: python spark_child.py FOLDER MASTER; then pickles of (plan, staged, into, chunk) in, of (result, error) out.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from migrate.engine import spark
from migrate.engine.convert import convert
from migrate.engine.duckdb import Limits
from migrate.engine.result import Surroundings
from migrate.engine.spark_session import address
from migrate.errors import MigrateError


def records(table: str, rows: Sequence[int]) -> Iterable[tuple[int, bytes]]:
    """The records of an imagined file."""
    return [(row, f"{table} record {row}".encode()) for row in rows]


def main() -> None:
    """Answer until there is nothing more to read."""
    inlet, outlet = sys.stdin.buffer, sys.stdout.buffer
    with spark.opened(address(sys.argv[2], ""), Path(sys.argv[1])) as evaluator:
        pickle.dump("ready", outlet)
        outlet.flush()
        while True:
            try:
                plan, staged, into, chunk = pickle.load(inlet)
            except EOFError:
                return
            around = Surroundings(
                digest="|".join, records=records, limits=Limits(threads=2, chunk=chunk), evaluator=evaluator
            )
            try:
                answer = (convert(plan, staged, into, around), "")
            except MigrateError as error:
                answer = (None, f"{error.code} {dict(error.params)}")
            pickle.dump(answer, outlet)
            outlet.flush()


if __name__ == "__main__":
    main()
