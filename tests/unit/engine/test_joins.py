"""Look-ups, limits of scope, rejecting rules and parts: no row is multiplied, lost or left unnamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.engine.convert import convert
from migrate.engine.expression import parse, parse_condition
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanJoin, PlanRowRule
from migrate.engine.result import Converted, Surroundings
from migrate.errors import MigrateError
from migrate.model.mapping import Fate, OnError, Unmet, Yields
from migrate.model.staging import BadRow, Staged
from migrate.source.joined import one_table

AROUND = Surroundings(digest="|".join, records=lambda table, rows: [(row, f"{table}{row}".encode()) for row in rows])
Rows = Sequence[tuple[str | None, ...]]
PERSON, HOUSE = ("NO", "SETAI"), ("SETAI", "REV", "NUSHI")
SEVERAL = PlanRowRule(name="複数", fate=Fate.REJECTED, condition=parse_condition("\"§S\" = '2'"))
NOBODY = PlanRowRule(name="なし", fate=Fate.EXCLUDED, condition=parse_condition("\"§S\" = '0'"))


def staged(folder: Path, name: str, columns: Sequence[str], rows: Rows) -> Staged:
    arrays = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(columns))]
    path = folder / f"{name}.parquet"
    pq.write_table(pa.table([pa.array(range(1, len(rows) + 1), pa.int64()), *arrays], names=["_row", *columns]), path)
    return Staged(table=name, file=f"{name}.csv", rows=len(rows), parquet=path, bad_bytes=(), bad_rows=())


def block(
    items: Mapping[str, str], rules: tuple[PlanRowRule, ...] = (), joins: tuple[PlanJoin, ...] = (), part: str = "",
    yields: Yields | None = None,
) -> PlanBlock:  # fmt: skip
    made = tuple(PlanItem(item=i, tree=parse(t), on_error=OnError.EMPTY) for i, t in items.items())
    return PlanBlock(table="表", source="T", rows=rules, items=made, joins=joins, part=part, yields=yields)


def run(folder: Path, sources: Mapping[str, Staged], *blocks: PlanBlock) -> Converted:
    items = tuple(one.item for one in blocks[0].items)
    plan = Plan(
        spec="031@x", business="031", blocks=blocks, code_maps={"s": {"1": "1"}}, keys={"表": items[:1]},
        columns={"表": items},
    )  # fmt: skip
    return convert(plan, sources, folder / "out", AROUND)


def rows(result: Converted) -> list[tuple[str | None, ...]]:
    return [tuple(row.values()) for row in pq.read_table(result.tables[0].parquet).to_pylist()]


def sums(result: Converted) -> list[tuple[int, int, dict[str, int], dict[str, int], dict[str, int]]]:
    return [(x.read, x.written, dict(x.rejected), dict(x.merged), dict(x.excluded)) for x in result.lines]


def told(result: Converted) -> dict[str, list[dict[str, str | int]]]:
    found: dict[str, list[dict[str, str | int]]] = {}
    for one in result.findings:
        found.setdefault(one.code, []).append(dict(one.params))
    return found


def join(**more: object) -> PlanJoin:
    given: dict[str, object] = {"table": "U", "alias": "S", "keys": (("SETAI", "SETAI"),)}
    return PlanJoin(**(given | more))  # type: ignore[arg-type]


PEOPLE: Rows = [("1", "a"), ("2", " b　"), ("3", "c"), ("4", "zz"), ("5", None), ("6", "a")]
HOUSES: Rows = [
    ("a", "1", "甲"),
    ("b", "1", "乙"),
    ("c", "1", "丙"),
    ("c", "2", "丁"),
    ("d", "1", "戊"),
    ("", "1", "x"),
]


def town(folder: Path) -> dict[str, Staged]:
    return {"T": staged(folder, "T", PERSON, PEOPLE), "U": staged(folder, "U", HOUSE, HOUSES)}


def test_a_look_up_neither_multiplies_nor_loses_rows(tmp_path: Path) -> None:
    """One partner: its columns; none: empty; several: rejected. All three are counted in findings."""
    result = run(tmp_path, town(tmp_path), block({"番号": "NO", "主": "S.NUSHI"}, (SEVERAL,), (join(),)))

    assert rows(result) == [("1", "甲"), ("2", "乙"), ("4", None), ("5", None), ("6", "甲")]
    assert sums(result) == [(6, 5, {"MIG-CNV-026": 1}, {}, {})]
    assert result.lines[0].closed and result.targets[0].closed
    who = {"source": "T", "table": "U", "alias": "S"}
    assert told(result) == {
        "MIG-CNV-026": [{"rule": "複数"}],
        "MIG-CNV-027": [who | {"count": 2, "fate": "空欄"}],
        "MIG-CNV-028": [who | {"count": 1}],
        "MIG-CNV-029": [who | {"count": 4, "used": 2}],
    }
    assert [r["raw"] for r in pq.read_table(result.rejects).to_pylist()] == [b"T3"]


def test_the_newest_partner_and_a_condition_make_it_one(tmp_path: Path) -> None:
    """latest_by takes the newest of several; when looks at some rows only; unmet rows may be left out by name."""
    newest = join(latest_by="REV", unmet=Unmet.EXCLUDE)
    result = run(tmp_path / "a", town(tmp_path), block({"番号": "NO", "主": "S.NUSHI"}, (SEVERAL, NOBODY), (newest,)))
    first = join(condition=parse_condition("REV = '1'"))
    other = run(tmp_path / "b", town(tmp_path), block({"番号": "NO", "主": "S.NUSHI"}, (SEVERAL,), (first,)))

    assert rows(result) == [("1", "甲"), ("2", "乙"), ("3", "丁"), ("6", "甲")]
    assert sums(result) == [(6, 4, {}, {}, {"なし": 2})]
    assert [row for row in rows(other) if row[0] == "3"] == [("3", "丙")]


def test_partners_whose_age_cannot_be_told_are_several(tmp_path: Path) -> None:
    """A tie, or a date that is none, is no reason to pick one."""
    people: Rows = [("1", "a"), ("2", "b")]
    houses: Rows = [("a", "1", "甲"), ("a", "x", "乙"), ("b", "1", "丙"), ("b", "01", "丁")]
    sources = {"T": staged(tmp_path, "T", PERSON, people), "U": staged(tmp_path, "U", HOUSE, houses)}

    result = run(tmp_path, sources, block({"番号": "NO", "主": "S.NUSHI"}, (SEVERAL,), (join(latest_by="REV"),)))

    assert sums(result) == [(2, 0, {"MIG-CNV-026": 2}, {}, {})]


def test_joins_follow_each_other_and_their_values_are_converted(tmp_path: Path) -> None:
    """A second join may use the first one's column; functions run on joined columns; failures keep the raw value."""
    sources = town(tmp_path) | {"V": staged(tmp_path, "V", ("NUSHI", "BIRTH"), [("甲", "S450131"), ("乙", "S640199")])}
    second = PlanJoin(table="V", alias="V", keys=(("S.NUSHI", "NUSHI"),))
    items = {"番号": "NO", "日": "wareki_date(V.BIRTH)"}

    result = run(tmp_path, sources, block(items, (SEVERAL,), (join(), second)))

    assert rows(result)[:2] == [("1", "1970-01-31"), ("2", None)]
    assert [v["raw"] for v in pq.read_table(result.values).to_pylist()] == ["S640199"]


