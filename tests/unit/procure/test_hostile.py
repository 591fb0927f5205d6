"""Whatever stands in a file or a formula: a value, or an error with a code; never anything else."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.procure.compare import changes
from migrate.procure.scoring import criteria, decision, exact, expression, offers, rules
from migrate.procure.scoring.expression import Around, FormulaError
from tests.unit.procure.rfp_town import TREE, sheet, tree

_SIGNS = "0123456789.,()+-*/×÷=<>≦≧≠ 見積額配点最低切捨てかつまたは小さいほう'\"\\;%_abcSELECTORNULL−（）１"
_CELLS = st.one_of(
    st.sampled_from(
        ("", "*", "A", "A-1", "X-1", "式", "委員", "条件", "点", "5段階", "1", "2027-04-01", "なし", "v1", "=1+1")
    ),
    st.text(max_size=12),
)
FILES: dict[str, tuple[tuple[str, ...], Callable[[bytes], object]]] = {
    "criteria": (criteria.COLUMNS, lambda data: criteria.load(data, "f")),
    "rules": (rules.COLUMNS, lambda data: rules.load(data, "f", tree())),
    "offers": (offers.COLUMNS, lambda data: offers.load(data, "f")),
    "judges": (offers.JUDGES_COLUMNS, lambda data: offers.load_judges(data, "f")),
    "draw": (offers.DRAW_COLUMNS, lambda data: offers.load_draw(data, "f")),
    "decision": (decision.COLUMNS, lambda data: decision.load(data, "f", ())),
    "changes": (changes.COLUMNS, lambda data: changes.load(data, "f", frozenset({"010"}))),
}


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_cells(name: str, data: st.DataObject) -> None:
    """A file with any cells is read or refused with a code."""
    columns, load = FILES[name]
    rows = data.draw(st.lists(st.lists(_CELLS, min_size=len(columns), max_size=len(columns)), max_size=5))
    try:
        load(sheet(columns, rows))
    except MigrateError as error:
        assert error.code.startswith("MIG-RFP-0")


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=60, deadline=None)
@given(noise=st.binary(max_size=200))
def test_any_bytes(name: str, noise: bytes) -> None:
    """A file of any bytes is read or refused with a code."""
    columns, load = FILES[name]
    for data in (noise, sheet(columns, []) + noise):
        try:
            load(data)
        except MigrateError as error:
            assert error.code.startswith("MIG-RFP-0")


@settings(max_examples=600, deadline=None)
@given(text=st.one_of(st.text(alphabet=_SIGNS, max_size=40), st.text(max_size=30)))
def test_any_formula(text: str) -> None:
    """A formula is computed or refused with a sentence."""
    facts = {"見積額": Fraction(3), "配点": Fraction(100)}
    around = Around(own=facts, all=(facts,))
    try:
        found: object = (expression.holds if expression.is_condition(text) else expression.value_of)(text, around)
        expression.filled(text, around)
    except FormulaError:
        return
    assert isinstance(found, bool | Fraction)


@settings(max_examples=300, deadline=None)
@given(number=st.fractions(min_value=-(10**12), max_value=10**12, max_denominator=10**6))
def test_written_numbers(number: Fraction) -> None:
    """A number in print is exact, or says with 「…」 that it is cut; cutting loses less than a millionth."""
    shown = exact.written(number)
    back = Fraction(shown.replace(",", "").removesuffix("…"))

    assert (back == number) is not shown.endswith("…")
    assert abs(back - number) < Fraction(1, 10**6)


@settings(max_examples=100, deadline=None)
@given(order=st.permutations(TREE[1:]))
def test_order_of_lines_changes_no_points(order: list[tuple[str, ...]]) -> None:
    """A tree is its numbers, not the order of its lines."""
    found = tree([TREE[0], *order])

    assert (found.total, {one.number: one.points for one in found.items}) == (
        tree().total,
        {one.number: one.points for one in tree().items},
    )
