"""One hand-over in every encoding that is read: whatever the bytes, what is delivered is the same."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from migrate.flow import convert, source
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

CASES = Path(__file__).resolve().parents[2] / "cases" / "convert-run"
SESSION = Session(who="test", as_of=date(2026, 11, 26))
DELIVERED = "out/converted/031"
DECLARED = {"shift_jis_2004": "shift_jis-2004"}
"""Cannot be told from CP932: read where it is stated only."""
SHIFTS = {
    "IBM": (b"\x0e", b"\x0f"),
    "JEF": (b"\x28", b"\x29"),
    "JEF, the other way in": (b"\x38", b"\x29"),
    "KEIS": (b"\x0a\x42", b"\x0a\x41"),
    "JIPS(J)": (b"\x1a\x70", b"\x1a\x71"),
    "JIPS(E)": (b"\x3f\x75", b"\x3f\x76"),
}
"""Codes before double and before single bytes."""
RECORD = 234
TEXTS = (
    (12, 52),
    (52, 82),
    (82, 83),
    (83, 123),
    (123, 147),
    (147, 148),
    (148, 158),
    (158, 168),
    (168, 174),
    (174, 234),
)
"""Ends of the fields of text in a record of the host's file."""


def town_of(case: str, folder: Path) -> Workspace:
    """A copy of a case's workspace."""
    return Workspace(Path(shutil.copytree(CASES / case / "in", folder / "machi")))


def delivered(town: Workspace) -> dict[str, bytes]:
    """The converted files by name, but the manifest, which names the source's sha256."""
    source.scan(town, SESSION)
    convert.run(town, SESSION)
    return {path.name: path.read_bytes() for path in town.path(DELIVERED).iterdir() if path.suffix != ".json"}


@pytest.fixture(scope="module")
def text() -> str:
    """The records of the golden town, in characters that every encoding has."""
    known = (CASES / "fates" / "in" / "source" / "atena.csv").read_bytes().decode("cp932")
    return re.sub("[\x80-\xff\ue000-\uf8ff]", "", known.replace("髙﨑", "高崎").replace("－", "-"))


@pytest.fixture(scope="module")
def plain(text: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """What is delivered where the records are in UTF-8."""
    town = town_of("fates", tmp_path_factory.mktemp("utf8"))
    town.path("source/atena.csv").write_bytes(text.encode())
    yield delivered(town)


@pytest.mark.parametrize("codec", ["cp932", "utf-8-sig", "utf-16", "euc_jp", "iso2022_jp_ext", "shift_jis_2004"])
def test_a_csv_in_another_encoding(codec: str, text: str, plain: dict[str, bytes], tmp_path: Path) -> None:
    """CSV and Parquet are equal to the byte."""
    town = town_of("fates", tmp_path)
    town.path("source/atena.csv").write_bytes(text.encode(codec))
    if codec in DECLARED:
        project = town.path("project.yaml")
        stated = f"sources:\n  - {{file: source/atena.csv, encoding: {DECLARED[codec]}}}\n"
        project.write_text(project.read_text(encoding="utf-8").replace("sources: []\n", stated), encoding="utf-8")

    assert delivered(town) == plain
    assert len(plain) == len(("csv", "parquet"))


def shifted(cell: bytes, double: bytes, single: bytes) -> bytes:
    """A field with other shifts: what they need more is taken from the blanks at its end."""
    other = b"".join({0x0E: double, 0x0F: single}.get(one, bytes([one])) for one in cell)
    assert not other[len(cell) :].strip(b"\x40")
    return other[: len(cell)]


@pytest.mark.parametrize("host", SHIFTS)
def test_a_file_of_another_host(host: str, tmp_path: Path) -> None:
    """With the table of its codes a JEF, KEIS or JIPS file gives what the same records of the IBM host give."""
    town, (double, single) = town_of("host", tmp_path), SHIFTS[host]
    before = delivered(town)
    codes, data = town.path("source/host_codes.csv"), town.path("source/atena.dat")
    table = re.sub("^0E,", f"{double.hex().upper()},", codes.read_text(encoding="utf-8"), flags=re.MULTILINE)
    codes.write_text(re.sub("^0F,", f"{single.hex().upper()},", table, flags=re.MULTILINE), encoding="utf-8")
    records = bytearray(data.read_bytes())
    for begin in range(0, len(records), RECORD):
        for start, end in TEXTS:
            where = slice(begin + start, begin + end)
            records[where] = shifted(bytes(records[where]), double, single)
    data.write_bytes(records)

    assert delivered(town) == before
    assert "一郎".encode() in b"".join(before.values())


def test_what_cannot_be_read_is_told_with_row_column_and_bytes(tmp_path: Path) -> None:
    """The five codes that Python accepts, a cut character, a code that there is not; a gaiji is none of them."""
    town = town_of("fates", tmp_path)
    wrong = [b"\x80", b"\xa0", b"\xfd", b"\xfe", b"\xff", b"\x81", b"\x85\x40", b"\xf0\x40"]
    line = b"%010d,1,%b,,1,S450131,,0,op1,R01.05.01,093000,\r\n"
    names = [f"梅田　{'一' * n}".encode("cp932") + code for n, code in enumerate(wrong, start=1)]
    header = b"NO,REV,NAME,KANA,SEX,BIRTH,ZIP,DEL,USR,YMD,HMS,BIKO\r\n"
    rows = b"".join(line % (n, name) for n, name in enumerate(names, start=1))
    town.path("source/atena.csv").write_bytes(header + rows)
    delivered(town)

    found = pq.read_table(town.path("out/restricted/031/undecodable.parquet")).to_pylist()
    told = [(one["source_row"], one["source_column"], one["raw"]) for one in found]
    assert told == [(n, "NAME", name) for n, name in enumerate(names[:-1], start=1)]
    arrived = pq.read_table(town.path(DELIVERED, "住登外者宛名基本情報.parquet"))["氏名"].to_pylist()
    assert [one[3 + n] for n, one in enumerate(arrived, start=1)] == [
        *(chr(0xFF000 + code[0]) for code in wrong[:-1]),
        "\ue000",
    ]
