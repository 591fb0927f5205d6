"""② and ③ from facts: what survey, scan and comparison say of a town, in sentences and tables that follow them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.flow import phase_comparison
from migrate.flow.phase_comparison import Scanned
from migrate.model.document import Cell, Grid, Note, Section
from migrate.model.gap import ColumnGap, Counterpart, GapReport, Share, TableCoverage
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.phase import artefact
from migrate.phase.comparison import Comparison, Covered, Held, Left
from migrate.phase.facts import Data, Facts, Issue
from migrate.phase.survey_report import Around, Scan, Surveyed

from .planning_facts import answered, plan, record, town

NOTHING = Share(have=0, whole=0)


def sections(facts: Facts, item: int, step: int) -> dict[str, Section]:
    return {one.id: one for one in artefact.of_item(item).sections(facts, item, frozenset({step}))}


def text(section: Section) -> str:
    return "".join(block.text for block in section.blocks if isinstance(block, Note))


def rows(section: Section) -> list[tuple[object, ...]]:
    (grid,) = [block for block in section.blocks if isinstance(block, Grid)]
    return [tuple(cell.text if isinstance(cell, Cell) else cell for cell in row) for row in grid.rows]


def column(name: str, state: Counterpart, table: str, elsewhere: tuple[str, ...] = ()) -> ColumnGap:
    return ColumnGap(table=table, column=name, logical_name="", state=state, elsewhere=elsewhere)


def test_the_scope_of_a_comparison() -> None:
    """Tables that feed the standard once each, with what scan and profile know; what is left, whole or in part."""
    report = GapReport(
        spec="010@x",
        items=(),
        columns=(
            column("A", Counterpart.MAPPED, "T1"),
            column("B", Counterpart.EXTRA, "T1"),
            column("C", Counterpart.EXTRA, "T9"),
            column("D", Counterpart.ELSEWHERE, "T2", ("011 賦課.税額", "011 賦課.年度", "012 課税.年度")),
        ),
        coverage=tuple(
            TableCoverage(
                table=name, sources=fed, required=Share(have=1, whole=2), conditional=NOTHING, implementation=NOTHING
            )
            for name, fed in (("甲", ("T1", "T2")), ("乙", ("T1",)), ("丙", ()))
        ),
    )
    tables = tuple(SourceTable(name=name, columns=(SourceColumn(name="A"),) * 3) for name in ("T1", "T2"))
    found = phase_comparison.comparison(report, Scanned(schema=SourceSchema(tables=tables, files=()), rows={"T1": 70}))
    assert found.held == (Held(table="T1", columns=3, rows=70), Held(table="T2", columns=3, rows=None))
    assert found.left == (Left(table="T1", columns=1, whole=False), Left(table="T9", columns=1, whole=True))
    assert (found.missing, found.elsewhere) == (("丙",), {"011": 1, "012": 1})
    assert phase_comparison.comparison(report, None).held == ()


COMPARISON = Comparison(
    held=(Held(table="T1", columns=12, rows=700), Held(table="T2", columns=3, rows=None)),
    covered=(
        Covered(table="住民", sources=("T1",), required=9, have=8),
        Covered(table="支援措置", sources=(), required=3, have=0),
    ),
    left=(Left(table="T8", columns=5, whole=True), Left(table="T1", columns=2, whole=False)),
)


def compared(number: int = 1) -> Facts:
    facts = town(number)
    first = replace(facts.businesses[0], data=Data(comparison=COMPARISON))
    return replace(facts, businesses=(first, *facts.businesses[1:]))


def test_scope_of_each_business_is_told_in_numbers() -> None:
    """Tables of the standard, those without a source, 必須 items and those that have a counterpart."""
    found = sections(compared(2), 3, 8)
    assert "2 業務の扱いは、未確認 2です。項目を標準と比べたものは 1 業務です。" in text(found["scope"])
    first, second = rows(found["scope"])
    assert first[2:6] == (2, 1, 12, 8)
    assert second[2:6] == (None,) * 4
    assert "現行にない標準の表 1（支援措置）。標準にない現行の表 1（T8）" in str(first[-1])
    assert "標準に対応のない項目は 7、表のすべてが対応しないものは 1 です。" in text(found["left"])


def test_the_offer_names_what_differs() -> None:
    """The row of a business carries the difference that the tools tell; what people wrote goes before it."""
    facts = compared()
    offered = artefact.of_item(3).offers(facts)["scope"]["001"]
    assert offered["difference"] == "現行にない標準の表 1（支援措置）。標準にない現行の表 1（T8）"
    decided = replace(facts, answers={3: answered(record("scope", "001", business="001", difference="なし"))})
    assert rows(sections(decided, 3, 8)["scope"])[0][-1] == "なし"


def test_one_package_for_several_businesses_is_named() -> None:
    """Two systems of one product serve two businesses; two that were made for the town are no product, nor is one."""
    assert "複数の業務を扱う製品は 1 です。最も多いのは かくう総合 の 2 業務です。" in text(
        sections(town(2), 3, 8)["packages"]
    )
    assert "packages" not in sections(town(1), 3, 8)
    own = tuple(replace(one, systems=(replace(one.systems[0], package="個別開発"),)) for one in town(2).businesses)
    assert "packages" not in sections(town(2, businesses=own), 3, 8)


@pytest.mark.parametrize("standard", ["移行する", "事務がない", "稼働中"])
def test_the_scope_of_a_business_holds(standard: str) -> None:
    """It is compared and its row is there; without a comparison only 事務がない needs none (稼働中 has to be told)."""
    facts = replace(compared(), answers={3: answered(record("scope", "001", business="001", standard=standard))})
    holds = artefact.of_item(3).holds
    assert holds(facts, 8, "001")
    assert not holds(replace(facts, answers={}), 8, "001")
    assert holds(replace(facts, businesses=town().businesses), 8, "001") is (standard == "事務がない")


def issue(**told: str) -> Issue:
    return Issue(**({"key": "fit-1", "subject": "0010002 検索", "reason": "不適合"} | told))


def test_issues_of_the_fit_and_gap() -> None:
    """Verdicts are counted; an issue without policy, department or day is marked, a late one is counted."""
    whole = issue(policy="運用見直し", department="住民課", due="2026-11-25")
    data = Data(functions={"適合": 40, "不適合": 2}, function_issues=(whole, issue(department="住民課")))
    facts = town()
    facts = replace(facts, businesses=(replace(facts.businesses[0], data=data),))
    found = sections(facts, 3, 9)
    assert "1 業務の要件 42 の判定は、適合 40、不適合 2 です。" in text(found["functions"])
    said = "課題は 2 件、方針・担当課・期限のそろわないもの 1 件、期限を過ぎたもの 1 件です。"
    assert text(found["issues"]) == said
    assert rows(found["issues"])[1][-1] == "対応方針・期限なし"
    assert rows(found["owners"]) == [("住民課", 2)]
    assert "items" not in found


def test_issues_of_the_items() -> None:
    """What `gap run` leaves stands beside, with the estimate in days; without a comparison nothing does."""
    data = Data(gap={"適合": 3, "要判断": 1}, effort=3.25, gap_issues=(issue(policy="決める"),))
    facts = replace(town(), businesses=(replace(town().businesses[0], data=data),))
    found = sections(facts, 3, 9)
    assert "比べた項目は 適合 3、要判断 1 です。移行の作業の見積りは 3.2 人日です。" in text(found["items"])
    assert rows(found["items"]) == [("001 架空の事務その1", "0010002 検索", "不適合", "決める")]
    assert sections(town(), 3, 9) == {}


SURVEY = Surveyed(
    lacking={"001": {4: "", 5: "", 6: "", 7: "足りません。"}},
    asked=100,
    answered=90,
    pending=4,
    not_answered=("戸籍",),
    open_questions=2,
    findings=(("MIG-SRC-297", "責任が 1 つではありません。", 3),),
    around=(
        Around(
            key="koza",
            name="口座振替",
            external=False,
            department="税務課",
            vendor="",
            contract_end="",
            my_number="いいえ",
            businesses=("001",),
        ),
    ),
)


def test_the_summary_counts_what_is_missing() -> None:
    """②-4: unanswered fields, businesses and questions; findings; tables, columns and rows of each business."""
    facts = replace(compared(), survey=SURVEY, scan=Scan(tables=40, columns=600, files=7))
    found = sections(facts, 2, 7)
    said = text(found["state"])
    assert "尋ねた必須の欄 100 のうち、答えのあるものは 90、未回答か不明・未定は 10（うち不明・未定 4）です。" in said
    assert "未解決の確認事項は 2 件です。" in said and "回答のない業務・共通機能 1: 戸籍" in said
    assert "ファイル 7、表 40、項目 600 を読みました。" in text(found["size"])
    assert rows(found["size"]) == [("001 架空の事務その1", "住民情報システム1", 0, 2, 15, 700, "②-3、②-4")]
    assert rows(found["findings"]) == [("責任が 1 つではありません。", 3, "MIG-SRC-297")]


def test_contracts_beside_the_days_of_operation() -> None:
    """A month is its last day; days short are counted; without a plan the column is not there."""
    facts = replace(town(), survey=SURVEY)
    (bare,) = rows(sections(facts, 2, 4)["contracts"])
    assert bare == ("住民情報システム1", "架空情報サービス", "2027-03", "自動更新")
    planned = replace(facts, plan={"001": plan(facts.as_of.replace(year=2027, month=4, day=10), facts.as_of)})
    (row,) = rows(sections(planned, 2, 4)["contracts"])
    assert row[-2:] == ("2027-04-10", "10 日足りない")
    assert "運用開始の見込みの前に契約が終わるものは 1 です。" in text(sections(planned, 2, 4)["contracts"])


def test_terms_hold_for_the_vendors_of_the_business_only() -> None:
    """Width and blanks of a vendor's name do not matter; terms still talked about stand against it; others do not."""
    agreed = record("vendor", "v1", name="架空情報 サービス", business="001", state="合意")
    other = record("vendor", "v2", name="別の社", business="002", state="協議中")
    facts = replace(town(), survey=SURVEY, answers={2: answered(agreed, other)})
    holds = artefact.of_item(2).holds
    assert holds(facts, 6, "001")
    assert not holds(replace(facts, survey=None), 6, "001")
    still = record("vendor", "v1", name="架空情報サービス", business="001", state="協議中")
    assert not holds(replace(facts, answers={2: answered(still, other)}), 6, "001")


def test_a_vendor_is_offered_once_with_all_that_it_serves() -> None:
    """One row a vendor, however its name is spaced; a row that people already have for it keeps its key."""
    first, second = town(2).businesses
    spaced = replace(second, systems=(replace(second.systems[0], vendor="架空情報　サービス"),))
    (offered,) = artefact.of_item(2).offers(town(2, businesses=(first, spaced)))["vendor"].values()
    assert (offered["business"], offered["systems"]) == ("001 002", "住民情報システム1、住民情報システム2")
    kept = replace(town(2), answers={2: answered(record("vendor", "r0001", name="架空情報サービス"))})
    assert list(artefact.of_item(2).offers(kept)["vendor"]) == ["r0001"]
