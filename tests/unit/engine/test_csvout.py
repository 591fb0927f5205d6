"""The standard CSV: every field quoted, CRLF, UTF-8 without BOM; each of it a setting."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.engine import csvout
from migrate.engine.csvout import CsvForm


def _written(tmp_path: Path, form: CsvForm | None = None) -> bytes:
    rows = {"宛名番号": ["1", None], "氏名": ['山田　"太郎"', "a,b\nc"]}
    pq.write_table(pa.table(rows), tmp_path / "t.parquet")
    csvout.write(tmp_path / "t.parquet", tmp_path / "t.csv", form)
    return (tmp_path / "t.csv").read_bytes()


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (None, '"宛名番号","氏名"\r\n"1","山田　""太郎"""\r\n"","a,b\nc"\r\n'),
        (CsvForm(header=False, newline="\n"), '"1","山田　""太郎"""\n"","a,b\nc"\n'),
        (
            CsvForm(delimiter="\t", nothing="NULL"),
            '"宛名番号"\t"氏名"\r\n"1"\t"山田　""太郎"""\r\n"NULL"\t"a,b\nc"\r\n',
        ),
    ],
)
def test_forms(tmp_path: Path, form: CsvForm | None, text: str) -> None:
    """The default and each setting write exactly these bytes."""
    assert _written(tmp_path, form) == text.encode()


def test_byte_order_mark_is_a_setting(tmp_path: Path) -> None:
    """Only utf-8-sig writes a BOM."""
    assert _written(tmp_path, CsvForm(encoding="utf-8-sig")).startswith(b"\xef\xbb\xbf")
