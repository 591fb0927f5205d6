"""Both views of the comparison of the invented town with the real 031 list."""

from dataclasses import replace
from math import prod

import pytest

from migrate.gap import comparison, document
from migrate.gap.comparison import Case
from migrate.gap.match import THRESHOLD
from migrate.lexicon import vocabulary
from migrate.model.document import Grid
from migrate.model.gap import Counterpart, Fit, GapReport
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Spec

ZEI = {
    "宛名番号": "ATENA_NO", "個人番号": "KOJIN_NO", "氏名": "SHIMEI_KJ", "氏_日本人": "SHIMEI_KJ",
    "名_日本人": "SHIMEI_KJ", "氏名_外国人アルファベット": "SHIMEI_EN", "氏名_読み仮名": "SHIMEI_KN",
    "氏_日本人_読み仮名": "SHIMEI_KN", "名_日本人_読み仮名": "SHIMEI_KN", "性別": "SEIBETSU",
    "生年月日": "SEINENGAPPI", "生年月日_不詳表記": "SEINENGAPPI", "住所_市区町村コード": "SHIKUCHOSON_CD",
    "住所_都道府県": "TODOFUKEN", "住所_市区郡町村名": "SHIKUCHOSON", "住所_町字": "CHOAZA",
    "住所_番地号表記": "BANCHI", "住所_方書": "KATAGAKI", "住所_郵便番号": "ZIP", "代表宛名フラグ": "DAIHYO_FLG",
    "名寄せ先宛名番号": "NAYOSE_NO", "操作者ID": "KOSHIN_USER", "操作年月日": "KOSHIN_YMD", "操作時刻": "KOSHIN_JI",
}  # fmt: skip
FUKU = {
    "宛名番号": "ATENA_CD", "個人番号": "MYNUMBER", "氏名": "SIMEI", "氏_日本人": "SIMEI", "名_日本人": "SIMEI",
    "氏名_読み仮名": "KANA", "氏_日本人_読み仮名": "KANA", "名_日本人_読み仮名": "KANA", "性別": "SEX",
    "生年月日": "UMARE", "住所_市区町村コード": "CITY_CD", "住所_都道府県": "KEN", "住所_市区郡町村名": "CITY",
    "住所_町字": "MACHI", "住所_番地号表記": "BANCHI", "住所_方書": "KATA", "住所_郵便番号": "YUBIN",
    "業務ID": "GYOMU", "操作者ID": "UPD_ID", "操作年月日": "UPD_YMD", "操作時刻": "UPD_HMS",
}  # fmt: skip
TRUTH = {("T_JUTOGAI", item, column) for item, column in ZEI.items()} | {
    ("FUKU_ATENA", item, column) for item, column in FUKU.items()
}


def pairs(report: GapReport) -> set[tuple[str, str, str]]:
    return {(c.table, i.item, c.column) for i in report.items for c in i.candidates}


def compared(schema: SourceSchema, spec: Spec, threshold: float = THRESHOLD) -> GapReport:
    (report,) = comparison.compare(vocabulary.load(), Case(schema=schema, specs=(spec,)), threshold)
    return report


def codes(report: GapReport, item: str) -> list[str]:
    return [f.code for i in report.items if i.item == item for f in i.findings]


@pytest.fixture(scope="module")
def report(schema: SourceSchema, spec: Spec) -> GapReport:
    return compared(schema, spec)


def test_every_sensible_counterpart_is_found_and_no_other(report: GapReport) -> None:
    """Precision and recall are 1 on the two tables, against a truth written by hand."""
    assert pairs(report) == TRUTH


def test_without_logical_names_no_pair_is_wrong(schema: SourceSchema, spec: Spec) -> None:
    """On physical names and types alone at least three of four pairs are found, and none is wrong."""
    bare = replace(
        schema,
        tables=tuple(
            replace(t, columns=tuple(replace(c, logical_name="", comment="") for c in t.columns)) for t in schema.tables
        ),
    )
    found = pairs(compared(bare, spec))

    assert (found - TRUTH, len(found & TRUTH) >= 0.75 * len(TRUTH)) == (set(), True)


def test_both_views_are_complete(report: GapReport, schema: SourceSchema, spec: Spec) -> None:
    """Every item and every column is in the report once, and the two views say the same."""
    columns = [(t.name, c.name) for t in schema.tables for c in t.columns]
    from_columns = {(c.table, item, c.column) for c in report.columns for item in c.items}

    assert [i.item for i in report.items] == [i.name for i in spec.items]
    assert [(c.table, c.column) for c in report.columns] == columns
    assert from_columns == pairs(report)


