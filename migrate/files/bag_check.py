"""Check a bag in a ZIP file (RFC 8493): every file against every manifest, both ways; nothing is unpacked to disk.

Stricter than the RFC in one thing: a tag file that no tag manifest names is a flaw too, since it lies outside the seal.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import archive, inflate
from migrate.files.archive import Member
from migrate.files.bagit import DECLARATION, INFO, OXUM, PAYLOAD, decoded
from migrate.model.finding import Place
from migrate.model.value import value

MAX_TAG_FILE = 64 << 20
"""Tag files are read whole: one for 10,000 files with long names has 5 MB."""
_MANIFEST = re.compile(r"(?P<tag>tag)?manifest-(?P<algorithm>[a-z0-9]+)\.txt")
_LINE = re.compile(r"(?P<digest>[0-9A-Fa-f]+)[ \t]+\*?(?P<name>.+)")
_KNOWN = ("md5", "sha1", "sha256", "sha512")
_STRONG = ("sha256", "sha512")
_VERSIONS = ("1.0", "0.97")
_FETCH = "fetch.txt"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Fault(StrEnum):
    """What is wrong with a bag."""

    MISSING = "missing"
    CHANGED = "changed"
    EXTRA = "extra"
    OXUM = "oxum"
    FORM = "form"


@value
class Flaw:
    """One thing that is wrong. ``reason`` is a Japanese phrase where the fault alone does not say it."""

    fault: Fault
    file: str
    reason: str = ""


@value
class Bag:
    """A bag that was read to its last byte. ``files`` and ``octets`` count what lies below ``data/``."""

    folder: str
    info: Mapping[str, str]
    files: int
    octets: int
    flaws: tuple[Flaw, ...]


def refused(file: str, reason: str) -> UnreadableError:
    """The refusal of a package that is none, or that must not be opened."""
    return UnreadableError("MIG-SYS-050", Place(file=file), {"file": file, "reason": reason})


def _guarded(error: UnreadableError, path: Path) -> UnreadableError:
    """The archive's refusal in the words of a hand-over."""
    reasons = {"MIG-SRC-220": "中のファイルにパスワードが付いています", "MIG-SRC-224": "知らない方式で圧縮されています"}
    reason = reasons.get(error.code) or str(error.params.get("reason", "ZIP ファイルではありません"))
    member = str(error.params.get("member", ""))
    return refused(path.name, f"{reason}（{member}）" if member not in ("", path.name) else reason)


