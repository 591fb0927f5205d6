"""The profile of one data file: read once in chunks, each chunk measured on the thread that cut it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Container
from dataclasses import replace
from functools import partial
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files.side_by_side import in_order
from migrate.lexicon import glossary as words
from migrate.lexicon.glossary import Glossary
from migrate.lexicon.names import readings
from migrate.model.finding import Place
from migrate.model.profile import Care, FileProfile, RaggedRow
from migrate.model.source import SourceColumn, SourceFile, SourceKind, SourceTable
from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source import csv_stated, read_csv, read_fixed
from migrate.source.chunk import Chunk
from migrate.source.header import head_bytes, headers, place
from migrate.source.profile.care import by_name
from migrate.source.profile.columns import Damage, column_profile
from migrate.source.profile.gather import Gathered
from migrate.source.profile.measure import Part, Wish, measure
from migrate.source.profile.shapes import letter
from migrate.source.profile.signatures import facts

_MOST_RAGGED = 1000
_SHORT_LINE = 4
_SEEN = ("cp932", "utf-8", "utf-8-sig")
"""Encodings whose undecodable bytes are counted while reading."""
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_$#]*")
_NO_NAME = {"name", "address", "email", "phone_parted", "integer", "decimal", "postal_3_4", "era_letter_date"}


@value
class Measured:
    """One chunk, measured: its records that could be cut, those that could not, and the damaged cells."""

    records: int
    others: int
    """Records of other kinds among them, which are rows of other tables."""
    parts: tuple[Part, ...]
    ragged: tuple[RaggedRow, ...]
    """Record numbers count within the chunk."""
    damaged: tuple[tuple[str, int], ...]
    """Column and record number within the chunk."""
    strange: int
    """Bytes that are undecodable or NUL, where they are asked for; no more is counted than is asked for."""


class MisjudgedError(Exception):
    """More bytes of a file are undecodable or NUL than its presumed encoding allows: it may be another one."""


def _sees_all(file: SourceFile) -> bool:
    """True for a CSV whose bytes are all either separators or, as they stand in the file, in cells or bad records."""
    form = file.csv
    plain = form is not None and not form.footer and not form.escape and form.delimiter != "|"
    return plain and file.encoding in _SEEN


def _strange(chunk: Chunk, codec: str, most: int) -> int:
    """Bytes of a chunk that are undecodable or NUL; counting ends behind ``most``.

    No separator is part of a character, so cells are enough.
    """
    count = chunk.zeros
    for raw in (*(one.raw for one in chunk.bad_bytes), *(one.raw for one in chunk.bad_rows)):
        if count > most:
            break
        count += codecs.count_undecodable(codecs.decode(raw, codec))
    return count


def _measured(task: Callable[[], Chunk], wishes: tuple[Wish, ...], codec: str, most: int) -> Measured:
    chunk = task()
    return Measured(
        records=chunk.records,
        others=chunk.others,
        parts=tuple(measure(column, wish) for column, wish in zip(chunk.columns, wishes, strict=True)),
        ragged=tuple(RaggedRow(row=r.row, found=r.found, expected=r.expected) for r in chunk.bad_rows),
        damaged=tuple((one.column, one.row) for one in chunk.bad_bytes),
        strange=_strange(chunk, codec, most) if codec else 0,
    )


class _Running:
    """The file as far as it was read."""

    def __init__(self, gathered: tuple[Gathered, ...]) -> None:
        self.gathered = gathered
        self.records = 0
        self.others = 0
        self.ragged: list[RaggedRow] = []
        self.ragged_count = 0
        self.damage: dict[str, Damage] = {}
        self.strange = 0

    def wishes(self) -> tuple[Wish, ...]:
        return tuple(one.wish() for one in self.gathered)

    def add(self, found: Measured) -> None:
        for one, part in zip(self.gathered, found.parts, strict=True):
            one.add(part)
        room = _MOST_RAGGED - len(self.ragged)
        self.ragged += (replace(row, row=row.row + self.records) for row in found.ragged[:room])
        self.ragged_count += len(found.ragged)
        for column, row in found.damaged:
            known = self.damage.get(column, Damage())
            first = row + self.records
            first = first if known.first is None else min(known.first, first)
            self.damage[column] = Damage(cells=known.cells + 1, first=first)
        self.strange += found.strange
        self.records += found.records
        self.others += found.others


def _is_name(glossary: Glossary, name: str) -> bool:
    """True for a name with a word that the glossary knows; never for what looks like a value."""
    shape = "".join(map(letter, name))
    if not shape or not set(facts(shape).signatures).isdisjoint(_NO_NAME):
        return False
    return any(token.senses for reading in readings(glossary, name) for token in reading)


def _is_header(names: tuple[str, ...], known: Container[str]) -> bool:
    """True where a third of the names is known, half of them are names or identifiers, and a short line is whole."""
    glossary = words.load()
    sure = [name.casefold() in known or _is_name(glossary, name) for name in names]
    strange = sum(not one and not _IDENTIFIER.fullmatch(name) for one, name in zip(sure, names, strict=True))
    if strange and len(names) <= _SHORT_LINE and not known:
        return False
    return sum(sure) * 3 >= len(names) and strange * 2 <= len(names)


def table_of_header(path: Path, file: SourceFile, declared: SourceTable | None) -> SourceTable:
    """The columns as the CSV's own header names them, with what the declared table says of each; those of the declared
    table where the file has no header.

    Raises:
        UnreadableError: MIG-SRC-161, the first line is not sure to be a header (its text is not told).
    """
    where = Place(file=file.path, line=1)
    head = head_bytes(path)
    if declared and file.csv and not file.csv.header:
        return declared
    known = {column.name.casefold(): column for column in declared.columns} if declared else {}
    if declared:
        known |= {c.logical_name.casefold(): c for c in declared.columns if c.logical_name}
        header = place(head, file, declared)[0]
    else:
        lines = headers(head, file.encoding, csv_stated.of_form(file.csv))
        header = max(lines, key=lambda one: len(one.names))
    names = header.names
    if not names or "" in names or len({name.casefold() for name in names}) != len(names):
        raise UnreadableError("MIG-SRC-161", where, {"reason": "名前のない列か、同じ名前の列があります"})
    if not _is_header(names, known):
        raise UnreadableError("MIG-SRC-161", where, {"reason": "1 行目が列の名前に見えません"})
    columns = tuple(
        replace(known[name.casefold()], name=name) if name.casefold() in known else SourceColumn(name=name)
        for name in names
    )
    table = declared.name if declared else Path(file.path).stem.upper()
    return SourceTable(name=table, logical_name=declared.logical_name if declared else "", columns=columns)


def _newline(path: Path, table: SourceTable) -> str:
    """Name of the line end of a fixed-length file, empty where it has none."""
    found = read_fixed.newline_in(head_bytes(path), read_fixed.record_length(table))
    return {b"\r\n": "CRLF", b"\n": "LF", b"\r": "CR"}.get(found, "")


@value
class Profiled:
    """A profile, and what reading for it tells of the encoding."""

    profile: FileProfile
    strange: int | None
    """Bytes of the file that are undecodable or NUL; None where not each of its bytes was looked at."""


def profile(path: Path, file: SourceFile, declared: SourceTable | None) -> FileProfile:
    """The profile of ``profiled``; for arguments and errors see there."""
    return profiled(path, file, declared).profile


def prepare() -> None:
    """Load what every profile needs, while a thread beside makes digests."""
    import polars  # noqa: F401, PLC0415 (heavy)

    readings(words.load(), "NAME")


def profiled(path: Path, file: SourceFile, declared: SourceTable | None, most: int = sys.maxsize) -> Profiled:
    """Profile a data file over all of its records, in bounded memory.

    A CSV is taken by its own header, so that a column too many or too few stops nothing; a fixed-length file needs
    its layout.

    Args:
        path: the data file.
        file: what the scan took it for (kind CSV or FIXED, encoding).
        declared: the table whose rows it holds, None where none was found.
        most: so many bytes may be undecodable or NUL.

    Raises:
        MisjudgedError: there are more of them; the rest of the file was not read.
        UnreadableError: MIG-SRC-161 (no header), -162 (fixed-length without layout), -014 (no record can be found).
    """
    if file.kind is SourceKind.CSV:
        table = table_of_header(path, file, declared)
    elif declared is not None:
        table = declared
    else:
        raise UnreadableError("MIG-SRC-162", Place(file=file.path))
    glossary = words.load()
    verdicts = tuple(by_name(glossary, column) for column in table.columns)
    running = _Running(tuple(Gathered(v.care is not Care.CLOSED, v.care is Care.OPEN) for v in verdicts))

    def work(piece: Callable[[], Chunk]) -> Callable[[], Measured]:
        return partial(_measured, piece, running.wishes(), file.encoding if _sees_all(file) else "", most)

    if file.kind is SourceKind.CSV:
        measured = read_csv.each(path, file, table, work)
    else:
        measured = in_order(map(work, read_fixed.tasks(path, file, table)), "fixed")
    for found in measured:
        running.add(found)
        if running.strange > most:
            raise MisjudgedError
    made = FileProfile(
        file=file.path,
        table=table.name,
        encoding=file.encoding,
        records=running.records - running.others,
        ragged=tuple(running.ragged),
        ragged_count=running.ragged_count,
        columns=tuple(
            column_profile(column, verdict, found, running.damage.get(column.name, Damage()))
            for column, verdict, found in zip(table.columns, verdicts, running.gathered, strict=True)
        ),
        kind=file.kind,
        csv=file.csv,
        form=file.form,
        newline=_newline(path, table) if file.kind is SourceKind.FIXED and file.form is None else "",
    )
    return Profiled(profile=made, strange=running.strange if _sees_all(file) else None)
