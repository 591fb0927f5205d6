"""Chunks: the same bytes however many there are, and none converted twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.engine import chunks, converting, csvout
from migrate.engine.convert import convert
from migrate.engine.duckdb import Limits
from migrate.engine.expression import parse, parse_condition
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanRowRule
from migrate.engine.result import Converted, Surroundings
from migrate.model.delivery import DeliveryForm
from migrate.model.mapping import Fate, OnError
from migrate.model.staging import Staged

ROWS = 1600
ITEMS = {
    "番号": "lpad(NO, 6, '0')",
    "生年月日": "wareki_date(BIRTH)",
    "氏名": "zenkaku_kana(KANA)",
    "組": "concat(NO, '-', REV)",
}
DELETED = PlanRowRule(name="削除済み", fate=Fate.EXCLUDED, condition=parse_condition("DEL = '1'"))
NEWEST = PlanRowRule(name="旧履歴", fate=Fate.MERGED, condition=None, key=("NO",), latest_by="REV")


def _staged(folder: Path, group: int) -> Staged:
    """Rows of which some are deleted, some old, some without a key, some with dates that do not exist."""
    n = range(1, ROWS + 1)
    columns = {
        "NO": [None if i % 97 == 0 else str(i // 3) for i in n],
        "REV": [str(i % 3) for i in n],
        "BIRTH": [("S450131", "S640108", "昭和45年頃", "", "R010501")[i % 5] for i in n],
        "KANA": [f"ﾔﾏﾀﾞ {i}" for i in n],
        "DEL": ["1" if i % 11 == 0 else "0" for i in n],
    }
    table = pa.table([pa.array(n, pa.int64()), *(pa.array(c, pa.string()) for c in columns.values())],
                     names=["_row", *columns])  # fmt: skip
    path = folder / "T.parquet"
    pq.write_table(table, path, row_group_size=group)
    return Staged(table="T", file="source/T.csv", rows=ROWS, parquet=path, bad_bytes=(), bad_rows=())


def _plan() -> Plan:
    items = tuple(PlanItem(item=item, tree=parse(tree), on_error=OnError.EMPTY) for item, tree in ITEMS.items())
    block = PlanBlock(table="表", source="T", rows=(DELETED, NEWEST), items=items)
    return Plan(
        spec="031@x",
        business="031",
        blocks=(block,),
        code_maps={},
        keys={"表": ("番号",)},
        columns={"表": tuple(ITEMS)},
    )


def _convert(folder: Path, group: int, chunk: int, threads: int = 2) -> Converted:
    folder.mkdir(exist_ok=True)
    around = Surroundings(
        digest="|".join,
        records=lambda _, rows: [(row, b"raw") for row in rows],
        limits=Limits(chunk=chunk, threads=threads),
    )
    return convert(_plan(), {"T": _staged(folder, group)}, folder / "out", around)


def _digests(result: Converted) -> list[str]:
    """Sha256 of the standard CSV, the Parquet file and all that stands beside them."""
    table = result.tables[0]
    [text] = csvout.write(table.parquet, table.parquet.parent / "csv", DeliveryForm(), tuple(ITEMS))
    files = (text.path, table.parquet, table.lineage, result.rejects, result.values, result.undecodable)
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]


@pytest.mark.parametrize(
    ("group", "chunk", "threads"), [(800, 1, 1), (200, 200, 2), (200, 500, 3), (200, 800, 2), (7, 1, 2)]
)
def test_the_same_bytes_for_any_number_of_chunks(tmp_path: Path, group: int, chunk: int, threads: int) -> None:
    """Standard CSV, rows, lineage, rejects and values are written byte for byte as in one chunk."""
    whole = _convert(tmp_path / "whole", ROWS, ROWS)
    cut = _convert(tmp_path / "cut", group, chunk, threads)

    assert (_digests(cut), cut.lines, cut.findings) == (_digests(whole), whole.lines, whole.findings)
    assert whole.lines[0].closed


def test_chunks_are_whole_row_groups(tmp_path: Path) -> None:
    """A chunk ends with the row group that fills it up; empty groups are passed over."""
    path = _staged(tmp_path, 300).parquet

    found = chunks.of(path, 500)

    assert [(one.first, one.last, one.groups) for one in found] == [
        (1, 600, (0, 1)),
        (601, 1200, (2, 3)),
        (1201, 1600, (4, 5)),
    ]


def test_what_was_converted_before_a_stop_is_not_converted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at the fifth of eight chunks, a second run converts the rest alone, and the bytes are the same."""
    calm = _digests(_convert(tmp_path / "calm", 200, 200))
    real: Callable[[Path, pa.Table], None] = converting.write
    written: list[str] = []

    def stopping(path: Path, table: pa.Table) -> None:
        if len(written) == 8:
            raise KeyboardInterrupt
        written.append(path.name)
        real(path, table)

    monkeypatch.setattr(converting, "write", stopping)
    with pytest.raises(KeyboardInterrupt):
        _convert(tmp_path / "stopped", 200, 200, threads=1)
    again: list[str] = []
    monkeypatch.setattr(converting, "write", lambda path, table: (again.append(path.name), real(path, table)))
    result = _convert(tmp_path / "stopped", 200, 200, threads=1)

    assert (len(written), len(again), set(written) & set(again)) == (8, 8, set())
    assert _digests(result) == calm
