"""Shares of strata, and which rows are drawn."""

from __future__ import annotations

import hashlib
from dataclasses import replace
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


def made(folder: Path, order: list[int], blocks: int = 1) -> sample.Delivered:
    """Rows 0–99 in the given order; every tenth has the item 転入; another was merged into the last.

    With two ``blocks`` the eighth row comes from the part 新.
    """
    table = {"番号": [f"{n:03d}" for n in order], "異動事由": ["転入" if n % 10 == 0 else "出生" for n in order]}
    pq.write_table(pa.table(table), folder / "rows.parquet")
    rows = list(range(1, 101))
    lineage = {
        "target_row": [*rows, order.index(99) + 1],
        "source_table": ["T"] * 101,
        "source_file": ["a.csv"] * 101,
        "source_row": [*(n + 1 for n in order), 500],
        "fate": ["書込"] * 100 + ["統合"],
        "part": ["新" if blocks > 1 and n == 7 else "" for n in order] + [""],
    }
    pq.write_table(pa.table(lineage), folder / "lineage.parquet")
    unwritten = {
        "target_table": ["表", "表", "表", "他"],
        "source_table": ["T"] * 4,
        "source_file": ["a.csv"] * 4,
        "source_row": [500, 501, 503, 502],
        "fate": ["統合", "拒否", "対象外", "拒否"],
        "why": ["旧履歴", "C", "削除済み", "C"],
        "key": [["099"], None, ["200"], None],
    }
    pq.write_table(pa.table(unwritten), folder / "unwritten.parquet")
    return sample.Delivered(
        table="表",
        rows=folder / "rows.parquet",
        lineage=folder / "lineage.parquet",
        unwritten=folder / "unwritten.parquet",
        key=("番号",),
        by="異動事由",
    )


def test_each_stratum_and_the_first_digests(tmp_path: Path) -> None:
    """Values and rules that merged, excluded or rejected rows are strata; in each the smallest digests are drawn."""
    found = sample.draw(made(tmp_path, list(range(100))), 12, digest)
    assert [(one.name, one.value, one.rows) for one in found.strata] == [
        ("書込", "出生", 89),
        ("書込", "転入", 10),
        ("書込（統合 旧履歴）", "出生", 1),
        ("対象外 削除済み", "", 1),
        ("拒否 C", "", 1),
    ]
    arrivals = sorted((digest((f"{n:03d}",)), n + 1) for n in range(0, 100, 10))
    assert [(one.digest, one.row) for one in found.rows if one.stratum == 2] == arrivals[: found.strata[1].drawn]
    assert [(one.row, one.source_row) for one in found.rows if one.stratum == 5] == [(0, 501)]
    assert [(one.digest, one.source_row) for one in found.rows if one.stratum == 4] == [(digest(("200",)), 503)]
    assert len(found.rows) == 12


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    """The same keys are drawn from the same rows in another order: the other side sorts as it likes."""
    first = sample.draw(made(tmp_path, list(range(100))), 12, digest)
    again = sample.draw(made(tmp_path, list(reversed(range(100)))), 12, digest)
    assert [one.digest for one in first.rows] == [one.digest for one in again.rows]
    assert [one.source_row for one in first.rows] == [one.source_row for one in again.rows]


def test_blocks_are_strata_where_there_are_several(tmp_path: Path) -> None:
    """A row of another block of the mapping is a stratum of its own, under the block's name."""
    found = sample.draw(made(tmp_path, list(range(100)), blocks=2), 12, digest)
    assert [(one.name, one.rows) for one in found.strata if one.value == "出生"] == [
        ("書込 T", 88),
        ("書込 T（新）", 1),
        ("書込 T（統合 旧履歴）", 1),
    ]


def test_without_the_rows_kept_out(tmp_path: Path) -> None:
    """Where the file of unwritten rows was destroyed, merged rows are told apart without the name of the rule."""
    given = replace(made(tmp_path, list(range(100))), unwritten=None, by="")
    found = sample.draw(given, 12, digest)
    assert [(one.name, one.rows) for one in found.strata] == [("書込", 99), ("書込（統合あり）", 1)]
