"""Times of day, and moments."""

from __future__ import annotations

import re

from migrate.text import blanks, dates, width
from migrate.text.refusal import UnconvertibleError

_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{2})?", re.ASCII)
_PARTED = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)


def to_iso(text: str) -> str | None:
    """HHMMSS, HHMM, HH:MM:SS or HH:MM in any width as HH:MM:SS; None for blanks. 000000 is midnight.

    >>> [to_iso(one) for one in ("235959", "0930", "９：３０", "000000")]
    ['23:59:59', '09:30:00', '09:30:00', '00:00:00']

    Raises:
        UnconvertibleError: no time, or no such time.
    """
    plain = width.half_ascii(blanks.strip(text))
    if not plain:
        return None
    found = _COMPACT.fullmatch(plain) or _PARTED.fullmatch(plain)
    if found is None:
        raise UnconvertibleError("時刻として読めない")
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise UnconvertibleError("存在しない時刻")
    return f"{hour:02d}:{minute:02d}:{second:02d}"


_MOMENT_COMPACT = re.compile(r"(\d{8})(\d{6}|\d{4})", re.ASCII)
_MOMENT_PARTED = re.compile(r"(\S*\d)(?: +|T|日 *)(\d{1,2}:\d{2}(?::\d{2})?)(?:\.0+)?", re.ASCII)


def moment(text: str) -> str | None:
    """A day and a time of day as YYYY-MM-DD HH:MM:SS; None for blanks and zeros.

    The day may have any form that `dates.to_iso` knows; fractions of a second must be 0.

    >>> [moment(one) for one in ("20260401093005", "2026/4/1 9:30", "R08.04.01 09:30:05", "2026-04-01T09:30:05.000")]
    ['2026-04-01 09:30:05', '2026-04-01 09:30:00', '2026-04-01 09:30:05', '2026-04-01 09:30:05']
    >>> moment("00000000000000") is None, moment("令和8年4月1日9:30")
    (True, '2026-04-01 09:30:00')

    Raises:
        UnconvertibleError: no day or no time in it, or none that exists; a day before 1873-01-01.
    """
    plain = width.half_ascii(blanks.strip(text))
    if not plain or set(plain) == {"0"}:
        return None
    found = _MOMENT_COMPACT.fullmatch(plain) or _MOMENT_PARTED.fullmatch(plain)
    if found is None:
        raise UnconvertibleError("日時として読めない")
    written = f"{found[1]}日" if "年" in found[1] else found[1]
    day = dates.to_iso(written)
    if day is None:
        raise UnconvertibleError("日時の日付が空か、1873-01-01 より前")
    return f"{day} {to_iso(found[2])}"
