"""Calls over whole columns: whatever a column repeats or leaves as it is, each value is what the reference gives."""

from __future__ import annotations

import pyarrow as pa
import pytest

from migrate.engine.calls import Calls
from migrate.engine.expression import parse
from migrate.engine.functions import zenkaku
from migrate.engine.lowering import Lowering
from migrate.text import columns, width

FEW = ["コーポ１０１", None, "", "ﾊｲﾂ 2", "a\nb", "ﾊﾟｰｸ\n", "\uffff1", "ザ・ハイツ"]
MANY = [f"{number}丁目" for number in range(20_000)]


def _run(texts: list[str | None], *expressions: str) -> list[list[str | None]]:
    lowering = Lowering([parse(one) for one in expressions])
    given = [pa.array(texts, pa.string())] * len(lowering.calls)
    return [values.to_pylist() for values, _ in Calls({}).run(lowering.calls, given)]


@pytest.mark.parametrize("texts", [FEW * 2_000, [*MANY, *FEW]], ids=["repeating", "distinct"])
def test_a_column_is_what_its_values_are_one_by_one(texts: list[str | None]) -> None:
    """Few distinct values or many, absent and strange ones among them."""
    assert _run(texts, "zenkaku(a)") == [[zenkaku.apply(one) for one in texts]]


def test_calls_of_one_function_keep_their_own_results() -> None:
    """Several columns of one function, and both parts of a name, in the order of the calls."""
    names: list[str | None] = ["山田　太郎", None, "山田", "加藤　花"] * 3
    assert _run(names, "name_part(a, 1)", "name_part(b, 2)", "zenkaku(a)", "zenkaku(b)") == [
        ["山田", None, None, "加藤"] * 3,
        ["太郎", None, None, "花"] * 3,
        names,
        names,
    ]


@pytest.mark.parametrize("half", [0, 1, 50, 4_000])
def test_full_width_touches_only_what_is_half(half: int) -> None:
    """However many values of a column hold a half-width character, and wherever they stand."""
    texts = ["１丁目"] * (4_000 - half) + ["ﾊﾟ 1"] * half
    assert columns.full_width(pa.array(texts)).to_pylist() == [width.full_width(one) for one in texts]
