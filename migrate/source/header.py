"""The header line of a CSV file: its delimiter and names, and how they meet a table's columns."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from migrate.model.source import SourceFile, SourceTable
from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source import csv_stated, transcode
from migrate.source.csv_stated import ESCAPE, WORDS, Stated
from migrate.source.opening import opened
from migrate.source.records import QUOTE, Form, fields, first_record

__all__ = ("WORDS", "Header", "Meeting", "best", "head_bytes", "headers", "meet", "place", "rows", "seen")

_FIRST = 1 << 20
_SEEN = 512 << 10
_RECORD = 256 << 10
_SEARCHED = 30
_BOM = b"\xef\xbb\xbf"
_SEP = re.compile(rb'"?sep=([,;|\t])"?\r?\n?', re.IGNORECASE)
"""What Excel takes from a first line: the delimiter."""
DELIMITERS = (b",", b"\t", b";", b"|")
_QUOTED = re.compile(rb'(?<![^,\t;|\r\n])"[^"]*(?:""[^"]*)*(?:"|\Z)')
"""A quoted field, or what the beginning of a file has of one."""
_ANY = b"|" + ESCAPE


@value
class Header:
    """The header as it stands in the file. ``start`` is the offset of the first record."""

    form: Form
    names: tuple[str, ...]
    start: int
    begin: int = 0
    """Offset of the header line itself."""
    skipped: int = 0
    """Lines in front of it, blank ones included."""
    marked: bool = False
    """True where the file's first line is Excel's ``sep=``."""


@value
class Meeting:
    """A header beside a table: the position of each column in the file, and what has no partner."""

    positions: tuple[int | None, ...]
    """Per column of the table, its field (from 0); None where it is missing."""
    extra: tuple[str, ...]
    """Names of the header that the table does not know."""
    repeated: tuple[str, ...]
    """Names that stand twice in the header."""

    @property
    def met(self) -> int:
        """Number of columns found."""
        return sum(position is not None for position in self.positions)

    @property
    def whole(self) -> bool:
        """True where header and table hold exactly the same columns."""
        return self.met == len(self.positions) and not self.extra and not self.repeated


def head_bytes(path: Path) -> bytes:
    """The first bytes of a file, enough for a header line."""
    with opened(path) as stream:
        return stream.read(_FIRST)


def newline_of(head: bytes) -> bytes:
    r"""``\r`` where the file's beginning has CR but no LF outside of quotes, as of Excel for Mac; else ``\n``."""
    if b"\n" in head and head.count(b"\r") > head.count(b"\r\n"):
        head = _QUOTED.sub(b"", head)
    return b"\r" if b"\r" in head and b"\n" not in head else b"\n"


@lru_cache(maxsize=4)
def seen(head: bytes, codec: str, separators: bytes = _ANY) -> bytes:
    """The first bytes recoded so that none of ``separators`` can be part of a character."""
    return transcode.head(head[:_SEEN] if transcode.needed(codec, separators) else head, codec, separators)


def separators(form: Form) -> bytes:
    """The bytes at which a file of this form is cut, as far as they matter for recoding."""
    return form.delimiter + form.escape


def rows(data: bytes, codec: str, form: Form, most: int = _SEARCHED) -> Iterator[Header]:
    """The first lines, each as if it were the header; blank ones and Excel's ``sep=`` line are passed over.

    Args:
        data: the first bytes, recoded where needed.
        codec: the encoding of ``data``.
        form: how its fields are cut.
        most: so many lines.
    """
    at = len(_BOM) if data.startswith(_BOM) else 0
    skipped = 0
    mark = _SEP.match(data, at)
    if mark:
        at, skipped = mark.end(), 1
        if mark[1] != form.delimiter:
            return
    while at < len(data) and most:
        if data[at : at + 1] in (b"\r", b"\n"):
            skipped += data[at : at + 1] == form.newline
            at += 1
            continue
        first, after = first_record(data[at : at + _RECORD], form)
        names = tuple(codecs.decode(field, codec).strip(" \u3000\x1a") for field in fields(first, form))
        yield Header(form=form, names=names, start=at + after, begin=at, skipped=skipped, marked=mark is not None)
        at, skipped, most = at + after, skipped + 1, most - 1


