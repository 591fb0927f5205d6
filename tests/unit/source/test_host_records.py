"""Host files in a scan: what they are taken for and why, kinds of records, trailers, overlaid areas, record formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.files.digest import sha256_of
from migrate.model.finding import Severity
from migrate.model.source import SourceKind, SourceSchema
from migrate.model.staging import Staged
from migrate.source.detect import Input
from migrate.source.profile.file import profile
from migrate.source.raw import raw_records
from migrate.source.scan import scan
from migrate.source.stage import stage
from migrate.workspace.project import DeclaredKind, DeclaredSource

ZEI = """\
       01  ZEI.
           05  NO      PIC 9(4).      *> 番号
           05  NAMAE   PIC X(6).      *> 氏名
           05  GAKU    PIC S9(5) COMP-3.  *> 金額
"""
CODES = "code,unicode,kind\n0E,,shift-double\n0F,,shift-single\n4566,U+672C\n4040,U+3000\n" + "".join(
    f"{byte:02X},U+{ord(bytes([byte]).decode('cp037')):04X}\n"
    for byte in (0x40, *range(0xC1, 0xCA), *range(0xF0, 0xFA))
)
KINDS = """\
       01  HEAD-R.
           05  KBN     PIC X VALUE 'H'.
           05  HI      PIC 9(8).
           05  FILLER  PIC X(3).
       01  DATA-R.
           05  KBN     PIC X VALUE 'D'.
           05  NO      PIC 9(4).
           05  GAKU    PIC 9(5).      *> 金額
           05  FILLER  PIC X(2).
       01  TRAIL-R.
           05  KBN     PIC X VALUE 'T'.
           05  KENSU   PIC 9(4).      *> 件数
           05  KEI     PIC 9(7).      *> 合計金額
"""


class Site:
    """A folder of files, scanned and read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inputs: list[Input] = []
        self.schema = SourceSchema(tables=(), files=())

    def put(self, name: str, data: bytes | str, declared: DeclaredSource | None = None) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        self.inputs.append(Input(path=path, name=name, sha256=sha256_of(path), declared=declared))

    def scan(self) -> SourceSchema:
        self.schema = scan(sorted(self.inputs, key=lambda one: one.name))
        return self.schema

    def stage(self, table: str) -> tuple[Staged, list[dict[str, object]]]:
        (file,) = (one for one in self.schema.files if one.table == table and one.kind is SourceKind.FIXED)
        held = self.schema.table(table)
        assert held is not None
        staged = stage(self.folder / file.path, file, held, self.folder)
        rows = pq.read_table(staged.parquet).to_pylist()
        assert staged.rows == len(rows) + len(staged.bad_rows)
        return staged, rows

    def raw(self, table: str, rows: Sequence[int]) -> list[tuple[int, bytes]]:
        (file,) = (one for one in self.schema.files if one.table == table and one.kind is SourceKind.FIXED)
        held = self.schema.table(table)
        assert held is not None
        return list(raw_records(self.folder / file.path, file, held, rows))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def _record(number: int, name: bytes, amount: int) -> bytes:
    packed = bytes.fromhex(f"{abs(amount):05}{'d' if amount < 0 else 'c'}")
    return f"{number:04}".encode("cp037") + name.ljust(6, b"\x40") + packed


RECORDS = [_record(1, b"\xc1\xc2", 120), _record(2, b"\x0e\x45\x66\x0f", -7), _record(3, b"", 0)]
ROWS = [("0001", "AB", "120"), ("0002", "本", "-7"), ("0003", "", "0")]


