"""How records and fields of host files hold their values: as copybooks and layout tables declare it."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.value import value


class Usage(StrEnum):
    """How the bytes of a field hold its value."""

    TEXT = "text"
    """Characters; in host files single and double bytes mixed, between shift codes."""
    WIDE = "wide"
    """Double-byte characters only, without shift codes (PIC N, G)."""
    ZONED = "zoned"
    """A digit a byte (USAGE DISPLAY); the sign in the zone of one of them, or in a byte of its own."""
    PACKED = "packed"
    """Two digits a byte, the sign in the last half byte (COMP-3)."""
    BINARY = "binary"
    """Two's complement in the order of the host, high byte first (COMP, COMP-4, BINARY)."""
    NATIVE = "native"
    """Two's complement in the order of the machine that wrote it (COMP-5)."""
    HEX = "hex"
    """What is no character and no exact number (COMP-1, COMP-2, POINTER): given as hexadecimal digits."""


class Sign(StrEnum):
    """Where a number keeps its sign."""

    TRAILING = "trailing"
    LEADING = "leading"
    TRAILING_SEPARATE = "trailing-separate"
    LEADING_SEPARATE = "leading-separate"
    NONE = "none"
    """Packed digits without a half byte for the sign (COMP-6)."""


@value
class FieldForm:
    """How one field holds its value. Its digits and decimals are ``length`` and ``scale`` of the column."""

    usage: Usage = Usage.TEXT
    picture: str = ""
    """The PICTURE as it is written."""
    signed: bool = False
    sign: Sign = Sign.TRAILING
    occurs: int | None = None
    """Which occurrence of a table it is, from 1 (the outermost table with DEPENDING ON, else the innermost)."""
    depends: str = ""
    """The column that says how many occurrences hold values."""
    readings: tuple[str, ...] = ()
    """Names of the overlaid areas (REDEFINES) that the field is part of, the outermost first."""
    when: str = ""
    """``COLUMN=VALUE|VALUE``: the records in which the field is to be read; empty: all."""


@value
class RecordKind:
    """Which records of a file with several kinds of records are rows of a table."""

    start: int
    """First byte, from 1, of the field that names the kind."""
    bytes: int
    values: tuple[str, ...]
    known: tuple[str, ...]
    """The values of all kinds of the file."""
    length: int = 0
    """Bytes of a record, those of the longest kind."""
    carrier: bool = False
    """True for the table that answers for records of an unknown kind: they are its bad records."""


@value
class RecordForm:
    """How a host file is to be read."""

    codes: str = ""
    """Code table file, relative to the folder of the data file; empty where Python knows the encoding."""
    recfm: str = ""
    """``F`` one after the other, ``LINE`` lines that may be short, ``V`` (RDW), ``VB`` (BDW, RDW); empty: as found."""
    byte_order: str = ""
    """``big`` or ``little`` for COMP-5 (empty: big in EBCDIC files, else little) and for UTF-16 in UTF-8 files."""
    kind: RecordKind | None = None
