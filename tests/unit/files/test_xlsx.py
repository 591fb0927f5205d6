"""The workbook door: hostile, damaged and strange files become ordinary errors with file and part named."""

from __future__ import annotations

import contextlib
import io
import random
import sys
import time as clock
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from migrate.errors import Exit, UnreadableError
from migrate.files import xlsx, xlsx_extent, xlsx_guard
from migrate.files.xlsx import cell_name, cell_text, column_name, column_number
from migrate.report import messages

Parts = dict[str, bytes]
SHEET = "xl/worksheets/sheet1.xml"


def _plain() -> bytes:
    book = openpyxl.Workbook()
    book.active["B2"] = "031"
    book.active["C2"] = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(parts: Parts | list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, data)
    return stream.getvalue()


def _with(name: str, data: bytes) -> Callable[[], bytes]:
    return lambda: _zip({**_parts(_plain()), name: data})


def _sheet_xml(rows: bytes) -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><worksheet '
        + space
        + b"><sheetData>"
        + rows
        + b"</sheetData></worksheet>"
    )


def _encrypted() -> bytes:
    """A member with the encryption flag set, in both headers."""
    data = bytearray(_plain())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        data[at + offset] |= 1
    return bytes(data)


def _duplicate() -> bytes:
    parts = list(_parts(_plain()).items())
    return _zip([*parts, ("XL/workbook.xml", b"<a/>")])


def _lzma() -> bytes:
    stream = io.BytesIO(_plain())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/odd.xml", b"<a/>")
    return stream.getvalue()


def _broken_crc() -> bytes:
    data = bytearray(_zip({**_parts(_plain()), "xl/media/a.bin": b"\x01" * 64}))
    at = data.find(b"xl/media/a.bin") + len("xl/media/a.bin")
    data[at] ^= 0xFF
    return bytes(data)


_MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "MIG-FORM-001"),
    "ole header (xls or encrypted)": (lambda: bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 600, "MIG-FORM-002"),
    "encrypted zip member": (_encrypted, "MIG-FORM-002"),
    "text named xlsx": (lambda: "項目,値\r\n".encode("cp932"), "MIG-FORM-003"),
    "zip without content types": (lambda: _zip({"a.txt": b"a"}), "MIG-FORM-003"),
    "truncated": (lambda: _plain()[:-200], "MIG-FORM-004"),
    "cut in the middle": (lambda: _plain()[: len(_plain()) // 2], "MIG-FORM-004"),
    "wrong checksum": (_broken_crc, "MIG-FORM-004"),
    "xml that ends too early": (_with(SHEET, _sheet_xml(b"")[:-15]), "MIG-FORM-004"),
    "odd compression": (_lzma, "MIG-FORM-004"),
    "duplicate name": (_duplicate, "MIG-FORM-005"),
    "name that climbs out": (_with("xl/../../evil.xml", b"<a/>"), "MIG-FORM-005"),
    "absolute name": (_with("/etc/evil.xml", b"<a/>"), "MIG-FORM-005"),
    "drive name": (_with("C:\\evil.xml", b"<a/>"), "MIG-FORM-005"),
    "too many parts": (lambda: _zip({**_parts(_plain()), **{f"x/{n}": b"" for n in range(2001)}}), "MIG-FORM-005"),
    "bomb": (_with("xl/media/zeros.bin", b"\x00" * (8 << 20)), "MIG-FORM-006"),
    "doctype": (_with(SHEET, b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), "MIG-FORM-007"),
    "entities": (_with("xl/sharedStrings.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "MIG-FORM-007"),
    "doctype in an odd part": (_with("xl/theme/odd.bin", b"<!DOCTYPE a><a/>"), "MIG-FORM-007"),
    "utf-16 part": (_with(SHEET, '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")), "MIG-FORM-008"),
    "declared shift_jis": (_with(SHEET, b'<?xml version="1.0" encoding="Shift_JIS"?><a/>'), "MIG-FORM-008"),
    "macro": (_with("xl/vbaProject.bin", b"\x00"), "MIG-FORM-009"),
    "macro by type": (
        lambda: _zip(
            {**_parts(_plain()), "[Content_Types].xml": b'<Types><Override x="' + _MACRO_TYPE + b'"/></Types>'}
        ),
        "MIG-FORM-009",
    ),
    "external link": (_with("xl/externalLinks/externalLink1.xml", b"<a/>"), "MIG-FORM-009"),
    "embedding": (_with("xl/embeddings/oleObject1.bin", b"\x00"), "MIG-FORM-009"),
    "connection": (_with("xl/connections.xml", b"<a/>"), "MIG-FORM-009"),
    "activex": (_with("xl/activeX/activeX1.xml", b"<a/>"), "MIG-FORM-009"),
    "far cell": (_with(SHEET, _sheet_xml(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "MIG-FORM-010"),
    "far column": (_with(SHEET, _sheet_xml(b'<row r="1"><c r="GS1"><v>1</v></c></row>')), "MIG-FORM-010"),
    "far column, escaped": (_with(SHEET, _sheet_xml(b'<row r="1"><c r="&#88;FD1"><v>1</v></c></row>')), "MIG-FORM-010"),
    "far corner": (
        _with(SHEET, _sheet_xml(b'<row r="1"><c r="A1"/></row><row r="199999"><c r="GR199999"><v>1</v></c></row>')),
        "MIG-FORM-010",
    ),
    "far by counting": (_with(SHEET, _sheet_xml(b"<row>" + b"<c/>" * 201 + b"</row>")), "MIG-FORM-010"),
    "word document": (lambda: _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}), "MIG-FORM-015"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_refusal(case: str) -> None:
    """Each bad file has its own error, exit 3, in Japanese, naming the file."""
    build, code = HOSTILE[case]

    with pytest.raises(UnreadableError) as caught:
        xlsx.loads(build(), "項目定義書.xlsx")

    text = "\n".join(messages.error_lines(caught.value))
    assert (caught.value.code, caught.value.exit, caught.value.where.file) == (code, Exit.UNREADABLE, "項目定義書.xlsx")
    assert "項目定義書.xlsx" in text
    assert "?" not in text


def test_damage_anywhere_is_an_ordinary_error() -> None:
    """Whatever byte is changed, wherever the file is cut: the guard passes it or refuses it, nothing else."""
    whole = _plain()
    chance = random.Random(20230929)
    for _ in range(600):
        data = bytearray(whole[: chance.randrange(4, len(whole))] if chance.random() < 0.2 else whole)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with contextlib.suppress(UnreadableError):
            xlsx_guard.check(bytes(data), "a.xlsx")


def test_part_is_named() -> None:
    """A refusal says which part of the workbook is at fault."""
    with pytest.raises(UnreadableError) as caught:
        xlsx.loads(HOSTILE["doctype"][0](), "a.xlsx")

    assert caught.value.params["part"] == SHEET


def test_far_cell_is_named() -> None:
    """A far cell is named by its address."""
    with pytest.raises(UnreadableError) as caught:
        xlsx.loads(HOSTILE["far cell"][0](), "a.xlsx")

    assert caught.value.params["cell"] == "A1048576"


def test_inflated_bytes_are_counted() -> None:
    """The sum of all parts is bounded, whatever sizes the headers declare."""
    parts = {f"xl/media/{n}.bin": bytes(range(256)) * 10 for n in range(20)}
    data = _zip({**_parts(_plain()), **parts})
    limit = xlsx_guard.MAX_INFLATED
    xlsx_guard.MAX_INFLATED = 30_000
    try:
        with pytest.raises(UnreadableError) as caught:
            xlsx_guard.check(data, "a.xlsx")
    finally:
        xlsx_guard.MAX_INFLATED = limit

    assert caught.value.code == "MIG-FORM-006"


def test_bomb_is_refused_fast() -> None:
    """64 MB of zeros in 64 KB cost less than two seconds."""
    data = _zip({**_parts(_plain()), "xl/media/zeros.bin": b"\x00" * (64 << 20)})
    start = clock.perf_counter()
    with pytest.raises(UnreadableError):
        xlsx.loads(data, "a.xlsx")

    assert clock.perf_counter() - start < 2


def test_kinds_are_kept() -> None:
    """Text ``031`` and number 1 stay what they are, at the address where they stand."""
    sheet = xlsx.loads(_plain(), "a.xlsx").sheets[0]

    assert sheet.rows == ((), (None, "031", 1.0))
    assert [cell_text(cell) for cell in sheet.rows[1][1:]] == ["031", "1"]


def test_all_kinds_of_values(tmp_path: Path) -> None:
    """Dates, times, booleans, numbers and line breaks arrive as such."""
    given = [
        datetime(2023, 9, 29, 12, 30),
        date(2023, 9, 29),
        time(9, 0),
        True,
        1.5,
        10**14,
        "一\n二",
        None,
        "=1+1",
    ]
    book = openpyxl.Workbook()
    for column, one in enumerate(given, start=1):
        cell = book.active.cell(1, column, one)
        if one == "=1+1":
            cell.data_type = "s"
    book.save(tmp_path / "a.xlsx")

    texts = [cell_text(cell) for cell in xlsx.load(tmp_path / "a.xlsx").sheets[0].rows[0]]

    assert texts == [
        "2023-09-29T12:30:00",
        "2023-09-29",
        "09:00:00",
        "TRUE",
        "1.5",
        "100000000000000",
        "一\n二",
        "",
        "=1+1",
    ]


def test_blanks_that_are_kept_arrive(tmp_path: Path) -> None:
    """A cell of blanks, marked as such in the file, is not an empty cell."""
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "  ")
    sheet.write_string(0, 1, "x")
    book.close()

    assert [cell_text(cell) for cell in xlsx.load(tmp_path / "a.xlsx").sheets[0].rows[0]] == ["  ", "x"]


def test_merged_ranges_are_cut_to_the_data() -> None:
    """A merge over whole columns is cut to the used area."""
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><v>1</v></c></row>'
    merges = b'<mergeCells count="1"><mergeCell ref="A1:B1048576"/></mergeCells></worksheet>'
    data = _zip({**_parts(_plain()), SHEET: _sheet_xml(rows).replace(b"</worksheet>", merges)})

    assert xlsx.loads(data, "a.xlsx").sheets[0].merged == (((0, 0), (2, 1)),)


def test_overlapping_merges_are_damage() -> None:
    """Ranges that overlap beyond the sheet's area are no Excel workbook."""
    merges = b'<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>'
    data = _zip({**_parts(_plain()), SHEET: _sheet_xml(rows).replace(b"</worksheet>", merges)})

    with pytest.raises(UnreadableError) as caught:
        xlsx.loads(data, "a.xlsx")

    assert caught.value.code == "MIG-FORM-004"


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os; os.abort()", "MIG-FORM-013"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "MIG-FORM-013"),
        ("print('not json')", "MIG-FORM-013"),
        ("import time; time.sleep(60)", "MIG-FORM-014"),
        ('print(\'{"error": "PasswordError"}\')', "MIG-FORM-002"),
        ('print(\'{"error": "MemoryError"}\')', "MIG-FORM-006"),
        ('print(\'{"error": "XlsxError"}\')', "MIG-FORM-015"),
        ("print('{\"sheets\": []}')", "MIG-FORM-015"),
    ],
)
def test_reader_breaks_down(program: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash, a kill, nonsense or a hang of the reader process is an ordinary error."""
    monkeypatch.setattr(xlsx, "_COMMAND", (sys.executable, "-c", program))

    with pytest.raises(UnreadableError) as caught:
        xlsx.loads(_plain(), "a.xlsx", time_limit=1.0)

    assert (caught.value.code, caught.value.exit) == (code, Exit.UNREADABLE)


def test_real_crash_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a file that aborts the reader (a far cell, with the guard switched off) leaves this process alive."""
    monkeypatch.setattr(xlsx_guard, "check", lambda data, name, any_form: None)

    with pytest.raises(UnreadableError) as caught:
        xlsx.loads(HOSTILE["far cell"][0](), "a.xlsx", time_limit=20.0)

    assert caught.value.code in {"MIG-FORM-006", "MIG-FORM-013", "MIG-FORM-014"}


def test_reader_does_not_import_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file named like a library in the user's folder is not executed."""
    (tmp_path / "python_calamine.py").write_text("raise SystemExit(9)")
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)

    assert xlsx.loads(_plain(), "a.xlsx").sheets[0].name == "Sheet"


def _code(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        xlsx.load(path)
    return caught.value.code


def test_files_that_are_no_workbook_files(tmp_path: Path) -> None:
    """No such file, a folder, a file open in Excel, and Excel's own owner file are told apart."""
    (tmp_path / "open.xlsx").write_bytes(_plain())
    (tmp_path / "~$open.xlsx").write_bytes(b"owner")
    (tmp_path / "folder.xlsx").mkdir()
    names = ("none.xlsx", "folder.xlsx", "open.xlsx", "~$open.xlsx")

    codes = [_code(tmp_path / name) for name in names]

    assert codes == ["MIG-SYS-001", "MIG-SYS-002", "MIG-FORM-011", "MIG-FORM-012"]


def test_file_open_in_libreoffice(tmp_path: Path) -> None:
    """LibreOffice's lock file counts too."""
    (tmp_path / "a.xlsx").write_bytes(_plain())
    (tmp_path / ".~lock.a.xlsx#").write_bytes(b"owner")

    assert _code(tmp_path / "a.xlsx") == "MIG-FORM-011"


def test_names_of_cells() -> None:
    """Column letters and numbers are each other's inverse."""
    names = [column_name(n) for n in (0, 25, 26, 701, 702, 16383)]

    assert names == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert list(range(1000)) == [column_number(column_name(n)) for n in range(1000)]
    assert cell_name(6, 1) == "B7"


def test_limits_allow_what_they_say() -> None:
    """200,000 rows and 200 columns pass; one more does not."""
    inside = xlsx_extent.Extent()
    inside.feed(_sheet_xml(b'<row r="200000"><c r="A200000"/></row>'))
    outside = xlsx_extent.Extent()

    with pytest.raises(xlsx_extent.FarCellError):
        outside.feed(_sheet_xml(b'<row r="200001"><c r="A200001"/></row>'))


def test_official_workbooks_pass(shared: Path) -> None:
    """The published workbooks (printer settings, custom XML, named sheet views) pass the guard."""
    found = {path.name: len(xlsx.load(path).sheets) for path in sorted((shared / "official").glob("*.xlsx"))}

    assert found == {"031_item_definition_20230929.xlsx": 4, "031_numbering_api_20230929.xlsx": 6}
