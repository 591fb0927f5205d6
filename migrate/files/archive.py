"""Archives as they are delivered: zip and gzip, read member by member as streams, never unpacked to disk.

Nothing that an archive says of itself is believed: sizes and check sums are counted as the bytes come, and a fault is
an error that names the member. Residents' files are large, so the limits are wide; reading needs bounded memory anyway.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from migrate.errors import UnreadableError
from migrate.files import inflate, zip_names
from migrate.model.finding import Place
from migrate.model.value import value

MAX_MEMBERS = 10_000
MAX_TOTAL = 1 << 40
MAX_RATIO = 300
RATIO_FROM = 256 << 20
"""Up to this size a member may be as repetitive as it likes: reading it takes a second."""
_GZIP = "gzip"
_ZIP = "zip"
_MAGIC = ((b"PK\x03\x04", _ZIP), (b"PK\x05\x06", _ZIP), (b"PK\x07\x08", _ZIP), (b"\x1f\x8b", _GZIP))
_SUFFIXES = {".zip": _ZIP, ".gz": _GZIP}
_OFFICE = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".ods", ".odt", ".docx", ".pptx", ".jar")
_UTF8_NAME = 0x800
_LOCAL = struct.Struct("<4s22x2H")
_METHODS = {zipfile.ZIP_STORED: "無圧縮", zipfile.ZIP_DEFLATED: "deflate"}
_KNOWN = {1: "shrink", 6: "implode", 9: "deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@value
class Member:
    """A file in an archive. Offsets are those of a zip; a gzip file has one member and all of them 0."""

    name: str
    """With forward slashes, NFC, below the archive."""
    size: int = 0
    """Bytes that the directory promises."""
    crc: int = 0
    offset: int = 0
    compressed: int = 0
    method: int = zipfile.ZIP_STORED
    encrypted: bool = False


def refused(
    code: str, archive: str, member: str = "", params: Mapping[str, str | int] | None = None
) -> UnreadableError:
    """The refusal of an archive or of one of its members."""
    file = f"{archive}/{member}" if member else archive
    return UnreadableError(code, Place(file=file), {"file": archive, "member": member or archive, **(params or {})})


def _archive_in(head: bytes) -> str:
    return next((what for magic, what in _MAGIC if head.startswith(magic)), "")


def kind(path: Path) -> str:
    """``zip``, ``gzip`` or empty: by the first bytes, else by the name; office documents are no archives.

    Raises:
        OSError: there is no such file, or it may not be read.
    """
    if path.suffix.casefold() in _OFFICE:
        return ""
    with path.open("rb") as stream:
        head = stream.read(4)
    return _archive_in(head) or (_SUFFIXES.get(path.suffix.casefold(), "") if head else "")


def _decoded(entry: zipfile.ZipInfo) -> str:
    """An entry's name as its writer meant it: UTF-8 where marked or valid (Mac), else CP932 (Windows), else CP437."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_NAME and not name.isascii():
        raw = name.encode("cp437")
        for codec in ("utf-8", "cp932"):
            try:
                name = raw.decode(codec)
                break
            except UnicodeDecodeError:
                continue
    return name


def _normal(name: str) -> str:
    return PurePosixPath(unicodedata.normalize("NFC", name.replace("\\", "/"))).as_posix()


def _refuse_entry(entry: zipfile.ZipInfo, name: str, archive: str) -> None:
    shown = _CONTROL.sub("?", name)
    reason = zip_names.fault(name)
    if _CONTROL.search(name):
        reason = "名前に制御文字があります"
    elif zip_names.is_link(entry):
        reason = "ほかのファイルを指すリンクです"
    if reason:
        raise refused("MIG-SRC-222", archive, shown, {"reason": reason})


def _refuse_whole(entries: list[zipfile.ZipInfo], archive: str) -> None:
    """Bombs: too many entries, too much in all, entries that share their bytes."""
    reason = ""
    if len(entries) > MAX_MEMBERS:
        reason = f"中のファイルが {MAX_MEMBERS:,} 個を超えています"
    elif sum(entry.file_size for entry in entries) > MAX_TOTAL:
        reason = f"展開すると {MAX_TOTAL >> 30:,} GB を超えます"
    else:
        end = 0
        for entry in sorted(entries, key=lambda one: one.header_offset):
            if entry.header_offset < end:
                reason = "中のファイルどうしが、圧縮の内容を共有しています"
            end = entry.header_offset + _LOCAL.size + entry.compress_size
    if reason:
        raise refused("MIG-SRC-222", archive, params={"reason": reason})


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _damaged(archive: str, member: str, reason: str) -> UnreadableError:
    return refused("MIG-SRC-221", archive, member, {"reason": reason})


def _zip_entries(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, UnicodeError, struct.error, ValueError, EOFError, NotImplementedError):
        reason = "ZIP の目次を読めません（途中で切れている、分割されている、または ZIP ではありません）"
        raise _damaged(path.name, "", reason) from None


