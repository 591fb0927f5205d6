"""The written schema, the derived one and the SQL say the same of any cells, for every rule."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import duckdb
import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.files.bundled import bundled
from migrate.model.spec import CodeValue, Item, Spec
from migrate.quality import schema as schemas
from migrate.quality.bind import Bound, bind_whole
from migrate.quality.catalogue import rules
from migrate.quality.kinds import CellTest, relation
from migrate.quality.listing import failing_rows
from migrate.quality.schema_code import Module, module_of
from migrate.quality.spelling import UnwrittenError, code_of
from migrate.spec import library, store

AS_OF = date(2026, 11, 23)
ENTRIES = [entry for entry in library.entries(bundled("specs")) if (entry.folder / "items.csv").exists()]
EVERY = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.head.business}@{entry.head.edition}")
CELLS = (
    None, "", "0", "1", "2", "9", "01", "99", "010", "2023", "0000", "1900", "2023-05", "2023-13", "2000-02-29",
    "1900-02-29", "0000-01-01", "9999-12-31",
    "2026-11-23", "2026-11-24", "1970-99-99", "1970-01-99", "2023-01-01\n",
    "12:34", "12:34:56", "24:00:00", "ABC", "a b", " ", "　", "\t", "架空　太郎", "架空太郎", "カクウ　タロウ", "〓",
    "葛\U000e0100", "が", "か\u3099", "ｱｲｳ", "あ\u200bい", "\ue000", "\U000ff080", "\U00100000", "～〜", "-5", "+5",
    "1.5",
    "1.", " 7", "1e3", "--1", "131016", "131017", "011002", "012017", "1234567890128", "8700110005901", "138057",
    "39131156",
    "9" * 18, "9" * 25, "あ" * 41, "A" * 300, "東京都千代田区", "٣", "１２３", "O'Hara", "\x00", "é", "\U000200b8",
)  # fmt: skip


def bound_of(spec: Spec, table: str) -> tuple[Bound, ...]:
    return bind_whole(spec, table, rules(), AS_OF)


def module(spec: Spec) -> Module:
    return module_of(spec, [(table, bound_of(spec, table)) for table in spec.tables])


def loaded(source: str) -> dict[str, pa.DataFrameSchema]:
    names: dict[str, Any] = {}
    exec(compile(source, "written", "exec"), names)
    found: dict[str, pa.DataFrameSchema] = names["SCHEMAS"]
    return found


def written_too(bound: tuple[Bound, ...]) -> tuple[Bound, ...]:
    """The rules that a module holds."""
    return tuple(one for one in bound if _is_written(one))


def _is_written(one: Bound) -> bool:
    test = one.kind.test(one.use)
    try:
        return isinstance(test, CellTest) and bool(code_of(test.domain, {}) and code_of(test.passes, {}))
    except UnwrittenError:
        return False


def frame_of(spec: Spec, table: str, seed: int, rows: int = 120) -> pl.DataFrame:
    """Cells of all kinds in every column, shuffled."""
    chance = random.Random(f"{spec.id}{table}{seed}")
    found: dict[str, list[str | None]] = {}
    for item in spec.items_of(table):
        codes = [one.value for one in spec.codes[item.code_list_id].values] if item.code_list_id in spec.codes else []
        found[item.name] = [chance.choice((*CELLS, *codes)) for _ in range(rows)]
    return pl.DataFrame(found, schema=dict.fromkeys(found, pl.String))


def verdict(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> list[tuple[str, str, int]]:
    return sorted(schemas.failures(schema, frame).iter_rows())


def sql_verdict(bound: tuple[Bound, ...], frame: pl.DataFrame) -> list[tuple[str, str, int]]:
    """What the SQL of the rules lists, in the form of `verdict`."""
    found = []
    with duckdb.connect(config={"threads": 1}) as engine:
        engine.register("rows", frame.with_row_index("_row", offset=1).to_arrow())
        if bound:
            engine.execute(f"CREATE TABLE {relation(bound[0].use)} AS SELECT * FROM rows")
        for one in bound:
            rows = engine.execute(failing_rows(one)).fetchall()
            found += [(one.use.item.name, one.use.rule.code, row - 1) for (row,) in rows]
    return sorted(found)


@cache
def telling() -> dict[str, tuple[str, ...]]:
    """Spec → the tables with a rule on a notation that no table before them has, in any edition."""
    seen: set[tuple[str, str]] = set()
    found: dict[str, tuple[str, ...]] = {}
    for entry in ENTRIES:
        spec = store.read(entry.folder, entry.head)
        for table in spec.tables:
            own = {(one.use.rule.code, one.use.item.notation) for one in bound_of(spec, table)}
            if not own <= seen:
                found[spec.id] = (*found.get(spec.id, ()), table)
            seen |= own
    return found


@EVERY
def test_written_schema_derived_schema_and_sql_agree(entry: library.Entry) -> None:
    """Every rule on every notation, once: the same cells fail the same checks in all three, and something fails."""
    spec = store.read(entry.folder, entry.head)
    made = loaded(module(spec).source)
    assert list(made) == list(spec.tables)
    for table in telling().get(spec.id, ()):
        bound, frame = written_too(bound_of(spec, table)), frame_of(spec, table, 1)
        derived = verdict(schemas.schema_of(bound), frame)

        assert verdict(made[table], frame) == derived, table
        assert sql_verdict(bound, frame) == [one for one in derived if one[1] != schemas.NULL_CHECK], table
        assert bool(derived) == bool(bound), table


@EVERY
def test_what_a_module_leaves_out_is_said(entry: library.Entry) -> None:
    """Rules in the module and rules said to be absent are all the rules of the spec; the text is always the same."""
    spec = store.read(entry.folder, entry.head)
    made = module(spec)
    bound = [one for table in spec.tables for one in bound_of(spec, table)]

    held = {
        (t, name, check.name)
        for t, s in loaded(made.source).items()
        for name, c in s.columns.items()
        for check in c.checks
    }
    absent = {(one.table, one.item, one.code) for one in made.absent}

    assert held | absent == {(one.use.table, one.use.item.name, one.use.rule.code) for one in bound}
    assert held & absent == set()
    assert made == module(spec)


def test_a_module_needs_pandera_and_polars_only() -> None:
    """No import but these two."""
    spec = library.resolve("031", library.entries(bundled("specs")), {}).spec
    imports = [line for line in module(spec).source.splitlines() if line.startswith(("import", "from"))]

    assert imports == ["import pandera.polars as pa", "import polars as pl"]


def test_published_texts_stay_where_they_are_put(spec: Spec) -> None:
    """A name or code value with a line feed, quotes or a comment mark neither leaves its comment nor its literal."""
    odd = 'x"\nraise SystemExit  # '
    items = tuple(replace(item, romaji=odd, length=item.length, description=odd) for item in spec.items)
    lists = tuple(
        replace(one, name=odd, values=(*one.values, *(CodeValue(value=f"{odd}, {n}", meaning="") for n in range(30))))
        for one in spec.code_lists
    )
    changed = replace(spec, title=odd, items=items, code_lists=lists)

    assert list(loaded(module(changed).source)) == list(spec.tables)


TYPES = ("X", "Ｎ", "9", "9V", "S9", "YEAR", "DATE", "TIME")
TEXTS = st.one_of(
    st.none(),
    st.sampled_from(CELLS),
    st.text(st.sampled_from("0123456789-:.+ ABｱ山　\u3099\U000e0100\n\ue000é"), max_size=12),
    st.text(max_size=8),
    st.dates().map(str),
)
_SPEC = library.resolve("031", library.entries(bundled("specs")), {}).spec


def _typed(item: Item, number: int) -> Item:
    return replace(item, type=TYPES[number % len(TYPES)], length="5,2" if number % len(TYPES) == 3 else "6")


@cache
def _of_any_type() -> tuple[Spec, tuple[Bound, ...], pa.DataFrameSchema, pa.DataFrameSchema]:
    """Items of each type, their rules, the written and the derived schema."""
    spec = replace(_SPEC, items=tuple(_typed(item, number) for number, item in enumerate(_SPEC.items[:16])))
    (table,) = spec.tables
    bound = written_too(bound_of(spec, table))
    return spec, bound, loaded(module(spec).source)[table], schemas.schema_of(bound)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXTS, min_size=20, max_size=60))
def test_any_cells_of_any_type(cells: list[str | None]) -> None:
    """Whatever is in cells of each type, the three agree."""
    spec, bound, written, schema = _of_any_type()
    frame = pl.DataFrame({item.name: pl.Series(cells, dtype=pl.String) for item in spec.items})
    derived = verdict(schema, frame)

    assert verdict(written, frame) == derived
    assert sql_verdict(bound, frame) == [one for one in derived if one[1] != schemas.NULL_CHECK]
