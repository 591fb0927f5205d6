"""Risks and issues of all registers in one list: what presses comes first, what lacks an owner or a date is said."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.flow import phase_make, phase_read, phase_risks
from migrate.forms.form import Kind
from migrate.phase import form as forms
from migrate.phase import risks
from migrate.phase.risks import Wanted
from migrate.survey.form import form as survey
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

from ...clerk import Clerk, Spot

SESSION = frozen_session(date(2026, 11, 26))
ACROSS = "phase/forms/00-リスクと周辺システム.xlsx"
TRIALS = "phase/forms/15-1-テスト.xlsx"


def row(sheet: str, key: str, **told: Any) -> dict[Spot, Any]:
    return {(sheet, key, question): given for question, given in told.items()}


def risk(key: str, **told: Any) -> dict[Spot, Any]:
    whole = {
        "state": "監視中",
        "probability": "中",
        "impact": "中",
        "trigger": "連絡の遅れ",
        "response": "低減",
        "measure": "毎週の確認",
        "owner": "企画課",
        "due": "2027-01-31",
    }
    return row("risk", key, **{name: given for name, given in (whole | told).items() if given is not None})


RISKS = (
    risk("hands", probability="高", impact="高", due="2026-10-31")
    | risk("cost", business="010 011", due="2026-11-25", owner="財政課")
    | risk("staff", waits="人事異動の内示")
    | risk("characters", due="2026-12-10", owner="未定")
    | risk("numbers", due=None, state="対応中")
    | risk("leak", state="終結", due="2026-10-01")
    | row("risk", "formal", state="対象外")
)
DEFECT = row(
    "defect",
    "+0",
    name="住所の空白が消える",
    business="001",
    weight="高",
    owner="住民課",
    due="2026-11-01",
    state="作業中",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    text = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {}\n'
    return create(tmp_path / "town", text.encode(), b"k" * 32)


def fill(workspace: Workspace, step: str, name: str, answers: dict[Spot, Any]) -> None:
    phase_make.make(workspace, SESSION, step)
    path = workspace.path(name)
    item = int(path.name[:2])
    path.write_bytes(Clerk(forms.form(item)).fill(path.read_bytes(), answers))
    assert phase_read.read(workspace, SESSION, [path]).findings == ()


def subjects(workspace: Workspace, **wanted: Any) -> list[tuple[str, str]]:
    found = phase_risks.show(workspace, SESSION, Wanted(**wanted)).data
    return [(one.standing.value, one.key) for one in found.entries]


def test_overdue_first_then_blocked_then_by_date(workspace: Workspace) -> None:
    """The longest overdue leads; what waits comes before what has time; undated rows come last; closed ones go."""
    fill(workspace, "横断", ACROSS, RISKS)

    assert subjects(workspace) == [
        ("期限超過", "hands"),
        ("期限超過", "cost"),
        ("停止中", "staff"),
        ("期限内", "characters"),
        ("期限なし", "numbers"),
    ]


def test_registers_of_several_work_items_are_one_list(workspace: Workspace) -> None:
    """A defect of ⑮ stands among the risks by its own date, with the code of its step and its business."""
    fill(workspace, "横断", ACROSS, RISKS)
    fill(workspace, "⑮-1", TRIALS, DEFECT)
    found = phase_risks.show(workspace, SESSION, Wanted()).data
    second = found.entries[1]

    assert (second.step, second.register, second.kind) == ("⑮-1", "不具合", "不具合")
    assert (second.subject, second.businesses, second.days_left) == ("住所の空白が消える", ("001",), -25)
    assert (found.open, found.overdue, found.blocked, found.unowned, found.undated) == (6, 3, 1, 1, 1)
    assert {(one.register, one.open, one.closed) for one in found.registers if one.open or one.closed} == {
        ("リスク", 5, 2),
        ("不具合", 1, 0),
    }


def test_what_is_overdue_unowned_or_undated_is_a_finding(workspace: Workspace) -> None:
    """Overdue rows are warnings, so that --fail-on warning ends with 1; missing owners and dates are told."""
    fill(workspace, "横断", ACROSS, RISKS)
    told = phase_risks.show(workspace, SESSION, Wanted()).findings

    assert [(one.code, one.severity.value, one.place.item) for one in told] == [
        ("MIG-PHS-106", "warning", "hands"),
        ("MIG-PHS-106", "warning", "cost"),
        ("MIG-PHS-107", "info", "characters"),
        ("MIG-PHS-108", "info", "numbers"),
    ]
    assert told[0].params["days"] == 26


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"overdue": True}, ["hands", "cost"]),
        ({"owner": "財政"}, ["cost"]),
        ({"business": "住民税"}, ["hands", "cost", "staff", "characters", "numbers"]),
        ({"business": "001", "overdue": True}, ["hands"]),
        ({"kind": "不具合"}, []),
        ({"owner": "存在しない課"}, []),
    ],
)
def test_filters(workspace: Workspace, wanted: dict[str, Any], expected: list[str]) -> None:
    """A row about all businesses concerns each; part of an owner's name is enough; no match is said, no failure."""
    fill(workspace, "横断", ACROSS, RISKS)
    outcome = phase_risks.show(workspace, SESSION, Wanted(**wanted))

    assert [one.key for one in outcome.data.entries] == expected
    assert ("合うものはありません" in outcome.document.summary) == (not expected)
    assert not outcome.nothing_checked


