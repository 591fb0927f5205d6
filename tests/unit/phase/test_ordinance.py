"""条例・規則: days counted back over sessions of the assembly, forward when it is late, and what proves ⑰-1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrate.forms.answer import Answer
from migrate.forms.form import KEY
from migrate.forms.records import Answers, Record
from migrate.model.document import Cell, Grid, Section
from migrate.phase import artefact, ordinance
from migrate.phase import form as forms
from migrate.phase.facts import Business, Data, Facts, Milestones
from migrate.phase.period import Period
from migrate.phase.plan.calendar import ASSEMBLY, CLOSED, Calendar

DAYS = {one.id: one.days for one in ordinance.stages()}
JUNE = Period(kind=ASSEMBLY, business="", start=date(2027, 6, 7), end=date(2027, 6, 25), name="6月定例会")
SEPTEMBER = Period(kind=ASSEMBLY, business="", start=date(2027, 9, 1), end=date(2027, 9, 28), name="9月定例会")
PERIODS = (JUNE, SEPTEMBER)
KNOWN = Calendar(PERIODS)
AS_OF = date(2027, 3, 1)
DATA = Data(forms=(("0100001", "納税通知書"), ("0100002", "課税証明書")))
FACTS = Facts(
    municipality="七瀬野町",
    code="990019",
    as_of=AS_OF,
    businesses=(Business(id="010", name="個人住民税", data=DATA), Business(id="020", name="児童扶養手当")),
    plan={"010": Milestones(steps={}, go_live=date(2027, 10, 25))},
    periods=PERIODS,
)
FORM: dict[str, Answer] = {
    "name": "0100001 納税通知書",
    "business": "010",
    "ground": "規則",
    "law": "町税条例施行規則",
    "number": "様式第2号",
    "change": "様式を改める",
    "detail": "標準に合わせる",
}
KEPT: dict[str, Answer] = {"name": "0100002 課税証明書", "business": "010", "ground": "定めなし"}
RULE: dict[str, Answer] = {"name": "町税条例 施行規則", "business": "010", "kind": "規則", "what": "様式第2号",
                              "owner": "税務課", "state": "公布済み", "promulgated": "2027-02-01",
                              "force": "2027-10-01"}  # fmt: skip


def record(sheet: str, key: str, answers: Mapping[str, Answer]) -> Record:
    return Record(sheet=sheet, key=key, answers=answers)


def told(*rows: Record, facts: Facts = FACTS) -> Facts:
    return replace(facts, answers={17: Answers(records=rows)})


def rule(**changes: Answer) -> Record:
    return record("rule", "r0001", {key: text for key, text in (RULE | changes).items() if text != ""})


def dues(kind: str, force: date) -> dict[str, tuple[date, date]]:
    return {one.stage.id: (one.begin, one.end) for one in ordinance.back(kind, force, DAYS, KNOWN)}


def test_an_ordinance_waits_for_the_last_session_that_is_in_time() -> None:
    """In force on 10-25, promulgated and made known before; voted by 09-28; the bill 10 working days before 09-01."""
    found = dues("条例", date(2027, 10, 25))

    assert list(found) == ["draft", "review", "bill", "vote", "publish", "notice"]
    assert found["vote"] == (SEPTEMBER.start, SEPTEMBER.end)
    assert found["bill"][1] == date(2027, 8, 18)
    assert KNOWN.count(found["bill"][1], SEPTEMBER.start) - 1 == DAYS["bill"]
    assert found["review"][1] == date(2027, 8, 17)
    assert found["notice"][1] == date(2027, 10, 22)


def test_a_day_too_early_for_a_session_takes_the_one_before() -> None:
    """15 working days lie between the vote and coming into force; one day less, and June must have voted."""
    first = KNOWN.starting(KNOWN.after(SEPTEMBER.end) + DAYS["publish"] + DAYS["notice"])

    assert dues("条例", first)["vote"][1] == SEPTEMBER.end
    assert dues("条例", first - timedelta(days=1))["vote"][1] == JUNE.end


def test_no_session_before_the_day() -> None:
    """Nothing is dated where no session of the calendar comes in time; nothing is made up."""
    assert dues("条例", date(2027, 6, 1)) == {}


@pytest.mark.parametrize("kind", ["規則", "要綱・要領", "告示・訓令"])
def test_a_rule_needs_no_assembly(kind: str) -> None:
    """40 working days of draft, review, decision and notice, without a session."""
    found = ordinance.back(kind, date(2027, 10, 25), DAYS, KNOWN)

    assert [one.stage.id for one in found] == ["draft", "review", "approve", "notice"]
    assert KNOWN.count(found[0].begin, date(2027, 10, 24)) == 45
    assert not any(one.session for one in found)


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["条例", "規則", "要綱・要領", "告示・訓令"]),
    force=st.dates(date(2026, 1, 1), date(2034, 12, 31)),
    days=st.fixed_dictionaries({one.id: st.integers(0, 60) for one in ordinance.stages()}),
    state=st.sampled_from(["未着手", "案を作成済み", "法規審査済み"]),
)
@example(
    kind="条例", force=date(2030, 1, 1), days=dict.fromkeys((one.id for one in ordinance.stages()), 0), state="未着手"
)
def test_back_and_forward_agree(kind: str, force: date, days: dict[str, int], state: str) -> None:
    """Stages follow each other; what begins on the last day for it is in force by its day."""
    known = Calendar((*PERIODS, *(replace_year(one, year) for one in PERIODS for year in (2026, *range(2028, 2037)))))
    found = ordinance.back(kind, force, days, known)
    assert all(one.begin <= after.begin and one.end <= after.end for one, after in pairwise(found))
    left = [one for one in found if one.stage in ordinance._remaining(kind, state)]
    if left and known.before(left[0].begin) > 0:
        reached = ordinance.forward(kind, state, left[0].begin, days, known)
        assert reached is not None
        assert known.before(reached) <= known.before(force)


def replace_year(one: Period, year: int) -> Period:
    return replace(one, start=one.start.replace(year=year), end=one.end.replace(year=year))


def test_days_of_the_municipality_go_before_ours() -> None:
    """A length that people wrote moves the days; one that they left is ours."""
    facts = told(record("lead", "review", {"days": 40}))

    assert ordinance.leads(facts) == DAYS | {"review": 40}


def test_days_off_move_the_days() -> None:
    """A closed day of the municipality is no working day on the way back."""
    closed = Period(kind=CLOSED, business="", start=date(2027, 8, 9), end=date(2027, 8, 20), name="休み")
    before = ordinance.back("条例", date(2027, 10, 25), DAYS, KNOWN)
    after = ordinance.back("条例", date(2027, 10, 25), DAYS, Calendar((*PERIODS, closed)))

    assert after[0].begin < before[0].begin


def test_late_ones_first() -> None:
    """What cannot be in time, then what is late, then what is due soonest; what is promulgated last."""
    today = replace(FACTS, as_of=date(2027, 8, 20))
    rows = (
        record("rule", "done", RULE),
        record("rule", "lost", {**RULE, "kind": "条例", "state": "未着手", "force": ""}),
        record("rule", "soon", {**RULE, "state": "法規審査済み", "force": ""}),
        record("rule", "late", {**RULE, "state": "未着手", "force": "2027-10-12"}),
    )
    found = ordinance.paths(told(*rows, facts=today))

    assert [one.record.key for one in found] == ["lost", "late", "soon", "done"]
    assert [(one.lost, one.late > 0) for one in found] == [(True, True), (False, True), (False, False), (False, False)]
    assert found[0].earliest is None  # no later session is known
    assert found[1].earliest == date(2027, 10, 27)


def test_a_late_ordinance_names_the_next_session() -> None:
    """After the deadline of June the way leads over September, and the document says when it can be in force."""
    today = replace(FACTS, as_of=date(2027, 6, 1), plan={"010": Milestones(steps={}, go_live=date(2027, 8, 2))})
    facts = told(rule(kind="条例", state="法規審査済み", promulgated="", force=""), facts=today)
    (found,) = ordinance.paths(facts)

    assert found.session == JUNE
    assert found.lost
    assert f"施行に間に合いません。最短の施行は {found.earliest}" in said(facts)
    assert found.earliest == date(2027, 10, 21)


@pytest.mark.parametrize(
    ("kind", "state", "coming"),
    [
        ("条例", "", "draft"),
        ("条例", "案を作成済み", "review"),
        ("条例", "法規審査済み", "bill"),
        ("条例", "議案を提出済み", "vote"),
        ("条例", "議決済み", "publish"),
        ("規則", "法規審査済み", "approve"),
        ("規則", "議決済み", "approve"),
    ],
)
def test_what_comes_next(kind: str, state: str, coming: str) -> None:
    """By what has been reached; a rule that was voted on by mistake of the pen is reviewed all the same."""
    (found,) = ordinance.paths(told(rule(kind=kind, state=state, promulgated="", force="")))

    assert found.coming is not None
    assert found.coming.stage.id == coming


def said(facts: Facts) -> str:
    found = artefact.of_item(17).sections(facts, 17, frozenset({39}))
    return "\n".join(text for section in found for text in texts(section))


def texts(section: Section) -> list[str]:
    grids = [block for block in section.blocks if isinstance(block, Grid)]
    return [str(cell.text if isinstance(cell, Cell) else cell) for grid in grids for row in grid.rows for cell in row]


def holds(facts: Facts, business: str = "010") -> bool:
    usual = tuple(
        record("rule", key, {"name": key, "state": "改正不要", "note": "ない"})
        for key, row in artefact.of_item(17).offers(facts)["rule"].items()
        if key.startswith("usual-")
    )
    records = (*facts.of(17).records, *usual)
    return artefact.of_item(17).holds(replace(facts, answers={17: Answers(records=records)}), 39, business)


JUDGED = (record("form", "form-010-0100001", FORM), record("form", "form-010-0100002", KEPT))


def test_the_step_holds() -> None:
    """Every form is judged, its 例規 is in the list (blanks in its name do not count) and in force by going live."""
    assert holds(told(*JUDGED, rule()))


@pytest.mark.parametrize(
    "rows",
    [
        (*JUDGED,),
        (JUDGED[1], rule()),
        (*JUDGED, rule(name="別の規則")),
        (*JUDGED, rule(business="020")),
        (*JUDGED, rule(state="議決済み")),
        (*JUDGED, rule(promulgated="2027-03-02")),
        (*JUDGED, rule(force="2027-01-31")),
        (*JUDGED, rule(force="2027-10-26")),
        (*JUDGED, rule(vote="2027-02-02")),
    ],
    ids=["unlisted", "unjudged", "another", "elsewhere", "voted", "future", "too-early", "too-late", "before-vote"],
)
def test_what_stands_against_it(rows: tuple[Record, ...]) -> None:
    """A form that nobody judged; a 例規 that is missing, not promulgated, or in force on the wrong day."""
    assert not holds(told(*rows))


def test_what_is_suggested_and_left_alone_stands_against_it() -> None:
    """The usual 例規 have to be looked at, those of other businesses not."""
    facts = told(*JUDGED, rule())

    assert not artefact.of_item(17).holds(facts, 39, "010")
    offered = artefact.of_item(17).offers(facts)["rule"]
    assert "usual-tax" in offered
    assert "usual-seal" not in offered
    assert offered["usual-tax"]["business"] == "010"


def test_forms_without_a_change_suggest_that_nothing_is_changed() -> None:
    """A business whose forms are all left as they are has a row that says so; one with a change has its 例規."""
    kept = {**FORM, "change": "改正しない"}
    quiet = artefact.of_item(17).offers(told(record("form", "form-010-0100001", kept), JUDGED[1]))["rule"]
    loud = artefact.of_item(17).offers(told(*JUDGED))["rule"]

    assert quiet["none-010"]["state"] == "改正不要"
    assert "none-010" not in loud
    (law,) = (row for key, row in loud.items() if key.startswith("law-"))
    assert (law["name"], law["kind"], law["what"]) == ("町税条例施行規則", "規則", "様式の改正（様式第2号）")


def test_offers_are_rows_of_the_form() -> None:
    """Sheets, keys and questions of what is offered are those of the form; closed answers are among the choices."""
    for id, rows in artefact.of_item(17).offers(told(*JUDGED)).items():
        sheet = forms.form(17).of(id)
        for key, row in rows.items():
            assert KEY.fullmatch(key), key
            for name, answer in row.items():
                question = sheet.question(name)
                assert question is not None, (id, name)
                assert not question.choices or answer in {one.text for one in question.choices}, (id, name, answer)


def test_data_name_what_is_there() -> None:
    """Stages name kinds and states of the form; every length can be edited; usual 例規 name known kinds."""
    form = forms.form(17)
    kinds = {one.text for one in form.of("rule").question("kind").choices}  # type: ignore[union-attr]
    states = {one.text for one in form.of("rule").question("state").choices}  # type: ignore[union-attr]

    assert {kind for one in ordinance.stages() for kind in one.kinds} == kinds
    assert {one.done for one in ordinance.stages() if one.done} <= states
    assert {one.key for one in form.of("lead").presets} == {one.id for one in ordinance.stages() if not one.session}
    assert {row["kind"] for row in ordinance.usual()} <= kinds
