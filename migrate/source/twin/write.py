"""A file of the twin, written in pieces: header, delimiter, quotes, line ends, encoding and damage of the original."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from migrate.model.profile import FileProfile, RaggedRow
from migrate.model.source import CsvForm, SourceColumn, SourceKind
from migrate.source.codec import STAND_IN, UTF16
from migrate.source.twin.table import Table
from migrate.text.characters import is_undecodable, original_byte

_ROWS = 1 << 16
_HANDLER = "migrate-twin-byte"
_NEWLINES = {"CRLF": "\r\n", "LF": "\n", "CR": "\r", "mixed": "\r\n"}
_STAND_INS = re.compile(STAND_IN)
_MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-8-sig": codecs.BOM_UTF8}


def _byte(error: UnicodeError) -> tuple[bytes | str, int]:
    """An undecodable byte becomes itself again; what the encoding does not have, a mark of its own."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character = error.object[error.start]
    return (bytes([original_byte(character)]) if is_undecodable(character) else "?"), error.start + 1


codecs.register_error(_HANDLER, _byte)


def encode(text: str, codec: str) -> bytes:
    """Text in the file's encoding, without a byte order mark; undecodable bytes are such again.

    Unicode has characters for the stand-ins: they become bytes in UTF-8, halves of a pair in UTF-16.
    """
    if codec in UTF16:
        return _STAND_INS.sub("\ud800", text).encode(codec, "surrogatepass")
    if not codec.startswith("utf-8"):
        return text.encode(codec, _HANDLER)
    parts = _STAND_INS.split(text)
    bad = [bytes([original_byte(one)]) for one in _STAND_INS.findall(text)]
    return b"".join(good.encode() + byte for good, byte in zip(parts, [*bad, b""], strict=True))


def ragged(profile: FileProfile, records: int, clean: bool) -> list[RaggedRow]:
    """The records of the twin that cannot be cut, by number, at the places that they have in the original."""
    if clean or not profile.ragged or not profile.records:
        return []
    many = min(records, max(1, round(profile.ragged_count * records / profile.records)))
    found: dict[int, RaggedRow] = {}
    for n in range(many):
        one = profile.ragged[n % len(profile.ragged)]
        turn = n // len(profile.ragged) * 7919  # beyond the first 1,000 only the number is known: spread them
        place = (one.row - 1 + turn) * records // profile.records % records + 1
        while place in found:
            place = place % records + 1
        found[place] = RaggedRow(row=place, found=one.found, expected=one.expected)
    return [found[place] for place in sorted(found)]


def _pieces(table: Table) -> Iterator[list[pl.Series]]:
    """The columns, so many rows at a time."""
    for begin in range(0, table.rows, _ROWS):
        rows = pl.Series("row", range(begin, min(begin + _ROWS, table.rows)), dtype=pl.Int64)
        yield [pl.Series(table.columns[one.name].at(rows)) for one in table.profile.columns]


def _quoted(cells: pl.Series, form: CsvForm) -> pl.Series:
    """The cells as CSV fields."""
    if form.quoting == "none" or not form.quote:
        return cells
    whole = form.quote + cells.str.replace_all(form.quote, form.quote * 2, literal=True) + form.quote
    if form.quoting == "all":
        return whole
    needed = pl.Series([False] * len(cells))
    for mark in (form.delimiter, form.quote, "\n", "\r"):
        needed |= cells.str.contains(mark, literal=True)
    return cells.zip_with(~needed, whole) if needed.any() else cells


def _odd(cells: Sequence[str], one: RaggedRow, form: CsvForm) -> str:
    """A record with as many fields as the original's had, one less where only a quote was lost."""
    count = one.found if one.found != one.expected else one.expected - 1
    more = [cells[n % len(cells)] for n in range(max(count, 1))]
    fields = _quoted(pl.Series("text", more, dtype=pl.String), form)
    return form.delimiter.join(fields.to_list())


class _Odd:
    """Puts the records that cannot be cut between the others."""

    def __init__(self, rows: Sequence[RaggedRow]) -> None:
        self.rows = list(rows)
        self.written = 0

    def between(self, records: list[str], cells: list[pl.Series], form: CsvForm) -> list[str]:
        """The records with those whose turn it is."""
        out: list[str] = []
        for n, record in enumerate(records):
            while self.rows and self.rows[0].row == self.written + len(out) + 1:
                out.append(_odd([column[n] for column in cells], self.rows.pop(0), form))
            out.append(record)
        self.written += len(out)
        return out


def _csv(table: Table, odd: Sequence[RaggedRow]) -> Iterator[bytes]:
    form = table.profile.csv or CsvForm(newline="CRLF")
    codec = table.profile.encoding
    newline = _NEWLINES.get(form.newline, "\n")
    yield _MARKS.get(codec, b"")
    if form.header:
        names = pl.Series("text", [one.name for one in table.profile.columns], dtype=pl.String)
        yield encode(form.delimiter.join(_quoted(names, form).to_list()) + newline, codec)
    waiting = _Odd(odd)
    last: list[str] = [""]
    for cells in _pieces(table):
        frame = pl.DataFrame([_quoted(column, form).alias(str(n)) for n, column in enumerate(cells)])
        lines = frame.select(pl.concat_str(pl.all(), separator=form.delimiter)).to_series().to_list()
        last = [column[-1] for column in cells]
        yield encode(newline.join([*waiting.between(lines, cells, form), ""]), codec)
    for one in waiting.rows:  # behind the last whole record
        yield encode(_odd(last, one, form) + newline, codec)


def _field(text: str, width: int, codec: str) -> bytes:
    """One fixed field: cut at a character, padded with blanks."""
    data = encode(text, codec)
    while len(data) > width:
        text = text[:-1]
        data = encode(text, codec)
    return data.ljust(width)


def _fixed(table: Table, layout: Mapping[str, SourceColumn], odd: Sequence[RaggedRow]) -> Iterator[bytes]:
    codec, newline = table.profile.encoding, _NEWLINES.get(table.profile.newline, "").encode()
    places = [layout[one.name] for one in table.profile.columns]
    length = max((one.start or 1) + (one.bytes or 0) - 1 for one in places)
    waiting, written = list(odd), 0
    for cells in _pieces(table):
        out: list[bytes] = []
        for row in zip(*(column.to_list() for column in cells), strict=True):
            record = bytearray(b" " * length)
            for text, place in zip(row, places, strict=True):
                begin, width = (place.start or 1) - 1, place.bytes or 0
                record[begin : begin + width] = _field(text, width, codec)
            while waiting and newline and waiting[0].row == written + 1:
                out.append(bytes(record[: waiting[0].found]).ljust(waiting.pop(0).found))
                written += 1
            out.append(bytes(record))
            written += 1
        yield b"".join(one + newline for one in out)
    for one in waiting:
        yield b"".ljust(one.found) + newline


def write(table: Table, declared: Mapping[str, SourceColumn], into: Path) -> int:
    """Write one file; gives the number of its records, those that cannot be cut included.

    Args:
        table: its rows.
        declared: name in the file → the declared column (fixed-length files: with first byte and width).
        into: the file.

    Raises:
        OSError: the disk is full.
    """
    records = table.rows
    if table.profile.rows:
        records = round(table.rows * table.profile.records / table.profile.rows)
    odd = ragged(table.profile, max(records, table.rows), table.plan.clean)
    fixed = table.profile.kind is SourceKind.FIXED
    with into.open("wb") as stream:
        for piece in _fixed(table, declared, odd) if fixed else _csv(table, odd):
            stream.write(piece)
    return table.rows + len(odd)
