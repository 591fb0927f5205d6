"""A 団体コード is one that exists (``見る=一覧``), or still existed on the day of the row (``見る=廃止``; ``時点``).

``時点``: items that hold the day, the first of the table counts. On the day itself the old code and the new are both
right. Data: `specs/municipalities` (mergers since 1970). 都道府県 and the six villages of the Northern Territories
(01695–01700) are codes too. What is no 団体コード at all is judged by its check digit.
"""

from __future__ import annotations

from migrate.engine import municipalities
from migrate.quality.columns import own_column
from migrate.quality.kinds import CellTest, Kind, Use
from migrate.quality.rules.form import is_day
from migrate.quality.terms import col, lit

_PREFECTURES = tuple(f"{n:02}000" for n in range(1, 48))
_NORTHERN = tuple(f"{n:05}" for n in range(1695, 1701))


def _day(use: Use) -> str:
    return own_column(use, tuple(use.rule.parameters.get("時点", "").split("|")))


def _dated(use: Use) -> bool:
    return use.rule.parameters["見る"] == "廃止"


def _applies(use: Use) -> bool:
    return not _dated(use) or _day(use) != ""


def _columns(use: Use) -> tuple[str, ...]:
    return (_day(use),) if _dated(use) else ()


def _test(use: Use) -> CellTest:
    column, ended = col(use.item.name), {code: day for code, (day, _) in municipalities.changes().items()}
    code, shaped = column.head(5), column.contains(r"\A[0-9]{6}\z")
    if not _dated(use):
        known = {*municipalities.codes(), *ended, *_PREFECTURES, *_NORTHERN}
        listed = lit(tuple(sorted(known)), "MUNICIPALITIES", "団体コードの先頭 5 桁（廃止されたものも含む）")
        return CellTest(domain=shaped, passes=code.is_in(listed))
    day = _day(use)
    last = code.looked_up(lit(ended, "ENDED", "廃止された団体コードの先頭 5 桁と、廃止の日"))
    return CellTest(domain=(shaped & is_day(day)).fill_null(False), passes=last.is_null() | (col(day) <= last))


def _words(use: Use) -> dict[str, str | int]:
    return {"day": _day(use)}


KIND = Kind(test=_test, applies=_applies, columns=_columns, words=_words)
