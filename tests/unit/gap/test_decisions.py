"""What people decided holds in every later run, and what changed under it is named."""

from dataclasses import replace

import pytest

from migrate.errors import MigrateError
from migrate.flow import decided
from migrate.gap import comparison
from migrate.gap.comparison import Case
from migrate.gap.decisions import store
from migrate.gap.decisions.eyes import needs_eyes
from migrate.gap.decisions.honour import Honour
from migrate.lexicon import vocabulary
from migrate.model.decision import Decision, Decisions, Degree, Verdict
from migrate.model.gap import GapReport
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec

GROUP = "住登外者宛名基本情報"
OTHER = "氏名_外国人漢字"


def taken(table: str, column: str, item: str, **other: str) -> Decision:
    return Decision(
        verdict=Verdict.TAKEN, degree=Degree.EXACT, table=table, column=column, group=GROUP, item=item, **other
    )


def no(verdict: Verdict, **spot: str) -> Decision:
    return Decision(verdict=verdict, degree=Degree.NONE, **spot)


def compared(schema: SourceSchema, spec: Spec, *decisions: Decision) -> GapReport:
    honour = Honour((Decisions(business=spec.business, decisions=decisions),))
    (report,) = comparison.compare(vocabulary.load(), Case(schema=schema, specs=(spec,), decided=honour))
    return report


def feeding(report: GapReport, item: str, table: str = "T_JUTOGAI") -> set[str]:
    return {c.column for i in report.items if i.item == item for c in i.candidates if c.table == table}


@pytest.fixture(scope="module")
def group(spec: Spec) -> str:
    return next(i.table for i in spec.items if i.name == "氏名")


def test_the_group_of_these_tests_is_the_real_one(group: str) -> None:
    """The names that the tests use are those of the official list."""
    assert group == GROUP


def test_a_decided_pair_is_fixed_and_counts_in_full(schema: SourceSchema, spec: Spec) -> None:
    """A pair that the matcher would never propose holds; the column that it proposed before goes elsewhere."""
    report = compared(schema, spec, taken("T_JUTOGAI", "BIKO", "氏名", reviewer="住民課", date="2026-11-26"))
    gap = next(i for i in report.items if i.item == "氏名")
    one = next(c for c in gap.candidates if c.table == "T_JUTOGAI")

    assert (one.column, one.score, one.evidence[0].sentence) == (
        "BIKO",
        1.0,
        "人が決めた対応です（住民課、2026-11-26）。",
    )
    assert feeding(report, "氏名") == {"BIKO"}


def test_a_decided_column_still_gives_the_parts_of_what_it_holds(schema: SourceSchema, spec: Spec) -> None:
    """氏名 stays the whole from which 氏 and 名 are made, by the naming rule."""
    report = compared(schema, spec, taken("T_JUTOGAI", "SHIMEI_KJ", "氏名"))

    assert [feeding(report, item) for item in ("氏名", "氏_日本人", "名_日本人")] == [{"SHIMEI_KJ"}] * 3


def test_several_columns_for_one_item_all_hold(schema: SourceSchema, spec: Spec) -> None:
    """Two columns that people took for one item both feed it, and no third one."""
    both = taken("T_JUTOGAI", "CHOAZA", "住所_町字"), taken("T_JUTOGAI", "BANCHI", "住所_町字")

    assert feeding(compared(schema, spec, *both), "住所_町字") == {"CHOAZA", "BANCHI"}


def test_a_column_that_is_gone_closes_nothing(schema: SourceSchema, spec: Spec) -> None:
    """What was taken of a column that has another name now does not keep the item from the new name."""
    gone = Decisions(business=spec.business, decisions=(taken("T_JUTOGAI", "SEIBETSU_KYU", "性別"),))
    case = Case(schema=schema, specs=(spec,), decided=decided.honour((gone,), schema))
    (report,) = comparison.compare(vocabulary.load(), case)

    assert feeding(report, "性別") == {"SEIBETSU"}


