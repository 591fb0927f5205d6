"""Differences: their classes, as DuckDB SQL, and the form of the file that keeps every one of them.

Nothing is normalised before two rows are compared: these expressions only say afterwards what kind of difference it is.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from migrate.engine.duckdb import text
from migrate.model.reconcile import DifferenceKind, Fate
from migrate.text import width

CODES = {
    DifferenceKind.MISSING: "MIG-REC-001",
    DifferenceKind.EXTRA: "MIG-REC-002",
    DifferenceKind.CHANGED: "MIG-REC-003",
    DifferenceKind.BLANKS: "MIG-REC-004",
    DifferenceKind.WIDTH: "MIG-REC-005",
    DifferenceKind.EMPTINESS: "MIG-REC-006",
    DifferenceKind.ROW_SLID: "MIG-REC-043",
    DifferenceKind.COLUMN_SLID: "MIG-REC-044",
    DifferenceKind.CASE: "MIG-REC-045",
}
"""Of every class that can be open: what a tolerance allows never is."""
BETWEEN_CODES = {
    kind: {DifferenceKind.MISSING: "MIG-REC-053", DifferenceKind.EXTRA: "MIG-REC-054"}.get(kind, "MIG-REC-055")
    for kind in CODES
}
"""The same between two exports of the new system, where nobody says which one is right."""
SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("table", pa.string()),
        ("item", pa.string()),
        ("key", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("delivered_file", pa.string()),
        ("delivered_row", pa.int64()),
        ("fate", pa.string()),
        ("by", pa.string()),
        ("line", pa.int64()),
    ]
)
"""One row a difference, never a value. ``key``: digest of the row's key, null where the table has none. ``item``: null
where a whole row differs, the total's name where a total does. ``by``: the rule, or who accepted it; ``line``: in the
sheet that says so."""
BLANKS = " \u3000\u00a0\t\r\n"
"""Characters that count as blanks."""
_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u3000"
_HALF_KANA = "".join(map(chr, range(0xFF61, 0xFFA0)))
_FROM = _WIDE + _HALF_KANA
_TO = width.half_ascii(_WIDE) + "".join(width.full_kana(kana) for kana in _HALF_KANA)
_CAPITALS = "".join((*map(chr, range(0x41, 0x5B)), *map(chr, range(0xFF21, 0xFF3B))))
_SMALL = "".join((*map(chr, range(0x61, 0x7B)), *map(chr, range(0xFF41, 0xFF5B))))
_COMPOSED = {
    kana + mark: width.full_kana(kana + mark)
    for kana in _HALF_KANA
    for mark in "ﾞﾟ"
    if len(width.full_kana(kana + mark)) == 1
}


def open_by_code(kept: Path) -> Counter[str]:
    """Code → differences of rows in a file of differences that nobody has decided about."""
    codes = {kind.value: code for kind, code in CODES.items()}
    found: Counter[str] = Counter()
    with pq.ParquetFile(kept) as file:
        for batch in file.iter_batches(columns=["kind", "fate"]):
            still = pc.equal(batch["fate"], Fate.OPEN.value)
            for one in pc.value_counts(batch["kind"].filter(still)).to_pylist():
                if one["values"] in codes:
                    found[codes[one["values"]]] += one["counts"]
    return found


def folded(column: str) -> str:
    """``column`` with every character on one width: full-width ASCII as half-width, half-width kana as full-width."""
    sql = column
    for half, full in _COMPOSED.items():
        sql = f"replace({sql}, {text(half)}, {text(full)})"
    return f"translate({sql}, {text(_FROM)}, {text(_TO)})"


def uncased(column: str) -> str:
    """``column`` with its Latin letters, of either width, as small ones."""
    return f"translate({column}, {text(_CAPITALS)}, {text(_SMALL)})"


def unblanked(column: str) -> str:
    """``column`` without any blank; no value is the empty text."""
    return f"translate(coalesce({column}, ''), {text(BLANKS)}, '')"


def kind(expected: str, delivered: str) -> str:
    """SQL that names the class of two differing values, from the narrowest class to 値の相違 (see also `refine`)."""

    def said(one: DifferenceKind) -> str:
        return text(one.value)

    return (
        f"CASE WHEN coalesce({expected}, '') = coalesce({delivered}, '') THEN {said(DifferenceKind.EMPTINESS)} "
        f"WHEN {folded(expected)} = {folded(delivered)} THEN {said(DifferenceKind.WIDTH)} "
        f"WHEN {uncased(expected)} = {uncased(delivered)} THEN {said(DifferenceKind.CASE)} "
        f"WHEN {unblanked(expected)} = {unblanked(delivered)} THEN {said(DifferenceKind.BLANKS)} "
        f"ELSE {said(DifferenceKind.CHANGED)} END"
    )
