"""What bytes alone tell of a file: text, or one of a host."""

from __future__ import annotations

from pathlib import Path

from migrate.source import codec as codecs
from migrate.source.host.coding import EBCDIC
from migrate.source.opening import opened
from migrate.workspace.project import DeclaredSource

_LOOKED = 64 << 10
_TEXT_CONTROLS = b"\t\n\r\f\x1a\x1b"
_CONTROLS = bytes(code for code in range(0x20) if code not in _TEXT_CONTROLS)
_HOST_BYTES = bytes(
    (0x40, 0x4B, 0x60, 0x61, 0x6B, *range(0xF0, 0xFA), *range(0xC1, 0xCA), *range(0xD1, 0xDA), *range(0xE2, 0xEA))
)
_ASCII_BYTES = bytes((0x20, *range(0x30, 0x3A), *range(0x61, 0x7B)))
_MOST_HOST, _MOST_ASCII = 0.45, 0.15
_NAMES = {"ebcdic": "cp037", "ibm037": "cp037", "ibm500": "cp500", "ibm1140": "cp1140"}


def head_of(path: Path) -> bytes:
    """The first 64 KB."""
    with opened(path) as stream:
        return stream.read(_LOOKED)


def like_ebcdic(head: bytes) -> bool:
    """True where blanks are 40, digits F0 to F9 and letters C1 to E9, and next to nothing is ASCII."""
    if not head:
        return False
    host = len(head) - len(head.translate(None, _HOST_BYTES))
    plain = len(head) - len(head.translate(None, _ASCII_BYTES))
    return host >= _MOST_HOST * len(head) and plain <= _MOST_ASCII * len(head)


def any_control(head: bytes) -> bool:
    """True where control characters stand that no text holds: half bytes and binary numbers do."""
    return len(head.translate(None, _CONTROLS)) < len(head)


def codec_named(name: str) -> str:
    """The codec of an encoding's name, single-byte EBCDIC included; empty where it cannot be read."""
    folded = name.strip().casefold().replace("-", "").replace("_", "").replace(" ", "")
    known = _NAMES.get(folded, folded)
    return known if known in EBCDIC else codecs.codec_of(name)


def stated(declared: DeclaredSource | None) -> bool:
    """True where project.yaml says something that only host files have."""
    if declared is None:
        return False
    said = (declared.codes, declared.recfm, declared.byte_order, declared.readings, declared.kinds)
    return any(said) or codec_named(declared.encoding) in EBCDIC
