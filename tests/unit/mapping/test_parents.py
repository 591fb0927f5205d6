"""Parents of rows in a mapping: read, checked, compiled, shown, carried, upgraded, tried, drafted."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.files import yaml
from migrate.files.bundled import bundled
from migrate.gap import comparison
from migrate.gap.comparison import Case
from migrate.lexicon import vocabulary
from migrate.mapping import carry, document, layout, lineage, load, paper, trials, trying
from migrate.mapping import check as checks
from migrate.mapping.compile import plan_of
from migrate.mapping.context import context
from migrate.mapping.draft import draft
from migrate.mapping.draft_parents import ProposedParent, parents
from migrate.mapping.lines import Text
from migrate.mapping.upgrade import Editions, Upgraded, upgrade
from migrate.model.document import Grid
from migrate.model.finding import Finding, Place
from migrate.model.mapping import Parent
from migrate.model.source import ForeignKey, SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Item, Spec
from migrate.model.upgrade import Work
from migrate.spec import library
from migrate.spec.diff import compare, links, words

CASE = Path(__file__).parents[2] / "cases" / "convert-run" / "parent" / "in" / "mapping"
TEXT = (CASE / "020.yaml").read_text(encoding="utf-8")
LINE = "parent: {table: 認定台帳, on: {NINTEI_NO: NINTEI_NO}}"


@pytest.fixture(scope="module")
def welfare() -> Spec:
    return library.resolve("020@starter-2026-11", library.entries(bundled("specs")), {}).spec


def table(
    name: str, *columns: str, key: int = 1, keys: tuple[ForeignKey, ...] = (), nullable: bool = True
) -> SourceTable:
    made = tuple(SourceColumn(name=one, type="VARCHAR2", length=10, nullable=nullable) for one in columns)
    return SourceTable(name=name, columns=made, primary_key=columns[:key], foreign_keys=keys)


TO_NINTEI = ForeignKey(columns=("NINTEI_NO",), table="NINTEI", target=())
NINTEI = table("NINTEI", "NINTEI_NO", "ATENA_NO", "JOTAI", "USR", "YMD", "HMS")
GENKYO = table("GENKYO", "NINTEI_NO", "NENDO", "TEISHUTSU", "USR", "YMD", "HMS", key=2, keys=(TO_NINTEI,))
SCHEMA = SourceSchema(tables=(NINTEI, GENKYO), files=())


def check(text: str, spec: Spec, schema: SourceSchema = SCHEMA) -> list[Finding]:
    found = checks.check(load.load(text.encode(), "m.yaml"), spec, schema)
    return [one for one in found if one.severity.value == "error"]


def test_the_parent_is_read_and_its_only_source_filled_in(welfare: Spec) -> None:
    """Without ``source`` it is that of the parent's table; the plan has it, and nothing is wrong."""
    mapping = load.load(TEXT.encode(), "m.yaml")
    named = load.load(TEXT.replace("認定台帳, on", "認定台帳, source: NINTEI, on").encode(), "m.yaml")
    plan = plan_of(mapping, welfare)

    assert mapping.blocks[1].parent == Parent(
        table="認定台帳", source="NINTEI", keys=(("NINTEI_NO", "NINTEI_NO"),), line=21
    )
    assert named == mapping
    assert [block.parent is not None for block in plan.blocks] == [False, True]
    assert check(TEXT, welfare) == []


