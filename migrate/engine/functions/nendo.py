"""nendo(値)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import dates

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """The fiscal year (年度, April to March) of a date as YYYY; no value where wareki_date gives none.

    >>> apply("R060331"), apply("2024-04-01")
    ('2023', '2024')
    >>> apply("昭和45年頃") is None
    True
    """
    return dates.fiscal_year(value) if value else None
