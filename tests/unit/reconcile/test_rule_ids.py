"""Rules that expected differences name: those of the mapping, of this tool, and those that people wrote down."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.forms import decision_sheet
from migrate.mapping import load
from migrate.model.mapping import Mapping
from migrate.model.reconcile import Fate
from migrate.reconcile import rule_ids
from migrate.reconcile.decisions import EXPECTED, Decision, read
from migrate.reconcile.rule_ids import EXAMPLE, RULES
from migrate.report import messages

TABLE = "住登外者宛名基本情報"
TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"


@pytest.fixture(scope="module")
def mapping() -> Mapping:
    """The mapping of the golden town."""
    return load.load((TOWN / "mapping" / "031.yaml").read_bytes(), "031.yaml")


def expected(item: str, rule: str, table: str = TABLE) -> Decision:
    line = f"値の相違,031,{table},{item},{rule},課長,切捨て,2026-11-24"
    (one,) = read(EXPECTED, "\n".join((",".join(EXPECTED.columns), line)).encode(), frozenset({"031"}))
    return one


@pytest.mark.parametrize(
    ("item", "rule", "known"),
    [
        ("住所_方書", "zenkaku", True),
        ("氏名", "zenkaku", False),
        ("*", "zenkaku", True),
        ("性別", "seibetsu", True),
        ("宛名番号", "seibetsu", False),
        ("氏名", "旧履歴", True),
        ("氏名", "削除済み", True),
        ("氏名", "なんとなく", False),
        ("氏名", "MIG-CHR-002", True),
        ("氏名", "MIG-CHR-999", False),
        ("氏名", "R-001", True),
        ("氏名", "R-002", False),
    ],
)
def test_a_rule_stands_somewhere(mapping: Mapping, item: str, rule: str, known: bool) -> None:
    """Functions and code maps of the item, named rules of the table, codes with a page, lines of rules.csv."""
    given = expected(item, rule)
    found = rule_ids.unknown((given,), frozenset({"R-001"}), mapping, lambda code: messages.message(code) is not None)
    assert found == (() if known else (given,))


def test_without_a_mapping(mapping: Mapping) -> None:
    """Two exports of the new system have no mapping between them: its rules explain nothing there."""
    given = expected("住所_方書", "zenkaku")
    assert given.fate is Fate.EXPECTED
    assert rule_ids.unknown((given,), frozenset(), None, lambda _: False) == (given,)
    assert rule_ids.unknown((expected("住所_方書", "zenkaku", "他の表"),), frozenset(), mapping, lambda _: False)


def test_rules_that_people_wrote() -> None:
    """The example of the blank sheet is a rule; one without words, or twice, is refused with its line."""
    blank = decision_sheet.blank(RULES.columns, EXAMPLE)
    assert rule_ids.read(blank) == frozenset()
    assert rule_ids.read(blank.replace("#例 ".encode(), b"")) == {"R-001"}
    with pytest.raises(MigrateError) as caught:
        rule_ids.read("規則,内容,根拠\nR-001,,\nR-002,a,\nR-002,b,".encode())
    reason = str(caught.value.params["reason"])
    assert "2 行目: 「内容」が空欄です" in reason and "4 行目: 3 行目と同じ規則" in reason