MISTAKES = [
    ("MIG-MAP-103", "{table: 認定台帳,", "{table: 認定原簿,"),
    ("MIG-MAP-103", "{table: 認定台帳,", "{table: 支払,"),
    ("MIG-MAP-103", "{table: 認定台帳,", "{table: 認定台帳, source: GENKYO,"),
    ("MIG-MAP-012", "on: {NINTEI_NO: NINTEI_NO}", "on: {NINTEI_BANGO: NINTEI_NO}"),
    ("MIG-MAP-012", "on: {NINTEI_NO: NINTEI_NO}", "on: {NINTEI_NO: NENDO}"),
    ("MIG-MAP-105", "{table: 認定台帳,", "{table: 現況届,"),
    ("MIG-MAP-105", "- source: NINTEI", "- source: NINTEI\n      parent: {table: 現況届, on: {NINTEI_NO: NINTEI_NO}}"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new"), MISTAKES, ids=[f"{m[0]}-{n}" for n, m in enumerate(MISTAKES)])
def test_each_mistake_is_an_error_with_its_code(code: str, old: str, new: str, welfare: Spec) -> None:
    """One change in a good mapping raises the code that names it, once, at a line of a parent."""
    assert old in TEXT
    text = TEXT.replace(old, new, 1)

    found = check(text, welfare)
    assert [one.code for one in found] == [code]
    assert "parent:" in text.splitlines()[(found[0].place.line or 0) - 1]


def test_a_ring_is_said_from_its_beginning(welfare: Spec) -> None:
    """Each link of it, once."""
    assert check(TEXT.replace("{table: 認定台帳,", "{table: 現況届,"), welfare)[0].params == {
        "ring": "「現況届」（元の表 GENKYO） → 「現況届」（元の表 GENKYO）"
    }


PARTS = TEXT.replace("    - source: GENKYO\n", '    - source: GENKYO\n      part: 一\n      yields: "0..n"\n') + (
    '    - source: GENKYO\n      part: 二\n      yields: "0..n"\n'
    "      items: {認定番号: trim(NINTEI_NO), 現況年度: trim(NENDO), 操作者ID: trim(USR), "
    "操作年月日: wareki_date(YMD), 操作時刻: hms_time(HMS)}\n"
)


def test_parts_of_a_source_must_name_the_same_parent(welfare: Spec) -> None:
    """MIG-MAP-107 at the part that names none; with the same parent all is well."""
    found = check(PARTS, welfare)

    assert [(one.code, PARTS.splitlines()[(one.place.line or 0) - 1].strip()) for one in found] == [
        ("MIG-MAP-107", "- source: GENKYO")
    ]
    assert check(PARTS.replace("      items: {認定", f"      {LINE}\n      items: {{認定"), welfare) == []


def test_one_of_several_sources_must_be_named(welfare: Spec) -> None:
    """MIG-MAP-104: two tables make the parents."""
    block = TEXT[TEXT.index("    - source: NINTEI") : TEXT.index("  現況届:")]
    two = TEXT.replace("  現況届:", block.replace("NINTEI\n", "KYU_NINTEI\n", 1) + "  現況届:", 1)
    schema = replace(SCHEMA, tables=(*SCHEMA.tables, replace(NINTEI, name="KYU_NINTEI")))

    assert [(one.code, one.params["sources"]) for one in check(two, welfare, schema)] == [
        ("MIG-MAP-104", "KYU_NINTEI、NINTEI")
    ]
    assert check(two.replace("認定台帳, on", "認定台帳, source: NINTEI, on"), welfare, schema) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{table: 認定台帳}", "MIG-MAP-003"),
        ("{on: {A: B}}", "MIG-MAP-003"),
        ("{table: 認定台帳, on: {}}", "MIG-MAP-008"),
        ("{table: 認定台帳, on: {A: 1}}", "MIG-MAP-004"),
        ("{table: 認定台帳, on: {A: B}, unmet: 拒否}", "MIG-MAP-002"),
        ("認定台帳", "MIG-MAP-004"),
    ],
)
def test_the_form_of_a_parent_is_checked(body: str, code: str) -> None:
    """What is missing, empty, unquoted or unknown is named at its line."""
    text = TEXT.replace(LINE, f"parent: {body}")

    assert [(one.code, one.place.line) for one in load.problems(text.encode(), "m.yaml")] == [(code, 21)]


def test_columns_that_lead_to_a_parent_count_as_used(welfare: Spec) -> None:
    """Child's and parent's: neither is asked for among the dropped, and a layout knows both."""
    more = [replace(one, columns=(*one.columns, SourceColumn(name="KANRI"))) for one in SCHEMA.tables]
    schema = replace(SCHEMA, tables=tuple(more))
    text = TEXT.replace("on: {NINTEI_NO: NINTEI_NO}", "on: {KANRI: KANRI}")

    assert {one.code for one in check(TEXT, welfare, schema)} == {"MIG-MAP-018"}
    assert check(text, welfare, schema) == []
    found = layout.of_mapping(load.load(text.encode(), "m.yaml"))
    assert all("KANRI" in found[name] for name in ("NINTEI", "GENKYO"))


def test_people_see_the_parent(welfare: Spec) -> None:
    """In the mapping's sections, in its document and in the lineage."""
    mapping = load.load(TEXT.encode(), "m.yaml")
    row = ("現況届", "GENKYO", "認定台帳", "NINTEI", "NINTEI_NO ＝ NINTEI.NINTEI_NO")
    sections = (*document.sections(mapping), *paper.paper(context(mapping, welfare, SCHEMA, {}), ()).sections)
    grids = [g for s in sections for g in s.blocks if isinstance(g, Grid) and g.title == "親の行"]

    assert [grid.rows for grid in grids] == [(row,), (row,)]
    told = [(p.source, p.column, p.table) for p in lineage.paths(mapping) if p.expression == "親 認定台帳"]
    assert told == [("GENKYO", "NINTEI_NO", "現況届"), ("NINTEI", "NINTEI_NO", "現況届")]


