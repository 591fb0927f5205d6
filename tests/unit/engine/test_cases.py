"""Children of rejected rows: rejected with them, as one case, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.engine.convert import convert
from migrate.engine.expression import parse, parse_condition
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanJoin, PlanParent, PlanRowRule
from migrate.engine.result import Converted, Surroundings
from migrate.errors import MigrateError
from migrate.model.mapping import Fate, OnError, Yields
from migrate.model.staging import Staged

TABLES = {"PERSON": ("ID", "SEX"), "MOVE": ("NO", "PERSON_ID"), "NOTE": ("NO", "MOVE_NO")}
AROUND = Surroundings(digest="|".join, records=lambda table, rows: [(row, f"{table} {row}".encode()) for row in rows])
Rows = Sequence[tuple[str | None, str | None]]


def _staged(folder: Path, name: str, rows: Rows) -> Staged:
    columns = [pa.array([row[n] for row in rows], pa.string()) for n in range(2)]
    path = folder / f"{name}.parquet"
    pq.write_table(pa.table([pa.array(range(1, len(rows) + 1)), *columns], names=["_row", *TABLES[name]]), path)
    return Staged(table=name, file=f"source/{name}.csv", rows=len(rows), parquet=path, bad_bytes=(), bad_rows=())


def _block(source: str, key: str, parent: PlanParent | None = None) -> PlanBlock:
    """「<source>表」 of two items; a sex that is not in the code list rejects a person."""
    other = "code(SEX, 'sex')" if source == "PERSON" else TABLES[source][1]
    items = (
        PlanItem(item="番号", tree=parse(key), on_error=OnError.REJECT),
        PlanItem(item="相手", tree=parse(other), on_error=OnError.REJECT),
    )
    return PlanBlock(table=f"{source}表", source=source, rows=(), items=items, parent=parent)


def _run(folder: Path, persons: Rows, moves: Rows, notes: Rows = ()) -> Converted:
    blocks = (
        _block("NOTE", "NO", PlanParent(table="MOVE表", source="MOVE", keys=(("MOVE_NO", "NO"),))),
        _block("MOVE", "NO", PlanParent(table="PERSON表", source="PERSON", keys=(("PERSON_ID", "ID"),))),
        _block("PERSON", "ID"),
    )
    plan = Plan(
        spec="001@x",
        business="001",
        blocks=blocks,
        code_maps={"sex": {"1": "1", "2": "2"}},
        keys={f"{name}表": ("番号",) for name in TABLES},
        columns={f"{name}表": ("番号", "相手") for name in TABLES},
    )
    rows = {"PERSON": persons, "MOVE": moves, "NOTE": notes}
    return convert(plan, {name: _staged(folder, name, rows[name]) for name in TABLES}, folder / "out", AROUND)


def _written(result: Converted) -> dict[str, list[str]]:
    return {table.table: pq.read_table(table.parquet).column("番号").to_pylist() for table in result.tables}


def test_children_go_with_their_parent_as_one_case(tmp_path: Path) -> None:
    """A person who is rejected takes moves along, and these their notes, in any order of blocks."""
    result = _run(
        tmp_path,
        persons=[("p1", "1"), ("p2", "9")],
        moves=[("m1", "p1"), ("m2", " p2 "), ("m3", "p2"), ("m4", "p9"), ("m5", None)],
        notes=[("n1", "m1"), ("n2", "m3")],
    )

    rejects = [(r["target_table"], r["source_row"], r["code"], r["reason"], r["raw"]) for r in
               pq.read_table(result.rejects).to_pylist()]  # fmt: skip
    assert _written(result) == {"NOTE表": ["n1"], "MOVE表": ["m1", "m4", "m5"], "PERSON表": ["p1"]}
    assert rejects == [
        ("NOTE表", 2, "MIG-CNV-031", "MOVE表（source/MOVE.csv 3 件目）とともに", b"NOTE 2"),
        ("MOVE表", 2, "MIG-CNV-031", "PERSON表（source/PERSON.csv 2 件目）とともに", b"MOVE 2"),
        ("MOVE表", 3, "MIG-CNV-031", "PERSON表（source/PERSON.csv 2 件目）とともに", b"MOVE 3"),
        ("PERSON表", 2, "MIG-CNV-004", "コード対応にない旧コード", b"PERSON 2"),
    ]
    assert all(line.closed for line in result.lines)
    assert {f.code for f in result.findings} == {"MIG-CNV-004", "MIG-CNV-031"}


def test_a_parent_that_is_written_keeps_its_children(tmp_path: Path) -> None:
    """Of two rows of one person one is rejected: the person is there, and so are the moves."""
    result = _run(tmp_path, persons=[("p1", "9"), ("p1", "1")], moves=[("m1", "p1")])

    assert _written(result)["MOVE表"] == ["m1"]


_ids = st.sampled_from(["1", "2", "3", None])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(_ids, st.sampled_from(["1", "9"])), max_size=5),
    st.lists(st.tuples(_ids, _ids), max_size=6),
    st.lists(st.tuples(_ids, _ids), max_size=6),
)
def test_no_written_child_has_only_rejected_parents(
    tmp_path_factory: pytest.TempPathFactory, persons: Rows, moves: Rows, notes: Rows
) -> None:
    """Whatever is rejected: each row has one fate, and no written row belongs to rejected rows alone."""
    result = _run(tmp_path_factory.mktemp("cases"), persons, moves, notes)

    written = _written(result)
    assert all(line.closed for line in result.lines)
    for parents, children, there in (
        ([one for one, _ in persons], moves, written["PERSON表"]),
        ([one for one, _ in moves], notes, written["MOVE表"]),
    ):
        kept = written["MOVE表" if children is moves else "NOTE表"]
        lost = set(parents) - set(there) - {None}
        for number in {one for one, _ in children if one is not None}:
            same = [one for one, parent in children if one == number and parent not in lost]
            assert kept.count(number) == len(same)


def _plan(*blocks: PlanBlock) -> Plan:
    names = dict.fromkeys(block.table for block in blocks)
    return Plan(
        spec="001@x",
        business="001",
        blocks=blocks,
        code_maps={"sex": {"1": "1", "2": "2"}},
        keys=dict.fromkeys(names, ("番号",)),
        columns=dict.fromkeys(names, ("番号", "相手")),
    )


def _items(number: str, other: str) -> tuple[PlanItem, ...]:
    given = (("番号", number), ("相手", other))
    return tuple(PlanItem(item=item, tree=parse(text), on_error=OnError.REJECT) for item, text in given)


OF_PERSON = PlanParent(table="PERSON表", source="PERSON", keys=(("PERSON_ID", "ID"),))


def test_parts_of_a_source_lose_their_parent_together(tmp_path: Path) -> None:
    """A move that is written into two rows of one table is rejected once, by its first part."""
    parts = tuple(
        PlanBlock(table="MOVE表", source="MOVE", rows=(), items=_items(key, "NO"), parent=OF_PERSON, part=part,
                  yields=Yields.ONE)
        for part, key in (("a", "NO"), ("b", "concat('x', NO)"))
    )  # fmt: skip
    staged = {"PERSON": _staged(tmp_path, "PERSON", [("p1", "9"), ("p2", "1")]),
              "MOVE": _staged(tmp_path, "MOVE", [("m1", "p1"), ("m2", "p2")])}  # fmt: skip
    result = convert(_plan(*parts, _block("PERSON", "ID")), staged, tmp_path / "out", AROUND)

    rejects = [(r["target_table"], r["source_row"]) for r in pq.read_table(result.rejects).to_pylist()]
    assert rejects == [("MOVE表", 1), ("PERSON表", 1)]
    assert _written(result)["MOVE表"] == ["m2", "xm2"]
    assert all(line.closed for line in result.lines)


def test_keys_need_not_be_columns_that_a_block_reads(tmp_path: Path) -> None:
    """Blocks with look-ups keep only the columns that they read; the parent's key is found all the same."""
    join = PlanJoin(table="NOTE", alias="N", keys=(("NO", "NO"),))
    move = PlanBlock(
        table="MOVE表", source="MOVE", rows=(), items=_items("NO", "N.NO"), joins=(join,), parent=OF_PERSON
    )
    staged = {
        "PERSON": _staged(tmp_path, "PERSON", [("p1", "9"), ("p2", "1")]),
        "MOVE": _staged(tmp_path, "MOVE", [("m1", "p1"), ("m2", "p2")]),
        "NOTE": _staged(tmp_path, "NOTE", [("m1", "x")]),
    }
    result = convert(_plan(move, _block("PERSON", "ID")), staged, tmp_path / "out", AROUND)

    assert _written(result)["MOVE表"] == ["m2"]


