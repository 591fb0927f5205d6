"""Raw bytes of chosen records agree with the records that staging counts."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.model.source import SourceColumn, SourceFile, SourceKind, SourceTable
from migrate.source import read_csv, read_fixed
from migrate.source.raw import raw_records
from migrate.source.stage import stage

COLUMNS = ("A", "B")
CSV_TABLE = SourceTable(name="T", columns=tuple(SourceColumn(name=name) for name in COLUMNS))
FIXED_TABLE = SourceTable(
    name="T", columns=(SourceColumn(name="A", start=1, bytes=2), SourceColumn(name="B", start=3, bytes=2))
)


def _file(kind: SourceKind) -> SourceFile:
    return SourceFile(path="t", kind=kind, sha256="", encoding="cp932", why="", table="T")


_field = st.sampled_from(["", "x", '"q"', '"a,b"', '"a\r\nb"', '"a""b"', "山", '"山\n"'])
_record = st.one_of(
    st.tuples(_field, _field).map(",".join), st.just(""), st.just("only"), st.just("a,b,c"), st.just('x"y,z')
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_record, max_size=12), st.sampled_from([16, 64, 1 << 20]), st.booleans())
def test_csv_records_have_the_numbers_of_the_staged_rows(
    tmp_path_factory: pytest.TempPathFactory, records: list[str], block: int, ended: bool
) -> None:
    """Every staged row is found again in the record of its number, and every bad row is that record."""
    folder = tmp_path_factory.mktemp("raw")
    data = "\r\n".join(["A,B", *records]) + ("\r\n" if ended else "")
    (folder / "t").write_bytes(data.encode("cp932"))
    before = read_csv.BLOCK
    read_csv.BLOCK = block
    try:
        staged = stage(folder / "t", _file(SourceKind.CSV), CSV_TABLE, folder)
        raw = dict(raw_records(folder / "t", _file(SourceKind.CSV), CSV_TABLE, range(1, staged.rows + 1)))
    finally:
        read_csv.BLOCK = before

    assert sorted(raw) == list(range(1, staged.rows + 1))
    assert [(one.row, raw[one.row]) for one in staged.bad_rows] == [(one.row, one.raw) for one in staged.bad_rows]
    for row in pq.read_table(staged.parquet).to_pylist():
        plain = raw[row["_row"]].decode("cp932")
        assert all(row[name].replace('"', "") in plain.replace('"', "") for name in COLUMNS)


@pytest.mark.parametrize("newline", [b"\r\n", b"\n", b""])
@pytest.mark.parametrize("block", [7, 1 << 20])
def test_fixed_records(tmp_path: Path, newline: bytes, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records are found by line end or by length."""
    monkeypatch.setattr(read_fixed, "BLOCK", block)
    (tmp_path / "t").write_bytes(b"".join(b"%04d" % n + newline for n in range(50)))

    found = list(raw_records(tmp_path / "t", _file(SourceKind.FIXED), FIXED_TABLE, [2, 3, 50]))

    assert found == [(2, b"0001"), (3, b"0002"), (50, b"0049")]


def test_only_as_much_is_read_as_is_needed(tmp_path: Path) -> None:
    """No wanted rows, no records; numbers beyond the end are left out."""
    (tmp_path / "t").write_bytes(b"A,B\r\n1,2\r\n")

    assert list(raw_records(tmp_path / "t", _file(SourceKind.CSV), CSV_TABLE, [])) == []
    assert list(raw_records(tmp_path / "t", _file(SourceKind.CSV), CSV_TABLE, [1, 9])) == [(1, b"1,2")]
