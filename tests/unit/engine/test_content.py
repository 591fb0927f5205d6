"""The content digest says what rows are, however they come."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from migrate.engine.content import Digesting
from migrate.model.delivery import Content

CELL = st.one_of(st.none(), st.text(max_size=6))
ROWS = st.lists(st.tuples(CELL, CELL), max_size=12)
TEXT = pa.string()
NAMES = ("氏名", "住所")


def table(rows: list[tuple[str | None, str | None]], kind: pa.DataType = TEXT) -> pa.Table:
    return pa.table(
        [pa.array([row[n] for row in rows], kind) for n in range(2)], schema=pa.schema([(name, kind) for name in NAMES])
    )


def content(*pieces: pa.Table, names: tuple[str, ...] = NAMES) -> Content:
    digesting = Digesting(names)
    for piece in pieces:
        digesting.add(piece)
    return digesting.content()


@given(ROWS, st.integers(0, 12))
def test_where_rows_are_cut_does_not_show(rows: list[tuple[str | None, str | None]], at: int) -> None:
    """Two slices of a table, short or long texts, are the table."""
    whole = table(rows)
    assert content(whole.slice(0, at), whole.slice(at)) == content(whole) == content(table(rows, pa.large_string()))


@given(ROWS, ROWS)
def test_two_contents_are_equal_where_the_rows_are(
    one: list[tuple[str | None, str | None]], other: list[tuple[str | None, str | None]]
) -> None:
    """Exactly, and with an empty text and no value as one."""

    def folded(rows: list[tuple[str | None, str | None]]) -> list[tuple[str, str]]:
        return [(a or "", b or "") for a, b in rows]

    first, second = content(table(one)), content(table(other))
    assert first.same(second, tells_empty=True) == (one == other)
    assert first.same(second, tells_empty=False) == (folded(one) == folded(other))


def test_texts_do_not_run_into_each_other() -> None:
    """A letter that moves to the next row or the next column is another content."""
    assert len({content(table(rows)).exact for rows in ([("ab", "c"), ("d", "e")], [("a", "c"), ("bd", "e")])}) == 2
    assert content(table([("ab", "c")])) != content(table([("a", "bc")]))


def test_a_column_under_another_name_is_another_content() -> None:
    """Names of columns are part of it."""
    assert content(table([("a", "b")])) != content(
        table([("a", "b")]).rename_columns(["氏", "住所"]), names=("氏", "住所")
    )


def test_bytes_under_a_missing_value_are_nothing() -> None:
    """Arrow may keep a text under a null; it is not there."""
    hidden = pa.Array.from_buffers(
        pa.string(), 2, [pa.py_buffer(b"\x02"), pa.py_buffer(b"\0\0\0\0\3\0\0\0\4\0\0\0"), pa.py_buffer(b"xyzb")]
    )
    plain = pa.array([None, "b"])
    assert hidden.to_pylist() == plain.to_pylist()
    tables = [pa.table([one, plain], names=list(NAMES)) for one in (hidden, plain)]
    assert content(tables[0]) == content(tables[1])


def test_empty_texts_are_counted() -> None:
    """Cells with an empty text, not those without a value."""
    assert content(table([("", None), ("a", "")])).empty == 2
