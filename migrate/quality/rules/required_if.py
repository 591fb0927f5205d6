"""条件付き必須: a value must be there where another item holds a certain value (「※※」 of 項目説明, as data)."""

from __future__ import annotations

import polars as pl

from migrate.quality.kinds import CellTest, Kind, Use
from migrate.quality.rules.required import has_text


def _condition(use: Use) -> tuple[str, str]:
    ((name, wanted),) = use.rule.parameters.items()
    return name, wanted


def _columns(use: Use) -> tuple[str, ...]:
    return (_condition(use)[0],)


def _test(use: Use) -> CellTest:
    name, wanted = _condition(use)
    return CellTest(domain=pl.col(name).eq(wanted).fill_null(False), passes=has_text(use.item.name))


def _words(use: Use) -> dict[str, str | int]:
    name, wanted = _condition(use)
    return {"condition": f"{name} が「{wanted}」"}


KIND = Kind(test=_test, columns=_columns, words=_words)