def test_a_refused_pair_is_not_proposed_again(schema: SourceSchema, spec: Spec) -> None:
    """Refused by people is refused, for that table only."""
    report = compared(schema, spec, no(Verdict.REFUSED, table="T_JUTOGAI", column="SEIBETSU", group=GROUP, item="性別"))

    assert (feeding(report, "性別"), feeding(report, "性別", "FUKU_ATENA")) == (set(), {"SEX"})


def test_a_column_without_counterpart_feeds_nothing(schema: SourceSchema, spec: Spec) -> None:
    """該当なし of a column closes it for its own item and for the parts of others."""
    report = compared(schema, spec, no(Verdict.NONE, table="T_JUTOGAI", column="SHIMEI_KJ"))
    (column,) = (c for c in report.columns if (c.table, c.column) == ("T_JUTOGAI", "SHIMEI_KJ"))

    assert column.items == ()


@pytest.mark.parametrize(("table", "left"), [("", set()), ("FUKU_ATENA", {"SEIBETSU"})])
def test_an_item_without_counterpart_takes_no_column(
    schema: SourceSchema, spec: Spec, table: str, left: set[str]
) -> None:
    """該当なし of an item closes it for the named table, or for all."""
    report = compared(schema, spec, no(Verdict.NONE, table=table, group=GROUP, item="性別"))

    assert feeding(report, "性別") | feeding(report, "性別", "FUKU_ATENA") == left


def test_what_is_held_changes_nothing(schema: SourceSchema, spec: Spec) -> None:
    """保留 is no decision yet."""
    held = no(Verdict.HELD, table="T_JUTOGAI", column="SEIBETSU", group=GROUP, item="性別")

    assert compared(schema, spec, held) == compared(schema, spec)


def test_what_changed_under_a_decision_needs_eyes(schema: SourceSchema, spec: Spec) -> None:
    """A column or an item that is gone, another type, another edition: each is named with its line."""
    decisions = Decisions(
        business="031",
        path="gap/decisions/031.yaml",
        decisions=(
            taken("T_JUTOGAI", "NAKUNATTA", "氏名", line=3),
            taken("T_JUTOGAI", "SHIMEI_KJ", "昔の項目", line=4),
            taken(
                "T_JUTOGAI", "SEIBETSU", "性別", column_type="CHAR(9)", item_type="X 1", edition="2020-01-01", line=5
            ),
            taken("MUKASHI", "A", "性別", line=6),
            no(Verdict.NONE, table="MUKASHI", group=GROUP, item="性別"),
        ),
    )
    found = [(f.code, f.place.line) for f in needs_eyes(decisions, spec, schema)]

    assert found == [
        ("MIG-GAP-091", 3),
        ("MIG-GAP-092", 4),
        ("MIG-GAP-093", 5),
        ("MIG-GAP-091", 6),
        ("MIG-GAP-091", None),
        ("MIG-GAP-094", None),
    ]


def test_decisions_hold_for_tables_laid_out_after_an_edition(schema: SourceSchema, spec: Spec) -> None:
    """Columns that the pairing of editions feeds obey decisions too."""
    from migrate.gap import decided_feeds
    from migrate.gap.feeds import Fed, Feeds
    from migrate.model.gap import Candidate, Evidence

    table = next(t for t in schema.tables if t.name == "T_JUTOGAI")
    places = {i.name: at for at, i in enumerate(spec.items)}
    said = Evidence(name="版の対応", score=1.0, weight=1.0, sentence="同じ項目です。")

    def fed(column: str, item: str) -> Fed:
        of = next(c for c in table.columns if c.name == column)
        candidate = Candidate(table=table.name, column=column, score=1.0, evidence=(said,))
        return Fed(column=of, at=places[item], candidate=candidate)

    feeds = Feeds(table=table, fed=(fed("SEIBETSU", "性別"), fed("SHIMEI_KJ", "氏名")), groups=frozenset())
    honour = Honour(
        (
            Decisions(
                business="031",
                decisions=(
                    taken(table.name, "SHIMEI_KJ", OTHER),
                    no(Verdict.REFUSED, table=table.name, column="SEIBETSU", group=GROUP, item="性別"),
                ),
            ),
        )
    )
    after = decided_feeds.enforced(honour, feeds, spec)

    assert [(f.column.name, spec.items[f.at].name) for f in after.fed] == [("SHIMEI_KJ", OTHER)]
    assert after.groups == {GROUP}