def forms(data: bytes, stated: Stated) -> Iterator[Form]:
    """The forms under which the header is looked for."""
    quote = QUOTE if stated.quote is None else stated.quote
    for delimiter in DELIMITERS if stated.delimiter is None else (stated.delimiter,):
        yield Form(delimiter=delimiter, newline=newline_of(data), quote=quote, escape=stated.escape or b"")


def headers(head: bytes, codec: str, stated: Stated | None = None) -> tuple[Header, ...]:
    """The first line as header under each delimiter that may be used; never empty."""
    data, inner = seen(head, codec), transcode.inner(codec, _ANY)
    tried = tuple(forms(data, stated or Stated()))
    skip = stated.skip if stated else None
    found = [next(_from(rows(data, inner, form), skip), None) for form in tried]
    return tuple(one for one in found if one) or (Header(form=tried[0], names=(), start=len(data)),)


def _from(lines: Iterator[Header], skip: int | None) -> Iterator[Header]:
    return (one for one in lines if skip is None or one.skipped >= skip)


def below(head: bytes, codec: str, known: Container[str], stated: Stated) -> Iterator[Header]:
    """Lines behind the first one of which half the names are known: headers below titles."""
    data, inner = seen(head, codec), transcode.inner(codec, _ANY)
    for form in forms(data, stated):
        for one in _from(rows(data, inner, form), stated.skip):
            hits = sum(name.casefold() in known for name in one.names)
            if one.skipped and hits and hits * 2 >= len(one.names):
                yield one


def names_of(tables: Sequence[SourceTable]) -> frozenset[str]:
    """All names by which a header may call the columns of these tables."""
    names = {column.name for table in tables for column in table.columns}
    names |= {column.logical_name for table in tables for column in table.columns if column.logical_name}
    return frozenset(map(str.casefold, names))


def meet(names: tuple[str, ...], table: SourceTable) -> Meeting:
    """Find each column of ``table`` in a header: by its name, else its Japanese name, without regard to case."""
    places: dict[str, int] = {}
    repeated = []
    for position, name in enumerate(names):
        if name.casefold() in places:
            repeated.append(name)
        places.setdefault(name.casefold(), position)
    positions = []
    for column in table.columns:
        found = places.get(column.name.casefold())
        if found is None and column.logical_name:
            found = places.get(column.logical_name.casefold())
        positions.append(found)
    taken = {position for position in positions if position is not None}
    extra = tuple(name for position, name in enumerate(names) if position not in taken and name not in repeated)
    return Meeting(positions=tuple(positions), extra=extra, repeated=tuple(repeated))


def best(readings: Sequence[Header], table: SourceTable) -> tuple[Header, Meeting]:
    """The reading of the header line under which most of the table's columns are found."""
    return max(((header, meet(header.names, table)) for header in readings), key=lambda reading: reading[1].met)


def _in_order(table: SourceTable) -> Meeting:
    return Meeting(positions=tuple(range(len(table.columns))), extra=(), repeated=())


def place(head: bytes, file: SourceFile, table: SourceTable) -> tuple[Header, Meeting]:
    """The header of a file that is about to be read, and its offsets in the stream that `transcode.readable` gives.

    What an earlier look found (`SourceFile.csv`) is kept; only the header is found again by its names, since another
    delivery may have another title.
    """
    stated = csv_stated.of_form(file.csv)
    if stated.header is False:
        header, meeting = headers(head, file.encoding, stated)[0], _in_order(table)
    else:
        header, meeting = best(headers(head, file.encoding, stated), table)
        if not meeting.whole:
            lower = [header, *below(head, file.encoding, names_of((table,)), stated)]
            header, meeting = best(lower, table)
    cut_at = separators(header.form)
    data, inner = seen(head, file.encoding, cut_at), transcode.inner(file.encoding, cut_at)
    again = (one for one in rows(data, inner, header.form, header.skipped + 1) if one.skipped == header.skipped)
    same = next(again, header)
    return (replace(same, names=(), start=same.begin) if stated.header is False else same), meeting
