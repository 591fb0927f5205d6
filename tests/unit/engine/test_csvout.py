"""The standard CSV: the bytes of each form, the same however the rows come, and read back by another reader."""

from __future__ import annotations

import csv
import io
import itertools
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.engine import csvout, unwritable
from migrate.engine.unwritable import Why
from migrate.model.delivery import DeliveryForm, Quoting
from migrate.reconcile.delivered_csv import CsvFiles, stage_csv
from migrate.text.writable import writable

ITEMS = ("宛名番号", "氏名")
ROWS = {"宛名番号": ["1", None], "氏名": ['山田　"太郎"', "a,b\nc"]}
TAB_NULL = DeliveryForm(delimiter="\t", nothing="NULL")


def _written(tmp_path: Path, form: DeliveryForm, header: tuple[str, ...] = ITEMS, rows: object = None) -> list[bytes]:
    pq.write_table(pa.table(rows or ROWS), tmp_path / "t.parquet")
    return [part.path.read_bytes() for part in csvout.write(tmp_path / "t.parquet", tmp_path / "csv", form, header)]


@pytest.mark.parametrize(
    ("form", "header", "text"),
    [
        (DeliveryForm(), ITEMS, '"宛名番号","氏名"\r\n"1","山田　""太郎"""\r\n"","a,b\nc"\r\n'),
        (DeliveryForm(newline="\n"), (), '"1","山田　""太郎"""\n"","a,b\nc"\n'),
        (TAB_NULL, ITEMS, '"宛名番号"\t"氏名"\r\n"1"\t"山田　""太郎"""\r\n"NULL"\t"a,b\nc"\r\n'),
        (DeliveryForm(quoting=Quoting.NEEDED), ITEMS, '宛名番号,氏名\r\n1,"山田　""太郎"""\r\n,"a,b\nc"\r\n'),
        (DeliveryForm(bom=True), ("id", "shimei"), '\ufeff"id","shimei"\r\n"1","山田　""太郎"""\r\n"","a,b\nc"\r\n'),
    ],
)
def test_forms(tmp_path: Path, form: DeliveryForm, header: tuple[str, ...], text: str) -> None:
    """The default and each setting write exactly these bytes."""
    assert _written(tmp_path, form, header) == [text.encode()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """The text is the same in each encoding; only Unicode has a BOM, as many bytes as the encoding says."""
    bom = encoding.startswith("utf")
    found = _written(tmp_path, DeliveryForm(encoding=encoding, bom=bom))  # type: ignore[arg-type]
    text = '"宛名番号","氏名"\r\n"1","山田　""太郎"""\r\n"","a,b\nc"\r\n'
    assert found == [(("\ufeff" if bom else "") + text).encode(encoding)]


def test_splitting(tmp_path: Path) -> None:
    """Each file has the rows it may have and a header line of its own; a table without rows has one file."""
    rows = {"a": [str(n) for n in range(5)]}
    form = DeliveryForm(rows=2, quoting=Quoting.NONE, newline="\n")
    assert _written(tmp_path, form, ("a",), rows) == [b"a\n0\n1\n", b"a\n2\n3\n", b"a\n4\n"]
    assert _written(tmp_path, form, ("a",), {"a": pa.array([], pa.string())}) == [b"a\n"]
    assert _written(tmp_path, form, (), {"a": pa.array([], pa.string())}) == [b""]


@pytest.mark.parametrize("most", [0, 1000])
def test_chunks_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """The same rows in row groups and batches of any size give the same files."""
    dice = random.Random(6)
    values = [None, "", 'a"b', "山田　太郎", "𠮷", "x,y", "1\r\n2"]
    table = pa.table({f"c{n}": [dice.choice(values) for _ in range(5000)] for n in range(4)})
    found = set()
    for group, batch in itertools.product((7, 1024, 5000), (1, 333, 16384)):
        pq.write_table(table, tmp_path / "t.parquet", row_group_size=group)
        monkeypatch.setattr(csvout, "_BATCH", batch)
        form = DeliveryForm(rows=most, quoting=Quoting.NEEDED)
        parts = csvout.write(tmp_path / "t.parquet", tmp_path / f"{group}-{batch}", form, table.column_names)
        found.add(tuple((part.rows, part.path.read_bytes()) for part in parts))
    assert len(found) == 1
    assert [rows for rows, _ in found.pop()] == ([1000] * 5 if most else [5000])


_PLAIN = ["", "𠮷", "1", "山田　太郎", " 前後 ", "髙﨑", "ｶﾅ", "'", "0001"]
_SPECIAL = ['"', 'a"b', ",", "\t", ";", "|", "1\r\n2", "\n", "\r", '""']
_FORMS = [
    DeliveryForm(quoting=quoting, delimiter=delimiter, newline=newline, encoding=encoding, bom=bom, nothing=nothing)
    for quoting in Quoting
    for delimiter, (newline, nothing) in itertools.product((",", "\t", ";", "|"), (("\r\n", ""), ("\n", "NULL")))
    for encoding, bom in (("utf-8", False), ("utf-8", True), ("utf-16-le", True), ("cp932", False), ("euc_jp", False))
    if (encoding, delimiter) != ("cp932", "|")
]


@pytest.mark.parametrize("columns", [1, 3])
@pytest.mark.parametrize("heading", [True, False])
def test_every_form_is_read_back(tmp_path: Path, columns: int, heading: bool) -> None:
    """What Python's csv module reads, and what reconciliation reads, are the rows of the Parquet file."""
    dice = random.Random(7)
    for n, form in enumerate(_FORMS):
        texts = [*_PLAIN, *(_SPECIAL if form.quoting is not Quoting.NONE else [])]
        able = [None, *(one for one in texts if writable(one, form.encoding))]
        names = tuple(f"項目{c}" for c in range(columns))
        rows = [tuple(dice.choice(able) for _ in names) for _ in range(40)]
        table = pa.table({name: [row[c] for row in rows] for c, name in enumerate(names)})
        parquet, folder = tmp_path / f"{n}.parquet", tmp_path / str(n)
        pq.write_table(table, parquet)
        header = names if heading else ()
        assert unwritable.find(parquet, form, header, tmp_path / "listing") == (), form
        part = csvout.write(parquet, folder, form, header)[0]

        text = part.path.read_bytes().decode(form.encoding).removeprefix("\ufeff" if form.bom else "")
        how = csv.QUOTE_NONE if form.quoting is Quoting.NONE else csv.QUOTE_MINIMAL
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, quoting=how))
        read = [tuple(row or [""]) for row in read]
        assert read == [
            *([header] if header else []),
            *(tuple(v if v is not None else form.nothing for v in row) for row in rows),
        ]

        given = CsvFiles(files=((part.path, "t.csv"),), form=form, columns=names, header=header)
        delivered = stage_csv(given, folder)
        again = pq.read_table(delivered.parquet)
        wanted = [tuple(v if v or form.nothing else "" for v in row) for row in rows]
        assert list(zip(*(again[name].to_pylist() for name in names), strict=True)) == wanted, form


