"""Digests of rows: equal for equal rows only, however the file is cut."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.reconcile.row_digests import digests

Row = tuple[str | None, ...]


def written(path: Path, rows: Sequence[Row], group: int = 1 << 17) -> Path:
    names = [f"項目{n}" for n in range(len(rows[0]))]
    pq.write_table(
        pa.table([pa.array(column, pa.string()) for column in zip(*rows, strict=True)], names),
        path,
        row_group_size=group,
    )
    return path


def digested(path: Path, *, tells_empty: bool = True) -> list[tuple[int, int, int]]:
    names = tuple(pq.read_schema(path).names)
    return [
        (row["r"], row["h"], row["g"])
        for piece in digests(path, names, tells_empty=tells_empty)
        for row in piece.to_pylist()
    ]


def test_texts_that_differ_in_their_8th_and_16th_digits_differ_in_both_halves(tmp_path: Path) -> None:
    """DuckDB's `hash` makes some of these equal."""
    texts = [f"1234567{a}2345678{b}{tail}" for a, b, tail in product(range(10), range(10), range(500))]
    found = digested(written(tmp_path / "a.parquet", [(text,) for text in texts]))
    assert [len({one[half] for one in found}) for half in (1, 2)] == [len(texts)] * 2


def test_cells_do_not_run_together(tmp_path: Path) -> None:
    """No value, an empty text, and the same characters in other cells are all different rows."""
    rows: list[Row] = [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc"), ("abc", None), (None, "abc"), ("c", "ab")]
    found = digested(written(tmp_path / "a.parquet", rows))
    assert [len({one[half] for one in found}) for half in (1, 2)] == [len(rows)] * 2


def test_an_empty_text_is_no_value_where_the_file_cannot_tell(tmp_path: Path) -> None:
    """Then, and only then, both have one digest."""
    path = written(tmp_path / "a.parquet", [("a", ""), ("a", None)])
    told, untold = ([one[1:] for one in digested(path, tells_empty=tells)] for tells in (True, False))
    assert (told[0] == told[1], untold[0] == untold[1], untold[1] == told[1]) == (False, True, True)


@pytest.mark.parametrize("group", [100_000, 1_200_000])
def test_the_cut_of_the_file_does_not_show(tmp_path: Path, group: int) -> None:
    """Row groups of any size, one that is too large to be held whole included, give the same rows the same digests."""
    rows = [(str(n), f"{n:012}" if n % 3 else None) for n in range(1_200_000)]
    small = digested(written(tmp_path / "small.parquet", rows))
    assert digested(written(tmp_path / "other.parquet", rows, group)) == small


def test_a_file_without_rows_has_no_digest(tmp_path: Path) -> None:
    """Nothing to compare is not an error here."""
    path = tmp_path / "none.parquet"
    pq.write_table(pa.table({"項目0": pa.array([], pa.string())}), path)
    assert digested(path) == []
