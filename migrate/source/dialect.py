"""How the fields of a CSV file are quoted, escaped and ended, judged over its first records.

Every way of reading is tried that the bytes give cause for; the one counts under which most records have the right
number of fields and every quote opens or closes one. Ours (本ツール独自): where several are equal the common one wins,
quotes doubled and no escape.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import islice

from migrate.model.value import value
from migrate.source.csv_stated import ESCAPE, Stated
from migrate.source.records import NULL, QUOTE, Form, Record, cut, fields

_MOST = 2_000
_BODY = 256 << 10
_MEANT = re.compile(rb"\\[\\0bnrtZN\"'\r\n,;|\t]")
_CLOSE = 0.9


@value
class Dialect:
    """What was found. ``share`` is the part of the judged records that fit, ``plain`` that of the common reading."""

    form: Form
    width: int
    """Fields of most records."""
    share: float
    plain: float
    quoting: str
    newline: str
    nulls: int
    r"""Fields that are ``\N``."""
    alone: int
    """Line feeds or carriage returns that stand alone in a file of the other line end, outside of quotes."""
    records: int


def body_of(head: bytes, start: int, form: Form, whole: bool) -> list[Record]:
    """Whole records from ``start``, 2,000 at most; ``whole`` says that ``head`` is all of the file."""
    body = head[start : start + _BODY]
    ends = whole and start + _BODY >= len(head)
    found = cut(body.rstrip(b"\x1a") if ends else body, form, last=ends, most=_MOST)[0]
    return [one for one in found if one.raw]


def _tidy(record: Record, form: Form) -> bool:
    """True where nothing but an end stands behind a closing quote, and every quote is closed."""
    if not record.closed:
        return False
    if not form.quote or QUOTE not in record.raw:
        return True
    return _tidy_fields(form).fullmatch(record.raw) is not None


@cache
def _tidy_fields(form: Form) -> re.Pattern[bytes]:
    edge = re.escape(form.delimiter)
    inner = rb'[^"\\]*+(?:(?:""|\\.)[^"\\]*+)*+' if form.escape else rb'[^"]*+(?:""[^"]*+)*+'
    field = rb'(?:"' + inner + rb'"|(?!")[^' + edge + rb"]*+)"
    return re.compile(field + rb"(?:" + edge + field + rb")*+", re.DOTALL)


def _share(records: Sequence[Record], width: int, form: Form) -> float:
    return sum(one.fields == width and _tidy(one, form) for one in records) / max(len(records), 1)


def modal_width(records: Sequence[Record]) -> int:
    """The number of fields that most records have."""
    counts = Counter(one.fields for one in records)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _variants(body: bytes, form: Form, stated: Stated) -> Iterator[Form]:
    """The ways of reading that may be meant, the common one first."""
    quotes = [QUOTE, b""] if QUOTE in body else [QUOTE]
    escapes = [b"", ESCAPE] if ESCAPE in body else [b""]
    for quote in quotes if stated.quote is None else [stated.quote]:
        for escape in escapes if stated.escape is None else [stated.escape]:
            yield replace(form, quote=quote, escape=escape)


def _escapes_for_sure(records: Sequence[Record], form: Form) -> bool:
    r"""True where ``\N`` stands as a field and every backslash is one that an escaping writer writes."""
    raw = b"\n".join(one.raw for one in records)
    if ESCAPE not in raw or len(_MEANT.findall(raw)) < raw.replace(b"\\\\", b"\\").count(ESCAPE):
        return False
    return any(NULL in fields(one.raw, form) for one in records if NULL in one.raw)


def _quoting(records: Sequence[Record], form: Form) -> str:
    if not form.quote:
        return "none"
    opened = sum(one.raw.startswith(QUOTE) + one.raw.count(form.delimiter + QUOTE) for one in records)
    if not opened:
        return "none"
    filled = (field for one in records for field in fields(one.raw, form) if field)
    bare = next(islice(filled, opened, None), None)
    return "all" if bare is None else "minimal"


def _newline(body: bytes, records: Sequence[Record], form: Form) -> tuple[str, int]:
    """The line end in a word, and how many of the other kind stand outside of quotes."""
    if form.newline == b"\r":
        return "CR", sum(b"\n" in _unquoted(one.raw) for one in records)
    alone = sum(b"\r" in _unquoted(one.raw) for one in records)
    ends = Counter(body[at - 1 : at] == b"\r" for at in _ends(records, body))
    if ends[True] and ends[False]:
        return "mixed", alone
    return "CRLF" if ends[True] else "LF", alone


def _unquoted(raw: bytes) -> bytes:
    return re.sub(rb'"[^"]*"', b"", raw) if QUOTE in raw else raw


def _ends(records: Sequence[Record], body: bytes) -> Iterator[int]:
    """Offsets of the line feeds that end the records."""
    at = 0
    for one in records:
        at = body.find(one.raw, at) + len(one.raw)
        at += body[at : at + 1] == b"\r"
        if at < len(body):
            yield at


@lru_cache(maxsize=8)
def judge(head: bytes, start: int, form: Form, stated: Stated, width: int = 0) -> Dialect:
    """How the records from ``start`` are written; asked for each table and again where none fits, judged once.

    Args:
        head: the first bytes of the file, recoded so that no separator is part of a character.
        start: offset of the first record.
        form: delimiter and line end.
        stated: what need not be found.
        width: fields of a record where the header or the table says so, else 0.
    """
    body = head[start : start + _BODY]
    found: list[tuple[float, Form, list[Record], int]] = []
    for one in _variants(body, form, stated):
        records = body_of(head, start, one, whole=len(head) < 1 << 20)
        wanted = width or modal_width(records)
        found.append((_share(records, wanted, one), one, records, wanted))
        if found[0][0] == 1.0 and ESCAPE not in body:
            break  # the common reading cannot be surpassed
    best = max(found, key=lambda one: one[0])
    escaping = [one for one in found if one[1].escape and one[0] >= best[0]]
    if not best[1].escape and escaping and _escapes_for_sure(escaping[0][2], escaping[0][1]):
        best = escaping[0]
    share, chosen, records, wanted = best
    newline, alone = _newline(body, records, chosen)
    return Dialect(
        form=chosen,
        width=wanted,
        share=share,
        plain=found[0][0],
        quoting=_quoting(records, chosen),
        newline=newline,
        alone=alone,
        nulls=sum(fields(one.raw, chosen).count(NULL) for one in records if NULL in one.raw),
        records=len(records),
    )


def rival(found: Sequence[Dialect]) -> Dialect | None:
    """Of dialects with different delimiters, best first: the second one where it is nearly as good."""
    if len(found) < 2:
        return None
    first, second = found[:2]
    return second if second.width > 1 and second.share >= first.share * _CLOSE else None
