"""One date is not after another of the same row; months (YYYY-MM) and years likewise.

Rows where either is not a day of the calendar (a sentinel, unknown), a month or a year are not judged.
"""

from __future__ import annotations

from migrate.quality.columns import own_column
from migrate.quality.kinds import CellTest, Kind, Use
from migrate.quality.rules.form import is_day
from migrate.quality.terms import Term, col


def _limit(use: Use) -> str:
    return own_column(use, tuple(use.rule.parameters["上限"].split("|")))


def _known(use: Use, name: str) -> Term:
    """True where the cell is a day, month or year that exists, by the type of the rule's own item."""
    match use.item.notation:
        case "DATE":
            return is_day(name)
        case "YEAR":
            return col(name).contains(r"\A[1-9][0-9]{3}\z")
        case _:
            return col(name).contains(r"\A[1-9][0-9]{3}-(0[1-9]|1[0-2])\z")


def _applies(use: Use) -> bool:
    return _limit(use) not in ("", use.item.name)


def _columns(use: Use) -> tuple[str, ...]:
    return (_limit(use),)


def _test(use: Use) -> CellTest:
    name, limit = use.item.name, _limit(use)
    return CellTest(domain=(_known(use, name) & _known(use, limit)).fill_null(False), passes=col(name) <= col(limit))


def _words(use: Use) -> dict[str, str | int]:
    return {"other": _limit(use)}


KIND = Kind(test=_test, applies=_applies, columns=_columns, words=_words)
