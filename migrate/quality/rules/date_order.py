"""One date is not after another of the same row; rows where either is not a day of the calendar are not judged."""

from __future__ import annotations

import polars as pl

from migrate.quality.columns import own_column
from migrate.quality.kinds import CellTest, Kind, Use
from migrate.quality.rules.form import is_day


def _limit(use: Use) -> str:
    return own_column(use, tuple(use.rule.parameters["上限"].split("|")))


def _applies(use: Use) -> bool:
    return _limit(use) not in ("", use.item.name)


def _columns(use: Use) -> tuple[str, ...]:
    return (_limit(use),)


def _test(use: Use) -> CellTest:
    name, limit = use.item.name, _limit(use)
    return CellTest(domain=(is_day(name) & is_day(limit)).fill_null(False), passes=pl.col(name) <= pl.col(limit))


def _words(use: Use) -> dict[str, str | int]:
    return {"other": _limit(use)}


KIND = Kind(test=_test, applies=_applies, columns=_columns, words=_words)
