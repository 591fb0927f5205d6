"""Bytes of fields to text: by Python's codecs, or by a host's code table with its shifts."""

from __future__ import annotations

import os
import re
import sys
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.source import SourceFile
from migrate.source import codec as codecs
from migrate.source.cells import decode_column, has_stand_in
from migrate.source.codec import STAND_IN
from migrate.source.host.codes import CodeTable, of_codec, read_codes
from migrate.source.host.cut import Decoded, Field, fixed, stand_ins
from migrate.source.opening import opened

_PAIR = 2
_ABSENT = 0xFF
EBCDIC = ("cp037", "cp500", "cp1140")
"""Single-byte EBCDIC codes that Python knows."""


class Coding(Protocol):
    """How the characters of a file are read."""

    host: bool
    """True for EBCDIC digits and blanks."""

    def text(self, field: Field) -> Decoded:
        """Characters, in host files with shifts to double bytes and back."""

    def wide(self, field: Field) -> Decoded:
        """Double-byte characters without shifts."""


class PlainCoding:
    """CP932, UTF-8 or ASCII; double-byte fields of UTF-8 files are UTF-16 where the byte order is stated."""

    host = False

    def __init__(self, codec: str, byte_order: str = "") -> None:
        self.codec = codec
        wide = {"little": "utf-16-le", "big": "utf-16-be"}.get(byte_order, "")
        self.national = wide if codec.startswith("utf-8") else ""

    def text(self, field: Field) -> Decoded:
        """As `decode_column`."""
        trimmed = pc.ascii_rtrim(field.cells().view(pa.string()), characters=" ").view(pa.binary())
        text, bad = decode_column(trimmed, self.codec)
        return Decoded(text=text, bad=bad)

    def wide(self, field: Field) -> Decoded:
        """Full-width characters of the same code, in UTF-8 files UTF-16."""
        return _each(field, self._national) if self.national else self.text(field)

    def _national(self, raw: bytes) -> str:
        try:
            return raw.decode(self.national)
        except UnicodeDecodeError:
            return stand_ins(raw)


class TableCoding:
    """A host's code table."""

    def __init__(self, table: CodeTable) -> None:
        self.table = table
        self.host = table.host
        self._ascii = bytes(ord(one) if one.isascii() and len(one) == 1 else _ABSENT for one in table.single)
        shifts = (*table.to_double, *table.to_single)
        self._shifting = [re.escape(one) for one in table.to_double]
        self._start = re.compile(b"|".join(self._shifting) or b"(?!)", re.DOTALL)
        self._end = re.compile(b"|".join(re.escape(one) for one in table.to_single) or b"(?!)", re.DOTALL)
        any_shift = b"|".join(re.escape(one) for one in shifts)
        self._run = re.compile(b"(?:(?!" + any_shift + b")..)*" if shifts else b"(?:..)*", re.DOTALL)

    def text(self, field: Field) -> Decoded:
        """Single bytes; double ones between shifts. A shift that is not closed ends with its field."""
        quick = field.data.translate(self._ascii)
        if _ABSENT not in quick:
            return Decoded(text=fixed(quick, field.width, field.count).cast(pa.binary()).view(pa.string()))
        return _each(field, self._mixed)

    def wide(self, field: Field) -> Decoded:
        """Double bytes from the first to the last."""
        size = field.width // _PAIR
        whole = self._double(field.data) if field.width % _PAIR == 0 else ""
        if len(whole) != field.count * size:  # odd widths, codes of several characters, codes that are not known
            return _each(field, self._double)
        cells = [whole[at : at + size] for at in range(0, len(whole), size)]
        return Decoded(text=pa.array(cells, pa.string()))

    def _single(self, raw: bytes) -> str:
        quick = raw.translate(self._ascii)
        if _ABSENT not in quick:
            return quick.decode("ascii")
        return "".join(map(self.table.single.__getitem__, raw))

    def _double(self, raw: bytes) -> str:
        """Pairs of bytes; a byte that is left over is one that cannot be read."""
        if not self.table.double:
            return stand_ins(raw)
        even = len(raw) // _PAIR * _PAIR
        pairs = array("H", raw[:even])
        if sys.byteorder == "little":
            pairs.byteswap()
        text = "".join(map(self.table.double.__getitem__, pairs))
        return text if even == len(raw) else text + stand_ins(raw[even:])

    def _mixed(self, raw: bytes) -> str:
        found, at = [], 0
        while shift := self._start.search(raw, at):
            found.append(self._single(raw[at : shift.start()]))
            run = self._run.match(raw, shift.end())
            at = run.end() if run else shift.end()
            found.append(self._double(raw[shift.end() : at]))
            if end := self._end.match(raw, at):
                at = end.end()
            elif not self._start.match(raw, at):  # one byte, or none, at the end of the field
                found.append(stand_ins(raw[at:]))
                at = len(raw)
        found.append(self._single(raw[at:]))
        return "".join(found)


def _each(field: Field, read: Callable[[bytes], str]) -> Decoded:
    """Read every different cell once."""
    coded = field.cells().dictionary_encode()
    text = pa.array(map(read, coded.dictionary.to_pylist()), pa.string()).take(coded.indices)
    if not has_stand_in(text):
        return Decoded(text=text)
    return Decoded(text=text, bad=pc.indices_nonzero(pc.match_substring_regex(text, STAND_IN)).to_pylist())


def table_at(path: Path, name: str) -> CodeTable:
    """The code table in a file (UTF-8 or CP932); ``name`` is its name for people.

    Raises:
        UnreadableError: MIG-SRC-250 (a line of it is wrong), -251 (it is not there).
    """
    try:
        with opened(path) as stream:
            data = stream.read()
    except OSError:
        raise UnreadableError("MIG-SRC-251", Place(file=name), {"file": name}) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = codecs.decode(data, "cp932")
    return read_codes(text, name)


def coding_of(path: Path, file: SourceFile) -> Coding:
    """How the characters of the data file at ``path`` are read.

    Raises:
        UnreadableError: MIG-SRC-250, -251.
    """
    if file.form and file.form.codes:
        beside = Path(os.path.normpath(path.parent / file.form.codes))  # not through an archive's own folder
        return TableCoding(table_at(beside, beside.name))
    if file.encoding in EBCDIC:
        return TableCoding(of_codec(file.encoding))
    return PlainCoding(file.encoding, file.form.byte_order if file.form else "")
