"""One date is not after another of the same row; rows where either is not a day of the calendar are not judged."""

from __future__ import annotations

import polars as pl

from migrate.quality.kinds import CellTest, Kind, Use
from migrate.quality.rules.form import is_day


def _columns(use: Use) -> tuple[str, ...]:
    return (use.rule.parameters["上限"],)


def _test(use: Use) -> CellTest:
    name, (limit,) = use.item.name, _columns(use)
    return CellTest(domain=(is_day(name) & is_day(limit)).fill_null(False), passes=pl.col(name) <= pl.col(limit))


def _words(use: Use) -> dict[str, str | int]:
    return {"other": use.rule.parameters["上限"]}


KIND = Kind(test=_test, columns=_columns, words=_words)