def test_columns_without_a_counterpart_are_named(report: GapReport) -> None:
    """標準になし is said of each such column, with a finding."""
    extra = {c.column for c in report.columns if c.state is Counterpart.EXTRA}
    found = {f.place.item for f in comparison.findings_of(report) if f.code == "MIG-GAP-001"}

    assert extra == found == {"RIREKI_NO", "SAKUJO_FLG", "DENWA", "BIKO", "MASSHO", "YOBI"}


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("住所_町字", "MIG-GAP-003"),
        ("性別", "MIG-GAP-004"),
        ("生年月日", "MIG-GAP-005"),
        ("独自施策システム等ID", "MIG-GAP-006"),
        ("氏_日本人", "MIG-GAP-008"),
        ("代表宛名フラグ", "MIG-GAP-009"),
    ],
)
def test_a_gap_is_a_finding_of_its_item(report: GapReport, item: str, code: str) -> None:
    """Length, code list, form, absence, derivation and a half-fed union are each their own finding."""
    assert code in codes(report, item)


def test_a_required_item_without_a_source_is_an_error(spec: Spec) -> None:
    """MIG-GAP-002 for each 必須 item when the current system has nothing of the kind."""
    table = SourceTable(name="T", columns=(SourceColumn(name="QZX", type="CHAR", length=3),))
    report = compared(SourceSchema(tables=(table,), files=()), spec)
    errors = [f.place.item for f in comparison.findings_of(report) if f.code == "MIG-GAP-002"]

    assert errors == [i.name for i in sorted(spec.items, key=lambda i: i.name) if i.required]
    assert {i.fit for i in report.items} == {Fit.MISSING}


def test_a_weak_counterpart_is_for_people_to_decide(spec: Spec) -> None:
    """MIG-GAP-007: half of the name agrees, so the item is 要判断 and says so."""
    names = {"ATENA_NO": "宛名番号", "SHIMEI": "氏名", "SEINEN_YMD": "生年月日", "GYOMU_SB": "業務システム"}
    columns = tuple(SourceColumn(name=n, logical_name=words, type="CHAR", length=8) for n, words in names.items())
    table = SourceTable(name="T", columns=columns)
    report = compared(SourceSchema(tables=(table,), files=()), spec, threshold=0.3)
    decided = [i for i in report.items if any(c.column == "GYOMU_SB" for c in i.candidates)]

    assert decided != []
    assert all(i.fit is Fit.DECIDE and "MIG-GAP-007" in codes(report, i.item) for i in decided)


def test_an_item_takes_the_whole_address_only_as_a_part_to_be_split(spec: Spec) -> None:
    """One 住所 column feeds the parts of the address, each 要判断: how to cut it is a decision."""
    columns = (
        SourceColumn(name="ATENA_NO", type="CHAR", length=10),
        SourceColumn(name="JUSHO", logical_name="住所", type="VARCHAR2", length=200),
    )
    table = SourceTable(name="T", columns=columns, primary_key=("ATENA_NO",))
    report = compared(SourceSchema(tables=(table,), files=()), spec)
    fed = {i.item: i.fit for i in report.items if any(c.column == "JUSHO" for c in i.candidates)}

    assert set(fed) >= {"住所_都道府県", "住所_市区郡町村名", "住所_町字", "住所_番地号表記", "住所_方書"}
    assert set(fed.values()) == {Fit.DECIDE}


def test_scores_are_the_product_of_the_evidence(report: GapReport) -> None:
    """The arithmetic that the report prints is the arithmetic that was done; each part has its sentence."""
    for item in report.items:
        for candidate in item.candidates:
            product = prod(1 - e.weight * (1 - e.score) for e in candidate.evidence)

            assert abs(product - candidate.score) < 0.0001
            assert all(e.sentence.endswith("。") for e in candidate.evidence)


def test_explain_gives_candidates_that_were_not_chosen_too(schema: SourceSchema, spec: Spec) -> None:
    """A clerk sees what else was considered."""
    shown = comparison.explain(vocabulary.load(), Case(schema=schema, specs=(spec,)), spec, "宛名番号")

    assert {c.column for c in shown} > {"ATENA_NO", "ATENA_CD"}
    assert [c.score for c in shown] == sorted((c.score for c in shown), reverse=True)


def test_findings_hold_a_basis_and_registered_codes(report: GapReport) -> None:
    """Every finding names the text it rests on."""
    assert all(f.basis is not None for f in comparison.findings_of(report))


def test_the_document_has_a_row_per_item_and_per_column(report: GapReport) -> None:
    """Nothing is left out of what people read; bars add up."""
    grids = [b for s in document.sections(report) for b in s.blocks if isinstance(b, Grid)]
    told = [g for g in grids if g.title.startswith(("標準の項目ごと", "現行の列ごと"))]

    assert [len(g.rows) for g in told] == [len(report.items), len(report.columns)]
    assert all(len(row) == len(g.columns) for g in grids for row in g.rows)


def test_the_same_input_gives_the_same_report(report: GapReport, schema: SourceSchema, spec: Spec) -> None:
    """Law 6."""
    assert compared(schema, spec) == report