def test_a_join_that_can_fail_or_lacks_its_column_is_refused(tmp_path: Path) -> None:
    """A condition over a function that refuses values, a key that is not there."""
    for bad, code in (
        (join(condition=parse_condition("wareki_date(REV) IS NULL")), "MIG-CNV-016"),
        (join(keys=(("SETAI", "GONE"),)), "MIG-CNV-017"),
        (join(keys=(("GONE", "SETAI"),)), "MIG-CNV-017"),
    ):
        with pytest.raises(MigrateError) as caught:
            run(tmp_path / bad.keys[0][0] / bad.keys[0][1], town(tmp_path), block({"番号": "NO"}, (), (bad,)))
        assert caught.value.code == code


def test_rules_that_reject_are_told_row_by_row(tmp_path: Path) -> None:
    """A rejected row is no candidate for merging, and never written."""
    source = {"T": staged(tmp_path, "T", ("NO", "REV"), [("1", "1"), ("1", "9"), ("2", "1")])}
    bad = PlanRowRule(name="保留", fate=Fate.REJECTED, condition=parse_condition("REV = '9'"))
    newest = PlanRowRule(name="旧", fate=Fate.MERGED, condition=None, key=("NO",), latest_by="REV")

    result = run(tmp_path, source, block({"番号": "NO"}, (bad, newest)))

    assert (rows(result), sums(result)) == ([("1",), ("2",)], [(3, 2, {"MIG-CNV-026": 1}, {}, {})])