def test_a_pack_whose_parents_are_not_there_is_marked() -> None:
    """The parent's table, or a column on the way to it, is gone: marked, not left out in silence."""

    def lost(schema: SourceSchema) -> list[str]:
        made = carry.fitted(TEXT.encode(), load.load(TEXT.encode(), "m.yaml"), schema)
        remarks = [line.strip() for line in made.text.decode().splitlines() if "parent を書き直して" in line]
        assert len(remarks) == sum("親" in one.what for one in made.lost)
        return [one.what for one in made.lost if "親" in one.what]

    shorter = replace(GENKYO, columns=GENKYO.columns[1:])
    assert lost(SCHEMA) == []
    assert lost(replace(SCHEMA, tables=(GENKYO,))) == ["親のグループ 認定台帳"]
    assert lost(replace(SCHEMA, tables=(NINTEI, shorter))) == ["親とつながる列 NINTEI_NO"]


def upgraded(spec: Spec, items: tuple[Item, ...], text: str = TEXT) -> Upgraded:
    after = replace(spec, edition="starter-2027-11", items=items)
    read = words.load()
    editions = Editions(
        before=spec, after=after, links=links.links(read, spec, after), diff=compare.compare(read, spec, after)
    )
    return upgrade(text.encode(), "mapping/020.yaml", editions)


@pytest.mark.parametrize("written", ["認定台帳", '"認定台帳"', "'認定台帳'"])
def test_a_renamed_group_is_renamed_where_it_is_a_parent(written: str, welfare: Spec) -> None:
    """The parent's name follows that of its グループ, however it was quoted; the mapping is in order."""
    items = tuple(replace(i, table="認定台帳（新）") if i.table == "認定台帳" else i for i in welfare.items)
    made = upgraded(welfare, items, TEXT.replace("{table: 認定台帳,", f"{{table: {written},"))

    mapping = load.load(made.text, "m.yaml")
    assert [b.table for b in mapping.blocks] == ["認定台帳（新）", "現況届"]
    assert mapping.blocks[1].parent is not None
    assert (mapping.blocks[1].parent.table, mapping.blocks[1].parent.source) == ("認定台帳（新）", "NINTEI")


def test_a_parent_that_is_gone_is_named(welfare: Spec) -> None:
    """The グループ is not in the later edition: its children's parent must be written anew."""
    made = upgraded(welfare, tuple(i for i in welfare.items if i.table != "認定台帳"))

    assert [(t.line, t.group) for t in made.touched if t.work is Work.GONE and "親" in t.sentence] == [(21, "現況届")]
    assert "# 要確認 親のグループ「認定台帳」がなくなりました" in made.text.decode()


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("      parent: {table: 表, on: {A: B}}", "      parent: {table: 新, on: {A: B}}"),
        ("      parent: {on: {A: B}, table: 表}  # 表", "      parent: {on: {A: B}, table: 新}  # 表"),
        ("        table: '表'  # 親", "        table: 新  # 親"),
        ("        table: 表1", None),
        ("        mytable: 表", None),
    ],
)
def test_a_value_is_put_in_its_place_only(line: str, new: str | None) -> None:
    """Braces, quotes and comments stay; another text or another key is no match."""
    text = Text(f"a:\n{line}\n".encode(), "m.yaml")

    assert text.put(2, "table", "表", "新") is (new is not None)
    assert text.written().decode().splitlines()[1] == (new or line)


def test_a_test_of_children_alone_needs_no_parent(welfare: Spec, tmp_path: Path) -> None:
    """Both tests of the example pass: children alone are written, with a rejected parent they are rejected."""
    read, wrong = trials.load((CASE / "tests" / "020.yaml").read_bytes(), "t.yaml")
    assert (wrong, read is not None) == ((), True)
    plan = plan_of(load.load(TEXT.encode(), "m.yaml"), welfare)

    for n, trial in enumerate(read.trials if read is not None else ()):
        place = Place(business="020", file="t.yaml")
        assert trying.differences(plan, SCHEMA, trial, place, tmp_path / str(n)) == ()


COLUMNS = tuple(
    SourceColumn(name=name, logical_name=said, type="VARCHAR2", length=15, nullable=False)
    for name, said in (
        ("NINTEI_NO", "認定番号"), ("ATENA_NO", "宛名番号"),
        ("USR", "操作者ID"), ("YMD", "操作年月日"), ("HMS", "操作時刻"),
    )
)  # fmt: skip
NENDO = SourceColumn(name="NENDO", logical_name="現況年度", type="CHAR", length=4, nullable=False)


