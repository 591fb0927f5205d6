"""zenkaku(値)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import width

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """ASCII, blank and half-width kana to full-width; other characters stay.

    >>> apply("ﾒｿﾞﾝ 101")
    'メゾン　１０１'
    """
    return width.full_width(value) if value else None