def test_comparisons_of_order_take_texts_and_never_hold_without_a_value(tmp_path: Path) -> None:
    """Code point order; an empty side is neither smaller nor larger."""
    source = {"T": staged(tmp_path, "T", ("NO", "Y"), [("1", "2018"), ("2", "2019"), ("3", ""), ("4", "2020")])}
    left = PlanRowRule(name="古い", fate=Fate.EXCLUDED, condition=parse_condition("Y < '2019' OR Y > '2019'"))

    result = run(tmp_path, source, block({"番号": "NO"}, (left,)))

    assert (rows(result), sums(result)) == ([("2",), ("3",)], [(4, 2, {}, {}, {"古い": 2})])


TWO: Rows = [("1", "甲", "乙"), ("2", "丙", ""), ("3", "", ""), ("", "丁", "戊")]


def parts(yields: Yields) -> tuple[PlanBlock, PlanBlock]:
    def one(column: str) -> PlanBlock:
        empty = PlanRowRule(name=f"{column}なし", fate=Fate.EXCLUDED, condition=parse_condition(f"{column} IS NULL"))
        return block({"番号": "NO", "名": column}, (empty,), (), column, yields)

    return one("A"), one("B")


def test_one_row_becomes_several_in_parts_with_one_fate(tmp_path: Path) -> None:
    """Parts of one source and target: a row is written where one part writes it; the balance counts it once."""
    source = {"T": staged(tmp_path, "T", ("NO", "A", "B"), TWO)}

    result = run(tmp_path, source, *parts(Yields.ANY))

    assert rows(result) == [("1", "甲"), ("2", "丙"), ("1", "乙")]
    assert sums(result) == [(4, 2, {"MIG-CNV-005": 1}, {}, {"Aなし": 1})]
    lineage = pq.read_table(result.tables[0].lineage).to_pylist()
    assert [(r["target_row"], r["source_row"], r["part"]) for r in lineage] == [(1, 1, "A"), (2, 2, "A"), (3, 1, "B")]
    assert "MIG-CNV-030" not in told(result)
    assert pq.read_table(result.rejects).num_rows == 1


def test_a_row_that_one_part_refuses_is_written_by_none(tmp_path: Path) -> None:
    """Half of a row would be a loss that nobody sees."""
    source = {"T": staged(tmp_path, "T", ("NO", "A", "B"), TWO[:2])}
    first, second = parts(Yields.ANY)
    bad = PlanRowRule(name="保留", fate=Fate.REJECTED, condition=parse_condition("B = '乙'"))
    strict = block({"番号": "NO", "名": "B"}, (*second.rows, bad), (), "B", Yields.ANY)

    result = run(tmp_path, source, first, strict)

    assert (rows(result), sums(result)) == ([("2", "丙")], [(2, 1, {"MIG-CNV-026": 1}, {}, {})])


@pytest.mark.parametrize("yields", [Yields.ONE, Yields.AT_MOST_ONE, Yields.AT_LEAST_ONE])
def test_what_a_row_yields_is_held_to_the_declaration(tmp_path: Path, yields: Yields) -> None:
    """Fewer or more rows than declared are a finding with both counts."""
    source = {"T": staged(tmp_path, "T", ("NO", "A", "B"), TWO)}

    result = run(tmp_path, source, *parts(yields))

    assert told(result)["MIG-CNV-030"] == [{"source": "T", "yields": yields.value, "none": 1, "several": 1}]


def test_two_parts_of_the_same_name_are_refused(tmp_path: Path) -> None:
    """Without different names nobody could tell which part wrote a row."""
    source = {"T": staged(tmp_path, "T", ("NO", "A", "B"), TWO)}
    with pytest.raises(MigrateError) as caught:
        run(tmp_path, source, block({"番号": "NO"}), block({"番号": "A"}))

    assert caught.value.code == "MIG-CNV-018"


