"""What is wrong with a mapping is said before any row is read."""

from pathlib import Path

import pytest

from migrate.mapping import check as checks
from migrate.mapping import load
from migrate.model.finding import Finding, Severity
from migrate.model.source import SourceSchema, SourceTable
from migrate.model.spec import Spec
from migrate.report import messages

CLEAN = Path(__file__).parents[2] / "cases" / "map-check" / "clean" / "in" / "mapping" / "031.yaml"
TEXT = CLEAN.read_text(encoding="utf-8")


def check(text: str, spec: Spec, schema: SourceSchema) -> tuple[Finding, ...]:
    return checks.check(load.load(text.encode(), "m.yaml"), spec, schema)


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if words in line)


def test_a_good_mapping_has_no_error(spec: Spec, schema: SourceSchema) -> None:
    """The town's mapping may be run."""
    assert [f for f in check(TEXT, spec, schema) if f.severity is Severity.ERROR] == []


CASES = [
    ("MIG-MAP-010", 'spec: "031@2023-09-29"', 'spec: "031@2022-01-01"', 'spec: "031'),
    ("MIG-MAP-011", "  住登外者宛名基本情報:", "  住登外者:", "- source: T_JUTOGAI"),
    ("MIG-MAP-012", "個人番号: KOJIN_NO", "個人番号: KOJIN", "個人番号: KOJIN"),
    ("MIG-MAP-012", "SAKUJO_FLG = '1'", "SAKUJO = '1'", "rule: 削除済み"),
    ("MIG-MAP-012", "latest_by: RIREKI_NO", "latest_by: RIREKI", "rule: 旧履歴"),
    ("MIG-MAP-012", "{YOBI: 予備のため}", "{YOBI: 予備のため, YOBI2: 予備のため}", "YOBI2"),
    ("MIG-MAP-013", "- source: FUKU_ATENA", "- source: FUKU", "- source: FUKU"),
    ("MIG-MAP-013", "{YOBI: 予備のため}", "{YOBI: 予備のため}\n  T_MUKASHI: {A: 不要}", "T_MUKASHI"),
    ("MIG-MAP-014", "        性別: {expr", "        性別コード: {expr", "性別コード"),
    (
        "MIG-MAP-015",
        "- source: FUKU_ATENA",
        "- source: T_JUTOGAI",
        "- source: T_JUTOGAI\n      rows:\n        - {rule: 抹",
    ),
    ("MIG-MAP-016", "        宛名番号: lpad(ATENA_NO, 15, '0')\n", "", "- source: T_JUTOGAI"),
    ("MIG-MAP-017", "        操作者ID: KOSHIN_USER\n", "", "- source: T_JUTOGAI"),
    ("MIG-MAP-017", "操作者ID: KOSHIN_USER", "操作者ID: 'NULL'", "- source: T_JUTOGAI"),
    ("MIG-MAP-018", "DENWA: 標準に項目がないため, ", "", None),
    ("MIG-MAP-019", "{YOBI: 予備のため}", "{YOBI: 予備のため, KATA: 不要}", "KATA: 不要"),
    ("MIG-MAP-020", "code(SEX, 'seibetsu_fuku')", "code(SEX, 'seibetsu')", "code(SEX"),
    ("MIG-MAP-021", '"9": "0"}', '"9": "9"}', "seibetsu_zei:"),
    ("MIG-MAP-021", "代表宛名フラグ: \"'0'\"", "代表宛名フラグ: \"'2'\"", "代表宛名フラグ: \"'2'\""),
    ("MIG-MAP-022", "操作者ID: KOSHIN_USER", "操作者ID: concat(KOSHIN_USER, 'X')", "操作者ID: concat"),
    (
        "MIG-MAP-024",
        "代表宛名フラグ: code(DAIHYO_FLG, 'daihyo_zei')",
        "代表宛名フラグ: DAIHYO_FLG",
        "代表宛名フラグ: DAIHYO",
    ),
    ("MIG-MAP-025", "codes:\n", 'codes:\n  tsukawanai: {"1": "1"}\n', "tsukawanai"),
    ("MIG-MAP-026", 'daihyo_zei: {"1": "0", "0": "1"}', "daihyo_zei: {}", "daihyo_zei: {}"),
    ("MIG-MAP-027", "操作時刻: hms_time(KOSHIN_JI)", "操作時刻: KOSHIN_JI", "操作時刻: KOSHIN_JI"),
    ("MIG-MAP-027", "操作年月日: wareki_date(KOSHIN_YMD)", "操作年月日: KOSHIN_YMD", "操作年月日: KOSHIN_YMD"),
    ("MIG-MAP-028", "        氏_日本人: name_part(SHIMEI_KJ, 1)\n", "", "- source: T_JUTOGAI"),
    ("MIG-CNV-011", "個人番号: KOJIN_NO", "個人番号: upper(KOJIN_NO)", "upper("),
    ("MIG-CNV-010", "個人番号: KOJIN_NO", "個人番号: digits(KOJIN_NO", "digits(KOJIN_NO"),
    ("MIG-CNV-050", "個人番号: KOJIN_NO", "個人番号: check_digit(KOJIN_NO, 'x')", "check_digit("),
    (
        "MIG-MAP-021",
        "代表宛名フラグ: code(DAIHYO_FLG, 'daihyo_zei')",
        "代表宛名フラグ: code_or(DAIHYO_FLG, 'daihyo_zei', '7')",
        "代表宛名フラグ: code_or",
    ),
    ("MIG-CNV-015", "業務ID: \"'010'\"", '業務ID: "10"', "業務ID:"),
]


