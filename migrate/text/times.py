"""Times of day."""

from __future__ import annotations

import re

from migrate.text import blanks, width
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