class _Reader:
    """The files of one bag by their names in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            found = archive.members(path) if archive.kind(path) == "zip" else {}
        except UnreadableError as error:
            raise _guarded(error, path) from None
        except FileNotFoundError:
            raise UnreadableError("MIG-SYS-001", Place(file=path.name), {"file": path.name}) from None
        except OSError:
            raise UnreadableError("MIG-SYS-002", Place(file=path.name), {"file": path.name}) from None
        tops = [name.removesuffix(DECLARATION) for name in found if re.fullmatch(rf"([^/]+/)?{DECLARATION}", name)]
        if len(tops) != 1:
            reason = f"{DECLARATION} がありません" if not tops else f"{DECLARATION} が二つ以上あります"
            raise refused(path.name, reason)
        self.top = tops[0]
        self.members = {name.removeprefix(self.top): one for name, one in found.items() if name.startswith(self.top)}
        self.outside = [name for name in found if not name.startswith(self.top)]

    def hidden(self) -> Iterator[str]:
        """Names that the guard passes over as left behind by other programs: here they are extra files."""
        with zipfile.ZipFile(self.path) as packed:
            for name in packed.namelist():
                if not name.endswith(("/", "\\")) and not archive.is_visible(name.replace("\\", "/")):
                    yield _CONTROL.sub("?", name)

    def blocks(self, member: Member) -> Iterator[bytes]:
        try:
            with archive.open_member(self.path, member) as stream:
                while block := stream.read(inflate.BLOCK):
                    yield block
        except UnreadableError as error:
            raise _guarded(error, self.path) from None

    def tag(self, name: str) -> bytes:
        """A tag file as a whole.

        Raises:
            UnreadableError: MIG-SYS-050, it is too large.
        """
        member = self.members[name]
        if member.size > MAX_TAG_FILE:
            raise refused(self.path.name, f"{name} が {MAX_TAG_FILE >> 20} MB を超えています")
        return b"".join(self.blocks(member))

    def text(self, name: str) -> str:
        """A tag file as text (UTF-8).

        Raises:
            UnreadableError: MIG-SYS-050.
        """
        try:
            return self.tag(name).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise refused(self.path.name, f"{name} が UTF-8 ではありません") from None


@value
class _Manifest:
    """One manifest: file → digest in lower case."""

    file: str
    algorithm: str
    tag: bool
    digests: Mapping[str, str]


def _fields(text: str) -> dict[str, str]:
    """``label: text`` of each line; a line that begins with a blank goes on with the one before."""
    found: dict[str, str] = {}
    label = ""
    for line in text.splitlines():
        head, colon, rest = line.partition(":")
        if line[:1] in (" ", "\t") and label:
            found[label] += " " + line.strip()
        elif colon:
            label = head.strip()
            found[label] = rest.strip()
    return found


def _declaration(reader: _Reader) -> Iterator[Flaw]:
    stated = _fields(reader.text(DECLARATION))
    if stated.get("BagIt-Version") not in _VERSIONS:
        yield Flaw(fault=Fault.FORM, file=DECLARATION, reason="BagIt の版が 1.0 ではありません")
    if stated.get("Tag-File-Character-Encoding", "").upper() != "UTF-8":
        yield Flaw(fault=Fault.FORM, file=DECLARATION, reason="文字コードが UTF-8 ではありません")


def _manifest(reader: _Reader, name: str, hit: re.Match[str]) -> Iterator[_Manifest | Flaw]:
    """What one manifest says, and the lines that say nothing."""
    digests: dict[str, str] = {}
    for number, line in enumerate(reader.text(name).split("\n"), start=1):
        if not (bare := line.removesuffix("\r")):
            continue
        told = _LINE.fullmatch(bare)
        file = unicodedata.normalize("NFC", decoded(told["name"]).removeprefix("./")) if told else ""
        wanted = told is not None and (hit["tag"] is not None) != file.startswith(PAYLOAD) and file not in digests
        if told is None or not wanted:
            yield Flaw(fault=Fault.FORM, file=name, reason=f"{number} 行目が、一覧の行の形ではありません")
            continue
        digests[file] = told["digest"].lower()
    yield _Manifest(file=name, algorithm=hit["algorithm"], tag=hit["tag"] is not None, digests=digests)


def _manifests(reader: _Reader) -> Iterator[_Manifest | Flaw]:
    strong = {True: False, False: False}
    for name in sorted(reader.members):
        if (hit := _MANIFEST.fullmatch(name)) is None:
            continue
        if hit["algorithm"] not in _KNOWN:
            yield Flaw(fault=Fault.FORM, file=name, reason="知らない方式のハッシュ値です")
            continue
        strong[hit["tag"] is not None] |= hit["algorithm"] in _STRONG
        yield from _manifest(reader, name, hit)
    for tag, found in strong.items():
        if not found:
            name = f"{'tag' if tag else ''}manifest-sha256.txt"
            yield Flaw(fault=Fault.MISSING, file=name, reason="SHA-256 か SHA-512 の一覧がありません")


def _measure(reader: _Reader, name: str, manifests: list[_Manifest]) -> tuple[int, list[Flaw]]:
    """Length of a file; it is changed where any manifest has another digest of it, extra where any does not name it."""
    is_tag = not name.startswith(PAYLOAD)
    mine = [one for one in manifests if one.tag == is_tag]
    digests = {one.algorithm: hashlib.new(one.algorithm, usedforsecurity=False) for one in mine}
    length = 0
    for block in reader.blocks(reader.members[name]):
        length += len(block)
        for digest in digests.values():
            digest.update(block)
    if is_tag and (hit := _MANIFEST.fullmatch(name)) is not None and hit["tag"]:
        return length, []
    if any(name not in one.digests for one in mine):
        return length, [Flaw(fault=Fault.EXTRA, file=name)]
    same = all(one.digests[name] == digests[one.algorithm].hexdigest() for one in mine)
    return length, [] if same else [Flaw(fault=Fault.CHANGED, file=name)]


def check(path: Path) -> Bag:
    """Read the bag in the ZIP file ``path`` to its last byte and tell all that is wrong with it.

    Raises:
        UnreadableError: MIG-SYS-050 (no bag, or an archive that must not be opened), -001, -002.
    """
    reader = _Reader(path)
    flaws = list(_declaration(reader))
    flaws += [Flaw(fault=Fault.EXTRA, file=_CONTROL.sub("?", name)) for name in (*reader.outside, *reader.hidden())]
    manifests: list[_Manifest] = []
    for one in _manifests(reader):
        (manifests if isinstance(one, _Manifest) else flaws).append(one)  # type: ignore[arg-type]
    octets = files = 0
    for name in sorted(reader.members):
        length, wrong = _measure(reader, name, manifests)
        flaws += wrong
        if name.startswith(PAYLOAD):
            files, octets = files + 1, octets + length
    named = {name for one in manifests for name in one.digests}
    flaws += [Flaw(fault=Fault.MISSING, file=_CONTROL.sub("?", name)) for name in sorted(named - set(reader.members))]
    if _FETCH in reader.members:
        flaws.append(Flaw(fault=Fault.FORM, file=_FETCH, reason="中身の一部が、ほかの場所から取ることになっています"))
    info = _fields(reader.text(INFO)) if INFO in reader.members else {}
    if OXUM in info and info[OXUM] != f"{octets}.{files}":
        flaws.append(Flaw(fault=Fault.OXUM, file=INFO, reason=f"記載 {info[OXUM]}、実際 {octets}.{files}"))
    return Bag(folder=reader.top.rstrip("/"), info=info, files=files, octets=octets, flaws=tuple(flaws))


def is_bag(path: Path) -> bool:
    """True for a ZIP file that holds a bag, sound or not."""
    try:
        return bool(_Reader(path).members)
    except UnreadableError:
        return False


def read(path: Path, name: str) -> bytes | None:
    """The file ``name`` (such as ``data/handover.json``) of a bag; None where there is none.

    Raises:
        UnreadableError: as `check`.
    """
    reader = _Reader(path)
    return reader.tag(name) if name in reader.members else None
