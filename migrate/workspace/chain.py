"""The chain of the ledger: each line names the sha256 of the line before, so that a change to any of them shows.

The last line has nobody who names it. A witness does: it says how many lines there were once, and the sha256 of the
last of them, which stands for all the lines before it too. Witnesses are the note beside the ledger, a check code that
was written down, and copies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import StrEnum

from migrate.files.digest import sha256_of_bytes
from migrate.model.value import value

_BOM = b"\xef\xbb\xbf"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which are read as other signs on paper."""
_READ_AS = str.maketrans("OIL", "011")
_CODE_LETTERS, _GROUP, _BITS = 16, 4, 5
_CODE = re.compile(r"([1-9][0-9]*)-([0-9A-Z-]+)")


@value
class Parted:
    """A ledger's bytes, parted into lines."""

    lines: tuple[bytes, ...]
    """Finished lines, without their ends."""
    tail: bytes
    """An unfinished last line."""
    dressed: bool
    """True where an editor gave the file a BOM or other line ends; the lines are without them."""


@value
class Link:
    """What chains one line. ``previous`` is None where the line cannot be read."""

    previous: str | None
    digest: str


class Break(StrEnum):
    """How a chain is broken."""

    UNREADABLE = "unreadable"
    BEGINNING = "beginning"
    """The first line names one before it: lines are missing at the beginning."""
    CHANGED = "changed"
    """Nobody has the sha256 that the next line names: the line was edited, or lines after it are missing."""
    ORDER = "order"
    """The line names another one than the one before it: lines were put in, or have changed places."""


@value
class Fault:
    """One break. ``line`` counts from 1; ``other`` is the line that an ORDER break names."""

    kind: Break
    line: int
    other: int = 0


@value
class Witness:
    """There were ``lines`` lines, and ``last`` is (or begins) the sha256 of the last of them."""

    lines: int
    last: str


def parted(data: bytes) -> Parted:
    r"""The lines of a ledger: the one way of parting, for whoever reads, appends and verifies.

    >>> parted(b"a\r\nb\r\nhal") == Parted(lines=(b"a", b"b"), tail=b"hal", dressed=True)
    True
    """
    plain = data.removeprefix(_BOM)
    *lines, tail = plain.split(b"\n")
    bare = tuple(line.removesuffix(b"\r") for line in lines)
    return Parted(lines=bare, tail=tail, dressed=plain != data or bare != tuple(lines))


def faults(links: Sequence[Link]) -> tuple[Fault, ...]:
    """All breaks of a chain, in the order of its lines."""
    places = {one.digest: number for number, one in reversed(list(enumerate(links, start=1)))}
    found = []
    for number, one in enumerate(links, start=1):
        before = links[number - 2] if number > 1 else Link(previous="", digest="")
        if one.previous is None:
            found.append(Fault(kind=Break.UNREADABLE, line=number))
        elif one.previous == before.digest:
            continue
        elif one.previous in places or not one.previous:
            found.append(Fault(kind=Break.ORDER, line=number, other=places.get(one.previous, 0)))
        elif number == 1:
            found.append(Fault(kind=Break.BEGINNING, line=number))
        elif before.previous is not None:  # a line that cannot be read is told already
            found.append(Fault(kind=Break.CHANGED, line=number - 1))
    return tuple(found)


def witness(lines: Sequence[bytes]) -> Witness:
    """What a witness of these lines would say now."""
    return Witness(lines=len(lines), last=sha256_of_bytes(lines[-1]) if lines else "")


def borne_out(said: Witness, lines: Sequence[bytes]) -> bool:
    """True where a ledger begins with what the witness saw; it may have grown since."""
    if said.lines > len(lines):
        return False
    return not said.lines or sha256_of_bytes(lines[said.lines - 1]).startswith(said.last)


def code(said: Witness) -> str:
    """The witness as people write it down or read it out: the number of lines and 80 bits of the sha256.

    >>> code(Witness(lines=12, last="00443214c74254b635cf" + 44 * "0"))
    '12-0123-4567-89AB-CDEF'
    """
    number = int(said.last[: _CODE_LETTERS * _BITS // 4], 16)
    letters = "".join(_LETTERS[number >> _BITS * place & 31] for place in reversed(range(_CODE_LETTERS)))
    groups = (letters[start : start + _GROUP] for start in range(0, _CODE_LETTERS, _GROUP))
    return "-".join((str(said.lines), *groups))


def from_code(text: str) -> Witness | None:
    """The witness that a code stands for; None where it is no code. Case and look-alikes are forgiven.

    >>> from_code("12-o123-4567-89ab-cdef").last
    '00443214c74254b635cf'
    """
    hit = _CODE.fullmatch(text.strip().upper())
    letters = hit[2].translate(_READ_AS).replace("-", "") if hit else ""
    if not hit or len(letters) != _CODE_LETTERS or set(letters) - set(_LETTERS):
        return None
    number = 0
    for letter in letters:
        number = number << _BITS | _LETTERS.index(letter)
    return Witness(lines=int(hit[1]), last=f"{number:0{_CODE_LETTERS * _BITS // 4}x}")


def note(said: Witness) -> bytes:
    """The witness as the note beside the ledger."""
    return json.dumps({"lines": said.lines, "last": said.last}).encode() + b"\n"


def from_note(data: bytes) -> Witness | None:
    """The witness in such a note; None where it is damaged."""
    try:
        told = json.loads(data)
        lines, last = told["lines"], told["last"]
    except (ValueError, TypeError, KeyError):
        return None
    sound = isinstance(lines, int) and isinstance(last, str) and lines >= 0 and bool(last) == bool(lines)
    return Witness(lines=lines, last=last) if sound else None
