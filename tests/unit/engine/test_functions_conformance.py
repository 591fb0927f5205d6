"""Every function through an engine gives what its Python reference gives, refusals and their reasons included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.engine import functions
from migrate.engine.convert import convert
from migrate.engine.expression import parse
from migrate.engine.kinds import Kind
from migrate.engine.plan import Plan, PlanBlock, PlanItem
from migrate.engine.result import Converted, Surroundings
from migrate.model.mapping import OnError
from migrate.model.staging import Staged
from migrate.text.refusal import UnconvertibleError
from tests.unit.engine import samples

ENGINES = ("duckdb", "spark")
Convert = Callable[[Plan, Mapping[str, Staged], Path], Converted]
CALLS = tuple((name, others) for name in functions.names() for others in samples.literals(name))
Outcome = tuple[str | None, str | None]
"""Value, and the reason why there is none."""


def _records(table: str, rows: Sequence[int]) -> Iterable[tuple[int, bytes]]:
    return [(row, b"") for row in rows]


def _pairs(name: str) -> list[tuple[str, str]]:
    """What the first and the second column of a function hold."""
    texts = samples.values(name)
    return list(zip(texts, texts[7:] + texts[:7], strict=True))


def _outcome(name: str, others: tuple[str | int, ...], first: str, second: str) -> Outcome:
    function = functions.function(name)
    assert function is not None
    several = function.variadic or function.parameters == (Kind.VALUE, Kind.VALUE)
    values = (first or None, second or None) if several else (first or None,)
    taken = [
        samples.CODES if k is Kind.CODE_MAP else one for k, one in zip(function.parameters[1:], others, strict=False)
    ]
    try:
        return function.apply(*values, *taken) or None, None
    except UnconvertibleError as error:
        return None, error.reason


@cache
def _columns() -> dict[str, list[tuple[str, str]]]:
    return {name: _pairs(name) for name in functions.names()}


def _staged(folder: Path) -> Staged:
    """All columns side by side, the shorter ones filled with no value."""
    longest = max(map(len, _columns().values()))
    table: dict[str, pa.Array] = {"_row": pa.array(range(1, longest + 1), pa.int64())}
    for name, pairs in _columns().items():
        for n in (0, 1):
            texts = [pair[n] for pair in pairs] + [None] * (longest - len(pairs))
            table[f"{name}{n}"] = pa.array(texts, pa.string())
    path = folder / "t.parquet"
    pq.write_table(pa.table(table), path)
    return Staged(table="T", file="t.csv", rows=longest, parquet=path, bad_bytes=(), bad_rows=())


def _on_duckdb(plan: Plan, staged: Mapping[str, Staged], into: Path) -> Converted:
    return convert(plan, staged, into, Surroundings(digest="|".join, records=_records))


def _converted(engine: Convert, folder: Path) -> dict[str, list[Outcome]]:
    """Item → outcome of each row, as the engine gives them."""
    texts = {f"{name}{others}": samples.call(name, (f"{name}0", f"{name}1"), others) for name, others in CALLS}
    items = tuple(PlanItem(item=item, tree=parse(text), on_error=OnError.EMPTY) for item, text in texts.items())
    plan = Plan(
        spec="031@x",
        business="031",
        blocks=(PlanBlock(table="表", source="T", rows=(), items=items),),
        code_maps={"m": samples.CODES},
        keys={"表": ()},
        columns={"表": tuple(texts)},
    )
    result = engine(plan, {"T": _staged(folder)}, folder / "out")
    given = pq.read_table(result.tables[0].parquet)
    reasons: dict[str, dict[int, str]] = {item: {} for item in texts}
    for line in pq.read_table(result.values, columns=["item", "source_row", "reason"]).to_pylist():
        reasons[line["item"]][line["source_row"]] = line["reason"]
    return {
        item: [(value, reasons[item].get(row)) for row, value in enumerate(given[item].to_pylist(), start=1)]
        for item in texts
    }


@pytest.fixture(scope="module", params=ENGINES)
def converted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, list[Outcome]]]:
    engine = _on_duckdb if request.param == "duckdb" else request.getfixturevalue("spark").convert
    yield _converted(engine, tmp_path_factory.mktemp(request.param))


@pytest.mark.parametrize(("name", "others"), CALLS, ids=lambda one: one if isinstance(one, str) else repr(one))
def test_engine_gives_what_the_reference_gives(
    converted: dict[str, list[Outcome]], name: str, others: tuple[str | int, ...]
) -> None:
    """5,000 edge values and more, each with the same value, no value, or refusal with the same reason."""
    pairs = _columns()[name]
    wanted = [_outcome(name, others, *pair) for pair in pairs]
    given = converted[f"{name}{others}"][: len(pairs)]

    assert len(set(pairs)) >= samples.CASES
    assert [(p, w, g) for p, w, g in zip(pairs, wanted, given, strict=True) if w != g] == []


@pytest.mark.parametrize("name", [n for n in functions.names() if getattr(functions.function(n), "vector", None)])
def test_whole_columns_agree_with_the_reference(name: str) -> None:
    """Where a column function settles a value, the reference says the same; no value is settled as the empty text."""
    function = functions.function(name)
    assert function is not None and function.vector is not None
    texts = samples.values(name)
    for others in samples.literals(name):
        settled = function.vector(pa.array(texts, pa.string()), *others).to_pylist()
        wanted = [_outcome(name, others, text, "") for text in texts]
        assert len(settled) == len(texts)
        assert [
            (t, s, w)
            for t, s, w in zip(texts, settled, wanted, strict=True)
            if s is not None and (s or None, None) != w
        ] == []
        assert sum(one is not None for one in settled) > len(texts) // 20
