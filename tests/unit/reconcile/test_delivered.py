"""A delivered file is read exactly, or it is refused with the line; nothing in between."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.errors import UnreadableError
from migrate.model.delivery import DeliveryForm, Encoding, Quoting
from migrate.reconcile.delivered import open_parquet
from migrate.reconcile.delivered_csv import CsvFiles, stage_csv

COLUMNS = ("番号", "氏名")


def staged(tmp_path: Path, data: bytes, form: DeliveryForm | None = None) -> list[tuple[str, ...]]:
    path = tmp_path / "d.csv"
    path.write_bytes(data)
    files = CsvFiles(files=((path, "out/d.csv"),), form=form or DeliveryForm(), columns=COLUMNS, header=COLUMNS)
    found = stage_csv(files, tmp_path)
    table = pq.read_table(found.parquet, columns=list(COLUMNS))
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('"番号","氏名"\r\n"1","a"\r\n', [("1", "a")]),
        ('"番号","氏名"\r\n"1","a""b"\r\n', [("1", 'a"b')]),
        ('"番号","氏名"\r\n"1","a\r\nb\nc"\r\n', [("1", "a\r\nb\nc")]),
        ('"番号","氏名"\r\n" 1 ","　a　"\r\n', [(" 1 ", "　a　")]),
        ("番号,氏名\n1,\n", [("1", "")]),
        ("\ufeff番号,氏名\n1,a", [("1", "a")]),
        ("氏名,番号\na,1\n", [("1", "a")]),
        ('"番号","氏名"\r\n', []),
        ('"番号","氏名"\r\n"NULL","null"\r\n', [("NULL", "null")]),
    ],
)
def test_a_csv_is_read_exactly(tmp_path: Path, text: str, rows: list[tuple[str, ...]]) -> None:
    """Quotes, line breaks and blanks in values stay; columns are taken by name; nothing is taken for NULL."""
    assert staged(tmp_path, text.encode()) == rows


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ('"番号","氏名"\r\n"1","a"\r\n"2","b\r\n"3","c"\r\n'.encode(), 3),
        ('"番号","氏名"\r\n"1","a"b\r\n'.encode(), 2),
        ('"番号","氏名"\r\n"1"\r\n'.encode(), 2),
        ('"番号","氏名"\r\n"1","a","b"\r\n'.encode(), 2),
        ('"番号","氏名"\r\n"1","a\r\nb"\r\n\r\n"2","c"\r\n'.encode(), 4),
        ('"番号","氏名"\r\n"1",'.encode() + b'"\xff"\r\n', 2),
        ('"番号","氏名"\r\n1,a\rb\r\n'.encode(), 2),
        ('"番号","氏名"\r\n"1","'.encode() + b"a" * 200_000 + b'"\r\n', 2),
    ],
    ids=["open quote", "text behind a quote", "short", "long", "empty line", "not UTF-8", "bare CR", "endless field"],
)
def test_a_damaged_csv_is_refused_with_its_line(tmp_path: Path, data: bytes, line: int) -> None:
    """The line named is the one on which the damaged record starts."""
    with pytest.raises(UnreadableError) as caught:
        staged(tmp_path, data)
    assert (caught.value.code, caught.value.where.line) == ("MIG-REC-010", line)


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("utf-16-le", "番号,氏名\n1,a\n2,".encode("utf-16-le") + b"\x00\xd8\x41\x00\n\x00"),
        ("utf-16-be", "番号,氏名\n1,a\n2,b\n".encode("utf-16-be")[:-1]),
        ("cp932", "番号,氏名\n1,a\n2,".encode("cp932") + b"\x81\n"),
        ("euc_jp", "番号,氏名\n1,a\n2,".encode("euc_jp") + b"\xff\n"),
    ],
)
def test_a_byte_of_another_encoding_is_refused_with_its_line(tmp_path: Path, encoding: Encoding, data: bytes) -> None:
    """The file is read in the encoding that the manifest states, to the last byte."""
    with pytest.raises(UnreadableError) as caught:
        staged(tmp_path, data, DeliveryForm(encoding=encoding))
    assert (caught.value.code, caught.value.where.line) == ("MIG-REC-010", 3)


def test_without_quotes_a_quote_is_a_character(tmp_path: Path) -> None:
    """A form without quotes reads none, and a line too many fields is refused."""
    form = DeliveryForm(quoting=Quoting.NONE)
    assert staged(tmp_path, '番号,氏名\r\n1,"a\r\n'.encode(), form) == [("1", '"a')]
    with pytest.raises(UnreadableError):
        staged(tmp_path, '番号,氏名\r\n1,"a,b"\r\n'.encode(), form)


@pytest.mark.parametrize("text", ["", "番号\n", "番号,氏名,余分\n", "番号,番号\n", "番号,番号,氏名\n", "番号,氏 名\n"])
def test_other_columns_are_refused(tmp_path: Path, text: str) -> None:
    """A missing, extra, doubled or renamed column is said before any row is compared."""
    with pytest.raises(UnreadableError) as caught:
        staged(tmp_path, text.encode())
    assert caught.value.code == "MIG-REC-011"


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\0" * 64 + b"PAR1", "番号,氏名".encode()])
def test_a_damaged_parquet_is_refused(tmp_path: Path, data: bytes) -> None:
    """An empty, cut or foreign file is no Parquet."""
    path = tmp_path / "d.parquet"
    path.write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        open_parquet(path, "out/d.parquet", COLUMNS)
    assert caught.value.code == "MIG-REC-010"


def test_a_parquet_must_hold_text(tmp_path: Path) -> None:
    """A number column would compare by another rule: refused."""
    pq.write_table(pa.table({"番号": pa.array([1]), "氏名": pa.array(["a"])}), tmp_path / "d.parquet")
    with pytest.raises(UnreadableError) as caught:
        open_parquet(tmp_path / "d.parquet", "out/d.parquet", COLUMNS)
    assert caught.value.code == "MIG-REC-011"
