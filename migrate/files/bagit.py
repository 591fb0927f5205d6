"""Bags: files with their check sums, laid out as RFC 8493 (BagIt 1.0) says, in a ZIP file of reproducible bytes."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from migrate.errors import UnreadableError
from migrate.files import atomic
from migrate.model.finding import Place
from migrate.model.value import value

DECLARATION, INFO = "bagit.txt", "bag-info.txt"
PAYLOAD = "data/"
ALGORITHM = "sha256"
MANIFEST, TAGS = f"manifest-{ALGORITHM}.txt", f"tagmanifest-{ALGORITHM}.txt"
OXUM = "Payload-Oxum"
_DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ESCAPES = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX, _OWNER_ONLY = 3, 0o100600 << 16
_BLOCK = 1 << 20
_BLANKS = re.compile(r"\s+")


@value
class Entry:
    """One file to be packed. ``name`` is its path below ``data/``, with forward slashes."""

    name: str
    content: Path | bytes


def encoded(name: str) -> str:
    r"""A path as manifests write it: line ends and percent signs, and only those, are escaped.

    >>> encoded("50%\n.csv")
    '50%25%0A.csv'
    """
    for plain, written in _ESCAPES:
        name = name.replace(plain, written)
    return name


def decoded(name: str) -> str:
    r"""The path that a manifest means.

    >>> decoded("50%25%0a.csv")
    '50%\n.csv'
    """
    return re.sub("%(0[aA]|0[dD]|25)", lambda hit: chr(int(hit[1], 16)), name)


def _member(name: str) -> zipfile.ZipInfo:
    """A member whose bytes depend on nothing but its name and content."""
    member = zipfile.ZipInfo(name, _MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system, member.external_attr = _UNIX, _OWNER_ONLY
    return member


def _put(packed: zipfile.ZipFile, name: str, source: BinaryIO) -> tuple[str, int]:
    """Copy a stream into the archive: its sha256 and its length."""
    digest, length = hashlib.sha256(), 0
    with packed.open(_member(name), "w", force_zip64=True) as target:
        while block := source.read(_BLOCK):
            digest.update(block)
            length += len(block)
            target.write(block)
    return digest.hexdigest(), length


def _open(entry: Entry) -> BinaryIO:
    if isinstance(entry.content, bytes):
        return io.BytesIO(entry.content)
    try:
        return entry.content.open("rb")
    except OSError:
        raise UnreadableError("MIG-SYS-002", Place(file=entry.name), {"file": entry.name}) from None


def _info(info: Sequence[tuple[str, str]]) -> bytes:
    """Lines of bag-info.txt; one that is empty is left out."""
    lines = ((label, _BLANKS.sub(" ", text).strip()) for label, text in info)
    return "".join(f"{label}: {text}\n" for label, text in lines if text).encode()


def _lines(digests: Sequence[tuple[str, str]]) -> bytes:
    return "".join(f"{digest}  {encoded(name)}\n" for name, digest in digests).encode()


def write(target: Path, folder: str, entries: Iterable[Entry], info: Sequence[tuple[str, str]]) -> None:
    """Pack ``entries`` into a ZIP file with one folder, a complete bag.

    Args:
        target: the file to be made; what is there is written over.
        folder: name of the bag's folder.
        entries: in any order; they are packed by name.
        info: label and text of bag-info.txt; Payload-Oxum is added.

    Raises:
        UnreadableError: MIG-SYS-002, a file cannot be read; MIG-SYS-004 to -006, ``target`` cannot be written.
    """
    named = sorted(((PAYLOAD + unicodedata.normalize("NFC", one.name), one) for one in entries), key=lambda one: one[0])
    payload: list[tuple[str, str]] = []
    octets = 0
    try:
        with zipfile.ZipFile(target, "w") as packed:
            tags = {DECLARATION: _DECLARED}
            for name, entry in named:
                with _open(entry) as source:
                    digest, length = _put(packed, f"{folder}/{name}", source)
                payload.append((name, digest))
                octets += length
            tags[INFO] = _info([*info, (OXUM, f"{octets}.{len(payload)}")])
            tags[MANIFEST] = _lines(payload)
            tags[TAGS] = _lines([(name, hashlib.sha256(data).hexdigest()) for name, data in sorted(tags.items())])
            for name, data in sorted(tags.items()):
                _put(packed, f"{folder}/{name}", io.BytesIO(data))
    except OSError as error:
        raise atomic.refuse(error, target.name) from None
