"""A vendor's own headers become items by a map; its bytes are read in the declared encoding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.flow.check_file import Target, check_file
from migrate.flow.check_outcome import CheckRun
from migrate.quality import mapped
from migrate.quality.mapped import Encoding
from migrate.workspace import clock

KNOWN = frozenset({"宛名番号", "氏名", "性別"})
SESSION = clock.session(date(2026, 11, 23))


def columns(*lines: str) -> mapped.ColumnMap:
    """The map of the lines."""
    return mapped.read("\n".join(("列,項目", *lines)).encode(), "map.csv", KNOWN)


def standard(path: Path, data: bytes, encoding: Encoding, *lines: str) -> str:
    """The standard CSV of a file."""
    source, target = path / "rows.csv", path / "standard.csv"
    source.write_bytes(data)
    mapped.standard(source, encoding, columns(*lines) if lines else None, target)
    return target.read_bytes().decode()


def test_the_header_is_put_into_items(tmp_path: Path) -> None:
    """Columns of the map become items, others stay; records are not touched."""
    data = b'NO,SEI,MEMO\r\n"1",1,"a\nb"\r\n'

    assert standard(tmp_path, data, Encoding.UTF_8, "NO,宛名番号", "SEI,性別") == '宛名番号,性別,MEMO\n"1",1,"a\nb"\r\n'


def test_cp932_is_read(tmp_path: Path) -> None:
    """NEC and IBM extensions included, also where a character lies across two blocks."""
    rows = "髙﨑①ソ表\r\n" * 150_000
    found = standard(tmp_path, f"氏名\r\n{rows}".encode("cp932"), Encoding.CP932)

    assert found == f"氏名\r\n{rows}"


def test_bytes_of_another_encoding_name_the_line(tmp_path: Path) -> None:
    """The line is counted over blocks; the value is not said."""
    data = "氏名\n".encode("cp932") + b"x\n" * 600_000 + b"\x81\n"
    with pytest.raises(MigrateError) as caught:
        standard(tmp_path, data, Encoding.CP932)

    assert (caught.value.code, caught.value.where.line) == ("MIG-DQ-048", 600_002)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (("NO,宛名番号", "NO,氏名"), "列「NO」は 2 行目にもあります"),
        (("NO,宛名番号", "X,宛名番号"), "項目「宛名番号」は 2 行目にもあります"),
        (("NO,番号",), "項目「番号」は、標準仕様にありません"),
        ((",宛名番号",), "「列」が空欄です"),
    ],
)
def test_faults_of_a_map(lines: tuple[str, ...], fault: str) -> None:
    """A column or an item twice, an item that does not exist, a line without column."""
    with pytest.raises(MigrateError) as caught:
        columns(*lines)

    assert (caught.value.code, fault in str(caught.value.params["reason"])) == ("MIG-DQ-041", True)


@pytest.mark.parametrize(
    ("line", "fault"), [("名前,氏名", "列「名前」が rows.csv にありません"), ("SEI,宛名番号", "2 つ以上")]
)
def test_a_map_that_does_not_fit_the_file(tmp_path: Path, line: str, fault: str) -> None:
    """A column that the file lacks; an item that would stand twice."""
    with pytest.raises(MigrateError) as caught:
        standard(tmp_path, "宛名番号,SEI\n1,1\n".encode(), Encoding.UTF_8, line)

    assert (caught.value.code, fault in str(caught.value.params["reason"])) == ("MIG-DQ-047", True)


def test_a_vendors_file_is_checked(tmp_path: Path) -> None:
    """Findings name items and rows; a column that the map leaves empty is not an unknown column."""
    file, columns_of = tmp_path / "atena.csv", tmp_path / "map.csv"
    file.write_bytes("NO,SEI,MEMO\r\n000000000000001,9,x\r\n".encode("cp932"))
    columns_of.write_bytes("列,項目\r\nNO,宛名番号\r\nSEI,性別\r\nMEMO,\r\n".encode("cp932"))
    target = Target(file=file, spec="031", columns=columns_of, encoding=Encoding.CP932)
    outcome = check_file(target, SESSION, rules=("MIG-DQ-005",))
    said = [(f.code, f.place.item, f.place.row, f.place.file) for f in outcome.findings if f.code != "MIG-DQ-021"]

    assert isinstance(outcome.data, CheckRun)
    assert said == [("MIG-DQ-005", "性別", 1, "atena.csv")]
    assert [one.path for one in outcome.inputs] == ["atena.csv", "map.csv"]
