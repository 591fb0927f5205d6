"""Sheets of decisions about differences: what is read, and every fault with its line."""

from __future__ import annotations

from datetime import date

import pytest

from migrate.errors import MigrateError
from migrate.forms import decision_sheet
from migrate.forms.decision_sheet import Sheet
from migrate.model.reconcile import Fate
from migrate.reconcile.decisions import ACCEPTED, EXAMPLES, EXPECTED, read

BUSINESSES = frozenset({"001", "031"})
WAIVER = "余分,031,*,*,0123456789abcdef,係,照会中,2027-03-31"
RULE = "値の相違,031,表,氏名,R-001,課長,切捨て,2026-11-24"


def given(sheet: Sheet, *lines: str) -> bytes:
    return "\n".join((",".join(sheet.columns), *lines)).encode()


def test_a_waiver_and_a_rule_are_read() -> None:
    """What Excel rewrites (業務ID without zeros, slashes) is read."""
    (waiver,) = read(ACCEPTED, given(ACCEPTED, "余分,31,*,*,0123456789ABCDEF,係,照会中,2027/3/31"), BUSINESSES)
    (rule,) = read(EXPECTED, given(EXPECTED, RULE), BUSINESSES)

    assert (waiver.fate, waiver.business, waiver.key, waiver.owner, waiver.day) == (
        Fate.ACCEPTED,
        "031",
        "0123456789abcdef",
        "係",
        date(2027, 3, 31),
    )
    assert (rule.fate, rule.table, rule.item, rule.rule, rule.line) == (Fate.EXPECTED, "表", "氏名", "R-001", 2)
    assert (waiver.expired(date(2027, 3, 31)), waiver.expired(date(2027, 4, 1))) == (False, True)
    assert rule.expired(date(2099, 1, 1)) is False


@pytest.mark.parametrize(
    ("sheet", "line", "fault"),
    [
        (ACCEPTED, WAIVER.replace("余分", "ちがい"), "「種類」は、次のどれかです: 欠落、余分"),
        (ACCEPTED, WAIVER.replace("余分,031,*,*", "余分,031,*,氏名"), "行の全体のこと"),
        (ACCEPTED, WAIVER.replace("031", "099"), "業務ID 099 の業務はありません"),
        (ACCEPTED, WAIVER.replace("0123456789abcdef", "12"), "16 桁の符号"),
        (ACCEPTED, WAIVER.replace("余分", "合計の不一致"), "行のキーはありません"),
        (ACCEPTED, WAIVER.replace("係", ""), "担当のない了承はできません"),
        (ACCEPTED, WAIVER.replace("照会中", ""), "理由のない了承はできません"),
        (ACCEPTED, WAIVER.replace("2027-03-31", "いつか"), "暦にある日付"),
        (ACCEPTED, f"{WAIVER}\n{WAIVER}", "3 行目: 2 行目と同じもの"),
        (EXPECTED, RULE.replace("R-001", ""), "規則のない想定はできません"),
        (EXPECTED, RULE.replace("表", "*"), "グループごとに書いてください"),
        (EXPECTED, RULE.replace("切捨て", ""), "理由のない想定はできません"),
    ],
)
def test_faults_name_the_line(sheet: Sheet, line: str, fault: str) -> None:
    """Each fault is said with the line on which it stands, under the code of this command."""
    with pytest.raises(MigrateError) as caught:
        read(sheet, given(sheet, line), BUSINESSES)

    assert (caught.value.code, fault in str(caught.value.params["reason"])) == ("MIG-REC-040", True)


@pytest.mark.parametrize("sheet", [ACCEPTED, EXPECTED], ids=["waivers", "expected"])
def test_the_example_of_a_blank_sheet_is_valid(sheet: Sheet) -> None:
    """Without its comment mark the example is a decision."""
    data = decision_sheet.blank(sheet.columns, EXAMPLES[sheet.file])

    assert read(sheet, data, BUSINESSES) == ()
    assert len(read(sheet, data.replace("#例 ".encode(), b""), BUSINESSES)) == 1
