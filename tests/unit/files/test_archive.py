"""Archives are read as streams, to the last checked byte, or refused with the member's name; never half."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.errors import UnreadableError
from migrate.files import archive

DATA = "宛名番号,氏名\n".encode("cp932") + b"".join(b"%06d,%d\n" % (n, n * n) for n in range(40_000))
Build = Callable[[Path], Path]


def _zip(path: Path, parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path


def _read(path: Path, name: str) -> bytes:
    with archive.open_member(path, archive.members(path)[name]) as stream:
        return stream.read()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_zip_members(tmp_path: Path, method: int) -> None:
    """Files in folders are listed by their names and give their bytes, stored or deflated; system files left out."""
    parts = {"住民/A.csv": DATA, "b.txt": b"", "__MACOSX/._b.txt": b"x", ".DS_Store": b"x", "住民/Thumbs.db": b"x"}
    path = _zip(tmp_path / "納品.zip", parts, method)

    assert {name: _read(path, name) for name in archive.members(path)} == {"住民/A.csv": DATA, "b.txt": b""}


def test_gzip_member(tmp_path: Path) -> None:
    """A gzip file has one member, named like the file; several gzip members and zero padding are one content."""
    path = tmp_path / "JUMIN.CSV.gz"
    path.write_bytes(gzip.compress(DATA) + gzip.compress(b"more\n") + b"\0" * 1000)

    assert (list(archive.members(path)), _read(path, "JUMIN.CSV") == DATA + b"more\n") == (["JUMIN.CSV"], True)


def test_many_small_gzip_members(tmp_path: Path) -> None:
    """A gzip file of 50,000 members, which blocked tools write, is read in time linear to its size."""
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"1\n") * 50_000)

    assert archive.measure(path, archive.members(path)["a"])[0] == 100_000


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_seeking(tmp_path: Path, kind: str) -> None:
    """Any offset can be read, forwards and backwards, as in a plain file."""
    plain = io.BytesIO(DATA)
    path = tmp_path / f"a.{kind}"
    if kind == "zip":
        _zip(path, {"a": DATA})
    else:
        path.write_bytes(gzip.compress(DATA))
    dice = random.Random(20261126)
    with archive.open_member(path, archive.members(path)["a"]) as stream:
        for _ in range(60):
            whence = dice.choice((io.SEEK_SET, io.SEEK_CUR, io.SEEK_END))
            low, high = {0: (0, len(DATA)), 1: (-plain.tell(), 1000), 2: (-len(DATA), 0)}[whence]
            offset, count = dice.randint(low, high), dice.randint(0, 3000)

            assert stream.seek(offset, whence) == plain.seek(offset, whence)
            assert stream.read(count) == plain.read(count)


def _renamed(path: Path, old: bytes, new: bytes) -> None:
    """Put the bytes of another name in place of ``old`` and take the mark of UTF-8 names away."""
    data = bytearray(path.read_bytes().replace(old, new))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        begin = data.find(magic)
        data[begin + at + 1] &= ~0x08
    path.write_bytes(data)


@pytest.mark.parametrize("codec", ["cp932", "utf-8"])
def test_unmarked_japanese_names(tmp_path: Path, codec: str) -> None:
    """Names without the UTF-8 mark are CP932, as Windows writes them, or UTF-8, as a Mac does."""
    raw = "住民表.CSV".encode(codec)
    path = _zip(tmp_path / "a.zip", {"x" * len(raw): b"1"})
    _renamed(path, b"x" * len(raw), raw)

    assert list(archive.members(path)) == ["住民表.CSV"]


def test_marked_names_are_composed(tmp_path: Path) -> None:
    """A name in decomposed kana, as a Mac writes it, is the one that people type; backslashes are folders."""
    path = _zip(tmp_path / "a.zip", {"か\u3099\\データ.csv": b"1"})

    assert list(archive.members(path)) == ["が/データ.csv"]


def test_office_documents_are_no_archives(tmp_path: Path) -> None:
    """A workbook is read as a workbook; an archive by another name is an archive; a broken .zip is one too."""
    _zip(tmp_path / "a.xlsx", {"x": b""})
    _zip(tmp_path / "a.dat", {"x": b""})
    (tmp_path / "b.zip").write_bytes(b"no zip at all")
    (tmp_path / "empty.zip").write_bytes(b"")
    (tmp_path / "a.csv").write_bytes(b"PK,1\n")

    assert [archive.kind(tmp_path / name) for name in ("a.xlsx", "a.dat", "b.zip", "empty.zip", "a.csv")] == [
        "",
        "zip",
        "zip",
        "",
        "",
    ]


def _flag(path: Path, at_local: int, at_directory: int, form: str, number: int) -> None:
    """Overwrite one field in the first local header and the first entry of the directory."""
    data = bytearray(path.read_bytes())
    for magic, at in ((b"PK\x03\x04", at_local), (b"PK\x01\x02", at_directory)):
        struct.pack_into(form, data, data.find(magic) + at, number)
    path.write_bytes(data)


def _encrypted(path: Path) -> Path:
    _flag(_zip(path, {"a": DATA}), 6, 8, "<H", 1)
    return path


def _deflate64(path: Path) -> Path:
    _flag(_zip(path, {"a": DATA}), 8, 10, "<H", 9)
    return path


def _crc(path: Path) -> Path:
    _flag(_zip(path, {"a": DATA}), 14, 16, "<I", 1)
    return path


def _longer(path: Path) -> Path:
    _flag(_zip(path, {"a": DATA}), 22, 24, "<I", len(DATA) - 1)
    return path


def _shorter(path: Path) -> Path:
    _flag(_zip(path, {"a": DATA}), 22, 24, "<I", len(DATA) + 1)
    return path


def _flipped(path: Path) -> Path:
    data = bytearray(_zip(path, {"a": DATA}).read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    return path


def _cut(path: Path) -> Path:
    path.write_bytes(_zip(path, {"a": DATA}).read_bytes()[:-100])
    return path


def _nested(path: Path) -> Path:
    return _zip(path, {"a": _zip(path.with_name("inner"), {"b": b"1"}).read_bytes()})


def _gz(change: Callable[[bytes], bytes]) -> Build:
    def build(path: Path) -> Path:
        path = path.with_name("a.gz")
        path.write_bytes(change(gzip.compress(DATA)))
        return path

    return build


REFUSED: list[tuple[Build, str, str]] = [
    (_encrypted, "MIG-SRC-220", ""),
    (_deflate64, "MIG-SRC-224", "deflate64"),
    (_crc, "MIG-SRC-221", "検査値"),
    (_longer, "MIG-SRC-221", "より長い"),
    (_shorter, "MIG-SRC-221", "検査値"),
    (_flipped, "MIG-SRC-221", ""),
    (_nested, "MIG-SRC-223", ""),
    (_gz(lambda data: data[:-9]), "MIG-SRC-221", "途中で切れて"),
    (_gz(lambda data: data[:-4] + b"\1\0\0\0"), "MIG-SRC-221", "壊れて"),
    (_gz(lambda data: data[:-8] + b"\0\0\0\0" + data[-4:]), "MIG-SRC-221", "壊れて"),
    (_gz(lambda data: data + b"and more"), "MIG-SRC-221", "別の内容"),
    (_gz(lambda data: data + data[:40]), "MIG-SRC-221", "途中で切れて"),
    (_gz(lambda data: data[:6]), "MIG-SRC-221", "途中で切れて"),
]


@pytest.mark.parametrize(("build", "code", "reason"), REFUSED)
def test_refused_member(tmp_path: Path, build: Build, code: str, reason: str) -> None:
    """A member that cannot be read whole is an error with its name; measuring it never gives a part as the whole."""
    path = build(tmp_path / "a.zip")
    with pytest.raises(UnreadableError) as caught:
        archive.measure(path, archive.members(path)["a"])

    assert (caught.value.code, caught.value.where.file) == (code, f"{path.name}/a")
    assert reason in str(caught.value.params.get("reason", caught.value.params.get("method", "")))


def _twice(path: Path) -> Path:
    data = _zip(path, {"aa": b"1", "ab": b"2"}).read_bytes()
    path.write_bytes(data.replace(b"ab", b"aa"))
    return path


def _overlapping(path: Path) -> Path:
    data = bytearray(_zip(path, {"aa": DATA, "ab": DATA}).read_bytes())
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 1)
    path.write_bytes(data)
    return path


def _named(name: str) -> Build:
    return lambda path: _zip(path, {name: b"1"})


def _linked(path: Path) -> Path:
    entry = zipfile.ZipInfo("a")
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(entry, "/etc/hosts")
    return path


UNSAFE: list[tuple[Build, str, str]] = [
    (_named("../a"), "MIG-SRC-222", "外を指す"),
    (_named("/a"), "MIG-SRC-222", "外を指す"),
    (_named("C:\\a"), "MIG-SRC-222", "外を指す"),
    (_named("a\x1b[31m"), "MIG-SRC-222", "制御文字"),
    (_named("a\u202egpj.csv"), "MIG-SRC-222", "制御文字"),
    (_linked, "MIG-SRC-222", "リンク"),
    (_twice, "MIG-SRC-222", "同じ名前"),
    (_overlapping, "MIG-SRC-222", "共有"),
    (_cut, "MIG-SRC-221", "目次"),
]


@pytest.mark.parametrize(("build", "code", "reason"), UNSAFE)
def test_unsafe_archive(tmp_path: Path, build: Build, code: str, reason: str) -> None:
    """Names that lead outside or deceive, names twice, shared bytes, a lost directory: nothing of it is opened."""
    path = build(tmp_path / "a.zip")
    with pytest.raises(UnreadableError) as caught:
        archive.members(path)

    assert (caught.value.code, reason in str(caught.value.params["reason"])) == (code, True)


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than 300 times its size beyond a limit, too much in all, too many files: refused before or while reading."""
    monkeypatch.setattr(archive, "RATIO_FROM", 1 << 20)
    blank = b" " * (4 << 20)
    packed = _zip(tmp_path / "a.zip", {"a": blank})
    squeezed = tmp_path / "b.gz"
    squeezed.write_bytes(gzip.compress(blank))
    found = []
    for path in (packed, squeezed):
        with pytest.raises(UnreadableError) as caught:
            archive.measure(path, next(iter(archive.members(path).values())))
        found.append((caught.value.code, "300 倍" in str(caught.value.params["reason"])))
    for limit, most in (("MAX_TOTAL", 1 << 20), ("MAX_MEMBERS", 0)):
        monkeypatch.setattr(archive, limit, most)
        with pytest.raises(UnreadableError) as caught:
            archive.members(_zip(tmp_path / f"{limit}.zip", {"a": blank}))
        found.append((caught.value.code, True))

    assert found == [("MIG-SRC-222", True), ("MIG-SRC-221", True), ("MIG-SRC-222", True), ("MIG-SRC-222", True)]


