"""Columns of both sides in figures, never in values."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.model.reconcile import ColumnFigures
from migrate.reconcile.columns import profiles


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("engine"), Limits(memory="512MB")) as ready:
        yield ready


def side(engine: Engine, name: str, rows: str) -> None:
    engine.run(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM (VALUES {rows}) t(c0, c1)")


def test_figures_of_both_sides(engine: Engine) -> None:
    """Empty cells, distinct values, lengths, and the sum of a column of numbers."""
    side(engine, "expected", "('あ', '1'), ('いう', '2'), ('あ', '3'), (NULL, '-4'), ('え', '10'), ('お', NULL)")
    side(engine, "delivered", "('あ', '1'), ('いうえ', '2'), ('あ', '3'), (NULL, '4'), ('え', '10'), ('お', NULL)")
    name, amount = profiles(engine, ("氏名", "額"), frozenset({"額"}))

    assert name.source == ColumnFigures(empty=1, distinct=4, shortest=1, longest=2, total=None)
    assert name.delivered == ColumnFigures(empty=1, distinct=4, shortest=1, longest=3, total=None)
    assert (amount.source.total, amount.delivered.total, amount.source.empty) == (12, 20, 1)


def test_a_sum_of_few_numbers_is_not_printed(engine: Engine) -> None:
    """Four amounts are amounts of somebody."""
    for name in ("expected", "delivered"):
        side(engine, name, "('a', '1'), ('b', '2'), ('c', '3'), ('d', '4'), ('e', 'x')")
    (_, amount) = profiles(engine, ("氏名", "額"), frozenset({"額"}))

    assert (amount.source.total, amount.source.distinct) == (None, 5)


def test_an_empty_side_has_figures_too(engine: Engine) -> None:
    """No row, no length."""
    side(engine, "expected", "('a', '1')")
    engine.run("CREATE OR REPLACE TEMP VIEW delivered AS SELECT * FROM expected WHERE false")
    (name, _) = profiles(engine, ("氏名", "額"), frozenset())

    assert name.delivered == ColumnFigures(empty=0, distinct=0, shortest=0, longest=0, total=None)


def test_sides_that_hold_the_same_rows_have_the_same_figures(engine: Engine) -> None:
    """Read once or twice, the figures are the same."""
    side(engine, "expected", "('あ', '1'), ('いう', '2'), ('あ', '3'), (NULL, '-4'), ('え', '10'), ('お', NULL)")
    side(engine, "delivered", "('お', NULL), ('いう', '2'), ('あ', '3'), (NULL, '-4'), ('え', '10'), ('あ', '1')")
    once, twice = (profiles(engine, ("氏名", "額"), frozenset({"額"}), same=same) for same in (True, False))

    assert once == twice
