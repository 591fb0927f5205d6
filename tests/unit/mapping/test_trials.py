"""Tests of a mapping run as real rows do; what differs is named without the values."""

from pathlib import Path

import pytest

from migrate.mapping import codefile, load, trial_draft, trials, trying
from migrate.mapping.compile import plan_of
from migrate.model.finding import Finding, Place
from migrate.model.mapping import Fate
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Spec

CASE = Path(__file__).parents[2] / "cases" / "convert-run" / "joins" / "in" / "mapping"
TEXT = (CASE / "031.yaml").read_bytes()
GROUP = "住登外者宛名基本情報"


def table(name: str, *columns: str) -> SourceTable:
    return SourceTable(name=name, columns=tuple(SourceColumn(name=one) for one in columns))


SCHEMA = SourceSchema(
    tables=(
        table("T_ATENA", "NO", "NAME", "AGENT", "SEX", "BIRTH", "JUSHO_CD", "SHOJO", "HORYU", "USR", "YMD", "HMS"),
        table("T_JUSHO", "JUSHO_CD", "REV", "CHOAZA", "BIKO"),
    ),
    files=(),
)


def differences(body: str, spec: Spec, folder: Path) -> list[Finding]:
    plan = plan_of(load.load(TEXT, "031.yaml", codefile.in_folder(CASE)), spec)
    text = f"mapping_test: 1\nmapping: 031.yaml\ntests:\n{body}"
    read, wrong = trials.load(text.encode(), "t.yaml")
    assert wrong == ()
    assert read is not None
    place = Place(business="031", file="t.yaml")
    return [
        found
        for n, trial in enumerate(read.trials)
        for found in trying.differences(plan, SCHEMA, trial, place, folder / str(n))
    ]


def test_a_value_that_differs_points_to_its_line_and_is_not_repeated(spec: Spec, tmp_path: Path) -> None:
    """Item, line, lengths and the code of the reason; neither the expected nor the found value."""
    body = (
        "  - name: x\n    source: {T_ATENA: {NO: '7', NAME: 架空太郎, BIRTH: S640199}}\n"
        f"    expect:\n      {GROUP}:\n        氏名: 架空次郎\n        生年月日: '1989-01-09'\n        性別: ''\n"
    )

    found = differences(body, spec, tmp_path)
    assert [(f.code, f.place.line, f.place.item, f.params["wanted"], f.params["got"]) for f in found] == [
        ("MIG-MAP-082", 8, "氏名", "4 文字", "4 文字"),
        ("MIG-MAP-082", 9, "生年月日", "10 文字", "空欄（MIG-CNV-001）"),
    ]
    assert "架空" not in str([dict(f.params) for f in found])


@pytest.mark.parametrize(
    ("row", "fate", "by", "expected"),
    [
        ("SHOJO: S400131", "対象外", "除票の保存年限", []),
        ("SHOJO: S400131", "対象外", "代理人なし", ["対象外（除票の保存年限）"]),
        ("HORYU: '1'", "拒否", "確認待ち", []),
        ("NAME: a", "書込", "", []),
        ("NAME: a", "統合", "", ["書込"]),
    ],
)
def test_the_fate_of_a_row_is_compared(
    row: str, fate: str, by: str, expected: list[str], spec: Spec, tmp_path: Path
) -> None:
    """Fate, and the rule's name where the test asks for it."""
    named = f", by: {by}" if by else ""
    body = f"  - {{name: x, source: {{T_ATENA: {{NO: '1', {row}}}}}, fates: [{{fate: {fate}{named}}}]}}\n"

    assert [f.params["got"] for f in differences(body, spec, tmp_path)] == expected


def test_names_that_nothing_has_are_errors(spec: Spec, tmp_path: Path) -> None:
    """A test of nothing must not pass."""
    body = f"  - {{name: x, source: {{T_ATENA: {{NOO: '1'}}}}, expect: {{{GROUP}: {{名前: x}}, 表: {{}}}}}}\n"

    assert sorted(str(f.params["what"]) for f in differences(body, spec, tmp_path)) == sorted(
        ["T_ATENA.NOO", f"{GROUP} → 名前", "表"]
    )


def test_merged_rows_and_their_rule(spec: Spec, tmp_path: Path) -> None:
    """統合 is told from the lineage, with the rule from the balance."""
    rule = "        - {rule: 旧, key: [NAME], latest_by: HMS, fate: 統合, reason: r}"
    text = TEXT.decode().replace("      reject:", f"      rows:\n{rule}\n      reject:", 1)
    plan = plan_of(load.load(text.encode(), "031.yaml", codefile.in_folder(CASE)), spec)
    body = (
        "mapping_test: 1\nmapping: 031.yaml\ntests:\n  - name: x\n"
        "    source:\n      T_ATENA: [{NO: '1', NAME: a, HMS: '1'}, {NO: '2', NAME: a, HMS: '2'}]\n"
        "    fates: [{row: 1, fate: 統合, by: 旧}]\n"
    ).encode()
    read, _ = trials.load(body, "t.yaml")
    assert read is not None
    tried = trying.run(plan, SCHEMA, read.trials[0], tmp_path)

    assert tried.fates[GROUP, "T_ATENA", 1] == (Fate.MERGED, frozenset({"旧"}))
    assert trying.differences(plan, SCHEMA, read.trials[0], Place(), tmp_path / "again") == ()


