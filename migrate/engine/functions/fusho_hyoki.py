"""fusho_hyoki(値)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import dates

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """The wording of a 不詳 date in full-width characters, no value for any other text.

    >>> apply("昭和45年頃")
    '昭和４５年頃'
    >>> apply("S450131") is None
    True
    """
    return dates.unknown_wording(value) if value else None
