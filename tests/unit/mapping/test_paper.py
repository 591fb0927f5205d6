"""A mapping in words and as lineage: nothing is left out, and every function has words."""

from pathlib import Path

import pytest

from migrate.engine import functions
from migrate.engine.expression import columns, parse, parse_condition
from migrate.mapping import codefile, lineage, load, paper, words
from migrate.mapping.check import check
from migrate.mapping.context import context
from migrate.model.document import Grid, Section
from migrate.model.mapping import Mapping
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Spec
from tests.unit.engine import samples

CASE = Path(__file__).parents[2] / "cases" / "convert-run" / "joins" / "in" / "mapping"
GROUP = "住登外者宛名基本情報"


@pytest.fixture(scope="module")
def mapping() -> Mapping:
    return load.load((CASE / "031.yaml").read_bytes(), "031.yaml", codefile.in_folder(CASE))


def table(name: str, *names: str) -> SourceTable:
    return SourceTable(name=name, columns=tuple(SourceColumn(name=one) for one in names))


SCHEMA = SourceSchema(
    tables=(
        table("T_ATENA", "NO", "NAME", "AGENT", "SEX", "BIRTH", "JUSHO_CD", "SHOJO", "HORYU", "USR", "YMD", "HMS"),
        table("T_JUSHO", "JUSHO_CD", "REV", "CHOAZA", "BIKO"),
    ),
    files=(),
)


@pytest.mark.parametrize("name", functions.names())
def test_every_function_has_words(name: str) -> None:
    """A sentence of its own, with every argument in it."""
    function = functions.function(name)
    assert function is not None
    others = samples.literals(name)[0]
    said = words.rule(parse(samples.call(name, ("A", "B"), others)), {"A": "甲"})

    assert "A（甲）" in said
    assert name not in said
    assert [one for one in others if str(one) not in said] == []
    assert "「「" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A <> '1' OR B IS NULL", "Aが「1」でない、または、Bが空欄"),
        ("(A = '1' OR B = '2') AND C >= '2020'", "（Aが「1」、または、Bが「2」）、かつ、Cが「2020」以後"),
        ("trim(A) IN ('1', '2')", "Aの前後の空白を除いた値が「1」「2」のどれか"),
    ],
)
def test_conditions_in_words(text: str, said: str) -> None:
    """Brackets stay where they change the sense."""
    assert words.condition(parse_condition(text), {}) == said


def _grids(sections: tuple[Section, ...], title: str) -> list[Grid]:
    return [b for s in sections for b in s.blocks if isinstance(b, Grid) and title in b.title]


def test_the_document_has_a_line_for_every_item_of_every_block(mapping: Mapping, spec: Spec) -> None:
    """Items in the standard's order, look-ups, scope, rules, codes with their meanings, dropped columns."""
    made = paper.paper(context(mapping, spec, SCHEMA, {}), check(mapping, spec, SCHEMA))
    names = [item.name for item in spec.items_of(GROUP)]

    for grid in _grids(made.sections, f"{GROUP} ←"):
        assert [row[1] for row in grid.rows] == names
    assert [g.title for g in _grids(made.sections, f"{GROUP} ←")] == [
        f"{GROUP} ← T_ATENA（本人）",
        f"{GROUP} ← T_ATENA（代理人）",
    ]
    assert [row[1:4] for row in _grids(made.sections, "コードの読み替え")[0].rows] == [
        ("1", "1", "男"),
        ("2", "2", "女"),
        ("9", "0", "不明（未記入）"),
    ]
    rules = _grids(made.sections, "除く行の決まり")[0].rows
    assert [(row[2], row[4]) for row in rules] == [("確認待ち", "HORYUが「1」"), ("代理人なし", "AGENTが空欄")]
    assert len(_grids(made.sections, "ほかの表から引くもの")[0].rows) == 1
    assert len(_grids(made.sections, "移す範囲")[0].rows) == 2
    assert [row[1] for row in _grids(made.sections, "移行しない列")[0].rows] == ["BIKO"]


def test_lineage_goes_both_ways(mapping: Mapping) -> None:
    """Every column of every expression is in it; a column's items and an item's columns are found by name."""
    found = lineage.paths(mapping)
    asked = {
        (block.table, rule.item, name)
        for block in mapping.blocks
        for rule in block.items
        for name in columns(parse(rule.expression))
    }
    told = {(p.table, p.item, f"{p.alias}.{p.column}" if p.alias else p.column) for p in found if p.item}

    assert told == asked
    assert {p.item for p in lineage.about(found, "T_ATENA.NO")} == {"宛名番号"}
    assert {(p.source, p.column) for p in lineage.about(found, f"{GROUP}.住所_町字")} == {("T_JUSHO", "CHOAZA")}
    assert [p.functions for p in lineage.about(found, "CHOAZA")] == [("trim", "zenkaku")]
    assert {p.expression for p in lineage.about(found, "SHOJO")} == {"除票の保存年限"}
    assert {one.item for one in lineage.unfed(mapping)} == {"業務ID", "代表宛名フラグ"}
    assert {(one.column, one.reason) for one in lineage.left(mapping)} == {("BIKO", "標準に備考の項目がないため")}
    assert {p.source for p in lineage.about(found, "T_JUSHO")} == {"T_JUSHO"}
    assert lineage.about(found, GROUP) == found


def test_a_constant_of_one_block_is_told_beside_the_column_of_another() -> None:
    """業務ID is fixed for the one source and a column of the other."""
    text = "mapping: 1\nspec: 031@x\ntables:\n  表:\n    - {source: A, items: {業務ID: \"'010'\"}}\n"
    text += '    - {source: B, items: {業務ID: trim(GYOMU), 氏名: "NULL"}}\n'
    mapping = load.load(text.encode(), "m.yaml")

    assert [(p.source, p.item) for p in lineage.paths(mapping)] == [("B", "業務ID")]
    assert [(u.source, u.item, u.expression) for u in lineage.unfed(mapping)] == [
        ("A", "業務ID", "'010'"),
        ("B", "氏名", "NULL"),
    ]


def test_boxes_of_one_name_say_their_table() -> None:
    """Two sources into one item: two boxes that a reader can tell apart; a name of its own stays short."""
    text = "mapping: 1\nspec: 031@x\ntables:\n  表:\n    - {source: A, items: {年税額: trim(ZEI), 氏名: NAME}}\n"
    text += "    - {source: B, items: {年税額: trim(ZEI)}}\n"
    made = lineage.diagram(lineage.paths(load.load(text.encode(), "m.yaml")))

    assert [node.label for node in made.nodes if node.group == 0] == ["A.ZEI", "NAME", "B.ZEI"]
    assert [node.label for node in made.nodes if node.group == 2] == ["年税額", "氏名"]


def test_a_picture_of_many_items_says_what_it_leaves_out() -> None:
    """At most a hundred arrows; the sentence names both numbers."""
    items = "".join(f"        項目{n}: trim(C{n})\n" for n in range(80))
    text = f"mapping: 1\nspec: 031@x\ntables:\n  表:\n    - source: T\n      items:\n{items}"
    made = lineage.diagram(lineage.paths(load.load(text.encode(), "m.yaml")))

    assert len(made.links) == 100
    assert "80 個" in made.summary
    assert "初めの 50 個" in made.summary
