"""①: the chart, the deadlines and the memo follow from what is told, whatever a town writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from migrate.model.document import Document, Grid, Note, Section
from migrate.model.procedure import SystemFacts
from migrate.phase import artefact, chapters, organisation, organisation_late, organisation_memo, register
from migrate.phase import form as forms
from migrate.phase.artefacts.item01_organisation import money
from migrate.phase.facts import Facts

from .planning_facts import TODAY, answered, crowded, plan, record, town

TARGET = record("policy", "all", target="2027-12-31")


def texts(sections: tuple[Section, ...]) -> str:
    return "".join(block.text for one in sections for block in one.blocks if isinstance(block, Note))


def memo(facts: Facts) -> Document:
    return organisation_memo.memo(facts, money(facts))


def test_every_suggestion_is_of_a_question() -> None:
    """defaults.csv names sheets, printed rows and questions of the form, and decides in the name of one role."""
    form = forms.form(organisation.ITEM)
    roles = set(organisation.names("role").values())
    for sheet, rows in organisation.defaults().items():
        assert set(rows) <= {one.key for one in form.of(sheet).presets}
        assert {question for row in rows.values() for question in row} <= {one.id for one in form.of(sheet).questions}
    for row in organisation.defaults()["area"].values():
        assert {"decide", "do"} <= set(row) and row["decide"] in roles
    assert set(organisation.defaults()["area"]) == set(organisation.names("area"))


def test_the_chart_ties_roles_by_any_of_their_words() -> None:
    """Width, blanks and other words for a role do not matter; one that is tied to itself or to nobody has no line."""
    rows = (
        record("role", "head", department="町長"),
        record("role", "lead", above="ＣＩＯ", department="副町長"),
        record("role", "office", above=" 統括責任者 ", department="企画課"),
        record("role", "r0001", name="検証班", above="検証班", department="企画課"),
        record("role", "r0002", name="作業班", above="だれか", department="企画課"),
    )
    listed = organisation.roles(replace(town(), answers={1: answered(*rows)}))
    picture = organisation.chart(listed)
    assert picture is not None
    assert [(one.start, one.end) for one in picture.links] == [("head", "lead"), ("lead", "office")]
    assert organisation.strangers(listed) == ("作業班",)
    assert [one.label for one in picture.nodes][:2] == ["最高責任者\n町長", "統括責任者\n副町長"]


def test_two_roles_over_each_other_are_drawn_all_the_same() -> None:
    """A circle ends nothing: both lines are there."""
    rows = (record("role", "r1", name="甲", above="乙"), record("role", "r2", name="乙", above="甲"))
    picture = organisation.chart(organisation.roles(replace(town(), answers={1: answered(*rows)})))
    assert picture is not None and len(picture.links) == 2


def test_without_a_tie_there_is_no_chart() -> None:
    """One role, or none: the table says it all."""
    assert organisation.chart(()) is None
    alone = replace(town(), answers={1: answered(record("role", "head", department="町長"))})
    assert organisation.chart(organisation.roles(alone)) is None


def test_a_row_for_all_businesses_is_in_charge_of_each() -> None:
    """An empty 業務 means all of them; 主担当 alone leaves 副担当 missing."""
    facts = replace(town(2), answers={1: answered(record("member", "r1", part="主担当", department="企画課"))})
    assert [one.lacking for one in organisation.in_charge(facts)] == ["副担当", "副担当"]
    both = record("member", "r2", part="副担当", business="002", department="住民課")
    facts = replace(facts, answers={1: answered(*facts.of(1).records, both)})
    assert [one.lacking for one in organisation.in_charge(facts)] == ["副担当", ""]


@pytest.mark.parametrize(
    ("go_live", "until", "operation", "over"),
    [
        (date(2027, 12, 31), "", "", None),
        (date(2028, 1, 1), "", "", 1),
        (date(2028, 1, 1), "2030-03", "", None),
        (date(2030, 4, 1), "2030-03", "", 1),
        (date(2030, 4, 1), "2030-03", "2026-11-26", None),
        (date(2030, 4, 1), "2030-03", "2026-11-27", 1),
    ],
)
def test_a_business_is_late_beyond_its_own_deadline(
    go_live: date, until: str, operation: str, over: int | None
) -> None:
    """The deadline of 特定移行支援システム goes before the town's; a month ends on its last day; 稼働中 is not late."""
    told = SystemFacts(business="001", system="x", reason="1" if until else "", until=until, operation=operation)
    facts = town(told=(told,), plan={"001": plan(go_live, TODAY)}, answers={1: answered(TARGET)})
    assert [one.over for one in organisation_late.late(facts)] == ([] if over is None else [over])


