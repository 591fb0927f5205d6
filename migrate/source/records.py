"""Where a CSV record ends and how it is cut into fields, in bytes.

The rules are those of the reader that takes the undamaged blocks (pyarrow): a field that begins with a quote is
quoted up to the next single quote, ``""`` in it is a quote, bytes behind the closing quote belong to the field, a
quote anywhere else is a character. No second byte of CP932 is a comma, semicolon, tab, quote, CR or LF; files with
other separators or with backslash escapes are recoded before they come here (`transcode`).
"""

from __future__ import annotations

import re
import sys
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from migrate.model.value import value

MAX_RECORD = 4 << 20
"""A quoted field that is still open after so many bytes has lost its closing quote."""
QUOTE = b'"'
NULL = rb"\N"
_MEANING = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a"}
"""Letters behind a backslash that MySQL and PostgreSQL give a meaning; any other character means itself."""
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


@value
class Form:
    """How a CSV file is written: one byte each."""

    delimiter: bytes
    newline: bytes = b"\n"
    """``\\n`` (a CR before it is dropped), or ``\\r`` in files that have no line feed."""
    quote: bytes = QUOTE
    """Nothing in files that quote no field: there a quote is a character like any other."""
    escape: bytes = b""
    """A backslash in files that escape with it, as MySQL and PostgreSQL write them."""


@value
class Record:
    """One record as it stands in the file, its line end left out. ``fields`` counts its fields."""

    raw: bytes
    fields: int
    closed: bool = True
    """False where a quote opens a field and never closes it."""


def _patterns(form: Form, ends: bytes) -> tuple[bytes, bytes]:
    """Regular expressions of what stands between quotes, and of a run of characters up to one of ``ends``."""
    stop = b"[^" + re.escape(ends) + b"]*+"
    if not form.escape:
        return b'[^"]*+(?:""[^"]*+)*+', stop
    pair = re.escape(form.escape) + (rb"(?:\r\n|.|\Z)" if form.newline == b"\n" else rb"(?:.|\Z)")
    inside = b'[^"' + re.escape(form.escape) + b"]*+"
    bare = b"[^" + re.escape(ends + form.escape) + b"]"
    return inside + b'(?:(?:""|' + pair + b")" + inside + b")*+", b"(?:" + pair + b"|" + bare + b")*+"


@cache
def _field(form: Form) -> re.Pattern[bytes]:
    quoted, plain = _patterns(form, form.delimiter + form.newline)
    if not form.quote:
        return re.compile(plain, re.DOTALL)
    return re.compile(b'"' + quoted + b'"' + plain + b'|(?!")' + plain, re.DOTALL)


@cache
def _parts(form: Form) -> re.Pattern[bytes]:
    quoted, plain = _patterns(form, form.delimiter)
    if not form.quote:
        return re.compile(b"(?!)()()|(" + plain + b")", re.DOTALL)
    return re.compile(b'"(' + quoted + b')"(' + plain + b")|(" + plain + b")", re.DOTALL)


def _unescaped(field: bytes, form: Form) -> bytes:
    r"""The value of a field. ``\N`` alone, the mark of NULL, stays as it is: no other value is written so."""
    if not form.escape or form.escape not in field or field == NULL:
        return field
    return _ESCAPED.sub(lambda found: _MEANING.get(found[1], found[1]), field)


def fields(record: bytes, form: Form) -> list[bytes]:
    """The fields of a record, unquoted."""
    if (not form.quote or QUOTE not in record) and (not form.escape or form.escape not in record):
        return record.split(form.delimiter)
    cut: list[bytes] = []
    at = 0
    while True:
        match = _parts(form).match(record, at)
        if match is None:  # cannot happen: the last branch matches nothing at all
            return cut
        quoted, behind, plain = match.groups()
        if quoted is None:
            cut.append(_unescaped(plain, form))
        else:
            cut.append(_unescaped(quoted.replace(b'""', QUOTE), form) + _unescaped(behind, form))
        at = match.end() + 1
        if at > len(record):
            return cut


def _without_cr(raw: bytes, form: Form) -> bytes:
    return raw[:-1] if form.newline == b"\n" and raw.endswith(b"\r") else raw