def _zip_members(path: Path) -> Iterator[Member]:
    entries = [one for one in _zip_entries(path) if not one.is_dir() and not one.orig_filename.endswith("\\")]
    _refuse_whole(entries, path.name)
    seen: set[str] = set()
    for entry in entries:
        decoded = _decoded(entry)
        name = _normal(decoded)
        if not is_visible(name):
            continue
        _refuse_entry(entry, decoded, path.name)
        if name in seen:
            raise refused("MIG-SRC-222", path.name, name, {"reason": "同じ名前のファイルが二つあります"})
        if _is_bomb(entry):
            reason = f"{MAX_RATIO} 倍を超える大きさに展開されます"
            raise refused("MIG-SRC-222", path.name, name, {"reason": reason})
        seen.add(name)
        yield Member(
            name=name,
            size=entry.file_size,
            crc=entry.CRC,
            offset=entry.header_offset,
            compressed=entry.compress_size,
            method=entry.compress_type,
            encrypted=zip_names.is_encrypted(entry),
        )


def is_visible(name: str) -> bool:
    """False for what file managers and editors leave behind, also deeper in a folder of theirs."""
    parts = PurePosixPath(name).parts
    left = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts if part not in (".", ".."))
    return not left and (not parts or parts[-1].casefold() not in ("thumbs.db", "desktop.ini"))


@lru_cache(maxsize=8)
def _listed(path: Path, _moment: int, _size: int) -> Mapping[str, Member]:
    if kind(path) == _GZIP:
        name = path.name[: -len(".gz")] if path.suffix.casefold() == ".gz" else path.stem
        return {name: Member(name=name or "data", compressed=path.stat().st_size)}
    return {member.name: member for member in _zip_members(path)}


def members(path: Path) -> Mapping[str, Member]:
    """The files of an archive by their names; system files of Mac and Windows are left out.

    Raises:
        UnreadableError: MIG-SRC-221 (damaged), -222 (bombs and tricks).
        OSError: the file is gone or may not be read.
    """
    status = path.stat()
    return _listed(path, status.st_mtime_ns, status.st_size)


def _gzip_blocks(path: Path) -> Iterator[bytes]:
    length, most = 0, max(RATIO_FROM, MAX_RATIO * path.stat().st_size)
    with path.open("rb") as source:
        for block in inflate.gunzipped(source):
            length += len(block)
            if length > most:
                raise inflate.DamageError(f"{MAX_RATIO} 倍を超える大きさに展開されます")
            yield block


def _zip_blocks(path: Path, member: Member) -> Iterator[bytes]:
    with path.open("rb") as source:
        source.seek(member.offset)
        local = source.read(_LOCAL.size)
        if len(local) < _LOCAL.size or not local.startswith(b"PK\x03\x04"):
            raise inflate.DamageError("目次の指す場所にありません")
        _, name, extra = _LOCAL.unpack(local)
        source.seek(name + extra, io.SEEK_CUR)
        read = inflate.stored if member.method == zipfile.ZIP_STORED else inflate.deflated
        yield from inflate.checked(read(source, member.compressed), member.size, member.crc)


def open_member(path: Path, member: Member) -> BinaryIO:
    """The member's bytes as a seekable stream; reading it raises what is wrong with it.

    Raises:
        UnreadableError: MIG-SRC-220 (password), -224 (unknown method); while reading, -221 with what is damaged.
    """
    if member.encrypted:
        raise refused("MIG-SRC-220", path.name, member.name)
    if member.method not in _METHODS:
        method = _KNOWN.get(member.method, f"番号 {member.method}")
        raise refused("MIG-SRC-224", path.name, member.name, {"method": method})
    gzip = kind(path) == _GZIP

    def start() -> Iterator[bytes]:
        return _gzip_blocks(path) if gzip else _zip_blocks(path, member)

    stream = inflate.Stream(start, lambda reason: _damaged(path.name, member.name, reason))
    return cast("BinaryIO", stream)


@lru_cache(maxsize=16_384)
def _measured(path: Path, name: str, _moment: int, _size: int) -> tuple[int, str]:
    digest, length = hashlib.sha256(), 0
    document = PurePosixPath(name).suffix.casefold() in _OFFICE
    with open_member(path, members(path)[name]) as stream:
        while block := stream.read(inflate.BLOCK):
            if not length and not document and _archive_in(block):
                raise refused("MIG-SRC-223", path.name, name)
            digest.update(block)
            length += len(block)
    return length, digest.hexdigest()


def measure(path: Path, member: Member) -> tuple[int, str]:
    """Length and sha256 of a member, read to its end once; so its check sum was right.

    Raises:
        UnreadableError: MIG-SRC-220, -221, -224, or -223, an archive in an archive.
    """
    status = path.stat()
    return _measured(path, member.name, status.st_mtime_ns, status.st_size)
