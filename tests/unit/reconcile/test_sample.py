"""Shares of strata, and which rows are drawn."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from migrate.reconcile import sample

COUNTS = st.dictionaries(st.tuples(st.just("書込"), st.text("abc", max_size=3)), st.integers(1, 500), min_size=1)


def digest(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@given(COUNTS, st.integers(1, 60))
def test_shares(counts: dict[tuple[str, str], int], wanted: int) -> None:
    """As many as asked for, never more than there are, and one of each stratum as long as there is room."""
    found = sample.shares(counts, wanted)
    assert sum(found.values()) == min(wanted, sum(counts.values()))
    assert all(found[one] <= counts[one] for one in counts)
    assert sum(number > 0 for number in found.values()) >= min(wanted, len(counts))


def made(folder: Path, order: list[int]) -> sample.Delivered:
    """Rows 0–99 in the given order; every tenth has the item 転入; the last was merged."""
    table = {"番号": [f"{n:03d}" for n in order], "異動事由": ["転入" if n % 10 == 0 else "出生" for n in order]}
    pq.write_table(pa.table(table), folder / "rows.parquet")
    rows = list(range(1, 101))
    lineage = {
        "target_row": [*rows, order.index(99) + 1],
        "source_file": ["a.csv"] * 101,
        "source_row": [*(n + 1 for n in order), 500],
        "fate": ["書込"] * 100 + ["統合"],
    }
    pq.write_table(pa.table(lineage), folder / "lineage.parquet")
    rejects = {"target_table": ["表", "他"], "source_file": ["a.csv"] * 2, "source_row": [501, 502], "code": ["C"] * 2}
    pq.write_table(pa.table(rejects), folder / "rejects.parquet")
    return sample.Delivered(
        table="表",
        rows=folder / "rows.parquet",
        lineage=folder / "lineage.parquet",
        rejects=folder / "rejects.parquet",
        key=("番号",),
        by="異動事由",
    )


def test_each_stratum_and_the_first_digests(tmp_path: Path) -> None:
    """Values, merged rows and rejections of this table are strata; in each the smallest digests are drawn."""
    found = sample.draw(made(tmp_path, list(range(100))), 12, digest)
    assert [(one.name, one.value, one.rows) for one in found.strata] == [
        ("書込", "出生", 89),
        ("書込", "転入", 10),
        ("書込（統合あり）", "出生", 1),
        ("拒否 C", "", 1),
    ]
    arrivals = sorted((digest((f"{n:03d}",)), n + 1) for n in range(0, 100, 10))
    assert [(one.digest, one.row) for one in found.rows if one.stratum == 2] == arrivals[: found.strata[1].drawn]
    assert [(one.row, one.source_row) for one in found.rows if one.stratum == 4] == [(0, 501)]
    assert len(found.rows) == 12


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    """The same keys are drawn from the same rows in another order: the other side sorts as it likes."""
    first = sample.draw(made(tmp_path, list(range(100))), 12, digest)
    again = sample.draw(made(tmp_path, list(reversed(range(100)))), 12, digest)
    assert [one.digest for one in first.rows] == [one.digest for one in again.rows]
    assert [one.source_row for one in first.rows] == [one.source_row for one in again.rows]
