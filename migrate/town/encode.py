"""Text to the bytes of an old system: CP932 as Windows writes it, CSV as Oracle spools it, fixed-length records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

CRLF = b"\r\n"
_ERRORS = "surrogateescape"
_NEC_LEADS = (0xED, 0xEE)


def _ibm() -> Mapping[str, bytes]:
    """Characters for which Windows writes the IBM extension (FA40–FC4B) where Python writes NEC's copy (ED40–EEFC)."""
    found = {}
    for lead in (0xFA, 0xFB, 0xFC):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            code = bytes((lead, trail))
            character = code.decode("cp932", "ignore")
            if character and character.encode("cp932")[0] in _NEC_LEADS:
                found[character] = code
    return found


_IBM = _ibm()
_IBM_CHARACTERS = re.compile(f"([{''.join(sorted(_IBM))}])")


def cp932(text: str) -> bytes:
    """Bytes as Windows writes them: 髙 is FBFC.

    >>> cp932("髙").hex(), nec("髙").hex()
    ('fbfc', 'eee0')
    """
    if not _IBM_CHARACTERS.search(text):
        return nec(text)
    return b"".join(_IBM.get(part) or nec(part) for part in _IBM_CHARACTERS.split(text))


def nec(text: str) -> bytes:
    """Bytes as hosts of NEC's line write them: 髙 is EEE0."""
    return text.encode("cp932", _ERRORS)


def quoted(text: str) -> str:
    """A CSV field in quotes.

    >>> quoted('上"下')
    '"上""下"'
    """
    return '"' + text.replace('"', '""') + '"'


def csv_line(cells: Sequence[str], in_quotes: Sequence[bool]) -> str:
    """One CSV record without its end: fields of character type in quotes, the others bare."""
    return ",".join(quoted(cell) if marked else cell for cell, marked in zip(cells, in_quotes, strict=True))


def field(text: str, width: int, filler: str) -> bytes:
    """A field of a fixed-length record, filled up on the right; an odd last byte is filled with a half-width blank.

    >>> field("山", 5, "\u3000").hex(" ")
    '8e 52 81 40 20'

    Raises:
        ValueError: the text is longer than the field.
    """
    data = nec(text)
    if len(data) > width:
        raise ValueError(f"{len(data)} bytes in a field of {width}")
    pad = nec(filler)
    missing = width - len(data)
    return data + pad * (missing // len(pad)) + b" " * (missing % len(pad))
