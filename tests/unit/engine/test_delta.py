"""Two states of a table: what a delta holds, that it leads from one to the other, and what is held back."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.engine import parquet
from migrate.engine.delta import Comparison, Task
from migrate.engine.duckdb import Engine, Limits, opened
from migrate.engine.state import Applied, load
from migrate.engine.unwritten import UNWRITTEN
from migrate.errors import BalanceError
from migrate.model.delta import Change, Gone, Pairing

ITEMS = ("番号", "枝番", "氏名", "住所")
KEY = ("番号", "枝番")
Row = tuple[str | None, ...]


def rows_of(path: Path) -> list[Row]:
    """The rows of a Parquet file."""
    return [tuple(row.values()) for row in pq.read_table(path).to_pylist()]


@contextmanager
def compared(
    before: list[Row], after: list[Row], key: tuple[str, ...] = KEY, unwritten: list[tuple[object, ...]] | None = None
) -> Iterator[tuple[Engine, Task, Comparison]]:
    """Two states in a folder of their own, compared."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schema = pa.schema([(item, pa.string()) for item in ITEMS])
        for part, rows in (("before", before), ("after", after)):
            parquet.write_rows(folder / f"{part}.parquet", schema, list(rows))
        parquet.write_rows(folder / "unwritten.parquet", UNWRITTEN, unwritten or [])
        paths = [folder / f"{part}.parquet" for part in ("before", "after", "unwritten")]
        task = Task(table="表", items=ITEMS, key=key, before=paths[0], after=paths[1], unwritten=paths[2])
        with opened(folder / "work", Limits(memory="256MB", threads=1)) as engine:
            yield engine, task, Comparison(engine, task)


_TEXT = st.sampled_from((None, "", "-", "1:", "a", "1:a", "髙", "，\r\n", "NULL"))
_ROW = st.tuples(st.sampled_from("1234"), st.sampled_from("12"), _TEXT, _TEXT)
_ROWS = st.lists(_ROW, max_size=12)
_KEYED = st.lists(_ROW, max_size=12, unique_by=lambda row: row[:2])


@settings(max_examples=40, deadline=None)
@given(_KEYED, _KEYED)
def test_by_key_the_baseline_with_the_delta_is_the_new_state(before: list[Row], after: list[Row]) -> None:
    """Added, changed and deleted rows are those of the two dictionaries, and applying them gives the new one."""
    old, new = ({row[:2]: row for row in rows} for rows in (before, after))
    with compared(before, after) as (engine, task, comparison):
        counts = comparison.compared()
        written = comparison.write(task.after.parent / "delta")
        found = {change: rows_of(path) for change, path in written.files.items()}
        Applied(engine, "before", written.files, comparison.layout).write(
            task.before, task.after.parent / "new.parquet"
        )
        applied = rows_of(task.after.parent / "new.parquet")

    changed = [row for key, row in new.items() if key in old and old[key] != row]
    assert found == {
        Change.ADDED: [row for key, row in new.items() if key not in old],
        Change.CHANGED: changed,
        Change.DELETED: [row for key, row in old.items() if key not in new],
    }
    assert Counter(applied) == Counter(after)
    assert counts.unchanged == sum(old.get(key) == row for key, row in new.items())
    differs = {item: sum(old[row[:2]][n] != row[n] for row in changed) for n, item in enumerate(ITEMS)}
    assert counts.differing == {item: count for item, count in differs.items() if count}
    assert written.state == counts.after


@settings(max_examples=40, deadline=None)
@given(_ROWS, _ROWS, st.sampled_from((KEY, KEY[:1], ())))
def test_without_a_sound_key_the_delta_is_a_difference_of_multisets(
    before: list[Row], after: list[Row], key: tuple[str, ...]
) -> None:
    """Where a key is missing or stands twice nothing multiplies: rows come and go, none is changed."""
    twice = any(len({row[: len(key)] for row in rows}) < len(rows) for rows in (before, after))
    with compared(before, after, key) as (engine, task, comparison):
        written = comparison.write(task.after.parent / "delta")
        found = {change: Counter(rows_of(path)) for change, path in written.files.items()}
        Applied(engine, "before", written.files, comparison.layout).write(
            task.before, task.after.parent / "new.parquet"
        )
        applied = Counter(rows_of(task.after.parent / "new.parquet"))

    assert applied == Counter(after)
    if comparison.pairing is not Pairing.KEY:
        assert comparison.pairing is (Pairing.DUPLICATES if key else Pairing.NO_KEY)
        assert found[Change.ADDED] == Counter(after) - Counter(before)
        assert found[Change.DELETED] == Counter(before) - Counter(after)
        assert not found[Change.CHANGED]
    assert (comparison.pairing is Pairing.KEY) == (bool(key) and not twice)


