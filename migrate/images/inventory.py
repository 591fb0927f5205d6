"""The files of one kind of image and the names that rows give them, each with exactly one fate."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from migrate.images import header
from migrate.model.images import Header, ImageBalance, ImageFate, ImageFile, ImageFormat, ImageKind
from migrate.model.value import value

MAX_BYTES = 2 << 30
"""A larger file is no image of a seal, a register or a form."""
_BLOCK = 1 << 20
_LINK, _SPECIAL, _UNNAMED, _LARGE, _CLOSED = (
    "リンク（ショートカット）",
    "ふつうのファイルでない",
    "ファイル名の文字を読めない",
    f"{MAX_BYTES >> 30} GB を超えている",
    "開けない",
)
OUTSIDE = "フォルダの外を指している"


@value
class Named:
    """What rows say: different names with the number of rows that give them, and rows that give none."""

    names: Mapping[str, int]
    rows: int
    blank: int


@value
class Inventory:
    """One kind of image, every file and every name."""

    files: tuple[ImageFile, ...]
    balance: ImageBalance


def plain(name: str, strip: str) -> str:
    r"""A name as rows hold it, as a path below the folder.

    >>> plain("D:\\IMAGE\\01\\A.TIF", "D:/IMAGE/"), plain("./a.tif", "")
    ('01/A.TIF', 'a.tif')
    """
    path = name.replace("\\", "/").replace("¥", "/")
    front = strip.replace("\\", "/").replace("¥", "/")
    if front and path.lower().startswith(front.lower()):
        path = path[len(front) :]
    return path.lstrip("/").removeprefix("./")


def is_inside(name: str) -> bool:
    """True for a path that cannot leave its folder.

    >>> is_inside("01/a.tif"), is_inside("../a.tif"), is_inside("C:/a.tif")
    (True, False, False)
    """
    return bool(name) and ".." not in name.split("/") and ":" not in name and "\0" not in name


def _shown(name: str) -> str:
    """A file name that can be written down: bytes that are no UTF-8 are shown as such."""
    return name.encode("utf-8", "backslashreplace").decode()


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted(found, key=lambda one: one.name)


def _refusal(one: os.DirEntry[str]) -> str:
    """Why a file is refused, in words; empty where it is not."""
    if one.is_symlink():
        return _LINK
    told = one.stat(follow_symlinks=False)
    if not stat.S_ISREG(told.st_mode):
        return _SPECIAL
    if _shown(one.name) != one.name:
        return _UNNAMED
    return _LARGE if told.st_size > MAX_BYTES else ""


def _walk(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file below a folder with why it is refused (empty where it is not); links are not followed.

    A folder below that cannot be read counts as one file that is refused.
    """
    waiting = [(one.name, one) for one in reversed(_entries(folder))]
    while waiting:
        name, one = waiting.pop()
        if one.is_symlink() or not one.is_dir(follow_symlinks=False):
            yield _shown(name), _refusal(one)
            continue
        try:
            waiting += [(f"{name}/{inner.name}", inner) for inner in reversed(_entries(Path(one.path)))]
        except OSError:
            yield _shown(name), _CLOSED


def looked_at(path: Path) -> tuple[int, str, Header]:
    """Length, sha256 and header of a plain file, read once in blocks.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        length = 0
        while block := stream.read(_BLOCK):
            digest.update(block)
            length += len(block)
        return length, digest.hexdigest(), header.read(stream, length)


def _wrong(found: Header, kind: ImageKind) -> str:
    """What is wrong with an image, in words."""
    if found.why:
        return found.why
    if kind.formats and found.format not in kind.formats:
        return f"受け取らない形式（{found.format}）"
    return ""


class _Names:
    """The names that rows give, found by a file's path: as it is, else by upper and lower case alike."""

    def __init__(self, names: Mapping[str, int]) -> None:
        self.left = Counter(names)
        self._folded: dict[str, list[str]] = {}
        for one in names:
            self._folded.setdefault(one.lower(), []).append(one)

    def take(self, path: str, exact: frozenset[str]) -> tuple[int, int]:
        """How many names mean the file ``path``, and their rows; these names are settled then.

        ``exact`` are the files that bear exactly the name that a row gives: such a name means no other file.
        """
        alike = [one for one in self._folded.get(path.lower(), ()) if one == path or one not in exact]
        rows = [self.left.pop(one) for one in alike if one in self.left]
        return len(rows), sum(rows)


def _file(folder: Path, kind: ImageKind, name: str, why: str, meant: tuple[int, int]) -> ImageFile:
    """One file with its fate; ``meant``: names that mean it, and their rows."""
    names, rows = meant
    refused = ImageFile(path=name, fate=ImageFate.REFUSED, rows=rows, names=names, why=why or _CLOSED)
    if why:
        return refused
    try:
        length, digest, head = looked_at(folder / name)
    except OSError:
        return refused
    return ImageFile(
        path=name,
        fate=ImageFate.COPIED if rows else ImageFate.ORPHAN,
        rows=rows,
        names=names,
        bytes=length,
        sha256=digest,
        header=head,
        why=_wrong(head, kind),
    )


def take(folder: Path, kind: ImageKind, named: Named) -> Inventory:
    """Look at every file of a kind and at every name that rows give.

    Args:
        folder: an existing folder.
        kind: the kind.
        named: names as `plain` gives them.

    Raises:
        OSError: the folder itself cannot be read.
    """
    names = _Names(named.names)
    walked = list(_walk(folder))
    exact = frozenset(name for name, _ in walked)
    found = [_file(folder, kind, name, why, names.take(name, exact)) for name, why in walked]
    lost = [
        ImageFile(
            path=name,
            fate=ImageFate.MISSING if is_inside(name) else ImageFate.REFUSED,
            rows=rows,
            names=1,
            why="" if is_inside(name) else OUTSIDE,
        )
        for name, rows in sorted(names.left.items())
    ]
    return Inventory(files=(*found, *lost), balance=_balance(kind, named, found, lost))


def _balance(kind: ImageKind, named: Named, found: list[ImageFile], lost: list[ImageFile]) -> ImageBalance:
    copied = [one for one in found if one.fate is ImageFate.COPIED]
    refused = [one for one in found if one.fate is ImageFate.REFUSED]
    outside = [one for one in lost if one.fate is ImageFate.REFUSED]
    return ImageBalance(
        kind=kind.name,
        business=kind.business,
        table=kind.table,
        rows=named.rows,
        blank=named.blank,
        names=len(named.names),
        named_rows=sum(one.rows for one in (*found, *lost)),
        found=sum(one.names for one in copied),
        missing=len(lost) - len(outside),
        refused_names=sum(one.names for one in refused) + len(outside),
        files=len(found),
        copied=len(copied),
        orphans=sum(one.fate is ImageFate.ORPHAN for one in found),
        refused=len(refused),
        damaged=sum(bool(one.why) for one in copied),
        alike=sum(count - 1 for count in Counter(one.sha256 for one in copied).values()),
        bytes=sum(one.bytes for one in copied),
    )


def formats(files: tuple[ImageFile, ...]) -> dict[ImageFormat, int]:
    """Copied files by format."""
    counts = Counter(one.header.format for one in files if one.fate is ImageFate.COPIED and one.header is not None)
    return {form: counts[form] for form in ImageFormat if counts[form]}
