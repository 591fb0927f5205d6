"""CSV: every record is a row under its true number, or a bad row; no cell changes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.errors import UnreadableError
from migrate.model.staging import BadBytes, BadRow
from migrate.source import read_csv

from .conftest import table

if TYPE_CHECKING:
    from .conftest import Staging

AB = table("A", "B")


def _cells(rows: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in rows]


def test_plain(staging: Staging) -> None:
    """Cells are the decoded text; an empty one is the empty text; columns come in the table's order."""
    staged, rows = staging("B,A\r\n髙﨑,1\r\n,\r\nｱ \u3000,\ue000\r\n".encode("cp932"), AB)

    assert (staged.rows, _cells(rows)) == (3, [(1, "1", "髙﨑"), (2, "", ""), (3, "\ue000", "ｱ \u3000")])


def test_bad_bytes_are_named(staging: Staging) -> None:
    """An undecodable byte is kept in the text, and the cell's raw bytes are noted with record and column."""
    staged, rows = staging(b"A,B\r\n1,\x88\x9f\r\n2,\x88\x9f\xffx\r\n\x81,3\r\n", AB)

    assert _cells(rows) == [(1, "1", "亜"), (2, "2", "亜\U000ff0ffx"), (3, "\U000ff081", "3")]
    assert staged.bad_bytes == (
        BadBytes(row=2, column="B", raw=b"\x88\x9f\xffx"),
        BadBytes(row=3, column="A", raw=b"\x81"),
    )


def test_ragged_rows_keep_the_numbers(staging: Staging) -> None:
    """Rows with too few or too many fields are bad rows; the others keep their record numbers."""
    staged, rows = staging(b'A,B\r\n1,a\r\nonly\r\n3,"c,\r\nc"\r\n4,d,x\r\n5,e\r\n', AB)

    assert (staged.rows, _cells(rows)) == (5, [(1, "1", "a"), (3, "3", "c,\r\nc"), (5, "5", "e")])
    assert staged.bad_rows == (
        BadRow(row=2, found=1, expected=2, raw=b"only"),
        BadRow(row=4, found=3, expected=2, raw=b"4,d,x"),
    )


def test_blank_lines_are_no_records(staging: Staging) -> None:
    """Blank lines anywhere, and a DOS end-of-file mark, are no records; a ragged row does not change that."""
    for extra in (b"", b"x\n"):
        staged, rows = staging(b"\r\nA,B\n\n1,a\r\n\r\n" + extra + b"2,b\n\n\n\x1a", AB)

        assert (staged.rows, [row["A"] for row in rows]) == (2 + bool(extra), ["1", "2"])


def test_single_column(staging: Staging) -> None:
    """A file with one column has no separators to count; an empty line is an empty value there."""
    staged, rows = staging(b"A\nx\n\ny\rz\n", table("A"))

    assert (staged.rows, _cells(rows)) == (3, [(1, "x"), (2, ""), (3, "y\rz")])


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\x1a", b"\r\n\x1a"])
def test_last_line(staging: Staging, end: bytes) -> None:
    """The last record counts with and without a line end."""
    staged, rows = staging(b'A,B\r\n1,a\r\n2,"b"' + end, AB)

    assert (staged.rows, _cells(rows)) == (2, [(1, "1", "a"), (2, "2", "b")])


def test_quotes(staging: Staging) -> None:
    """Doubled quotes, empty quoted fields, quotes inside unquoted fields, bytes behind a closing quote."""
    staged, rows = staging(b'A,B\n"a""b",""\nx"y,"z"w\n"""",5"\n', AB)

    assert (staged.rows, _cells(rows)) == (3, [(1, 'a"b', ""), (2, 'x"y', "zw"), (3, '"', '5"')])


def test_quote_that_never_closes(staging: Staging) -> None:
    """A quote that opens a field and never closes makes its line a bad row; the rows behind it are read."""
    staged, rows = staging(b'A,B\n1,"a\n2,b\n3,c\n', AB)

    assert (staged.rows, [row["_row"] for row in rows]) == (3, [2, 3])
    assert staged.bad_rows == (BadRow(row=1, found=2, expected=2, raw=b'1,"a'),)


def test_lone_cr_is_a_character(staging: Staging) -> None:
    """In a file with line feeds a CR inside a field is data; it cuts no record."""
    staged, rows = staging(b"A,B\r\n1,a\rb\r\n2,c\r\n", AB)

    assert (staged.rows, _cells(rows)) == (2, [(1, "1", "a\rb"), (2, "2", "c")])


def test_cr_only_file(staging: Staging) -> None:
    """A file whose lines end in CR alone is read."""
    staged, rows = staging(b'A,B\r1,"a\rb"\r2\r3,c', AB)

    assert (staged.rows, _cells(rows), len(staged.bad_rows)) == (3, [(1, "1", "a\rb"), (3, "3", "c")], 1)


@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
def test_delimiters(staging: Staging, delimiter: str) -> None:
    """The delimiter is the one under which the header names the table's columns."""
    other = "," if delimiter != "," else ";"
    _, rows = staging(f'"a"{delimiter}"b"\n1{other}{delimiter}2\n'.encode(), AB)

    assert _cells(rows) == [(1, f"1{other}", "2")]


def test_nul_in_a_cell(staging: Staging) -> None:
    """A NUL byte is a character of its cell."""
    _, rows = staging("A,B\n1\0,山\0田\n\0,\n".encode("cp932"), AB)

    assert _cells(rows) == [(1, "1\0", "山\0田"), (2, "\0", "")]