def _cells(rows: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [tuple(row.values())[1:] for row in rows]


def _codes(schema: SourceSchema) -> list[tuple[str, str | None]]:
    return [(f.code, f.place.table) for f in schema.findings if f.severity is not Severity.INFO]


def test_ebcdic_file_with_one_code_table(site: Site) -> None:
    """An EBCDIC file beside a copybook and a code table needs no statement; the reason names both."""
    site.put("zei.cpy", ZEI)
    site.put("tables/host.csv", CODES)
    site.put("zei.dat", b"".join(RECORDS))
    schema = site.scan()
    staged, rows = site.stage("ZEI")
    (file,) = (one for one in schema.files if one.path == "zei.dat")

    assert (_cells(rows), staged.bad_bytes, staged.bad_rows) == (ROWS, (), ())
    assert (file.encoding, file.form.codes if file.form else "", _codes(schema)) == ("HOST", "tables/host.csv", [])
    assert "EBCDIC" in file.why and "13 バイト" in file.why


def test_ebcdic_file_without_a_code_table(site: Site) -> None:
    """Without a code table nothing is guessed: an error says what to write."""
    site.put("zei.cpy", ZEI)
    site.put("zei.dat", b"".join(RECORDS))

    assert _codes(site.scan()) == [("MIG-SRC-245", None)]


def test_code_table_that_is_gone(site: Site) -> None:
    """A code table that was moved after the scan stops the reading."""
    site.put("zei.cpy", ZEI)
    site.put("host.csv", CODES)
    site.put("zei.dat", b"".join(RECORDS))
    site.scan()
    (site.folder / "host.csv").unlink()
    with pytest.raises(UnreadableError) as caught:
        site.stage("ZEI")

    assert caught.value.code == "MIG-SRC-251"


def test_binary_that_fits_no_table(site: Site) -> None:
    """A file that is no text and as long as no layout is an error beside the others; without a layout it is refused."""
    site.put("zei.cpy", ZEI)
    site.put("zei.dat", b"".join(RECORDS) + b"\0")

    assert _codes(site.scan()) == [("MIG-SRC-009", None)]

    site.inputs = site.inputs[1:]
    with pytest.raises(UnreadableError) as caught:
        site.scan()

    assert caught.value.code == "MIG-SRC-008"


def test_numbers_that_are_none(site: Site) -> None:
    """Illegal half bytes are bad cells under their true record numbers, with all their bytes."""
    site.put("zei.cpy", ZEI)
    site.put("host.csv", CODES)
    site.put("zei.dat", b"".join([*RECORDS * 5, RECORDS[0][:-1] + b"\xff"]))
    site.scan()
    staged, _ = site.stage("ZEI")

    assert [(one.row, one.column, one.raw) for one in staged.bad_bytes] == [(16, "GAKU", b"\x00\x12\xff")]


def _rdw(records: list[bytes]) -> bytes:
    return b"".join((len(one) + 4).to_bytes(2, "big") + b"\0\0" + one for one in records)


def _vb(blocks: list[list[bytes]]) -> bytes:
    return b"".join((len(_rdw(one)) + 4).to_bytes(2, "big") + b"\0\0" + _rdw(one) for one in blocks)


@pytest.mark.parametrize("data", [_rdw(RECORDS), _vb([RECORDS[:2], RECORDS[2:]])])
def test_records_with_lengths(site: Site, data: bytes) -> None:
    """Descriptor words of records and blocks are found by themselves, and are no part of the record."""
    site.put("zei.cpy", ZEI)
    site.put("host.csv", CODES)
    site.put("zei.dat", data)
    site.scan()
    _, rows = site.stage("ZEI")

    assert _cells(rows) == ROWS
    assert site.raw("ZEI", [2]) == [(2, RECORDS[1])]


@pytest.mark.parametrize(
    ("tail", "bad"),
    [
        (b"\x00\x20\x00\x00abc", 7),
        (b"\x00\x03\x00\x00", 4),
        (b"\xff", 1),
        (_rdw([b"short"]), 5),
        (_rdw([b"x" * 20]), 20),
    ],
)
def test_broken_lengths(site: Site, tail: bytes, bad: int) -> None:
    """A length that cannot be right, and a record that is too short or too long, is a bad record with its bytes."""
    site.put("zei.cpy", ZEI, None)
    site.put("host.csv", CODES)
    site.put("zei.dat", _rdw(RECORDS) + tail, DeclaredSource(file="zei.dat", recfm="V", table="ZEI"))
    site.scan()
    staged, rows = site.stage("ZEI")

    assert (_cells(rows), [(one.row, one.found) for one in staged.bad_rows]) == (ROWS, [(4, bad)])


def test_variable_table(site: Site) -> None:
    """Occurrences that a record does not have are empty; those that its counter leaves out are empty too."""
    site.put("t.cpy", "       01 T.\n       05 N PIC 9.\n       05 F PIC X(2) OCCURS 0 TO 3 DEPENDING ON N.\n")
    site.put(
        "t.dat",
        _rdw([b"2aabb", b"0", b"3aabbcc", b"1aabbcc"]),
        DeclaredSource(file="t.dat", recfm="V", encoding="cp932"),
    )
    site.scan()
    staged, rows = site.stage("T")

    assert _cells(rows) == [("2", "aa", "bb", ""), ("0", "", "", ""), ("3", "aa", "bb", "cc"), ("1", "aa", "", "")]
    assert staged.bad_bytes == ()


def test_short_lines(site: Site) -> None:
    """Lines whose blanks at the end were dropped are whole records where project.yaml says LINE."""
    site.put("t.cpy", "       01 T.\n       05 A PIC X(2).\n       05 B PIC X(3).\n       05 C PIC S9(3) COMP-3.\n")
    site.put(
        "t.dat", b"aab\r\nccddd\r\n\r\neefff\x12\x3c\r\n", DeclaredSource(file="t.dat", recfm="LINE", encoding="cp932")
    )
    site.scan()
    staged, rows = site.stage("T")

    assert _cells(rows) == [("aa", "b", ""), ("cc", "ddd", ""), ("ee", "fff", "123")]
    assert ([one.row for one in staged.bad_rows], staged.bad_bytes) == ([3], ())


def test_line_ends_inside_numbers(site: Site) -> None:
    """Half bytes 0D and 0A end no line; where the line end is not in its place the record is a bad one."""
    site.put("t.cpy", "       01 T.\n       05 A PIC X(2).\n       05 B PIC S9(5) COMP-3.\n")
    good = [b"aa\x00\x00\x0d", b"bb\x0d\x0a\x1c", b"cc\x00\x10\x0c"] + [b"dd\x00\x00\x1c"] * 7
    site.put("t.dat", b"\r\n".join([*good, b""]))
    site.scan()
    staged, rows = site.stage("T")

    assert [row["A"] for row in rows] == [one[:2].decode() for one in good]
    assert ([one.raw for one in staged.bad_bytes], staged.bad_rows) == ([b"\x0d\x0a\x1c"], ())

    (site.folder / "t.dat").write_bytes(b"\r\n".join([good[0], b"xx", good[2], b""]))
    staged, rows = site.stage("T")

    assert ([r["A"] for r in rows], [(one.row, one.raw) for one in staged.bad_rows]) == (["aa", "cc"], [(2, b"xx")])


def _kinds(data: Sequence[str], count: int | None = None, total: int | None = None) -> bytes:
    amounts = [int(one[5:10]) for one in data if one.startswith("D")]
    end = f"T{len(amounts) if count is None else count:04}{sum(amounts) if total is None else total:07}"
    return "".join(line.ljust(12) + "\r\n" for line in ("H20260401", *data, end)).encode()


DATA = ("D000100120", "D000200030", "D000300007")


def test_kinds_of_records(site: Site) -> None:
    """A field with a value of its own in each layout tells the kinds apart; rows keep their numbers in the file."""
    site.put("k.cpy", KINDS)
    site.put("k.dat", _kinds(DATA))
    schema = site.scan()
    found = {table: site.stage(table)[1] for table in ("HEAD-R", "DATA-R", "TRAIL-R")}

    assert _codes(schema) == []
    assert [(row["_row"], row["GAKU"]) for row in found["DATA-R"]] == [(2, "00120"), (3, "00030"), (4, "00007")]
    assert [(row["_row"], row["KENSU"], row["KEI"]) for row in found["TRAIL-R"]] == [(5, "0003", "0000157")]
    assert [(row["_row"], row["HI"]) for row in found["HEAD-R"]] == [(1, "20260401")]
    assert site.raw("DATA-R", [3]) == [(3, b"D000200030  ")]


def test_kinds_are_profiled_apart(site: Site) -> None:
    """A profile counts the records of its own kind."""
    site.put("k.cpy", KINDS)
    site.put("k.dat", _kinds(DATA))
    schema = site.scan()
    counts = {f.table: profile(site.folder / f.path, f, schema.table(f.table)).records for f in schema.files if f.table}

    assert counts == {"HEAD-R": 1, "DATA-R": 3, "TRAIL-R": 1}


@pytest.mark.parametrize(("count", "total", "times"), [(2, None, 1), (None, 156, 1), (4, 1, 2), (5, None, 0)])
def test_trailers(site: Site, count: int | None, total: int | None, times: int) -> None:
    """A trailer counts the data, or all records, and sums the data up. Else an error, without a value."""
    site.put("k.cpy", KINDS)
    site.put("k.dat", _kinds(DATA, count, total))
    schema = site.scan()

    assert _codes(schema) == [("MIG-SRC-244", "TRAIL-R")] * times
    assert all("157" not in str(f.params) for f in schema.findings)


def test_several_sections(site: Site) -> None:
    """Each trailer answers for the records since the one before it."""
    site.put("k.cpy", KINDS)
    site.put("k.dat", _kinds(DATA) + _kinds(DATA[:1]))

    assert _codes(site.scan()) == []


def test_unknown_kind(site: Site) -> None:
    """A record of no kind is an error and a bad record of the kind with most records: never dropped."""
    site.put("k.cpy", KINDS)
    site.put("k.dat", _kinds((*DATA * 9, "X99", *DATA)))
    schema = site.scan()
    staged, _ = site.stage("DATA-R")
    (said,) = (f for f in schema.findings if f.code == "MIG-SRC-243")

    assert [(one.row, one.raw) for one in staged.bad_rows] == [(29, b"X99         ")]
    assert (said.params["count"], said.params["row"], said.params["known"]) == (1, 29, "D、H、T")
    assert sum(site.stage(table)[0].rows for table in ("HEAD-R", "DATA-R", "TRAIL-R")) == 33


def test_kinds_of_different_lengths(site: Site) -> None:
    """Records with lengths are as long as their kind."""
    site.put("k.cpy", KINDS.replace("           05  FILLER  PIC X(3).\n", ""))
    lines = [line.encode() for line in ("H20260401", "D000100120  ", "T00010000120")]
    site.put("k.dat", _rdw(lines), DeclaredSource(file="k.dat", recfm="V", encoding="cp932", kinds=(
        DeclaredKind(table="HEAD-R", when="KBN=H"), DeclaredKind(table="DATA-R", when="KBN=D"),
        DeclaredKind(table="TRAIL-R", when="KBN=T", count="KENSU", sums={"KEI": "GAKU"}))))  # fmt: skip
    schema = site.scan()

    assert (_codes(schema), [site.stage(t)[0].rows for t in ("HEAD-R", "DATA-R", "TRAIL-R")]) == ([], [1, 1, 1])


REDEFINED = """\
       01  T.
           05  KBN  PIC X.
           05  KOJIN.
             10  SEI  PIC X(2).
             10  MEI  PIC X(2).
           05  HOJIN REDEFINES KOJIN.
             10  GAKU PIC S9(7) COMP-3.
"""
OVERLAID = b"1aabb" + b"2" + bytes.fromhex("0001234c") + b"1ccdd"


def test_readings_that_are_not_chosen(site: Site) -> None:
    """Without a condition all readings are given, none of their cells counts as damaged, and a warning says so."""
    site.put("t.cpy", REDEFINED)
    site.put("t.dat", OVERLAID * 4, DeclaredSource(file="t.dat", table="T", encoding="cp932", recfm="F"))
    schema = site.scan()
    staged, rows = site.stage("T")

    assert _codes(schema) == [("MIG-SRC-242", "T")]
    assert (rows[1]["GAKU"], rows[0]["SEI"], staged.bad_bytes) == ("1234", "aa", ())


def test_readings_that_are_chosen(site: Site) -> None:
    """With conditions each reading has values in its own records only, and damage in them counts."""
    site.put("t.cpy", REDEFINED)
    damaged = OVERLAID * 4 + b"2" + b"\xff" * 4
    stated = DeclaredSource(file="t.dat", table="T", encoding="cp932", readings={"KOJIN": "KBN=1", "HOJIN": "KBN=2|3"})
    site.put("t.dat", damaged, stated)
    schema = site.scan()
    staged, rows = site.stage("T")

    assert _codes(schema) == []
    assert _cells(rows)[:3] == [("1", "aa", "bb", ""), ("2", "", "", "1234"), ("1", "cc", "dd", "")]
    assert [(one.row, one.column) for one in staged.bad_bytes] == [(13, "GAKU")]


@pytest.mark.parametrize(
    "stated",
    [
        {"codes": "none.csv"},
        {"recfm": "U"},
        {"byte_order": "middle"},
        {"encoding": "morse", "recfm": "F"},
        {"readings": {"NONE": "NO=1"}},
        {"readings": {"HOJIN": "NONE=1"}},
        {"kinds": (DeclaredKind(table="NONE", when="KBN=1"),)},
        {"kinds": (DeclaredKind(table="T", when="NONE=1"),)},
        {"table": "NONE", "recfm": "F"},
    ],
)
def test_wrong_statements(site: Site, stated: dict[str, object]) -> None:
    """What project.yaml says of a file that does not exist is refused with what there is."""
    site.put("t.cpy", REDEFINED)
    declared = replace(DeclaredSource(file="t.dat", table="T", encoding="cp932"), **stated)  # type: ignore[arg-type]
    site.put("t.dat", OVERLAID, declared)
    with pytest.raises(MigrateError) as caught:
        site.scan()

    assert caught.value.code == "MIG-SRC-015"


def test_layout_table_with_types(site: Site) -> None:
    """A layout table says パック, ゾーン and decimals, fields that share bytes, and fields that are repeated."""
    layout = (
        "レコード名,KOKUHO\n項番,項目名,物理名,開始位置,バイト数,桁数,小数桁,型,条件,繰り返し\n"
        "1,区分,KBN,1,1,,,X,,\n2,税額,ZEI,2,3,5,2,パック,KBN=1,\n3,氏名,NM,2,3,,,X,KBN=2,\n"
        "4,月数,TSUKI,5,2,2,,ゾーン,,2\n5,割合,RITU,9,2,3,1,PIC S9(2)V9 COMP-3,,\n"
    )
    site.put("l.csv", layout)
    site.put(
        "k.dat",
        b"1\x12\x34\x5d012C\x05\x5c" + b"2ABC0P1}\x05\x5d",
        DeclaredSource(file="k.dat", table="KOKUHO", encoding="cp932"),
    )
    schema = site.scan()
    _, rows = site.stage("KOKUHO")

    assert _codes(schema) == []
    assert _cells(rows) == [
        ("1", "-123.45", "", "1", "23", "5.5"),
        ("2", "", "ABC", "-7", "-10", "-5.5"),
    ]


def test_picture_of_other_bytes(site: Site) -> None:
    """A PICTURE that has other bytes than its field in the layout is an error; the field is read as characters."""
    site.put("l.csv", "表名,T\n項目名,開始位置,バイト数,型\nA,1,2,S9\nB,3,4,S9(7)V99 COMP-3\n")
    site.put("k.dat", b"aa1234\r\n" * 3)
    schema = site.scan()

    assert _codes(schema) == [("MIG-SRC-246", "T")]
    assert _cells(site.stage("T")[1])[0] == ("aa", "1234")


def test_any_order_gives_the_same(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of blocks changes nothing."""
    site.put("zei.cpy", ZEI)
    site.put("host.csv", CODES)
    site.put("zei.dat", _vb([RECORDS] * 40))
    site.scan()
    whole = site.stage("ZEI")[1]
    monkeypatch.setattr("migrate.source.host.frames.BLOCK", 7)

    assert site.stage("ZEI")[1] == whole
