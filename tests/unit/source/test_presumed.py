"""An encoding that is presumed by a file's beginning and proved by reading is the one that all of the file tells."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pytest

from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import source_profile
from migrate.model.source import CsvForm, SourceFile, SourceKind
from migrate.source import encoding, read_csv
from migrate.source import sweep as sweeping
from migrate.source.codec import Tally
from migrate.source.profile import file as profiling
from migrate.source.profile.file import MisjudgedError, profiled
from migrate.source.profile.measure import Part, Wish, measure

HEAD = "宛名番号,氏名,性別\r\n"
ROWS = "0001,山田　太郎,1\r\n0002,髙﨑　花子,2\r\n0003,ﾔﾏﾀﾞ,\r\n"
MANY = ROWS * 600
"""As much as shows 1,000 undecodable bytes in a wrong encoding."""
BLOCK = 16 << 10


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The beginning of a file is 16 KB, and no file is too small to be presumed."""
    monkeypatch.setattr(sweeping, "BLOCK", BLOCK)
    monkeypatch.setattr(encoding, "_LARGE", 1)


def _write(folder: Path, data: bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _undecodable(data: bytes, codec: str) -> int:
    tally = Tally(codec)
    tally.take(data, last=True)
    return tally.undecodable


PARTS = (
    MANY.encode("cp932"),
    MANY.encode(),
    MANY.encode("euc_jp", "ignore"),
    ("ﾔﾏﾀﾞ,ﾊﾔｼ\r\n" * 900).encode("cp932"),
    ("山田太郎,やまだたろう\r\n" * 900).encode("euc_jp"),
    b"0001,A,1\r\n" * 2000,
    b"\xff\xfd\x80" * 20 + b"\r\n",
    b"\x81\r\n" * 400,
    b"\xe5\xb1,\r\n" * 300,
    b"\0\0\r\n",
    bytes(range(1, 256)),
    "\ufeff".encode(),
)


@pytest.mark.parametrize("seed", range(80))
def test_what_is_presumed_is_what_is_found(tmp_path: Path, seed: int) -> None:
    """Any mixture: as long as few bytes are undecodable or NUL, all of the file tells the same codec."""
    chance = random.Random(seed)
    data = b"".join(chance.choice(PARTS[:6]) for _ in range(chance.randint(1, 2)))
    data += b"".join(chance.choice(PARTS) for _ in range(chance.randint(0, 2)))
    path = _write(tmp_path, chance.choice(PARTS[-1:] * 2 + (b"",) * 8) + data)
    found = encoding.presumed(path, "a.csv")
    if found is None:
        return
    plain = path.read_bytes()
    if _undecodable(plain, found.codec.removesuffix("-sig")) + plain.count(0) <= found.most:
        assert encoding.detect(path, "a.csv").codec == found.codec


@pytest.mark.parametrize("codec", ["cp932", "utf-8", "utf-8-sig"])
def test_usual_files_are_presumed(tmp_path: Path, codec: str) -> None:
    """Japanese text in the usual encodings is known by its beginning, also with a few damaged bytes in it."""
    path = _write(tmp_path, (HEAD + MANY).encode(codec) + b"\xff\r\n")

    assert encoding.presumed(path, "a.csv") == encoding.Presumption(codec=codec, most=_most(path, codec))


def _most(path: Path, codec: str) -> int:
    begin = path.read_bytes()[:BLOCK]
    begin = begin[: begin.rfind(b"\n") + 1]
    return min(1000, sum(byte >= 0x80 for byte in begin) // 200)


@pytest.mark.parametrize("codec", ["cp932", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("seed", range(12))
def test_reading_counts_what_the_whole_file_holds(tmp_path: Path, codec: str, seed: int) -> None:
    """Undecodable bytes and NULs in cells and in bad records are those of the file in one piece."""
    chance = random.Random(seed)
    pieces = [
        b"\x81",
        b"\xff",
        b"\0",
        b",",
        b'"',
        b'""',
        b"\r\n",
        b"\n",
        "山".encode(codec),
        b"\xe5\xb1",
        b"a",
        b"|",
        b"@",
    ]
    body = b"".join(chance.choice(pieces) for _ in range(400))
    data = HEAD.encode(codec) + ROWS.encode(codec.removesuffix("-sig")) + body + b"\r\n"
    file = SourceFile(path="a.csv", kind=SourceKind.CSV, sha256="", encoding=codec, why="", csv=CsvForm())

    found = profiled(_write(tmp_path, data), file, None)

    assert found.strange == _undecodable(data, codec.removesuffix("-sig")) + data.count(0)


def _outcome(paths: list[Path]) -> tuple[object, ...]:
    try:
        made = source_profile.profile_files(paths)
    except MigrateError as error:
        return error.code, error.where, dict(error.params)
    return records.dump(made.data), made.findings, made.unreadable, made.inputs


CASES = {
    "clean": (HEAD + MANY).encode("cp932"),
    "utf-8": (HEAD + MANY).encode(),
    "a few damaged bytes": (HEAD + MANY).encode("cp932") + b"0009,\xff\x81,1\r\n" * 9,
    "more damage than the beginning allows": (HEAD + MANY * 10).encode("cp932") + b"0009,\xff\x81,1\r\n" * 60,
    "ends as no text": (HEAD + MANY).encode("cp932") + b"0009,\xff\xff\xff,1\r\n" * 3000,
    "ends as UTF-8": (HEAD + MANY).encode("cp932") + MANY.encode() * 3,
    "UTF-8 that ends as CP932": (HEAD + MANY).encode() + MANY.encode("cp932") * 3,
    "NULs at the end": (HEAD + MANY).encode("cp932") + b"0009,\0\0\0,1\r\n" * 3000,
    "line ends in values": (HEAD + MANY).encode("cp932") + b'0009,"a\r\nb",1\r\n' * 9,
    "bad records": (HEAD + MANY).encode("cp932") + b"0009,\xff\r\n" * 9,
    "footer": (HEAD + MANY).encode("cp932") + "合計,1800\r\n".encode("cp932"),
    "bars": (HEAD + MANY).replace(",", "|").encode("cp932"),
    "no header": MANY.encode("cp932"),
    "DDL": ("-- 住民の表\r\n" * 3000 + "CREATE TABLE T (A CHAR(1));").encode("cp932"),
    "EUC-JP": (HEAD + MANY).encode("euc_jp", "ignore"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_outcome_is_that_of_proved_encodings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """Profiles, findings and refusals are the same whether encodings were presumed or proved beforehand."""
    path = _write(tmp_path, CASES[case], "a.sql" if case == "DDL" else "a.csv")
    presumed = _outcome([path])
    monkeypatch.setattr(encoding, "_LARGE", 1 << 40)

    assert presumed == _outcome([path])


@pytest.mark.parametrize("case", ["ends as no text", "ends as UTF-8", "no header"])
def test_one_bad_file_among_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """The same where a good file stands beside a doubtful one."""
    paths = [_write(tmp_path, CASES["clean"]), _write(tmp_path, CASES[case], "b.csv")]
    presumed = _outcome(paths)
    monkeypatch.setattr(encoding, "_LARGE", 1 << 40)

    assert presumed == _outcome(paths)


def test_a_wrong_presumption_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the bytes that show it nothing is measured but the pieces that are on their way."""
    rows: list[int] = []

    def noted(column: pa.Array, wish: Wish) -> Part:
        rows.append(len(column))
        return measure(column, wish)

    monkeypatch.setattr(read_csv, "BLOCK", BLOCK)
    monkeypatch.setattr(profiling, "measure", noted)
    path = _write(tmp_path, (HEAD + MANY).encode() + MANY.encode("cp932") * 20)
    file = SourceFile(path="a.csv", kind=SourceKind.CSV, sha256="", encoding="utf-8", why="", csv=CsvForm())

    with pytest.raises(MisjudgedError):
        profiled(path, file, None, most=50)

    assert 0 < sum(rows) < 3 * path.read_bytes().count(b"\n") // 2


def test_a_proof_costs_no_second_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that reading has proved is not judged as a whole."""
    path = _write(tmp_path, CASES["a few damaged bytes"])
    monkeypatch.setattr(encoding, "detect", lambda path, name: pytest.fail("judged as a whole"))

    assert source_profile.profile_files([path]).unreadable is False
