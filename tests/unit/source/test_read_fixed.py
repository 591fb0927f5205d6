"""Fixed-length records: fields are cut by bytes, padding on the right is dropped, wrong lengths are bad rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.errors import UnreadableError
from migrate.model.source import SourceKind
from migrate.model.staging import BadBytes, BadRow
from migrate.source import read_fixed

from .conftest import table

if TYPE_CHECKING:
    from .conftest import Staging

LAYOUT = table("NO", "NAME", "KANA", widths=(3, 8, 5))
FIXED = SourceKind.FIXED


def _record(number: str, name: str, kana: str) -> bytes:
    full = name.encode("cp932") + "　".encode("cp932") * (4 - len(name))
    return number.encode().ljust(3) + full + kana.encode("cp932").ljust(5)


RECORDS = [_record("001", "山田", "ﾔﾏﾀﾞ"), _record("2", "髙﨑　一", "ｱ ｲ"), _record("", "", "")]
CELLS = [("001", "山田", "ﾔﾏﾀﾞ"), ("2", "髙﨑　一", "ｱ ｲ"), ("", "", "")]


def _cells(rows: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [tuple(row.values())[1:] for row in rows]


@pytest.mark.parametrize("newline", [b"\r\n", b"\n", b"\r", b""])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(staging: Staging, newline: bytes, last: bool) -> None:
    """Records end in CRLF, LF, CR or nothing; the last one may lack its line end."""
    data = newline.join(RECORDS) + (newline if last else b"")
    staged, rows = staging(data, LAYOUT, kind=FIXED)

    assert (staged.rows, _cells(rows), staged.bad_rows) == (3, CELLS, ())


def test_wrong_lengths(staging: Staging) -> None:
    """A short or long record is a bad row with its length; reading goes on at the next line end."""
    data = b"\r\n".join([RECORDS[0], RECORDS[1][:-1], b"", RECORDS[1] + b"x", RECORDS[2], b""]) + b"\x1a"
    staged, rows = staging(data, LAYOUT, kind=FIXED)

    assert (staged.rows, [row["_row"] for row in rows]) == (5, [1, 5])
    assert staged.bad_rows == (
        BadRow(row=2, found=15, expected=16, raw=RECORDS[1][:-1]),
        BadRow(row=3, found=0, expected=16, raw=b""),
        BadRow(row=4, found=17, expected=16, raw=RECORDS[1] + b"x"),
    )


def test_short_and_long_that_cancel(staging: Staging) -> None:
    """Two wrong records that together are as long as two right ones are still two bad rows."""
    data = b"".join(r + b"\r\n" for r in (RECORDS[0], RECORDS[1][:-1], RECORDS[1] + b"x", RECORDS[2]))
    staged, rows = staging(data, LAYOUT, kind=FIXED)

    assert ([row["_row"] for row in rows], [bad.found for bad in staged.bad_rows]) == ([1, 4], [15, 17])


def test_rest_without_line_ends(staging: Staging) -> None:
    """Without line ends a rest that is no whole record is a bad row."""
    staged, rows = staging(RECORDS[0] * 3 + b"xyz", LAYOUT, kind=FIXED)

    assert (len(rows), staged.bad_rows) == (3, (BadRow(row=4, found=3, expected=16, raw=b"xyz"),))


def test_bad_bytes(staging: Staging) -> None:
    """A character cut by the field's end stays in its field; the raw field is noted with its padding."""
    broken = b"001" + b"\x88\x9f\x88\x9f\x88\x9f \x88" + b"\xff    "
    staged, rows = staging(broken + b"\r\n" + RECORDS[0] + b"\r\n", LAYOUT, kind=FIXED)

    assert _cells(rows)[0] == ("001", "亜亜亜 \U000ff088", "\U000ff0ff")
    assert staged.bad_bytes == (
        BadBytes(row=1, column="NAME", raw=b"\x88\x9f\x88\x9f\x88\x9f \x88"),
        BadBytes(row=1, column="KANA", raw=b"\xff    "),
    )


def test_only_blanks_at_the_right_are_padding(staging: Staging) -> None:
    """Blanks at the left and inside stay; other characters, NUL and tab too, are no padding."""
    _, rows = staging(b" 1 " + "　山 ".encode("cp932") + b"   " + b"a\t\0  \n", LAYOUT, kind=FIXED)

    assert _cells(rows) == [(" 1", "　山", "a\t\0")]


def test_layout_with_gap(staging: Staging) -> None:
    """Bytes between fields belong to none of them."""
    one = table("A", "B", widths=(2, 2))
    gap = type(one)(name="T", columns=(one.columns[0], type(one.columns[1])(name="B", start=5, bytes=2)))
    _, rows = staging(b"aaXXbb\naaYYcc\n", gap, kind=FIXED)

    assert _cells(rows) == [("aa", "bb"), ("aa", "cc")]


def test_table_without_positions(staging: Staging) -> None:
    """A table that has no byte positions cannot cut a record."""
    with pytest.raises(UnreadableError) as caught:
        staging(b"x\n", table("A"), kind=FIXED)

    assert caught.value.code == "MIG-SRC-014"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(st.binary(min_size=4, max_size=4), st.binary(max_size=9)), max_size=12),
    st.sampled_from((b"\r\n", b"\n", b"")),
    st.sampled_from((1, 7, 64)),
)
def test_any_bytes_are_accounted_for(
    staging: Staging, monkeypatch: pytest.MonkeyPatch, lines: list[bytes], newline: bytes, block: int
) -> None:
    """Any bytes: rows = Parquet rows + bad rows (the fixture asserts it), and block size changes nothing."""
    layout = table("A", "B", widths=(2, 2))
    data = b"0101" + newline + newline.join(lines)
    monkeypatch.setattr(read_fixed, "BLOCK", block)
    first = staging(data, layout, kind=FIXED)
    monkeypatch.setattr(read_fixed, "BLOCK", 8 << 20)
    second = staging(data, layout, kind=FIXED)

    assert (first[1], first[0].bad_rows, first[0].bad_bytes) == (second[1], second[0].bad_rows, second[0].bad_bytes)
