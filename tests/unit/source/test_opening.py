"""A file in an archive is opened by a path below the archive, as if it lay in a folder."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from migrate.files.digest import sha256_of, sha256_of_bytes
from migrate.source import opening


def _packed(folder: Path) -> Path:
    path = folder / "納品.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("住民/A.CSV", b"1,2\n")
        file.writestr("B.CSV", b"")
    return path


def test_member_is_opened_like_a_file(tmp_path: Path) -> None:
    """Bytes, length and digest are those of the file in the archive; its container is the archive."""
    path = _packed(tmp_path) / "住民/A.CSV"
    with opening.opened(path) as stream:
        data = stream.read()

    assert (data, opening.length_of(path), opening.digest_of(path)) == (b"1,2\n", 4, sha256_of_bytes(b"1,2\n"))
    assert (opening.container(path), opening.is_member(path)) == (tmp_path / "納品.zip", True)


def test_members_are_sorted_paths(tmp_path: Path) -> None:
    """The files of an archive, in the order of their names, whatever their order in it."""
    path = _packed(tmp_path)

    assert opening.members(path) == (path / "B.CSV", path / "住民/A.CSV")


def test_plain_file(tmp_path: Path) -> None:
    """A plain file is itself; an archive as such gives its own bytes."""
    packed = _packed(tmp_path)
    plain = tmp_path / "a.csv"
    plain.write_bytes(b"1\n")

    assert (opening.container(plain), opening.is_member(plain), opening.length_of(plain)) == (plain, False, 2)
    assert opening.digest_of(packed) == sha256_of(packed)


@pytest.mark.parametrize("name", ["納品.zip/C.CSV", "納品.zip/住民", "none.csv", "none/none.csv", "a.csv/b"])
def test_what_is_not_there(tmp_path: Path, name: str) -> None:
    """A file that is in no folder and in no archive does not exist; opening it is the usual error."""
    _packed(tmp_path)
    (tmp_path / "a.csv").write_bytes(b"1\n")

    assert not opening.exists(tmp_path / name)
    with pytest.raises((FileNotFoundError, NotADirectoryError, IsADirectoryError)):
        opening.opened(tmp_path / name)


def test_a_changed_archive_is_read_anew(tmp_path: Path) -> None:
    """What was remembered of an archive does not outlive it."""
    path = tmp_path / "a.csv.gz"
    found = []
    for data in (b"1\n", b"22\n"):
        path.write_bytes(gzip.compress(data))
        found.append(opening.length_of(path / "a.csv"))

    assert found == [2, 3]
