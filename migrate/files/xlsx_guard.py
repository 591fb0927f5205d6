"""What a workbook must be before any reader sees it: a plain ZIP of bounded size, no DTD, no active content.

The rules answer files that abort or exhaust readers: bombs, far cells, entities, tricks with names.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from migrate.errors import UnreadableError
from migrate.files import zip_names
from migrate.files.xlsx_extent import Extent, FarCellError
from migrate.model.finding import Place

MAX_ENTRIES = 2_000
MAX_FILE = 100 << 20
MAX_INFLATED = 200 << 20
MAX_RATIO = 200
RATIO_FROM = 2 << 20
_BLOCK = 1 << 18
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_BIFF = re.compile(b"|".join(re.escape(word.encode("utf-16-le")) for word in ("Workbook\0", "Book\0")))
_SEALED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_KEPT = 16
_CONTENT_TYPES = "[content_types].xml"
_BINARY = "xl/workbook.bin"
_OPEN_DOCUMENT = frozenset({"mimetype", "content.xml"})
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)["']""")
_ACTIVE_NAMES = re.compile(
    r"vbaproject|vbadata|externallinks?/|embeddings/|activex/|macrosheets/|(?:^|/)connections\.xml|querytables/"
)
_ACTIVE_TYPES = re.compile(
    rb"macroenabled|vbaproject|activex|externallink\+xml|connections\+xml|oleobject|macrosheet", re.IGNORECASE
)


def refused(code: str, name: str, params: Mapping[str, str | int] | None = None) -> UnreadableError:
    """The refusal of the workbook ``name``."""
    return UnreadableError(code, Place(file=name), {"file": name, **(params or {})})


def is_old(data: bytes) -> bool:
    """True for a workbook in the form of Excel 97-2003 (.xls) that is not encrypted as a whole."""
    return data.startswith(_OLE) and _BIFF.search(data) is not None and _SEALED not in data


def _shape(data: bytes, name: str, any_form: bool) -> None:
    if not data:
        raise refused("MIG-FORM-001", name)
    if len(data) > MAX_FILE:
        raise refused("MIG-FORM-006", name, {"part": name, "limit": MAX_FILE >> 20})
    if data.startswith(_OLE) and not (any_form and is_old(data)):
        raise refused("MIG-FORM-002", name)
    if not data.startswith((_ZIP, _OLE)):
        raise refused("MIG-FORM-003", name)


def _names(entries: list[zipfile.ZipInfo], name: str, any_form: bool) -> None:
    if len(entries) > MAX_ENTRIES:
        raise refused(
            "MIG-FORM-005", name, {"part": f"{len(entries)} 個", "reason": f"部品が {MAX_ENTRIES} 個を超えています"}
        )
    seen: set[str] = set()
    for entry in entries:
        low = entry.filename.replace("\\", "/").lower()
        if reason := zip_names.fault(entry.filename):
            raise refused("MIG-FORM-005", name, {"part": entry.filename, "reason": reason})
        if low in seen:
            raise refused("MIG-FORM-005", name, {"part": entry.filename, "reason": "同じ名前の部品が二つあります"})
        seen.add(low)
        if zip_names.is_encrypted(entry):
            raise refused("MIG-FORM-002", name)
        if entry.compress_type not in _METHODS:
            raise refused("MIG-FORM-004", name, {"part": entry.filename, "reason": "xlsx では使わない圧縮方式です"})
        if not any_form and _ACTIVE_NAMES.search(low):
            raise refused("MIG-FORM-009", name, {"part": entry.filename})
    if _BINARY in seen or (_CONTENT_TYPES not in seen and not (any_form and seen >= _OPEN_DOCUMENT)):
        raise refused("MIG-FORM-003", name)


class _Budget:
    """Bytes inflated so far, counted as they come; declared sizes are not believed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.total = 0

    def blocks(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        size = 0
        with archive.open(entry) as stream:
            while block := stream.read(_BLOCK):
                size += len(block)
                self.total += len(block)
                bomb = size > RATIO_FROM and size > MAX_RATIO * max(entry.compress_size, 1)
                if bomb or self.total > MAX_INFLATED:
                    raise refused("MIG-FORM-006", self.name, {"part": entry.filename, "limit": MAX_INFLATED >> 20})
                yield block


def _is_xml(entry: zipfile.ZipInfo, first: bytes) -> bool:
    named = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    return named or first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _first_block(first: bytes, entry: zipfile.ZipInfo, name: str) -> None:
    declared = _ENCODING.match(first.lstrip(b"\xef\xbb\xbf \t\r\n"))
    foreign = declared is not None and declared.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii")
    if foreign or b"\x00" in first[:256] or first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused("MIG-FORM-008", name, {"part": entry.filename})


def _scan(blocks: Iterator[bytes], entry: zipfile.ZipInfo, name: str, any_form: bool) -> None:
    """Look through one part: every XML part for DTDs, well-formedness and far cells; the rest only inflates."""
    first = next(blocks, b"")
    if not _is_xml(entry, first):
        for _ in blocks:
            pass
        return
    _first_block(first, entry, name)
    drawing = entry.filename.lower().endswith(".vml")  # old drawings hold no cells and are not always XML
    extent = Extent()
    tail = b""
    block = first
    while block:
        if _DTD.search(tail + block):
            raise refused("MIG-FORM-007", name, {"part": entry.filename})
        listed = entry.filename.lower() == _CONTENT_TYPES and not any_form
        if listed and _ACTIVE_TYPES.search(tail + block):
            raise refused("MIG-FORM-009", name, {"part": entry.filename})
        if not drawing:
            extent.feed(block)
        tail = block[-_KEPT:]
        block = next(blocks, b"")
    extent.close()


def check(data: bytes, name: str, any_form: bool = False) -> None:
    """Refuse what is not a harmless xlsx workbook; ``name`` is the file's name for the error.

    With ``any_form`` a workbook may also be .xls or .ods and hold macros and links: only values are taken out
    of it, in a process with bounds of its own, and nothing in it is run or followed.

    Raises:
        UnreadableError: MIG-FORM-001 (empty) to -010 (far cell), each with the part that is at fault.
    """
    _shape(data, name, any_form)
    if data.startswith(_OLE):
        return
    part = ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _names(entries, name, any_form)
            budget = _Budget(name)
            for entry in entries:
                part = entry.filename
                _scan(budget.blocks(archive, entry), entry, name, any_form)
    except FarCellError as far:
        raise refused("MIG-FORM-010", name, {"part": part, "cell": far.cell}) from None
    except expat.ExpatError as error:
        raise refused(
            "MIG-FORM-004", name, {"part": part, "reason": f"{error.lineno} 行目が XML として正しくありません"}
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, struct.error):
        raise refused(
            "MIG-FORM-004", name, {"part": part or "圧縮ファイルの全体", "reason": "圧縮の内容が壊れています"}
        ) from None
