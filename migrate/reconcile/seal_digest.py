"""Keyed digests of rows, computed by DuckDB: HMAC-SHA256 put together from its SHA-256.

What is digested is injective: each cell is its length in bytes, a colon and its text; no value is a hyphen. The digest
of a group covers the key of the row as well, so that equal values of different rows have different digests: nothing
can be counted, and a digest says nothing without the key. The digest of a table without a key is that of the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from migrate.engine.duckdb import Engine, name, text
from migrate.model.seal import Chosen
from migrate.model.value import value
from migrate.reconcile.seal_file import DIGEST_BITS, MOST_BUCKETS
from migrate.reconcile.seal_key import SealKey

KEY, ROW, GROUP = "key", "row", "group"
ALL = Chosen()
GROUPS = 8
"""Digests of a row beside its key where the items are not digested one by one."""
_BUCKET_ROWS = 256
_MOST_BITS = 14
_BATCH = 1 << 16


@value
class Rows:
    """The rows of one side of one table."""

    table: str
    items: tuple[str, ...]
    key: tuple[str, ...]
    """Items of the primary key; empty where the table has none."""
    parquet: Path
    tells_empty: bool
    """False where an empty text counts as no value."""
    chosen: Chosen = Chosen()
    """The buckets that are to be sealed."""


def cell(value: str | None) -> str:
    """A cell as it is digested.

    >>> cell("東京"), cell(""), cell(None)
    ('6:東京', '0:', '-')
    """
    return "-" if value is None else f"{len(value.encode())}:{value}"


def message(kind: str, table: str, cells: Iterable[str | None], group: Sequence[str] = ()) -> bytes:
    """The bytes of which a digest is taken: what kind it is, the table, the items of a group, the cells."""
    return (_head(kind, table, group) + "".join(map(cell, cells))).encode()


def _head(kind: str, table: str, group: Sequence[str] = ()) -> str:
    return "".join(cell(part) for part in (kind, table, *group)) + "|"


def groups(items: Sequence[str], key: Sequence[str], each: bool) -> tuple[tuple[str, ...], ...]:
    """Items beside the key in runs of neighbours, at most `GROUPS` of them, or one by one.

    >>> groups(("番号", "氏名", "性別"), ("番号",), each=True)
    (('氏名',), ('性別',))
    """
    others = [item for item in items if item not in key]
    if not key or not others:
        return ()
    size = 1 if each else -(-len(others) // GROUPS)
    return tuple(tuple(others[at : at + size]) for at in range(0, len(others), size))


def bits(rows: int, chosen: Chosen = ALL) -> int:
    """Bits of the key digest, after those of the chosen buckets, by which rows are put into buckets.

    >>> bits(0), bits(256), bits(257), bits(10_000_000)
    (0, 0, 1, 14)
    >>> bits(10_000, Chosen(bits=14, numbers=(5, 9)))
    5
    """
    number = len(chosen.numbers)
    room = min(_MOST_BITS, DIGEST_BITS - chosen.bits, (MOST_BUCKETS // number).bit_length() - 1)
    return min(room, max(0, -(-rows // (_BUCKET_ROWS * number)) - 1).bit_length())


def _blob(data: bytes) -> str:
    return "'" + "".join(f"\\x{byte:02X}" for byte in data) + "'::BLOB"


def _sql_cells(rows: Rows, items: Sequence[str]) -> str:
    found = [f"c{rows.items.index(item)}" for item in items]
    return " || ".join(f"CASE WHEN {c} IS NULL THEN '-' ELSE strlen({c}) || ':' || {c} END" for c in found)


def _mac(key: SealKey, head: str, cells: str) -> str:
    """SQL: the HMAC in hex digits."""
    inner, outer = key.pads
    return f"sha256({_blob(outer)} || unhex(sha256({_blob(inner)} || encode({text(head)} || {cells}))))"


def _source(rows: Rows) -> str:
    items = (name(item) if rows.tells_empty else f"nullif({name(item)}, '')" for item in rows.items)
    listed = ", ".join(f"{item} AS c{n}" for n, item in enumerate(items))
    file = f"read_parquet({text(str(rows.parquet))}, file_row_number = true)"
    return f"SELECT file_row_number + 1 AS r, {listed} FROM {file}"


def _number(digest: str, bits: int) -> str:
    """SQL: the number of the bucket to which a key digest belongs."""
    return f"('0x' || {digest}[:8])::UBIGINT >> {DIGEST_BITS - bits}"


def _wanted(rows: Rows, key: SealKey) -> str:
    """SQL: the rows of the chosen buckets with the digest of their key as k, 32 hex digits. Of a table without a key it
    is that of the row.
    """
    kind, items = (KEY, rows.key) if rows.key else (ROW, rows.items)
    keyed = f"SELECT *, {_mac(key, _head(kind, rows.table), _sql_cells(rows, items))}[:32] AS k FROM ({_source(rows)})"
    if rows.chosen.everything:
        return keyed
    listed = ", ".join(map(str, rows.chosen.numbers))
    return f"SELECT * FROM ({keyed}) WHERE {_number('k', rows.chosen.bits)} IN ({listed})"


def _row_digest(rows: Rows, key: SealKey) -> str:
    """SQL: the digest of the row as h, 32 hex digits, over `_wanted`."""
    return f"{_mac(key, _head(ROW, rows.table), _sql_cells(rows, rows.items))}[:32] AS h" if rows.key else "k AS h"


def digest(engine: Engine, rows: Rows, key: SealKey) -> None:
    """Make the table ``sealed``: r (row number from 1), k and h (digests of key and row, 32 hex digits)."""
    engine.run(f"CREATE OR REPLACE TABLE sealed AS SELECT r, k, {_row_digest(rows, key)} FROM ({_wanted(rows, key)})")


def append(engine: Engine, rows: Rows, key: SealKey, parts: tuple[tuple[str, ...], ...], body: Path) -> None:
    """Append the records of ``rows`` to ``body``, in the order of their bytes: that of the rows stays unknown.

    The table ``sealed`` is left behind for `buckets`.
    """
    of_groups = "".join(
        f" || {_mac(key, _head(GROUP, rows.table, part), _sql_cells(rows, (*rows.key, *part)))}[:16]" for part in parts
    )
    engine.run(
        "CREATE OR REPLACE TABLE sealed AS SELECT k, h, unhex(k || h || g) AS record FROM ("
        f"SELECT k, {_row_digest(rows, key)}, ''{of_groups} AS g FROM ({_wanted(rows, key)}))"
    )
    width = 32 + 8 * len(parts)
    with body.open("ab") as stream:
        for batch in engine.batches("SELECT record FROM sealed ORDER BY record", _BATCH):
            fixed = batch.column(0).cast(pa.binary(width))
            stream.write(memoryview(fixed.buffers()[1])[fixed.offset * width : (fixed.offset + len(fixed)) * width])


def buckets(engine: Engine, fineness: int, chosen: Chosen = ALL) -> tuple[tuple[int, str], ...]:
    """Rows and digest sum of each bucket of ``sealed``, 2^``fineness`` for each chosen one (`SealedTable.buckets`)."""
    found = engine.rows(
        f"SELECT {_number('k', chosen.bits + fineness)} AS b, count(*), "
        "(sum(('0x' || h[17:32])::UBIGINT) % 18446744073709551616)::UBIGINT FROM sealed GROUP BY b"
    )
    held = {int(bucket): (int(count), f"{int(total):016x}") for bucket, count, total in found}
    numbers = (number << fineness | part for number in chosen.numbers for part in range(1 << fineness))
    return tuple(held.get(bucket, (0, "0" * 16)) for bucket in numbers)


def empty_texts(engine: Engine, rows: Rows) -> int:
    """Cells that hold an empty text and count as such."""
    if not rows.tells_empty:
        return 0
    counted = " + ".join(f"count(*) FILTER (c{n} = '')" for n in range(len(rows.items)))
    return engine.number(f"SELECT {counted} FROM ({_source(rows)})")