def test_several_files_of_one_table_keep_their_own_row_numbers(tmp_path: Path) -> None:
    """The balance has a line for each file; merging works across them; findings and lineage name file and row."""
    one = staged(tmp_path, "A", ("NO", "REV"), [("1", "1"), ("2", "1"), ("", "1")])
    two = staged(tmp_path, "B", ("REV", "NO"), [("2", "1"), ("x", "3")])
    bad = BadRow(row=3, found=1, expected=2, raw=b"?")
    both = one_table(
        [one, Staged(table="A", file="B.csv", rows=3, parquet=two.parquet, bad_bytes=(), bad_rows=(bad,))],
        tmp_path / "both.parquet",
    )
    newest = PlanRowRule(name="旧", fate=Fate.MERGED, condition=None, key=("NO",), latest_by="REV")

    result = run(tmp_path, {"T": both}, block({"番号": "NO"}, (newest,)))

    assert rows(result) == [("2",), ("1",), ("3",)]
    assert [(x.file, x.read, x.written, sum(x.rejected.values()), dict(x.merged), x.closed) for x in result.lines] == [
        ("A.csv", 3, 1, 1, {"旧": 1}, True),
        ("B.csv", 3, 2, 1, {}, True),
    ]
    refused = [(r["source_file"], r["source_row"]) for r in pq.read_table(result.rejects).to_pylist()]
    lineage = [(r["source_file"], r["source_row"]) for r in pq.read_table(result.tables[0].lineage).to_pylist()]
    assert (refused, lineage) == (
        [("A.csv", 3), ("B.csv", 3)],
        [("A.csv", 1), ("A.csv", 2), ("B.csv", 1), ("B.csv", 2)],
    )


_cell = st.sampled_from([None, "", "1", "2", "x"])
_rules = st.lists(
    st.builds(
        lambda n, fate, when: PlanRowRule(name=f"r{n}", fate=fate, condition=parse_condition(when)),
        st.integers(0, 3),
        st.sampled_from([Fate.EXCLUDED, Fate.REJECTED]),
        st.sampled_from(["A = '1'", "B IS NULL", "A < B", "code(NO, 's') IS NULL", "\"§S\" = '2'"]),
    ),
    max_size=3,
)
_merge = st.sampled_from([(), (PlanRowRule(name="旧", fate=Fate.MERGED, condition=None, key=("NO",), latest_by="A"),)])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(st.tuples(_cell, _cell, _cell), max_size=15),
    houses=st.lists(st.tuples(_cell, _cell), max_size=8),
    rules=st.lists(st.tuples(_rules, _merge), min_size=1, max_size=3),
)
def test_every_row_has_one_fate_whatever_the_parts_and_joins(
    tmp_path_factory: pytest.TempPathFactory,
    people: Rows,
    houses: Rows,
    rules: list[tuple[list[PlanRowRule], tuple[PlanRowRule, ...]]],
) -> None:
    """For any rows, joins, rules and number of parts the sums close, and nothing is both refused and written."""
    folder = tmp_path_factory.mktemp("run")
    sources = {"T": staged(folder, "T", ("NO", "A", "B"), people), "U": staged(folder, "U", ("K", "V"), houses)}
    met = PlanJoin(table="U", alias="S", keys=(("A", "K"),), latest_by="V")
    blocks = [
        block({"番号": "NO", "名": "S.V"}, (*own, *merge), (met,), f"p{n}", Yields.ANY)
        for n, (own, merge) in enumerate(rules)
    ]

    result = run(folder, sources, *blocks)

    refused = {r["source_row"] for r in pq.read_table(result.rejects).to_pylist()}
    lineage = pq.read_table(result.tables[0].lineage).to_pylist()
    assert [line.closed for line in result.lines] == [True]
    assert [target.closed for target in result.targets] == [True]
    assert "MIG-CNV-006" not in told(result)
    assert refused.isdisjoint({r["source_row"] for r in lineage})
    assert len({(r["source_row"], r["part"]) for r in lineage}) == len(lineage)
