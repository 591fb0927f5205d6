"""Rows that are not written, with the key that they would have."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine.convert import convert
from migrate.engine.expression import parse, parse_condition
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanParent, PlanRowRule
from migrate.engine.result import Surroundings
from migrate.engine.unwritten import UNWRITTEN
from migrate.model.mapping import Fate, OnError
from migrate.model.staging import BadRow, Staged

AROUND = Surroundings(digest="|".join, records=lambda table, rows: [(row, b"raw") for row in rows])


def _staged(folder: Path, name: str, rows: list[tuple[str | None, str | None]], bad: tuple[BadRow, ...] = ()) -> Staged:
    path = folder / f"{name}.parquet"
    cut = [n for n in range(1, len(rows) + 1) if n not in {one.row for one in bad}]
    columns = [pa.array([rows[n - 1][column] for n in cut], pa.string()) for column in range(2)]
    pq.write_table(pa.table([pa.array(cut), *columns], names=["_row", "NO", "OF"]), path)
    return Staged(table=name, file=f"source/{name}.csv", rows=len(rows), parquet=path, bad_bytes=(), bad_rows=bad)


def _block(source: str, part: str = "", key: str = "NO", parent: PlanParent | None = None) -> PlanBlock:
    moved = PlanRowRule(name="転出", fate=Fate.EXCLUDED, condition=parse_condition("OF = '出'"), key=(), latest_by="")
    items = (
        PlanItem(item="番号", tree=parse(key), on_error=OnError.EMPTY),
        PlanItem(item="種別", tree=parse(f"code(OF, '{'kind' if source == 'P' and not part else 'any'}')"),
                 on_error=OnError.REJECT),
    )  # fmt: skip
    rows = (moved,) if source == "P" else ()
    return PlanBlock(table=f"{source}表", source=source, rows=rows, items=items, part=part, parent=parent)


def _unwritten(folder: Path, *blocks: PlanBlock, **rows: Staged) -> list[tuple[object, ...]]:
    tables = tuple(dict.fromkeys(block.table for block in blocks))
    codes = {"kind": {"1": "1", "出": "9"}, "any": {one: one for one in ("1", "9", "出", "a", "b")}}
    plan = Plan(
        spec="001@x",
        business="001",
        blocks=blocks,
        code_maps=codes,
        keys=dict.fromkeys(tables, ("番号",)),
        columns=dict.fromkeys(tables, ("番号", "種別")),
    )
    made = convert(plan, dict(rows), folder / "out", AROUND)
    table = pq.read_table(made.unwritten)
    assert table.schema == UNWRITTEN
    return [(r["target_table"], r["source_row"], r["fate"], r["why"], r["key"]) for r in table.to_pylist()]


def test_each_fate_with_its_key(tmp_path: Path) -> None:
    """Excluded, rejected, without a key, not cut into columns: the rule or the code, and the key where there is one."""
    bad = (BadRow(row=5, expected=2, found=1, raw=b"x"),)
    rows = [("a", "1"), ("b", "出"), ("c", "9"), (None, "1"), ("", "")]

    assert _unwritten(tmp_path, _block("P"), P=_staged(tmp_path, "P", rows, bad)) == [
        ("P表", 2, "対象外", "転出", ["b"]),
        ("P表", 3, "拒否", "MIG-CNV-004", ["c"]),
        ("P表", 4, "拒否", "MIG-CNV-005", [None]),
        ("P表", 5, "拒否", "MIG-CNV-002", None),
    ]


def test_rows_that_went_with_another_have_their_own_key(tmp_path: Path) -> None:
    """A child of a rejected row, and the other part of one, were in order themselves: their keys are known."""
    persons = _staged(tmp_path, "P", [("a", "1"), ("b", "9")])
    children = _staged(tmp_path, "C", [("k1", "a"), ("k2", "b")])
    parent = PlanParent(table="P表", source="P", keys=(("OF", "NO"),))

    found = _unwritten(
        tmp_path,
        _block("P"),
        _block("P", part="別", key="concat('8', NO)"),
        _block("C", parent=parent),
        P=persons,
        C=children,
    )
    assert found == [
        ("P表", 2, "拒否", "MIG-CNV-004", ["b"]),
        ("P表", 2, "拒否", "MIG-CNV-004", ["8b"]),
        ("C表", 2, "拒否", "MIG-CNV-031", ["k2"]),
    ]