def test_drafted_tests_pass_and_cover_every_rule(spec: Spec, tmp_path: Path) -> None:
    """Each item, each rule and each unknown date has a drafted test; all of them pass as they stand."""
    plan = plan_of(load.load(TEXT, "031.yaml", codefile.in_folder(CASE)), spec)
    text, made = trial_draft.draft(plan, SCHEMA, tmp_path / "draft")
    read, wrong = trials.load(text, "t.yaml")
    assert (wrong, read is not None) == ((), True)
    assert read is not None
    place = Place(business="031", file="t.yaml")

    assert made == len(read.trials) == 7
    assert "当たる行を作れませんでした" not in text.decode()
    found = [trying.differences(plan, SCHEMA, t, place, tmp_path / str(n)) for n, t in enumerate(read.trials)]
    assert found == [()] * made
    assert {f.by for t in read.trials for f in t.fates} == {"除票の保存年限", "確認待ち"}


@pytest.mark.parametrize(
    "text",
    [
        "", "- a\n", "mapping_test: 2\nmapping: 031.yaml\ntests: [{name: a, source: {T: {A: b}}, expect: {x: {}}}]\n",
        "mapping_test: 1\nmapping: ../031.yaml\ntests: [{name: a, source: {T: {A: b}}, expect: {x: {}}}]\n",
        "mapping_test: 1\nmapping: 031.yaml\ntests: []\n",
        "mapping_test: 1\nmapping: 031.yaml\ntests: [{name: a, source: {T: {A: 1}}, expect: {x: {}}}]\n",
        "mapping_test: 1\nmapping: 031.yaml\ntests: [{name: a, source: {T: {A: b}}}]\n",
        "mapping_test: 1\nmapping: 031.yaml\ntests: [{name: a, source: {T: {A: b}}, fates: [{fate: 消滅}]}]\n",
    ],
)  # fmt: skip
def test_the_form_of_a_file_is_checked(text: str) -> None:
    """MIG-MAP-080 with a line."""
    read, found = trials.load(text.encode(), "t.yaml")

    assert read is None
    assert {f.code for f in found} == {"MIG-MAP-080"}
    assert all(f.place.line for f in found)


NARROW = """mapping: 1
spec: "031@2023-09-29"
tables:
  住登外者宛名基本情報:
    - source: T_ATENA
      scope:
        - {rule: 年度, of: trim(USR), from: "2019", basis: 例}
        - {rule: 状態, of: trim(HORYU), in: ["1", "2"], empty: 残す, basis: 例}
      join:
        - {table: T_JUSHO, as: 住所, on: {JUSHO_CD: JUSHO_CD}, when: BIKO = '有', unmet: 拒否}
      rows:
        - {rule: 代理人, when: "AGENT IS NULL OR AGENT = '0'", fate: 対象外, reason: 例}
        - {rule: 旧, key: [NO], latest_by: YMD, fate: 統合, reason: 例}
      items:
        宛名番号: lpad(trim(NO), 15, '0')
        氏名: zenkaku(trim(NAME))
        氏_日本人: CASE WHEN SEX = '2' THEN zenkaku(name_part(NAME, 1)) END
        住所_町字: 住所.CHOAZA
        操作者ID: "'u'"
        操作年月日: wareki_date(YMD)
"""


def test_a_drafted_row_gets_past_every_rule(spec: Spec, tmp_path: Path) -> None:
    """Limits of scope, statuses, required partners: the whole row is written, each rule takes a row of its own, a CASE
    is filled, and a merge has two rows.
    """
    plan = plan_of(load.load(NARROW.encode(), "031.yaml"), spec)
    text, made = trial_draft.draft(plan, SCHEMA, tmp_path)
    read, wrong = trials.load(text, "t.yaml")
    assert wrong == ()
    assert read is not None

    told = {one.name.partition(": ")[2]: one for one in read.trials}
    assert list(told) == [
        "すべての項目",
        "氏_日本人",
        "決まり「年度」",
        "決まり「状態」",
        "決まり「代理人」",
        "決まり「旧」",
    ]
    assert made == len(told)
    assert "要確認" not in text.decode()
    assert dict(told["すべての項目"].expected[GROUP][0].values) == {
        "宛名番号": "000000000000123", "氏名": "試験　太郎", "住所_町字": "1", "操作者ID": "u",
        "操作年月日": "1970-01-31",
    }  # fmt: skip
    assert dict(told["氏_日本人"].expected[GROUP][0].values) == {"氏_日本人": "試験"}
    fates = [(f.row, f.fate, f.by) for one in read.trials for f in one.fates]
    assert fates == [
        (1, Fate.EXCLUDED, "年度"),
        (1, Fate.EXCLUDED, "状態"),
        (1, Fate.EXCLUDED, "代理人"),
        (1, Fate.MERGED, "旧"),
        (2, Fate.WRITTEN, ""),
    ]
    found = [trying.differences(plan, SCHEMA, t, Place(), tmp_path / f"again{n}") for n, t in enumerate(read.trials)]
    assert found == [()] * made
