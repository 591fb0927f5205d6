"""The sieve before the schema: it lets pass only what no check of the schema fails."""

from __future__ import annotations

import random
from collections.abc import Callable

import polars as pl
import pytest

from migrate.files.bundled import bundled
from migrate.model.spec import Spec
from migrate.quality import schema as schemas
from migrate.quality import sieve
from migrate.quality.bind import Bound, bind_whole
from migrate.quality.catalogue import rules
from migrate.quality.kinds import CellTest, has_value
from migrate.quality.spelling import polars_of
from migrate.quality.terms import Term, col
from migrate.spec import library

Make = Callable[..., dict[str, str]]
TABLES = [("031", "住登外者宛名基本情報"), ("001", "住民票"), ("010", "個人住民税課税情報"), ("024", "国保資格")]
CELLS = (
    *("架空　太郎", "カクウ　タロウ", "見本市本町１番地２", "000000000000001", "1", "0", "9", "99", "123.45", "-1"),
    *("1970-01-31", "2023-02-29", "0000-01-01", "9999-12-31", "1868-01-01", "2999-01-01", "2020", "12:34", "24:00:00"),
)
SCRAPS = (
    "架ア1Ａ. 　\t\n\u00a0\u200b〓\ufffdｱー－−〜～⽥龦\u3099\u309a\ufe00\U000e0100\ue000\U000f0000\U000ff041\U00020b9f"
)


def _spec(business: str) -> Spec:
    return library.resolve(business, library.entries(bundled("specs")), {}).spec


def _cell(dice: random.Random) -> str | None:
    match dice.randrange(4):
        case 0:
            return None
        case 1:
            return "".join(dice.choices(SCRAPS, k=dice.choice((1, 2, 5, 60))))
        case 2:
            place, kept = dice.randrange(4), dice.choice(CELLS)
            return kept[:place] + dice.choice(SCRAPS) + kept[place:]
        case _:
            return dice.choice(CELLS)


def _said(found: pl.DataFrame) -> list[tuple[str, str, int | None]]:
    return sorted(found.iter_rows())


def _bound(spec: Spec, table: str) -> tuple[Bound, ...]:
    return bind_whole(spec, table, rules())


@pytest.mark.parametrize(("business", "table"), TABLES)
def test_the_sieve_changes_no_verdict(business: str, table: str) -> None:
    """All rules, on cells that are right, odd and damaged: behind the sieve as without it."""
    spec, dice = _spec(business), random.Random(7)
    names = [item.name for item in spec.items_of(table)]
    frame = pl.DataFrame(
        {name: [_cell(dice) for _ in range(150)] for name in names}, schema_overrides=dict.fromkeys(names, pl.String)
    )
    bound = _bound(spec, table)

    expected = schemas.failures(schemas.schema_of(bound), frame)

    assert len(set(expected["check"])) > 10
    assert _said(sieve.failures(sieve.sieves_of(bound), frame)) == _said(expected)


def test_what_is_in_order_is_passed_over(spec: Spec, row: Make) -> None:
    """Of a clean row no cell is put before the schema."""
    frame = pl.DataFrame([row()]).with_columns(pl.when(pl.all() != "").then(pl.all()))
    sieves = sieve.sieves_of(_bound(spec, "住登外者宛名基本情報"))

    assert [list(one.schema().columns) for one in sieves if frame.select(one.may_fail).item()] == []


@pytest.mark.parametrize(
    ("passes", "cell", "fails"),
    [
        (~col("a").contains("b|c"), "xc", True),
        (~col("a").contains("b|c"), "x", False),
        (~col("a").contains(r"\Ab"), "ab", False),
        (col("a").contains(r"\A(?:[0-9]*)\z"), "1a", True),
        (col("a").contains(r"\A(?:[^0-9]*)\z"), "1a", True),
        (col("a").contains(r"\A(?:[^0-9]*)\z"), "a\n", False),
        (col("a").contains(r"\A(?:[0-9]+)\z"), "1", False),
        (col("a").contains("[0-9]"), "a", True),
        (col("b").contains(r"\A[0-9]*\z"), "a", True),
        (~col("a").contains("z"), None, False),
    ],
)
def test_patterns_are_asked_as_one(passes: Term, cell: str | None, fails: bool) -> None:
    """A rule beside another one of its column is true where it fails, however both are put together."""
    other = CellTest(domain=has_value("a"), passes=~col("a").contains("[〓]"))
    frame = pl.DataFrame({"a": [cell], "b": ["z"]}, schema={"a": pl.String, "b": pl.String})
    found = sieve.may_fail("a", [other, CellTest(domain=has_value("a"), passes=passes)])

    assert frame.select(polars_of(found)).item() is fails
