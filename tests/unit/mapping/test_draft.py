"""A draft always loads and compiles, or the check says what is open."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.engine.expression import columns, parse
from migrate.engine.identifier import column_text
from migrate.gap import comparison
from migrate.gap.comparison import Case
from migrate.lexicon import vocabulary
from migrate.mapping import load
from migrate.mapping.compile import compile as compile_mapping
from migrate.mapping.draft import Draft, draft
from migrate.model.finding import Severity
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Spec


def made(schema: SourceSchema, spec: Spec) -> Draft:
    return draft(comparison.compare(vocabulary.load(), Case(schema=schema, specs=(spec,)))[0], spec, schema)


def test_the_towns_draft_leaves_open_only_what_a_person_must_say(spec: Spec, schema: SourceSchema) -> None:
    """It loads; the errors are the columns without a destination and a required item that welfare does not have."""
    written = made(schema, spec)
    mapping = load.load(written.text, "d.yaml")
    _, findings = compile_mapping(mapping, spec, schema)
    errors = {(f.code, f.params.get("column", f.params.get("item"))) for f in findings if f.severity is Severity.ERROR}

    assert errors == {
        ("MIG-MAP-018", "RIREKI_NO"), ("MIG-MAP-018", "SAKUJO_FLG"), ("MIG-MAP-018", "DENWA"),
        ("MIG-MAP-018", "BIKO"), ("MIG-MAP-018", "MASSHO"), ("MIG-MAP-018", "YOBI"),
        ("MIG-MAP-017", "代表宛名フラグ"),
    }  # fmt: skip
    assert (written.items, written.undecided) == (sum(len(b.items) for b in mapping.blocks), 6)


def test_every_proposal_has_its_evidence_above_it(spec: Spec, schema: SourceSchema) -> None:
    """The line before an item, doubts aside, is a comment with the score and the sentence."""
    lines = made(schema, spec).text.decode().splitlines()
    comments = [
        next(x for x in reversed(lines[:n]) if not x.startswith("        #   "))
        for n, line in enumerate(lines)
        if line.startswith("        ") and not line.lstrip().startswith("#")
    ]

    assert all(c.lstrip().startswith("#") and " 点 " in c for c in comments)


def test_a_code_map_is_left_for_people_to_fill(spec: Spec, schema: SourceSchema) -> None:
    """No identity map is guessed: a flag may mean the opposite. The empty map is a warning until it is filled."""
    mapping = load.load(made(schema, spec).text, "d.yaml")
    _, findings = compile_mapping(mapping, spec, schema)

    assert {len(m.values) for m in mapping.code_maps} == {0}
    assert len([f for f in findings if f.code == "MIG-MAP-026"]) == len(mapping.code_maps) == 3


def test_nothing_to_draft_is_said(spec: Spec) -> None:
    """Without any counterpart the draft says so and does not load as a mapping."""
    schema = SourceSchema(tables=(SourceTable(name="T", columns=(SourceColumn(name="QZX"),)),), files=())

    assert [f.code for f in load.problems(made(schema, spec).text, "d.yaml")] == ["MIG-MAP-004"]


NAMES = st.text(min_size=1, max_size=12) | st.sampled_from(
    ["ATENA_NO", "SHIMEI", "氏 名", 'a"b', "it's", "SELECT", "#x", "null", "1", "宛名番号", "生年月日", "- a", "a: b"]
)
COLUMNS = st.builds(
    SourceColumn,
    name=NAMES,
    logical_name=st.text(max_size=8) | st.sampled_from(["氏名", "宛名番号", "削除\nフラグ", "郵便番号", "性別"]),
    type=st.sampled_from(["CHAR", "VARCHAR2", "NUMBER", "DATE", "N", "", "何か"]),
    length=st.none() | st.integers(1, 400),
)


@given(st.lists(COLUMNS, min_size=1, max_size=6, unique_by=lambda c: c.name), NAMES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_draft_loads_and_compiles_or_says_what_is_open(spec: Spec, columns: list[SourceColumn], name: str) -> None:
    """For any schema, however strange its names: no refused expression, no unknown column, nothing silently lost."""
    key = (columns[0].name,)
    schema = SourceSchema(tables=(SourceTable(name=name, columns=tuple(columns), primary_key=key),), files=())
    written = made(schema, spec)
    if problems := load.problems(written.text, "d.yaml"):
        assert {f.code for f in problems} == {"MIG-MAP-004"}
        assert written.items == 0
        return
    _, findings = compile_mapping(load.load(written.text, "d.yaml"), spec, schema)
    errors = {f.code for f in findings if f.severity is Severity.ERROR}

    assert errors <= {"MIG-MAP-016", "MIG-MAP-017", "MIG-MAP-018"}


@given(NAMES)
@settings(max_examples=200, deadline=None)
def test_a_column_name_is_written_so_that_it_is_read_back(name: str) -> None:
    """Reserved words, blanks and quotes in a column name do no harm."""
    assert columns(parse(column_text(name))) == (name,)


def test_the_same_comparison_gives_the_same_bytes(spec: Spec, schema: SourceSchema) -> None:
    """Law 6; and a column more changes the text."""
    table = schema.tables[0]
    more = (*table.columns, SourceColumn(name="HOKA"))
    other = replace(schema, tables=(replace(table, columns=more), *schema.tables[1:]))

    assert made(schema, spec) == made(schema, spec) != made(other, spec)
