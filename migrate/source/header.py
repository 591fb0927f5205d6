"""The header line of a CSV file: its delimiter and names, and how they meet a table's columns."""

from __future__ import annotations

from pathlib import Path

from migrate.model.source import SourceTable
from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source.opening import opened
from migrate.source.records import Form, fields, first_record

_FIRST = 1 << 20
_BOM = b"\xef\xbb\xbf"
DELIMITERS = (b",", b"\t", b";")
WORDS = {b",": "カンマ", b"\t": "タブ", b";": "セミコロン"}


@value
class Header:
    """The header as it stands in the file. ``start`` is the offset of the first record."""

    form: Form
    names: tuple[str, ...]
    start: int


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
    r"""``\r`` where the file's beginning has CR but no LF, else ``\n``."""
    return b"\r" if b"\r" in head and b"\n" not in head else b"\n"


def read_header(head: bytes, codec: str, delimiter: bytes) -> Header:
    """The header line under one delimiter; blank lines in front of it are skipped."""
    form = Form(delimiter=delimiter, newline=newline_of(head))
    start = len(_BOM) if head.startswith(_BOM) else 0
    while head[start : start + 1] in (b"\r", b"\n"):
        start += 1
    body = head[start:]
    if not body:
        return Header(form=form, names=(), start=start)
    first, after = first_record(body, form)
    names = tuple(codecs.decode(field, codec).strip(" \u3000\x1a") for field in fields(first, form))
    return Header(form=form, names=names, start=start + after)


def headers(head: bytes, codec: str) -> tuple[Header, ...]:
    """The header line under each delimiter that may be used."""
    return tuple(read_header(head, codec, delimiter) for delimiter in DELIMITERS)


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


def best(readings: tuple[Header, ...], table: SourceTable) -> tuple[Header, Meeting]:
    """The reading of the header line under which most of the table's columns are found."""
    return max(((header, meet(header.names, table)) for header in readings), key=lambda reading: reading[1].met)
