"""Definition books in other forms than .xlsx: read where only values are taken, refused with what to do where not."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from migrate.errors import UnreadableError
from migrate.source.book import entry
from migrate.source.book.reader import Book

from .houses import LAYOUTS, expected, facts


@pytest.fixture(scope="module")
def office() -> str:
    """Path of LibreOffice."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("soffice がありません（.ci/run が入れます）")
    return found


def _converted(office: str, folder: Path, form: str) -> Path:
    source = folder / "teigi.xlsx"
    source.write_bytes(LAYOUTS["two_row_heading"][0]())
    words = (f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", form)
    subprocess.run([office, *words, "--outdir", folder, source], check=True, capture_output=True, timeout=180)
    return folder / f"teigi.{form}"


def _read(path: Path) -> Book:
    return entry.open_book(path, path.name)


@pytest.mark.parametrize("form", ["xls", "ods"])
def test_other_forms(form: str, office: str, tmp_path: Path) -> None:
    """.xls and .ods give the same tables; that lines through texts are not seen makes the sheets less sure."""
    book = _read(_converted(office, tmp_path, form))

    assert facts(book) == expected(LAYOUTS["two_row_heading"][1])
    assert {sheet.sure for sheet in book.sheets} == {93}
    assert "取消線と非表示の行は、このブックの形式からは分かりません" in book.sheets[0].reasons


def _with_parts(data: bytes, **parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "[Content_Types].xml":
                text = text.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
            new.writestr(name, text)
        for name, text in parts.items():
            new.writestr(name, text)
    return stream.getvalue()


def test_macros_are_not_run(tmp_path: Path) -> None:
    """A workbook with macros and links is read for its values."""
    path = tmp_path / "teigi.xlsm"
    parts = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    path.write_bytes(_with_parts(LAYOUTS["plain_sheets"][0](), **parts))

    assert facts(_read(path)) == expected(LAYOUTS["plain_sheets"][1])


def test_binary_workbooks_are_refused(tmp_path: Path) -> None:
    """.xlsb is refused with the form in which to save it."""
    path = tmp_path / "teigi.xlsb"
    path.write_bytes(_with_parts(LAYOUTS["plain_sheets"][0](), **{"xl/workbook.bin": b"\x83\x01"}))

    with pytest.raises(UnreadableError) as caught:
        _read(path)

    assert caught.value.code == "MIG-FORM-003"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "MIG-FORM-001"),
        ("項目,値\r\n".encode("cp932"), "MIG-FORM-003"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "MIG-FORM-002"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "Workbook\0".encode("utf-16-le") * 60, "MIG-FORM-015"),
    ],
)
def test_what_is_no_workbook(data: bytes, code: str, tmp_path: Path) -> None:
    """A name that ends in .xls makes no workbook."""
    path = tmp_path / "teigi.xls"
    path.write_bytes(data)

    with pytest.raises(UnreadableError) as caught:
        _read(path)

    assert caught.value.code == code
