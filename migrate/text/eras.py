"""The five eras since 明治, each with its first and last day.

Own table, because known libraries accept days that an era never had (昭和64年1月8日). The day on which an era
changed belongs to both: 明治45年7月30日 = 大正元年7月30日, 大正15年12月25日 = 昭和元年12月25日
(住民記録システム標準仕様書 1.1.8 allows both). Before 1873-01-01 (明治6年) Japan used the lunisolar calendar; such
dates are not converted, only their wording is kept. For that the eras since 寛政 are named too: people in 改製原戸籍
were born in them.
"""

from __future__ import annotations

from datetime import date

from migrate.model.value import value

GREGORIAN_SINCE = date(1873, 1, 1)


@value
class Era:
    """One era. ``last`` is None for the present one."""

    name: str
    letter: str
    digit: str
    """Number that old systems write for the era."""
    first: date
    last: date | None


ERAS = (
    Era(name="明治", letter="M", digit="1", first=date(1868, 1, 25), last=date(1912, 7, 30)),
    Era(name="大正", letter="T", digit="2", first=date(1912, 7, 30), last=date(1926, 12, 25)),
    Era(name="昭和", letter="S", digit="3", first=date(1926, 12, 25), last=date(1989, 1, 7)),
    Era(name="平成", letter="H", digit="4", first=date(1989, 1, 8), last=date(2019, 4, 30)),
    Era(name="令和", letter="R", digit="5", first=date(2019, 5, 1), last=None),
)
LUNISOLAR = {
    **{"寛政": 13, "享和": 4, "文化": 15, "文政": 13, "天保": 15, "弘化": 5, "嘉永": 7, "安政": 7},
    **{"万延": 2, "文久": 4, "元治": 2, "慶応": 4, "慶應": 4, "明治": 5},
}
"""Era → its last year of which a day lies before 1873-01-01."""
LUNISOLAR_SINCE = 1789
"""Western year in which 寛政 began."""

_BY_MARK = {mark: era for era in ERAS for mark in (era.name, era.letter, era.letter.lower(), era.name[0])}
_BY_MARK |= {"㍾": ERAS[0], "㍽": ERAS[1], "㍼": ERAS[2], "㍻": ERAS[3], "㋿": ERAS[4]}
MARKS = tuple(sorted(_BY_MARK, key=lambda mark: (-len(mark), mark)))


def by_mark(mark: str) -> Era:
    """The era of a mark: 昭和, 昭, S, s or ㍼.

    >>> by_mark("S").name, by_mark("㋿").name
    ('昭和', '令和')
    """
    return _BY_MARK[mark]


def of_day(day: date) -> tuple[Era, ...]:
    """The eras that a day belongs to; two on the days on which 大正 and 昭和 began.

    >>> [era.name for era in of_day(date(1926, 12, 25))]
    ['大正', '昭和']
    """
    return tuple(era for era in ERAS if era.first <= day and (era.last is None or day <= era.last))
