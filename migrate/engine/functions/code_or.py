"""code_or(値, '対応の名前', 'ほかの値のコード')"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.engine.kinds import Kind
from migrate.text import blanks

PARAMETERS = (Kind.VALUE, Kind.CODE_MAP, Kind.TEXT)


def apply(value: str | None, codes: Mapping[str, str], other: str) -> str | None:
    """The new code of an old one as code does, ``other`` for an old code that has none; blanks are no value.

    >>> apply("9 ", {"1": "1", "9": "0"}, "99"), apply("3", {"1": "1"}, "99"), apply(" ", {"1": "1"}, "99")
    ('0', '99', None)
    """
    if not value:
        return None
    for key in (value, blanks.strip(value)):
        if key in codes:
            return codes[key] or None
    return other if blanks.strip(value) else None
