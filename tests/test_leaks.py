"""The search for planted words finds them wherever they are hidden; a search that cannot see would prove nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import io
import json
import tarfile
import urllib.parse
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from .leaks import find

NAME, NUMBER = "麻績川　栞奈", "7351-92468"


def _xlsx(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    bold = book.add_format({"bold": True})
    book.add_worksheet().write_rich_string("B2", "担当 ", bold, "麻績", "川　栞奈", bold, " 様")
    book.close()


def _zip(data: bytes, name: str = "a.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def _tar(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = len(NAME.encode())
        archive.addfile(member, io.BytesIO(NAME.encode()))


def _duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as database:
        database.execute("CREATE TABLE t AS SELECT ? AS a FROM range(5000)", [NAME])


def _parquet(path: Path) -> None:
    pq.write_table(pa.table({"a": [f"x{n}" for n in range(5000)] + [NAME]}), path, compression="zstd")


HIDING: dict[str, Callable[[Path], object]] = {
    "utf8.txt": lambda path: path.write_text(NAME, encoding="utf-8"),
    "cp932.csv": lambda path: path.write_bytes(b"\x85\x40," + NAME.encode("cp932")),
    "utf16.log": lambda path: path.write_text(f"x{NAME}", encoding="utf-16"),
    "euc.txt": lambda path: path.write_bytes(NAME.encode("euc_jp")),
    "escaped.json": lambda path: path.write_text(json.dumps({"a": NAME})),
    "entities.html": lambda path: path.write_text("".join(f"&#{ord(one)};" for one in html.escape(NAME))),
    "spans.html": lambda path: path.write_text("<td><b>麻績</b>川　<span class='x'>栞奈</span></td>", encoding="utf-8"),
    "percent.txt": lambda path: path.write_text("?q=" + urllib.parse.quote(NAME)),
    "base64.txt": lambda path: path.write_bytes(base64.b64encode(b"ab" + NAME.encode() + b"c")),
    "rich.xlsx": _xlsx,
    "in.zip": lambda path: path.write_bytes(_zip(_zip(NAME.encode("cp932")), "inner.zip")),
    "named.zip": lambda path: path.write_bytes(_zip(b"nothing", f"{NAME}.txt")),
    "a.gz": lambda path: path.write_bytes(gzip.compress(NAME.encode())),
    "a.tgz": _tar,
    "a.parquet": _parquet,
    "a.duckdb": _duckdb,
    "digest.txt": lambda path: path.write_text(hashlib.sha256(NAME.encode()).hexdigest().upper()),
    "unspaced.txt": lambda path: path.write_text("麻績川栞奈", encoding="utf-8"),
    ".hidden": lambda path: path.write_text(NAME, encoding="utf-8"),
    f"{NAME}.txt": lambda path: path.write_text("nothing"),
}


@pytest.mark.parametrize("name", HIDING)
def test_a_planted_name_is_found(name: str, tmp_path: Path) -> None:
    """In each kind of file and each form of writing."""
    HIDING[name](tmp_path / name)

    assert {leak.word for leak in find(tmp_path, [NAME])} == {NAME}


@pytest.mark.parametrize("written", ["735192468", "７３５１９２４６８", "7351 92468", "735-192-468", "7351.92468"])
def test_a_number_is_found_however_it_is_parted(written: str, tmp_path: Path) -> None:
    """Width and separators make no difference."""
    (tmp_path / "a.txt").write_text(f"no {written}.", encoding="utf-8")

    assert {leak.word for leak in find(tmp_path, [NUMBER])} == {NUMBER}


def test_kana_of_either_kind_are_one(tmp_path: Path) -> None:
    """Half-width, full-width, katakana, hiragana."""
    (tmp_path / "a.txt").write_text("おみがわ かんな", encoding="utf-8")

    assert {leak.word for leak in find(tmp_path, ["ｵﾐｶﾞﾜｶﾝﾅ"])} == {"ｵﾐｶﾞﾜｶﾝﾅ"}


def test_other_words_are_not_found(tmp_path: Path) -> None:
    """Neither neighbours in other cells nor parts of the word."""
    (tmp_path / "a.csv").write_text('"麻績川","大川","7351","","92468"\n', encoding="utf-8")

    assert find(tmp_path, [NAME, NUMBER]) == []


def test_allowed_folders_are_left_out(tmp_path: Path) -> None:
    """Only whole folder names count."""
    for folder in ("source", "source2"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(NAME, encoding="utf-8")

    assert {leak.where for leak in find(tmp_path, [NAME], ["source"])} == {"source2/a.txt"}


def test_a_search_that_sees_nothing_is_an_error(tmp_path: Path) -> None:
    """No file, no word, or a word that chance would find."""
    with pytest.raises(ValueError, match="nothing"):
        find(tmp_path, [NAME])
    (tmp_path / "a.txt").write_text("a")
    for words in ([], ["山"], ["1234"]):
        with pytest.raises(ValueError, match="search for"):
            find(tmp_path, words)


def test_a_container_that_cannot_be_opened_is_no_pass(tmp_path: Path) -> None:
    """A damaged archive may hold anything."""
    (tmp_path / "a.zip").write_bytes(_zip(NAME.encode())[:-30])

    with pytest.raises(zipfile.BadZipFile):
        find(tmp_path, [NAME])