def test_utf8(staging: Staging) -> None:
    """UTF-8, with and without byte order mark; a bad byte is kept and named."""
    for mark in ("", "\ufeff"):
        staged, rows = staging(f"{mark}A,B\n𠮷,髙\n".encode() + b"x,\xe3\x81\n", AB, "utf-8-sig" if mark else "utf-8")

        assert _cells(rows) == [(1, "𠮷", "髙"), (2, "x", "\U000ff0e3\U000ff081")]
        assert staged.bad_bytes == (BadBytes(row=2, column="B", raw=b"\xe3\x81"),)


def test_header_only_and_huge_field(staging: Staging) -> None:
    """A header alone gives no rows; a quoted field of 3 MB is one cell."""
    assert staging(b"A,B\r\n", AB)[0].rows == 0
    huge = '山,\n""' * 500_000
    _, rows = staging(f'A,B\n1,"{huge}"\n2,b\n'.encode("cp932"), AB)

    assert [row["B"] for row in rows] == [huge.replace('""', '"'), "b"]


@pytest.mark.parametrize(
    ("header", "code", "columns"),
    [
        (b"A,C", "MIG-SRC-013", "B"),
        (b"A,B,C", "MIG-SRC-018", "C"),
        (b"A,B,", "MIG-SRC-018", "（名前なし）"),
        (b"A,B,a", "MIG-SRC-020", "a"),
        (b"x,x", "MIG-SRC-013", "A、B"),
    ],
)
def test_header_against_table(staging: Staging, header: bytes, code: str, columns: str) -> None:
    """A missing, an undeclared and a doubled column are errors that name it: nothing is read past.

    What stands in a line that lacks columns is not told: it may be a person's.
    """
    with pytest.raises(UnreadableError) as caught:
        staging(header + b"\n1,2,3\n", AB)

    assert (caught.value.code, caught.value.params["columns"], caught.value.where.line) == (code, columns, 1)


FIELD = st.text(st.sampled_from('ab,"\n\r 山髙ｱ\ue000\0'), max_size=6)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(FIELD, FIELD), max_size=12), st.sampled_from((4, 16, 1 << 20)))
def test_written_csv_comes_back(
    staging: Staging, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, str]], block: int
) -> None:
    """What a CSV writer wrote comes back cell by cell, with blocks of any size."""
    monkeypatch.setattr(read_csv, "BLOCK", block)
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([("A", "B"), *rows])

    staged, actual = staging(stream.getvalue().encode("cp932"), AB)

    assert (staged.bad_rows, [(row["A"], row["B"]) for row in actual]) == ((), rows)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.sampled_from((1, 3, 16, 1 << 20)))
def test_any_bytes_are_accounted_for(
    staging: Staging, monkeypatch: pytest.MonkeyPatch, body: bytes, block: int
) -> None:
    """Any bytes: rows = Parquet rows + bad rows (the fixture asserts it), and block size changes nothing."""
    monkeypatch.setattr(read_csv, "BLOCK", block)
    monkeypatch.setattr(read_csv, "_NEAR", block)
    first = staging(b"A,B\n" + body, AB)
    monkeypatch.setattr(read_csv, "BLOCK", 8 << 20)
    monkeypatch.setattr(read_csv, "_NEAR", 8 << 20)
    second = staging(b"A,B\n" + body, AB)

    assert (first[1], first[0].bad_rows, first[0].bad_bytes) == (second[1], second[0].bad_rows, second[0].bad_bytes)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                b"a",
                b",",
                b'"',
                b"\n",
                b"\r\n",
                b"\r",
                b'""',
                b'","',
                b"\x88\x9f",
                b'x,"y"\n',
                b'"a\nb",c\n',
                b'5" x,y\n',
            ]
        ),
        max_size=30,
    ),
    st.sampled_from((1, 5, 30, 1 << 20)),
    st.sampled_from((1, 5, 12, 1 << 20)),
)
def test_fast_and_slow_paths_agree(
    staging: Staging, monkeypatch: pytest.MonkeyPatch, pieces: list[bytes], block: int, near: int
) -> None:
    """Blocks that are trusted, that are proved, and records one by one: any mixture of quotes and line ends alike."""
    data = b"A,B\n" + b"".join(pieces)
    monkeypatch.setattr(read_csv, "BLOCK", block)
    monkeypatch.setattr(read_csv, "_NEAR", near)
    fast = staging(data, AB)
    with monkeypatch.context() as patch:
        patch.setattr(read_csv, "_keeps_trust", lambda block, rows, form: False)
        proved = staging(data, AB)
        patch.setattr(read_csv, "tidy_end", lambda data, form: None)
        slow = staging(data, AB)
    assert (fast[0].rows, fast[1], fast[0].bad_rows) == (proved[0].rows, proved[1], proved[0].bad_rows)

    assert (fast[0].rows, fast[1], fast[0].bad_rows) == (slow[0].rows, slow[1], slow[0].bad_rows)


@pytest.mark.parametrize("near", range(1, 24))
def test_no_piece_ends_between_cr_and_lf(staging: Staging, monkeypatch: pytest.MonkeyPatch, near: int) -> None:
    """A CRLF that would be cut in two pieces, at the end of a record or in a value, is neither doubled nor halved."""
    monkeypatch.setattr(read_csv, "_NEAR", near)

    one = staging(b"A\r\n12\r\n34\r\n\r\n56\r\n", table("A"))[1]
    two = staging(b'A,B\r\n12,"34\r\n5"\r\n\r\n56,"7\r\n\r\n"\r\n', AB)[1]

    assert [row["A"] for row in one] == ["12", "34", "", "56"]
    assert [(row["A"], row["B"]) for row in two] == [("12", "34\r\n5"), ("56", "7\r\n\r\n")]
