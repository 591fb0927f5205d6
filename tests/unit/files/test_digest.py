"""Digests that are made beside other work are the ones that would have been made first."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from migrate.errors import UnreadableError
from migrate.files.digest import Digests, sha256_of
from migrate.model.provenance import FileDigest

_LARGE = b"0123456789abcdef" * (1 << 16)


def test_files_of_one_name_keep_their_own_digest(tmp_path: Path) -> None:
    """A name for people may stand for two files."""
    paths = [tmp_path / folder / "a.csv" for folder in ("1", "2")]
    for path, data in zip(paths, (_LARGE + b"1", b""), strict=True):
        path.parent.mkdir()
        path.write_bytes(data)

    with Digests() as digests:
        begun = [digests.begin(path, "a.csv") for path in paths]
        made = digests.all()

    expected = [hashlib.sha256(_LARGE + b"1").hexdigest(), hashlib.sha256(b"").hexdigest()]
    assert [begun, made] == [["", ""], tuple(FileDigest(path="a.csv", sha256=one) for one in expected)]
    assert [sha256_of(path) for path in paths] == expected


def test_a_missing_file_is_said_at_once(tmp_path: Path) -> None:
    """Before any work, with the file's name."""
    with Digests() as digests, pytest.raises(UnreadableError) as caught:
        digests.begin(tmp_path / "a.csv", "source/a.csv")

    assert (caught.value.code, caught.value.where.file) == ("MIG-SYS-001", "source/a.csv")


def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    """What is there and no file is said to be unreadable."""
    with Digests() as digests, pytest.raises(UnreadableError) as caught:
        digests.begin(tmp_path, "source")

    assert caught.value.code == "MIG-SYS-002"


def test_a_file_that_goes_while_it_waits_is_said(tmp_path: Path) -> None:
    """Behind a large file the thread comes late: what has gone by then is no digest of nothing."""
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_bytes(_LARGE * 64)
    second.write_bytes(b"x")

    with Digests() as digests, pytest.raises(UnreadableError) as caught:
        digests.begin(first, "a.csv")
        digests.begin(second, "b.csv")
        second.unlink()
        digests.all()

    assert (caught.value.code, caught.value.where.file) == ("MIG-SYS-001", "b.csv")