def test_a_step_is_late_on_the_day_after_its_planned_end() -> None:
    """What was to end today is not late yet, and what has ended never is."""
    for planned, done, late in ((TODAY, False, ()), (date(2026, 11, 25), False, (8,)), (date(2026, 11, 25), True, ())):
        facts = town(plan={"001": plan(date(2027, 4, 1), planned, done)})
        assert tuple(step for one in organisation_late.late(facts) for step in one.steps) == late


def test_what_is_to_be_decided() -> None:
    """A contract that ends before go-live, a slip over the deadline, the town's own money; decided ones are out."""
    facts = crowded()
    found = organisation_memo.decisions(facts, money(facts))
    assert set(found) == {f"{kind}-{one.id}" for one in facts.businesses for kind in ("late", "contract")} | {"general"}
    assert found["contract-001"]["due"] == "2027-03-31"
    assert "85,000,000 円" in str(found["general"]["name"])
    one = town(plan={"001": plan(date(2028, 1, 4), TODAY)})
    assert "住民情報システム1の契約は" in str(memo(one))
    decided = replace(one, answers={1: answered(record("decision", "contract-001", state="決定"))})
    assert "住民情報システム1の契約は" not in str(memo(decided))


def test_no_table_of_the_memo_is_long() -> None:
    """At most six rows, fewer where they are long; how many more there are is said, and people's own stand first."""
    sections = memo(crowded()).sections
    grids = [block for one in sections for block in one.blocks if isinstance(block, Grid)]
    assert [len(one.rows) for one in grids] == [3, 6, 2]
    assert [one.note for one in grids] == [f"ほかに {left} 件あります。" for left in (12 + 41 - 3, 20 - 6, 20 - 2)]
    assert str(grids[0].rows[0][0]).startswith("たいへん長い")


def test_an_empty_town_says_so() -> None:
    """Nothing answered: the memo knows no cost and no lateness, and says so."""
    page = memo(replace(town(), businesses=()))
    assert [one.id for one in page.sections] == ["asked", "deadline", "cost", "late"]
    assert all(part in texts(page.sections) for part in ("工程表（migrate plan init）がない", "まだ分かりません"))


def test_columns_that_say_nothing_are_left_out() -> None:
    """A column stays if one row has something in it; 0 is something."""
    grid = register.grid(
        forms.form(1).of("report"), answered(record("report", "r1", held="2026-11-20", to="町長", topic="体制"))
    )
    assert [one.title for one in chapters.used(grid).columns] == ["日", "報告した相手", "内容"]
    kept = chapters.used(replace(grid, rows=((0, None, ""),)))
    assert kept.rows == ((0,),)


def test_hostile_text_stays_text() -> None:
    """Names with markup, blanks or 400 characters are drawn and written as they are, cut only in the picture."""
    rows = (record("role", "r1", name="<b>&" * 100), record("role", "r2", name=" ", above="<b>&" * 100))
    facts = replace(town(), answers={1: answered(*rows)})
    sections = artefact.of_item(1).sections(facts, 1, frozenset({1}))
    assert [one.id for one in sections] == ["chart"]
