"""What the benches of the reconciliation share: two sides with planted differences, our comparison, a full join.

The rows are the residents of the generator of the bench data (31 columns, all text, no value = NULL). The key is made
unique first: the join by hand needs that. The other side is in an order of its own. Of every thousand rows one is
missing, one has a new key, one is there twice, and five have one item changed: in its value, by a blank at its end, in
its width, from no value to an empty text, in its case.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from migrate.engine import parquet
from migrate.engine.duckdb import Limits, opened
from migrate.model.reconcile import DifferenceKind
from migrate.reconcile.compare import Expected, compare, listed
from migrate.reconcile.delivered import Delivered
from migrate.reconcile.differences import SCHEMA

KEY = "atena_no"
BEFORE, AFTER, LINEAGE = "before.parquet", "after.parquet", "lineage.parquet"
MISSING, EXTRA, TWICE = "missing", "extra", "twice"
ITEMS = {
    "banchi": (3, "banchi || '別'", "changed"),
    "koshin": (4, "koshin || ' '", "blank"),
    "addr": (5, "translate(addr, '０１２３４５６７８９', '0123456789')", "width"),
    "kyu_shi": (6, "coalesce(kyu_shi, '')", "emptiness"),
    "kokuseki": (9, "lower(kokuseki)", "case"),
}
"""Item that is changed → which of a thousand rows, how, and what kind of difference that makes."""
OURS = {
    DifferenceKind.MISSING: MISSING,
    DifferenceKind.CHANGED: "changed",
    DifferenceKind.BLANKS: "blank",
    DifferenceKind.WIDTH: "width",
    DifferenceKind.EMPTINESS: "emptiness",
    DifferenceKind.CASE: "case",
}
_FORM = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 131072)"


def make(csv: Path, into: Path) -> None:
    """Both sides and the origin of each row of the first one."""
    into.mkdir(parents=True, exist_ok=True)
    before, after = into / BEFORE, into / AFTER
    changed = ", ".join(
        f"CASE WHEN r % 1000 = {which} THEN {how} ELSE {item} END AS {item}" for item, (which, how, _) in ITEMS.items()
    )
    with duckdb.connect(config={"temp_directory": str(into / "spill"), "memory_limit": "4GB"}) as con:
        con.execute("SET enable_progress_bar = false")
        rows = f"read_csv('{csv}', all_varchar = true, nullstr = '')"
        key = f"lpad(row_number() OVER ()::VARCHAR, 15, '0') AS {KEY}"
        con.execute(f"COPY (SELECT * REPLACE ({key}) FROM {rows}) TO '{before}' {_FORM}")
        con.execute(
            f"COPY (WITH given AS (SELECT *, {KEY}::BIGINT AS r FROM read_parquet('{before}')), "
            f"most AS (SELECT * REPLACE ({changed}) FROM given WHERE r % 1000 <> 1) "
            "SELECT * EXCLUDE (r) FROM (FROM most UNION ALL FROM most WHERE r % 1000 = 7 "
            f"UNION ALL SELECT * REPLACE ('9' || {KEY}[2:] AS {KEY}) FROM most WHERE r % 1000 = 8) "
            f"ORDER BY hash({KEY})) TO '{after}' {_FORM}"
        )
        con.execute(
            "COPY (SELECT i AS target_row, 'T' AS source_table, 'source/a.csv' AS source_file, i AS source_row, "
            f"'書込' AS fate FROM range(1, {pq.read_metadata(before).num_rows} + 1) AS t(i)) "
            f"TO '{into / LINEAGE}' (FORMAT parquet)"
        )


def planted(folder: Path) -> dict[str, int]:
    """Kind → differences that were planted (a change that changed nothing is none)."""
    before = f"(SELECT *, {KEY}::BIGINT % 1000 AS r FROM read_parquet('{folder / BEFORE}'))"
    counts = [f"count(*) FILTER (r = {which})" for which in (1, 8, 7)]
    counts += [
        f"count(*) FILTER (r = {which} AND {item} IS DISTINCT FROM {how})" for item, (which, how, _) in ITEMS.items()
    ]
    with duckdb.connect() as con:
        found = con.execute(f"SELECT {', '.join(counts)} FROM {before}").fetchall()[0]
    return dict(zip((MISSING, EXTRA, TWICE, *(kind for *_, kind in ITEMS.values())), found, strict=True))


def ours(folder: Path, into: Path, memory: str) -> None:
    """Our comparison with every difference listed in ``into``."""
    expected = Expected(
        business="999",
        table="住民",
        columns=tuple(pq.read_schema(folder / BEFORE).names),
        key=(KEY,),
        rows=folder / BEFORE,
        lineage=folder / LINEAGE,
    )
    delivered = Delivered(file="after.parquet", parquet=folder / AFTER, tells_empty=True)
    with opened(into / "work", Limits(memory=memory)) as engine:
        compare(engine, expected, delivered)
        given = listed(engine, expected, delivered, _digest)
        parquet.write(into / "differences.parquet", SCHEMA, given)


def _digest(parts: tuple[str, ...]) -> str:
    return hmac.digest(b"bench", "\x1f".join(parts).encode(), "sha256").hex()[:16]


def full_join(folder: Path, into: Path, memory: str) -> None:
    """One full outer join on the key that lists every difference by item; it cannot see what is there twice."""
    before, after = folder / BEFORE, folder / AFTER
    columns = pq.read_schema(before).names
    differs = {column: f"b.{column} IS DISTINCT FROM a.{column}" for column in columns}
    items = ", ".join(f"CASE WHEN {differs[column]} THEN '{column}' END" for column in columns if column != KEY)
    config: dict[str, str] = {"temp_directory": str(into / "spill")} | ({"memory_limit": memory} if memory else {})
    with duckdb.connect(str(into / "join.duckdb"), config=config) as con:
        con.execute("SET enable_progress_bar = false")
        con.execute(
            f"COPY (SELECT coalesce(b.{KEY}, a.{KEY}) AS key, unnest(CASE WHEN b.{KEY} IS NULL THEN ['{EXTRA}'] "
            f"WHEN a.{KEY} IS NULL THEN ['{MISSING}'] ELSE list_filter([{items}], lambda i: i IS NOT NULL) END) "
            f"AS item FROM read_parquet('{before}') b FULL JOIN read_parquet('{after}') a ON b.{KEY} = a.{KEY} "
            f"WHERE {' OR '.join(differs.values())}) TO '{into / 'join.parquet'}' (FORMAT parquet)"
        )


def found_by_ours(folder: Path, into: Path) -> dict[str, int]:
    """Kind → differences that `ours` has listed; an extra row whose key the first side has is there twice."""
    listed_ = f"read_parquet('{into / 'differences.parquet'}')"
    after = f"(SELECT file_row_number + 1 AS r, {KEY} FROM read_parquet('{folder / AFTER}', file_row_number = true))"
    extra = f"SELECT delivered_row FROM {listed_} WHERE kind = '{DifferenceKind.EXTRA.value}'"
    twice = f"r IN ({extra}) AND {KEY} IN (SELECT {KEY} FROM read_parquet('{folder / BEFORE}'))"
    with duckdb.connect() as con:
        counted = dict(con.execute(f"SELECT kind, count(*) FROM {listed_} GROUP BY kind").fetchall())
        number = con.execute(f"SELECT count(*) FROM {after} WHERE {twice}").fetchall()[0][0]
    found = {OURS.get(DifferenceKind(kind), EXTRA): rows for kind, rows in counted.items()}
    return found | {EXTRA: found.get(EXTRA, 0) - number, TWICE: number}


def found_by_full_join(folder: Path, into: Path) -> dict[str, int]:
    """Kind → differences that `full_join` has listed in ``into``."""
    with duckdb.connect() as con:
        sql = f"SELECT item, count(*) FROM read_parquet('{into / 'join.parquet'}') GROUP BY item"
        found = con.execute(sql).fetchall()
    return {ITEMS[item][2] if item in ITEMS else item: number for item, number in found}


def told(found: Mapping[str, int], there: Mapping[str, int]) -> str:
    """What of each kind was not found as often as it was planted."""
    short = [
        f"{kind} {found.get(kind, 0):,} of {number:,}" for kind, number in there.items() if found.get(kind, 0) != number
    ]
    return "; ".join(short) or "everything"