def _end(data: bytes, begin: int, form: Form) -> tuple[int, int, bool]:
    """End of the record that begins at ``begin`` (the position of its newline, or of the end), fields, closed."""
    at, count = begin, 0
    while True:
        match = _field(form).match(data, at)
        count += 1
        if match is None:
            return len(data), count, False
        at = match.end()
        if at >= len(data) or data[at : at + 1] == form.newline:
            return at, count, True
        at += 1


def first_record(data: bytes, form: Form) -> tuple[bytes, int]:
    """The first record of ``data`` without its line end, and the offset behind that line end."""
    end, _, closed = _end(data, 0, form)
    if not closed:
        line_end = data.find(form.newline)
        end = len(data) if line_end < 0 else line_end
    return _without_cr(data[:end], form), min(end + 1, len(data))


def _plain(data: bytes, begin: int, stop: int, form: Form) -> bool:
    """True where neither a quote nor an escape stands between two offsets."""
    quoted = form.quote and data.find(form.quote, begin, stop) >= 0
    return not quoted and not (form.escape and data.find(form.escape, begin, stop) >= 0)


def cut(data: bytes, form: Form, last: bool, most: int = sys.maxsize) -> tuple[list[Record], bytes]:
    """The whole records of ``data``, ``most`` of them, and the rest that needs more bytes (nothing where ``last``).

    A record whose quote never closes (at the end of the file, or after MAX_RECORD bytes) ends at its first line end,
    so that the records behind it are read again.
    """
    found: list[Record] = []
    begin = 0
    while begin < len(data) and len(found) < most:
        line_end = data.find(form.newline, begin)
        stop = len(data) if line_end < 0 else line_end
        if _plain(data, begin, stop, form):
            end, count, closed = stop, data.count(form.delimiter, begin, stop) + 1, True
        else:
            end, count, closed = _end(data, begin, form)
            if not closed:
                if not last and len(data) - begin <= MAX_RECORD:
                    break
                end = stop
        if end == len(data) and not last:
            break
        found.append(Record(raw=_without_cr(data[begin:end], form), fields=count, closed=closed))
        begin = end + 1
    return found, data[begin:]


@cache
def _tidy(form: Form) -> str:
    """RE2 pattern of bytes in which every quote opens, closes or doubles properly and every record is whole; outside
    of quotes no CR or LF stands alone in a file of the other line end, since to pyarrow it would end a record.
    """
    delimiter, newline = (re.escape(byte.decode()) for byte in (form.delimiter, form.newline))
    end = r"\r?\n" if form.newline == b"\n" else newline
    field = rf'(?:"[^"]*")+|[^"{delimiter}\r\n]*' if form.quote else rf"[^{delimiter}\r\n]*"
    return rf"\A(?:(?:{field})(?:{delimiter}|{end}))*\z"


def is_tidy(data: bytes, form: Form, end: int | None = None) -> bool:
    """True where the first ``end`` bytes, all if None, are whole fields in which no quote stands alone."""
    end = len(data) if end is None else end
    whole = pa.Array.from_buffers(
        pa.binary(), 1, [None, pa.array([0, end], pa.int32()).buffers()[1], pa.py_buffer(data)]
    )
    return bool(pc.match_substring_regex(whole, _tidy(form))[0].as_py())


def _even_end(data: bytes, form: Form) -> int:
    """Offset behind the last line end that has an even number of quotes before it; 0 where there is none."""
    at = data.rfind(form.newline)
    quotes = data.count(QUOTE, 0, max(at, 0))
    while at >= 0 and quotes % 2:
        before = data.rfind(form.newline, 0, at)
        quotes -= data.count(QUOTE, max(before, 0), at)
        at = before
    return at + 1


def tidy_end(data: bytes, form: Form) -> int | None:
    """End of the last whole record (behind its newline), where everything before it is certain to be cut by pyarrow
    as `cut` would; None where it is not and the records must be cut one by one. 0: no record ends in ``data``.

    A line end behind an even number of quotes ends a record only if no quote stands alone inside a field. RE2 proves
    that in one pass over the bytes, at several hundred MB a second and without holding the interpreter.
    """
    if form.escape and form.escape in data:
        return None
    last = data.rfind(form.newline) + 1
    strange = b"\r" if form.newline == b"\n" else b"\n"
    if ((not form.quote or QUOTE not in data) and strange not in data) or is_tidy(data, form, last):
        return last
    end = _even_end(data, form) if form.quote else last
    return end if end < last and is_tidy(data, form, end) else None