def test_an_empty_file_without_header_has_no_row(tmp_path: Path) -> None:
    """Header line or not, BOM or not: a table without rows is read back as one."""
    pq.write_table(pa.table({"a": pa.array([], pa.string())}), tmp_path / "t.parquet")
    for n, (bom, header) in enumerate(itertools.product((True, False), (("a",), ()))):
        form = DeliveryForm(bom=bom)
        part = csvout.write(tmp_path / "t.parquet", tmp_path / str(n), form, header)[0]
        given = CsvFiles(files=((part.path, "t.csv"),), form=form, columns=("a",), header=header)
        assert pq.read_table(stage_csv(given, tmp_path).parquet).num_rows == 0


def _found(tmp_path: Path, form: DeliveryForm, values: list[str | None]) -> list[tuple[object, ...]]:
    pq.write_table(pa.table({"a": values, "b": ["x"] * len(values)}), tmp_path / "t.parquet")
    (tmp_path / "listing").unlink(missing_ok=True)
    found = unwritable.find(tmp_path / "t.parquet", form, ("a", "b"), tmp_path / "listing")
    assert (tmp_path / "listing").is_file() == bool(found)
    return [(one.item, one.why, one.rows, dict(one.characters)) for one in found]


@pytest.mark.parametrize(
    ("encoding", "text", "characters"),
    [
        ("cp932", "𠮷田𠮷", {"U+20BB7": 2}),
        ("cp932", "〜−", {"U+2212": 1, "U+301C": 1}),
        ("cp932", "a\x80", {"U+0080": 1}),
        ("cp932", "\U000ff081", {"U+FF081": 1}),
        ("euc_jp", "①¥", {"U+00A5": 1, "U+2460": 1}),
    ],
)
def test_a_character_that_the_encoding_lacks_is_found(
    tmp_path: Path, encoding: str, text: str, characters: dict[str, int]
) -> None:
    """Look-alikes of which another character would come back are lacking too; the listing names the rows."""
    form = DeliveryForm(encoding=encoding)  # type: ignore[arg-type]
    assert _found(tmp_path, form, ["山", text, None]) == [("a", Why.CHARACTER, 1, characters)]
    lines = pq.read_table(tmp_path / "listing").to_pylist()
    assert {(line["item"], line["target_row"], line["character"]) for line in lines} == {
        ("a", 2, c) for c in characters
    }


def test_what_needs_quotes_is_found_where_there_are_none(tmp_path: Path) -> None:
    """Delimiter, line breaks and quotes; another delimiter may stand in a value."""
    form = DeliveryForm(quoting=Quoting.NONE)
    found = _found(tmp_path, form, ["a;b", "a,b", "a\nb", 'a"', "\r"])
    assert found == [("a", Why.SEPARATOR, 4, {"U+000A": 1, "U+000D": 1, "U+0022": 1, "U+002C": 1})]
    assert _found(tmp_path, DeliveryForm(), ["a,b", "𠮷", ""]) == []


def test_a_value_that_looks_like_no_value_is_found(tmp_path: Path) -> None:
    """Whole values only."""
    assert _found(tmp_path, TAB_NULL, ["NULL", "NULLs", "", None]) == [("a", Why.NOTHING, 1, {})]
