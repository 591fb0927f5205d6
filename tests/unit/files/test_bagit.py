"""Bags: what is written is whole and the same each time, and every change to it is found and named."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import UnreadableError
from migrate.files import bag_check, bagit
from migrate.files.bag_check import Fault
from migrate.files.bagit import Entry

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("README.txt", "out/表 一.csv", "50%引き.csv", "空.csv")
INFO = (("Source-Organization", "七瀬野町\n税務課"), ("Bagging-Date", "2026-11-26"), ("Empty", ""))


def _content(name: str) -> bytes:
    return b"" if name.startswith("空") else name.encode() * 1000


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """A bag of four files, one of them from the disk."""
    source = tmp_path / "on disk"
    source.write_bytes(_content(NAMES[1]))
    entries = [Entry(name=name, content=source if name == NAMES[1] else _content(name)) for name in NAMES]
    bagit.write(tmp_path / "bag.zip", "七瀬野", entries, INFO)
    return tmp_path / "bag.zip"


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _zip(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)


def _flaws(path: Path) -> set[tuple[Fault, str]]:
    return {(one.fault, one.file) for one in bag_check.check(path).flaws}


def test_a_written_bag_is_sound(bag: Path) -> None:
    """All files are there, counted, and nothing is wrong; the description is one line a label."""
    found = bag_check.check(bag)

    assert (found.folder, found.files, found.octets, found.flaws) == (
        "七瀬野",
        4,
        sum(len(_content(name)) for name in NAMES),
        (),
    )
    assert dict(found.info) == {
        "Source-Organization": "七瀬野町 税務課",
        "Bagging-Date": "2026-11-26",
        "Payload-Oxum": f"{found.octets}.4",
    }


def test_order_time_and_origin_make_no_difference(bag: Path, tmp_path: Path) -> None:
    """The same contents give the same bytes, given in any order, from the disk or from memory."""
    again = tmp_path / "again.zip"
    bagit.write(again, "七瀬野", [Entry(name=name, content=_content(name)) for name in reversed(NAMES)], INFO)

    assert again.read_bytes() == bag.read_bytes()


def test_manifests_escape_percent_signs_and_line_ends_only(bag: Path) -> None:
    """RFC 8493 2.1.3: only CR, LF and the percent sign are escaped."""
    lines = _members(bag)["七瀬野/manifest-sha256.txt"].decode().splitlines()

    assert [line.split("  ", 1)[1] for line in lines] == [
        "data/50%25引き.csv",
        "data/README.txt",
        "data/out/表 一.csv",
        "data/空.csv",
    ]


@given(st.text(max_size=30))
@settings(deadline=None)
def test_a_name_survives_the_manifest(name: str) -> None:
    """Whatever a file is called, the manifest names it and no line of it is torn."""
    assert bagit.decoded(bagit.encoded(name)) == name
    assert not {"\r", "\n"} & set(bagit.encoded(name))


def test_another_tool_finds_the_bag_valid(tmp_path: Path) -> None:
    """bagit-python of the Library of Congress validates the unpacked bag, and refuses it after a change.

    No name here has a percent sign: bagit-python 1.9 does not undo its escape, which the RFC asks for.
    """
    folder = Path(os.environ.get("MIGRATE_TOOLS") or ROOT / ".nox" / "tools") / "bagit" / "bin"
    if not (folder / "bagit.py").exists():
        pytest.skip("bagit.py がありません（python -m venv .nox/tools/bagit と tests/tools/bagit.txt）")
    entries = [Entry(name=name.replace("%", "％"), content=_content(name)) for name in NAMES]
    bagit.write(tmp_path / "bag.zip", "七瀬野", entries, INFO)
    with zipfile.ZipFile(tmp_path / "bag.zip") as packed:
        packed.extractall(tmp_path / "open")
    command = [folder / "python", folder / "bagit.py", "--validate", tmp_path / "open" / "七瀬野"]
    first = subprocess.run(command, capture_output=True)
    (tmp_path / "open" / "七瀬野" / "data" / "README.txt").write_bytes(b"changed")
    second = subprocess.run(command, capture_output=True)

    assert (first.returncode, second.returncode) == (0, 1), first.stderr.decode()


def _changed(name: str, data: bytes | None, by: str | None = None) -> Callable[[dict[str, bytes]], None]:
    """Replace a member (None: take it away), or rename it."""

    def change(members: dict[str, bytes]) -> None:
        old = members.pop(name, b"")
        if by is not None:
            members[by] = old
        elif data is not None:
            members[name] = data

    return change


def _appended(name: str, line: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members[name] += line

    return change


_OXUM = (Fault.OXUM, "bag-info.txt")
_README = "七瀬野/data/README.txt"
_MANIFEST = "七瀬野/manifest-sha256.txt"
TAMPERED: dict[str, tuple[Callable[[dict[str, bytes]], None], set[tuple[Fault, str]]]] = {
    "one byte": (_changed(_README, _content("README.txT")), {(Fault.CHANGED, "data/README.txt")}),
    "longer": (_changed(_README, b"x"), {(Fault.CHANGED, "data/README.txt"), _OXUM}),
    "gone": (_changed(_README, None), {(Fault.MISSING, "data/README.txt"), _OXUM}),
    "added": (_changed("七瀬野/data/x.exe", b"x"), {(Fault.EXTRA, "data/x.exe"), _OXUM}),
    "renamed": (
        _changed(_README, None, by="七瀬野/data/readme.txt"),
        {(Fault.MISSING, "data/README.txt"), (Fault.EXTRA, "data/readme.txt")},
    ),
    "added tag file": (_changed("七瀬野/run-me.bat", b"x"), {(Fault.EXTRA, "run-me.bat")}),
    "beside the bag": (_changed("setup.exe", b"x"), {(Fault.EXTRA, "setup.exe")}),
    "hidden": (_changed("七瀬野/data/.profile", b"x"), {(Fault.EXTRA, "七瀬野/data/.profile")}),
    "description": (_changed("七瀬野/bag-info.txt", b"Bagging-Date: 1999-01-01\n"), {(Fault.CHANGED, "bag-info.txt")}),
    "manifest": (
        _appended(_MANIFEST, b"0" * 64 + b"  data/not-there.csv\n"),
        {(Fault.CHANGED, "manifest-sha256.txt"), (Fault.MISSING, "data/not-there.csv")},
    ),
    "manifest outside": (
        _appended(_MANIFEST, b"0" * 64 + b"  ../../etc/passwd\n"),
        {(Fault.CHANGED, "manifest-sha256.txt"), (Fault.FORM, "manifest-sha256.txt")},
    ),
    "manifest twice": (
        _appended(_MANIFEST, b"0" * 64 + b"  data/README.txt\n"),
        {(Fault.CHANGED, "manifest-sha256.txt"), (Fault.FORM, "manifest-sha256.txt")},
    ),
    "no tag manifest": (
        _changed("七瀬野/tagmanifest-sha256.txt", None),
        {(Fault.MISSING, "tagmanifest-sha256.txt")},
    ),
    "to be fetched": (
        _changed("七瀬野/fetch.txt", b"https://example.jp/x 3 data/x\n"),
        {(Fault.FORM, "fetch.txt"), (Fault.EXTRA, "fetch.txt")},
    ),
    "weak sums only": (
        _changed(_MANIFEST, None, by="七瀬野/manifest-crc32.txt"),
        {
            (Fault.FORM, "manifest-crc32.txt"),
            (Fault.EXTRA, "manifest-crc32.txt"),
            (Fault.MISSING, "manifest-sha256.txt"),
        },
    ),
    "another version": (
        _changed("七瀬野/bagit.txt", b"BagIt-Version: 7.0\nTag-File-Character-Encoding: UTF-8\n"),
        {(Fault.FORM, "bagit.txt"), (Fault.CHANGED, "bagit.txt")},
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_every_change_is_found(name: str, bag: Path, tmp_path: Path) -> None:
    """Changed, missing, added, renamed, hidden: the flaw is named, and no other one."""
    change, expected = TAMPERED[name]
    members = _members(bag)
    change(members)
    _zip(tmp_path / "tampered.zip", members)

    assert _flaws(tmp_path / "tampered.zip") == expected


def test_a_second_manifest_counts_too(bag: Path, tmp_path: Path) -> None:
    """A bag is valid where every manifest is right: a wrong SHA-512 is a change, whatever SHA-256 says."""
    members = _members(bag)
    lines = "".join(
        f"{hashlib.sha512(data).hexdigest()}  {name.removeprefix('七瀬野/').replace('%', '%25')}\n"
        for name, data in members.items()
        if name.startswith("七瀬野/data/") and name != _README
    )
    members["七瀬野/manifest-sha512.txt"] = f"{lines}{'0' * 128}  data/README.txt\n".encode()
    _zip(tmp_path / "two.zip", members)

    assert _flaws(tmp_path / "two.zip") == {(Fault.CHANGED, "data/README.txt"), (Fault.EXTRA, "manifest-sha512.txt")}


def _traversal(path: Path, members: dict[str, bytes]) -> None:
    _zip(path, {**members, "../evil.txt": b"x"})


def _link(path: Path, members: dict[str, bytes]) -> None:
    _zip(path, members)
    with zipfile.ZipFile(path, "a") as packed:
        entry = zipfile.ZipInfo("七瀬野/data/link")
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        packed.writestr(entry, "/etc/passwd")


def _double(path: Path, members: dict[str, bytes]) -> None:
    _zip(path, members)
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr(_README, b"other")


def _bomb(path: Path, members: dict[str, bytes]) -> None:
    _zip(path, {**members, "七瀬野/data/zero": bytes(300 << 20)})


def _cut(path: Path, members: dict[str, bytes]) -> None:
    _zip(path, members)
    path.write_bytes(path.read_bytes()[:-30])


def _damaged(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as packed:  # stored, so that the damage is in the content
        for name, data in members.items():
            packed.writestr(name, data)
    data = bytearray(path.read_bytes())
    data[data.index(b"README.txt" * 3) + 25] ^= 1
    path.write_bytes(data)


def _no_bag(path: Path, members: dict[str, bytes]) -> None:
    _zip(path, {"a.txt": b"x"})


def _two_bags(path: Path, members: dict[str, bytes]) -> None:
    _zip(path, {**members, **{name.replace("七瀬野", "八瀬野"): data for name, data in members.items()}})


def _no_zip(path: Path, members: dict[str, bytes]) -> None:
    path.write_bytes(b"hello")


def _latin(path: Path, members: dict[str, bytes]) -> None:
    _zip(path, {**members, "七瀬野/bag-info.txt": "団体".encode("cp932")})


@pytest.mark.parametrize(
    "make", [_traversal, _link, _double, _bomb, _cut, _damaged, _no_bag, _two_bags, _no_zip, _latin]
)
def test_what_must_not_be_opened_is_refused(
    make: Callable[[Path, dict[str, bytes]], None], bag: Path, tmp_path: Path
) -> None:
    """Tricks, bombs, damage and what is no bag end with MIG-SYS-050, exit 3."""
    make(tmp_path / "hostile.zip", _members(bag))
    with pytest.raises(UnreadableError) as caught:
        bag_check.check(tmp_path / "hostile.zip")

    assert (caught.value.code, caught.value.exit) == ("MIG-SYS-050", 3)


def test_a_package_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is told as such."""
    with pytest.raises(UnreadableError) as caught:
        bag_check.check(tmp_path / "none.zip")

    assert caught.value.code == "MIG-SYS-001"