def test_a_key_column_that_is_gone_is_an_error(tmp_path: Path) -> None:
    """MIG-CNV-017: the file has lost a column that the parent is found by."""
    lost = PlanParent(table="PERSON表", source="PERSON", keys=(("PERSON_ID", "ID2"),))
    move = PlanBlock(table="MOVE表", source="MOVE", rows=(), items=_items("NO", "NO"), parent=lost)
    staged = {"PERSON": _staged(tmp_path, "PERSON", []), "MOVE": _staged(tmp_path, "MOVE", [])}

    with pytest.raises(MigrateError) as caught:
        convert(_plan(move, _block("PERSON", "ID")), staged, tmp_path / "out", AROUND)
    assert (caught.value.code, caught.value.where.item) == ("MIG-CNV-017", "ID2")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(_ids, st.sampled_from(["1", "9"])), max_size=4),
    st.lists(st.tuples(_ids, _ids), max_size=6),
    st.booleans(),
)
def test_every_row_of_parts_has_one_fate(
    tmp_path_factory: pytest.TempPathFactory, persons: Rows, moves: Rows, joined: bool
) -> None:
    """Parts of which one keeps rows out and one merges them: the sums close, and no orphan is written."""
    out = PlanRowRule(name="対象外", fate=Fate.EXCLUDED, condition=parse_condition("NO = '2'"))
    newest = PlanRowRule(name="最新", fate=Fate.MERGED, condition=None, key=("PERSON_ID",), latest_by="NO")
    join = PlanJoin(table="PERSON", alias="P", keys=(("PERSON_ID", "ID"),), latest_by="ID")
    parts = tuple(
        PlanBlock(table="MOVE表", source="MOVE", rows=(rule,), items=_items("NO", "PERSON_ID"), part=rule.name,
                  joins=(join,) if joined else (), parent=OF_PERSON, yields=Yields.ANY)
        for rule in (out, newest)
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("parts")
    staged = {"PERSON": _staged(folder, "PERSON", persons), "MOVE": _staged(folder, "MOVE", moves)}
    result = convert(_plan(*parts, _block("PERSON", "ID")), staged, folder / "out", AROUND)

    written = pq.read_table(result.tables[0].parquet).column("相手").to_pylist()
    lost = {one for one, _ in persons} - set(_written(result)["PERSON表"]) - {None}
    assert [f.code for f in result.findings if f.code == "MIG-CNV-006"] == []
    assert not lost & set(written)