ONE = taken("T", "C", "氏名", date="2026-11-26", reviewer="住民課", comment="a: b # c\n二行目")


def test_a_file_of_decisions_reads_back_as_written() -> None:
    """Texts with YAML's own signs come back as they were; the default degree of 採用 is 一致."""
    back = store.load(store.written(None, "031", [ONE]), "x")

    assert (back.business, [replace(d, line=None) for d in back.decisions]) == ("031", [ONE])


def test_comments_and_other_rows_stay_byte_for_byte() -> None:
    """A change touches the row of its spot; people's comments and order stay."""
    before = store.written(None, "031", [ONE, taken("T", "D", "性別")])
    before = before.replace(b"rows:\n", "rows:\n  # 住民課と確認済み\n".encode())
    after = store.written(before, "031", [replace(ONE, degree=Degree.BROADER)])

    assert after == before.replace("degree: 一致".encode(), "degree: 広い".encode(), 1)


def test_no_change_leaves_the_bytes_alone() -> None:
    """Without changes even an unusual layout stays as it is."""
    odd = b'decisions:   1\nbusiness:  "031"   # x\nrows:\n'

    assert store.written(odd, "031", []) == odd


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("decision: 未定", 4),
        ("decision: 採用\n    table: T\n    column: C", 4),
        ("decision: 該当なし\n    column: C", 4),
        ("decision: 該当なし\n    table: T\n    column: C\n    group: G\n    item: I", 4),
        ("decision: 該当なし", 4),
        ("decision: 保留\n    table: T\n    column: C\n    date: '2026-02-30'", 4),
        ("decision: 保留\n    table: T\n    column: C\n    memo: x", 7),
        ("decision: 保留\n    table: 7\n    column: C", 5),
        ("decision: 採用\n    degree: なし\n    table: T\n    column: C\n    group: G\n    item: I", 4),
        ("decision: 保留\n    table: T\n  - decision: 該当なし\n    table: T", 4),
    ],
)
def test_a_row_that_says_nothing_is_refused_with_its_line(row: str, line: int) -> None:
    """Nothing that people wrote is passed over: a row that cannot be followed stops the run."""
    text = f'decisions: 1\nbusiness: "031"\nrows:\n  - {row}\n'.encode()
    with pytest.raises(MigrateError) as error:
        store.load(text, "gap/decisions/031.yaml")

    assert (error.value.code, error.value.where.line) == ("MIG-GAP-090", line)


def test_a_spot_is_decided_once() -> None:
    """The same pair twice in a file is a contradiction."""
    row = "  - decision: 採用\n    table: T\n    column: C\n    group: G\n    item: I\n"
    with pytest.raises(MigrateError) as error:
        store.load(f'decisions: 1\nbusiness: "031"\nrows:\n{row}{row}'.encode(), "x")

    assert error.value.where.line == 9


@pytest.mark.parametrize("date", ["2026-11-26", "'2026-11-26'"])
def test_a_day_may_be_written_with_or_without_quotes(date: str) -> None:
    """YAML reads an unquoted day as a day; it is the same to us."""
    row = f"  - decision: 保留\n    table: T\n    column: C\n    date: {date}\n"
    text = f'decisions: 1\nbusiness: "031"\nrows:\n{row}'.encode()

    assert store.load(text, "x").decisions[0].date == "2026-11-26"


def test_a_day_that_no_calendar_has_is_named() -> None:
    """An unquoted 2026-02-30 is no YAML day; it is refused, not a crash."""
    row = "  - decision: 保留\n    table: T\n    column: C\n    date: 2026-02-30\n"
    with pytest.raises(MigrateError) as error:
        store.load(f'decisions: 1\nbusiness: "031"\nrows:\n{row}'.encode(), "x")

    assert error.value.code == "MIG-SYS-007"