def test_probability_and_impact_give_the_weight(workspace: Workspace) -> None:
    """高 × 高 is 高, 中 × 中 is 中; the table has every pair once."""
    fill(workspace, "横断", ACROSS, RISKS)
    weights = {one.key: one.weight for one in phase_risks.show(workspace, SESSION, Wanted()).data.entries}
    pairs = [(one["probability"], one["impact"]) for one in tables.read(bundled("reports") / _MATRIX)]

    assert (weights["hands"], weights["cost"]) == ("高", "中")
    assert sorted(pairs) == sorted((one, other) for one in "高中低" for other in "高中低")


_MATRIX = Path("layouts", "phase", "00", "matrix.csv")


def test_an_empty_workspace_says_how_to_begin(workspace: Workspace) -> None:
    """Nothing written: exit 5, and the command that makes the form."""
    outcome = phase_risks.show(workspace, SESSION, Wanted())

    assert outcome.nothing_checked
    assert "migrate phase make 横断" in outcome.notices[0]


def test_refusals(workspace: Workspace) -> None:
    """A kind or a business that does not exist is refused; the kinds that exist are named."""
    with pytest.raises(MigrateError) as kind:
        phase_risks.show(workspace, SESSION, Wanted(kind="心配"))
    with pytest.raises(MigrateError) as business:
        phase_risks.show(workspace, SESSION, Wanted(business="999"))

    assert (kind.value.code, business.value.code) == ("MIG-PHS-109", "MIG-PHS-042")
    assert "リスク" in str(kind.value.params["kinds"])


def test_the_list_knows_every_register_with_owner_and_date() -> None:
    """Each register that asks for an owner and a date is tracked; the words of its states are answers it offers."""
    tracked = {(one.item, one.sheet): one for one in risks.registers()}
    asked = {
        (f"{item:02}", sheet.id)
        for item in forms.items()
        for sheet in forms.form(item).sheets
        if sheet.table and {"owner", "due"} <= {question.id for question in sheet.questions}
    }
    assert asked <= tracked.keys()
    for (item, id), one in tracked.items():
        sheet = (survey() if item == risks.SURVEY else forms.form(int(item))).of(id)
        questions = {question.id: question for question in sheet.questions}
        named = (one.subject, one.detail, one.owner, one.due, *one.states)
        assert {name for name in named if name} <= questions.keys()
        offered = {choice.text for state in one.states for choice in questions[state].choices}
        assert one.closed
        assert one.closed | one.blocked <= offered
        assert not one.due or questions[one.due].kind is Kind.DATE


def test_the_same_registers_give_the_same_list(workspace: Workspace) -> None:
    """The order does not hang on the order of the rows; a settled row leaves the list."""
    fill(workspace, "横断", ACROSS, RISKS)
    before = phase_risks.show(workspace, SESSION, Wanted())
    path = workspace.path("phase", "00", "risk.yaml")
    text = path.read_text(encoding="utf-8")
    assert phase_risks.show(workspace, SESSION, Wanted()) == before
    path.write_text(text.replace("監視中", "終結"), encoding="utf-8")

    assert subjects(workspace) == [("期限なし", "numbers")]


def test_another_day_another_list(workspace: Workspace) -> None:
    """What is in time today is overdue once its day has passed; on the day itself it is in time."""
    fill(workspace, "横断", ACROSS, RISKS)
    late = replace(SESSION, as_of=date(2026, 12, 11))
    on_the_day = replace(SESSION, as_of=date(2026, 12, 10))

    def overdue(session: Any) -> list[str]:
        found = phase_risks.show(workspace, session, Wanted(overdue=True)).data.entries
        return [one.key for one in found]

    assert overdue(on_the_day) == ["hands", "cost"]
    assert overdue(late) == ["hands", "cost", "characters"]


def test_damaged_registers_are_refused(workspace: Workspace) -> None:
    """A kept register that holds no register is named, not passed over: a list that lacks rows would soothe."""
    path = workspace.path("phase", "14", "risk.yaml")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"form: migrate-phase-14\nversion: 1\nsheet: risk\nrows: 3\n")
    with pytest.raises(MigrateError) as error:
        phase_risks.show(workspace, SESSION, Wanted())

    assert error.value.code == "MIG-PHS-039"


def said(workspace: Workspace) -> str:
    phase_make.make(workspace, SESSION, "横断")
    with zipfile.ZipFile(workspace.path("out", "phase", "00-リスクと周辺システム.docx")) as parts:
        return parts.read("word/document.xml").decode()


def test_the_document_holds_the_risks_of_the_town(workspace: Workspace) -> None:
    """Heavy ones first, settled ones last, those that do not apply only counted; a new answer changes the document."""
    assert "リスクの登録簿" not in said(workspace)
    fill(workspace, "横断", ACROSS, RISKS)
    text = said(workspace)
    places = [text.index(name) for name in ("ベンダの人手が足りず", "移行後の運用の費用", "個人情報が漏れる")]

    assert places == sorted(places)
    assert "ほかに、この団体には当てはまらないとしたものが 1 件あります。" in text
    assert "ベンダの対応が仕様の文言だけで" not in text
    path = workspace.path("phase", "00", "risk.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("毎週の確認", "毎日の確認"), encoding="utf-8")
    assert "毎日の確認" in said(workspace)
    assert "毎週の確認" not in said(workspace)