@pytest.mark.parametrize(("code", "old", "new", "at"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)])
def test_one_mistake_is_one_new_finding(
    code: str, old: str, new: str, at: str | None, spec: Spec, schema: SourceSchema
) -> None:
    """Each mistake raises its code at its line, in a mapping that did not have it before."""
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    before = {(f.code, f.place.line, f.place.item) for f in check(TEXT, spec, schema)}
    here = [f for f in check(text, spec, schema) if f.code == code]
    lines = {f.place.line for f in here}
    expected = text[: text.index(at)].count("\n") + 1 if at is not None else None

    assert expected in lines
    assert {(f.code, f.place.line, f.place.item) for f in here} - before != set()
    assert messages.message(code) is not None


def test_a_table_that_nobody_mentions_is_said(spec: Spec, schema: SourceSchema) -> None:
    """MIG-MAP-029: a table of the current system without any destination."""
    more = SourceSchema(tables=(*schema.tables, SourceTable(name="T_HOKA", columns=())), files=())

    assert [f.params["source"] for f in check(TEXT, spec, more) if f.code == "MIG-MAP-029"] == ["T_HOKA"]


def test_a_group_that_nothing_fills_is_said(spec: Spec, schema: SourceSchema) -> None:
    """MIG-MAP-030: a group of the standard without a block."""
    text = TEXT.replace("  住登外者宛名基本情報:", "  ほかのグループ:", 1)

    assert "MIG-MAP-030" in {f.code for f in check(text, spec, schema)}


def test_a_column_that_only_a_row_rule_reads_may_be_dropped(spec: Spec, schema: SourceSchema) -> None:
    """SAKUJO_FLG decides about rows and moves nowhere: saying so is no contradiction."""
    text = TEXT.replace("{DENWA:", "{SAKUJO_FLG: 行の判定だけに使う, DENWA:", 1)

    assert [f for f in check(text, spec, schema) if f.severity is Severity.ERROR] == []


def test_findings_are_sorted_and_without_repeats(spec: Spec, schema: SourceSchema) -> None:
    """The same mapping gives the same list, in the order of its lines."""
    found = check(TEXT, spec, schema)
    lines = [f.place.line or 0 for f in found]

    assert lines == sorted(lines)
    assert found == check(TEXT, spec, schema)