def test_why_rows_are_gone() -> None:
    """A key among the rows that are not written says why; the gravest counts, and a rejected one is held."""
    before: list[Row] = [(str(n), "1", "a", None) for n in range(1, 6)]
    left: list[tuple[object, ...]] = [
        ("表", "T", "t.csv", 2, "対象外", "転出", ["2", "1"]),
        ("表", "T", "t.csv", 3, "統合", "旧履歴", ["3", "1"]),
        ("表", "T", "t.csv", 4, "対象外", "転出", ["4", "1"]),
        ("表", "T", "t.csv", 5, "拒否", "MIG-CNV-001", ["4", "1"]),
        ("別の表", "T", "t.csv", 5, "拒否", "MIG-CNV-001", ["5", "1"]),
        ("表", "T", "t.csv", 6, "拒否", "MIG-CNV-005", [None, "1"]),
        ("表", "T", "t.csv", 7, "拒否", "MIG-CNV-002", None),
    ]
    with compared(before, before[:1], unwritten=left) as (_, task, comparison):
        counts = comparison.compared()
        written = comparison.write(task.after.parent / "delta")
        held = pq.read_table(written.held).to_pylist()
        deleted = [row[0] for row in rows_of(written.files[Change.DELETED])]

    assert {(one.gone, one.why, one.rows, one.held) for one in counts.gone} == {
        (Gone.EXCLUDED, "転出", 1, False),
        (Gone.MERGED, "旧履歴", 1, False),
        (Gone.REJECTED, "MIG-CNV-001", 1, True),
        (Gone.SOURCE, "", 1, False),
    }
    assert (deleted, counts.untold, written.state.rows) == (["2", "3", "5"], 2, 2)
    assert [tuple(one.values()) for one in held] == [(4, ["4", "1"], "MIG-CNV-001", "t.csv", 5)]


def test_a_rejected_row_is_held_in_a_table_whose_keys_stand_twice_too() -> None:
    """There, a row that is gone beside another one of its key was replaced; one whose key is gone is asked about."""
    before: list[Row] = [("1", "1", "a", None), ("1", "1", "b", None), ("2", "1", "a", None), ("3", "1", "a", None)]
    after: list[Row] = [("1", "1", "a", None), ("1", "1", "c", None)]
    left: list[tuple[object, ...]] = [
        ("表", "T", "t.csv", 1, "拒否", "MIG-CNV-001", ["1", "1"]),
        ("表", "T", "t.csv", 3, "拒否", "MIG-CNV-001", ["2", "1"]),
    ]
    with compared(before, after, unwritten=left) as (_, task, comparison):
        counts = comparison.compared()
        written = comparison.write(task.after.parent / "delta")

    assert comparison.pairing is Pairing.DUPLICATES
    assert {(one.gone, one.rows, one.held) for one in counts.gone} == {
        (Gone.REPLACED, 1, False),
        (Gone.REJECTED, 1, True),
        (Gone.SOURCE, 1, False),
    }
    assert written.state.rows == len(after) + 1


def test_a_delta_that_does_not_lead_to_the_new_state_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The written files are read back and applied: one row too few in them is an error."""
    whole = Comparison._rows
    monkeypatch.setattr(
        Comparison, "_rows", lambda self, change: whole(self, change) + (" OFFSET 1" if change is Change.ADDED else "")
    )
    with (
        compared([], [("1", "1", "a", "b"), ("2", "1", "a", "b")]) as (_, task, comparison),
        pytest.raises(BalanceError) as caught,
    ):
        comparison.write(task.after.parent / "delta")

    assert (caught.value.code, dict(caught.value.params)) == ("MIG-CNV-034", {"expected": 2, "found": 1, "open": 1})


def test_the_checksum_tells_equal_pairs_and_swapped_cells_apart() -> None:
    """Two equal rows do not cancel out, a value is not taken for its neighbour's, no value is not an empty text."""
    states: list[list[Row]] = [
        [],
        [("1", "1", "a", "b")] * 2,
        [("1", "1", "a", "b")],
        [("1", "1", "ab", "")],
        [("1", "1", "a", None)],
        [("1", "1", None, "a")],
    ]
    sums = []
    for rows in states:
        with compared(rows, rows) as (_, _, comparison):
            sums.append(comparison.compared().before)

    assert len(set(sums)) == len(states)


def test_load_names_rows_from_one() -> None:
    """Row numbers of a state count from 1."""
    with compared([("1", "1", "a", "b")], []) as (engine, task, comparison):
        load(engine, "again", task.before, comparison.layout)
        assert engine.rows('SELECT r FROM "again"') == [(1,)]