def test_mutants_are_read_whole_or_refused(tmp_path: Path) -> None:
    """500 damaged archives: each member is exactly the original's bytes, or an error; nothing else escapes."""
    dice = random.Random(4)
    body = DATA[:6_000]
    _zip(tmp_path / "o.zip", {"a": body, "住民/b": body[:50]})
    originals = [(tmp_path / "o.zip").read_bytes(), gzip.compress(body) + gzip.compress(body)]
    whole = (body, body[:50], body + body)
    refused = 0
    for number in range(500):
        data = bytearray(originals[number % 2])
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(data))
            match dice.randrange(4):
                case 0:
                    data[at] = dice.randrange(256)
                case 1:
                    del data[at : at + dice.randint(1, 40)]
                case 2:
                    data[at:at] = dice.randbytes(dice.randint(1, 40))
                case _:
                    data[at:] = data[at:][: dice.randint(0, len(data))] or b"x"
        path = tmp_path / f"m.{('zip', 'gz')[number % 2]}"
        path.write_bytes(data)
        try:
            if not archive.kind(path):
                continue
            for name, member in archive.members(path).items():
                length, _ = archive.measure(path, member)
                content = _read(path, name)
                assert len(content) == length
                assert content in whole
        except UnreadableError as error:
            assert error.code.startswith("MIG-SRC-22")
            refused += 1

    assert refused > 300
