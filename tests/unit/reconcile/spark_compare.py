"""Compares planted pairs on this machine and on Spark, in a process of its own, so that no other test finds Spark.

Run: python spark_compare.py FOLDER; prints JSON: case → the counts by class, whether the comparisons are the same, and
whether the files of differences are, to the byte.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine import parquet, spark_tables
from migrate.engine.duckdb import Engine, Limits, opened
from migrate.engine.spark_session import address
from migrate.model.reconcile import TableComparison
from migrate.reconcile import on_spark
from migrate.reconcile.compare import Expected, compare, listed
from migrate.reconcile.delivered import Delivered
from migrate.reconcile.differences import SCHEMA

Row = tuple[str | None, ...]
COLUMNS = ("宛名番号", "枝番", "氏名. \"'`", "方書", "金額")
ROWS = 60_000


def _clean(count: int) -> list[Row]:
    """Invented rows; keys with NULL and duplicates among them, blanks, line breaks and letters beyond the BMP."""
    chance = random.Random(8)
    names = ("山田　太郎", "ﾔﾏﾀﾞ ﾊﾅｺ", "佐藤\r\n次郎", "𠮷野 ", "O'Neil\\", "", None)
    return [
        (
            f"{n // 2:015}" if n % 997 else None,
            str(n % 2) if n % 501 else None,
            chance.choice(names),
            chance.choice(("七瀬荘 1", None, "", "\U000ff080")),
            str(chance.randrange(1_000_000)),
        )
        for n in range(count)
    ]


def _spoiled(rows: Sequence[Row]) -> list[Row]:
    """Missing, extra, doubled and changed rows, a trailing blank, another width, '' for NULL, swapped neighbours."""
    found = []
    for n, row in enumerate(rows):
        key, branch, name, place, amount = row
        if n % 1009 == 5:
            continue
        if n % 1013 == 6:
            found.append(row)
        if n % 1019 == 7:
            found.append((f"9{n:014}", *row[1:]))
        if n % 211 == 1:
            amount = "-1"
        if n % 223 == 2:
            name = f"{name or ''} "
        if n % 227 == 3:
            place = "七瀬荘　１"
        if n % 229 == 4:
            place = None if place == "" else ("" if place is None else place)
        found.append((key, branch, name, place, amount))
    for at in range(100, len(found) - 1, 5003):
        found[at], found[at + 1] = (*found[at][:2], *found[at + 1][2:]), (*found[at + 1][:2], *found[at][2:])
    return found


def _file(path: Path, rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> Path:
    arrays = [pa.array([row[COLUMNS.index(column)] for row in rows], pa.string()) for column in columns]
    pq.write_table(pa.table(arrays, names=list(columns)), path, row_group_size=5000)
    return path


def _cases(folder: Path) -> Iterator[tuple[str, Expected, Delivered]]:
    clean = _clean(ROWS)
    spoiled = _spoiled(clean)
    sides = {"clean": list(reversed(clean)), "spoiled": spoiled, "none arrived": [], "all wrong": clean[1000:1500]}
    few = clean[:500]
    forms = {"clean": ((True, True), (False, False)), "none arrived": ((True, True),), "all wrong": ((False, True),)}
    lineage = folder / "lineage.parquet"
    numbers = pa.array(range(1, ROWS + 1), pa.int64())
    words = {"source_file": "z.csv", "fate": "書込"}
    columns = {name: pa.repeat(word, ROWS) for name, word in words.items()}
    pq.write_table(pa.table({"target_row": numbers, "source_row": numbers, **columns}), lineage)
    for name, rows in sides.items():
        ours = few if name in ("none arrived", "all wrong") else clean
        expected = _file(folder / f"{name} e.parquet", ours)
        delivered = _file(folder / f"{name} d.parquet", rows, COLUMNS[::-1])
        for keyed, tells in forms.get(name, ((True, True), (True, False), (False, True), (False, False))):
            yield (
                f"{name}{' keyed' if keyed else ''}{' tells' if tells else ''}",
                Expected(
                    business="031",
                    table="表",
                    columns=COLUMNS,
                    key=COLUMNS[:2] if keyed else (),
                    rows=expected,
                    lineage=lineage,
                ),
                Delivered(file=f"{name}.parquet", parquet=delivered, tells_empty=tells),
            )


Compare = Callable[[Engine, Expected, Delivered], TableComparison]


def _one(folder: Path, how: Compare, expected: Expected, delivered: Delivered) -> tuple[TableComparison, bytes]:
    with opened(folder, Limits(memory="1GB")) as engine:
        compared = how(engine, expected, delivered)
        parquet.write(folder / "found.parquet", SCHEMA, listed(engine, expected, delivered, "/".join))
    return compared, (folder / "found.parquet").read_bytes()


def main() -> None:
    """Compare everything twice."""
    folder = Path(sys.argv[1])
    said = {}
    with spark_tables.opened(address("local[2]", ""), folder / "spark") as spark:
        spark._session.conf.set("spark.sql.files.maxPartitionBytes", "262144")
        spark._session.conf.set("spark.sql.shuffle.partitions", "4")

        def there(engine: Engine, expected: Expected, delivered: Delivered) -> TableComparison:
            return on_spark.compare(engine, spark, expected, delivered)

        for number, (name, expected, delivered) in enumerate(_cases(folder)):
            ours, file = _one(folder / f"here {number}", compare, expected, delivered)
            theirs, other = _one(folder / f"there {number}", there, expected, delivered)
            counts = {kind.value: count for kind, count in ours.differences.items() if count}
            said[name] = (counts, ours == theirs, file == other)
    print(json.dumps(said))


if __name__ == "__main__":
    main()