def test_a_foreign_key_that_is_never_empty_is_drafted(welfare: Spec) -> None:
    """The line stands in the draft with why, and the draft's parent is in order."""
    children = (COLUMNS[0], NENDO, *COLUMNS[2:])
    tables = (
        SourceTable(name="NINTEI", logical_name="認定台帳", columns=COLUMNS, primary_key=("NINTEI_NO",)),
        SourceTable(name="GENKYO", logical_name="現況届", columns=children, primary_key=("NINTEI_NO", "NENDO"),
                    foreign_keys=(TO_NINTEI,)),
    )  # fmt: skip
    schema = SourceSchema(tables=tables, files=())
    report = comparison.compare(vocabulary.load(), Case(schema=schema, specs=(welfare,)))[0]
    text = draft(report, welfare, schema).text.decode()
    mapping = load.load(text.encode(), "d.yaml")

    wanted = [b for b in mapping.blocks if b.source == "GENKYO"]
    assert "      # どの行も NINTEI の行に属します（現行の外部キー、NOT NULL）。" in text
    assert wanted != []
    assert {b.parent.source for b in wanted if b.parent is not None} == {"NINTEI"}
    codes = {f.code for f in checks.check(mapping, welfare, schema)}
    assert not codes & {"MIG-MAP-012", "MIG-MAP-103", "MIG-MAP-104", "MIG-MAP-105", "MIG-MAP-107"}


NAMES = st.text(min_size=1, max_size=8) | st.sampled_from(
    [
        "a, b",
        "{a}",
        "[a]",
        "a: b",
        "a:b",
        "#a",
        "a #b",
        "- a",
        "null",
        "1",
        "'a'",
        'a"b',
        "*a",
        "&a",
        "!a",
        "a}",
        "?",
        ":",
    ]
)


@given(NAMES, NAMES, NAMES, NAMES)
@settings(max_examples=150, deadline=None)
def test_a_proposed_parent_is_read_back(group: str, source: str, ours: str, theirs: str) -> None:
    """However strange the names: the line is YAML and says what it was made of."""
    parent = SourceTable(name=source, columns=(), primary_key=(theirs,))
    one = ProposedParent(
        group=group, table=parent, key=ForeignKey(columns=(ours,), table=source, target=()), always=True
    )

    assert yaml.loads(f"{one.text}\n".encode(), "m.yaml") == {
        "parent": {"table": group, "source": source, "on": {ours: theirs}}
    }


def _key(*columns: str, to: str = "P", target: tuple[str, ...] = ()) -> ForeignKey:
    return ForeignKey(columns=columns, table=to, target=target)


@pytest.mark.parametrize(
    ("tables", "blocks", "sure", "open_"),
    [
        ([table("P", "A"), table("C", "A", "N", keys=(_key("A"),))], "親P 子C", ["子C"], []),
        ([table("P", "A"), table("C", "N", "A", keys=(_key("A"),))], "親P 子C", [], ["子C"]),
        ([table("P", "A"), table("C", "A", "N", keys=(_key("A"),))], "親P 甥P 子C", [], ["子C"]),
        ([table("P", "A"), table("Q", "A"), table("C", "A", keys=(_key("A"), _key("A", to="Q")))], "親P 兄Q 子C", [],
         ["子C"]),
        ([table("P", "A"), table("C", "A", "N", keys=(_key("A"),))], "親P 親C", [], ["親C"]),
        ([table("P", "A", keys=(_key("A", to="C"),)), table("C", "A", keys=(_key("A"),))], "親P 子C", ["親P"], ["子C"]),
        ([table("P", "A", keys=(_key("A"),))], "親P", [], []),
        ([table("P", "A", "B", key=2), table("C", "A", keys=(_key("A"),))], "親P 子C", [], []),
        ([table("C", "A", keys=(_key("A", to="X"),))], "子C", [], []),
    ],
    ids=["sure", "may be empty", "two homes", "two keys", "same group", "ring", "itself", "other width", "not there"],
)  # fmt: skip
def test_what_is_not_sure_is_left_to_people(
    tables: list[SourceTable], blocks: str, sure: list[str], open_: list[str]
) -> None:
    """A single key that is never empty, to one other グループ, makes a line; anything else a comment, or nothing."""
    places = [(one[0], one[1:]) for one in blocks.split()]
    found = parents(places, SourceSchema(tables=tuple(tables), files=()))

    assert (["".join(one) for one in found.sure], ["".join(one) for one in found.open]) == (sure, open_)
    for place in found.open:
        assert all(line.startswith("      #") for line in found.lines(place))
