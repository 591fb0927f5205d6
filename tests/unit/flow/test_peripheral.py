"""Peripheral systems have a readiness of their own: by business, from one register, apart from the steps' rates."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import MigrateError
from migrate.flow import phase, phase_make, phase_peripheral, phase_read
from migrate.phase import form as forms
from migrate.phase import peripheral
from migrate.phase.facts import Business, Facts, Link, System
from migrate.phase.survey_report import Around, Surveyed
from migrate.survey.form import form as survey
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

from ...clerk import Clerk, Spot

SESSION = frozen_session(date(2026, 11, 26))
FORM, DOCUMENT = "phase/forms/00-リスクと周辺システム.xlsx", "out/phase/00-リスクと周辺システム.docx"
WHOLE = {
    "ready": "準備中",
    "change": "連携の形が変わる",
    "result": "未確認",
    "owner": "住民課",
    "due": "2027-03-31",
}


def row(sheet: str, key: str, **told: Any) -> dict[Spot, Any]:
    return {(sheet, key, question): given for question, given in (WHOLE | told).items() if given is not None}


PASSED = {"ready": "準備完了", "result": "合格", "tested": "2026-11-20", "due": None}
SYSTEMS = (
    row("peripheral", "konbini-kofu", interface="証明書の発行", business="001 002", **PASSED)
    | row("peripheral", "denshi-shinsei", interface="申請の受け取り", business="001", due="2026-11-10")
    | row("peripheral", "kakanai-madoguchi", interface="異動の下書き", ready="準備完了", due=None)
)
PROCEDURES = row("mynaportal", "+0", name="受付の手続その一", business="027", **PASSED) | row(
    "mynaportal", "+1", name="受付の手続その二", business="027", waits="様式の公開"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    text = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {}\n'
    return create(tmp_path / "town", text.encode(), b"k" * 32)


def fill(workspace: Workspace, answers: dict[Spot, Any]) -> None:
    phase_make.make(workspace, SESSION, "横断")
    path = workspace.path(FORM)
    path.write_bytes(Clerk(forms.form(0)).fill(path.read_bytes(), answers))
    assert phase_read.read(workspace, SESSION, [path]).findings == ()


def said(workspace: Workspace) -> str:
    phase_make.make(workspace, SESSION, "横断")
    with zipfile.ZipFile(io.BytesIO(workspace.path(DOCUMENT).read_bytes())) as parts:
        return parts.read("word/document.xml").decode()


def test_readiness_by_business(workspace: Workspace) -> None:
    """A row about all businesses counts in each; what is ready and did not pass does not count as done."""
    fill(workspace, SYSTEMS | PROCEDURES)
    found = {one.business: one for one in phase_peripheral.show(workspace, SESSION).data.businesses}

    assert {id: (one.interfaces, one.done, one.late, one.blocked) for id, one in found.items()} == {
        "": (1, 0, 0, 0),
        "001": (3, 1, 1, 0),
        "002": (2, 1, 0, 0),
        "027": (3, 1, 0, 1),
    }
    assert (found["001"].next_due, found["002"].next_due) == ("2026-11-10", "")


def test_it_is_no_part_of_the_rates(workspace: Workspace) -> None:
    """However ready the interfaces are, both rates of the 40 steps stay where they were."""
    before = phase.status_of_all(workspace).data
    fill(workspace, SYSTEMS | PROCEDURES)
    after = phase.status_of_all(workspace).data

    assert (after.completion, after.evidence_rate) == (before.completion, before.evidence_rate) == (0.0, 0.0)


def test_findings(workspace: Workspace) -> None:
    """What is late, and what is called ready and was never tried, is told; what passed is not."""
    fill(workspace, SYSTEMS)
    told = phase_peripheral.show(workspace, SESSION).findings

    assert {(one.code, one.place.item) for one in told} == {
        ("MIG-PHS-106", "denshi-shinsei"),
        ("MIG-PHS-110", "kakanai-madoguchi"),
    }


def test_the_number_of_procedures_is_published_and_their_names_are_not_made_up(workspace: Workspace) -> None:
    """26 by the published definition; the town's own rows are counted against it, and no name is offered."""
    fill(workspace, SYSTEMS | PROCEDURES)
    text = said(workspace)

    assert phase_peripheral.show(workspace, SESSION).data.procedures == 26
    assert "公表された対象は 26 手続です。登録簿にあるのは 2 手続で、準備を終えて合格したものは 1 手続です。" in text
    assert "デジタル庁" in text
    assert forms.form(0).of("mynaportal").presets == ()


def test_what_nobody_wrote_about_is_named(workspace: Workspace) -> None:
    """マイナポータル has no row yet, so it is named; once there is one, it is not."""
    fill(workspace, SYSTEMS)
    assert "まだ登録簿にないもの: マイナポータル。" in said(workspace)
    fill(workspace, row("peripheral", "mynaportal", interface="申請の受け取り"))

    assert "まだ登録簿にないもの" not in said(workspace)


def test_one_business(workspace: Workspace) -> None:
    """--business shows its own rows and those for all; a business that does not exist is refused."""
    fill(workspace, SYSTEMS | PROCEDURES)
    found = phase_peripheral.show(workspace, SESSION, "児童手当").data

    assert [one.business for one in found.businesses] == ["", "027"]
    assert {one.name for one in found.interfaces} == {"書かない窓口", "受付の手続その一", "受付の手続その二"}
    with pytest.raises(MigrateError) as error:
        phase_peripheral.show(workspace, SESSION, "999")
    assert error.value.code == "MIG-PHS-042"


def test_left_out_rows_count_nowhere(workspace: Workspace) -> None:
    """A town without コンビニ交付 says 対象外: no other question is asked, and no business counts it."""
    fill(workspace, {("peripheral", "konbini-kofu", "ready"): "対象外"} | row("mynaportal", "+0", name="受付の手続"))
    found = phase_peripheral.show(workspace, SESSION).data

    assert [(one.business, one.interfaces) for one in found.businesses] == [("", 1)]
    assert "コンビニ交付" not in found.unwritten


def test_an_empty_register_says_how_to_begin(workspace: Workspace) -> None:
    """Exit 5 and the command."""
    outcome = phase_peripheral.show(workspace, SESSION)

    assert outcome.nothing_checked
    assert "migrate phase make 横断" in outcome.notices[0]


def test_the_survey_is_offered_interface_by_interface() -> None:
    """A peripheral system of the survey has a row a link with the business at its other end, else one row."""
    juki = System(
        key="001", name="住民記録", businesses=("001",), department="住民課", vendor="甲社", package="", hosting="",
        contract_end="", renewal="", my_number="", numbers={},
    )  # fmt: skip
    common = {"contract_end": "", "my_number": "", "external": False}
    facts = Facts(
        municipality="七瀬野町",
        code="990019",
        as_of=date(2026, 11, 26),
        businesses=(Business(id="001", name="住民基本台帳", systems=(juki,)),),
        links=(
            Link(key="k1", sender="住民記録", receiver="コンビニ交付", external=False, name="証明書の元", frequency="",
                 method="", my_number="", department="住民課"),
        ),
        survey=Surveyed(
            around=(
                Around(key="konbini-kofu", name="コンビニ交付", department="", vendor="乙社", businesses=(), **common),
                Around(key="gis", name="統合型GIS", department="企画課", vendor="丙社", businesses=("012",), **common),
            )
        ),
    )  # fmt: skip
    found = peripheral.offers(facts)

    assert found["link-k1"] == {
        "name": "コンビニ交付",
        "interface": "証明書の元",
        "party": "住民記録",
        "business": "001",
        "vendor": "乙社",
        "owner": "住民課",
        "ready": "未着手",
        "result": "未確認",
    }
    assert "konbini-kofu" not in found
    assert (found["gis"]["business"], found["gis"]["owner"]) == ("012", "企画課")
    assert {"kakanai-madoguchi", "denshi-shinsei", "mynaportal"} < found.keys()


def test_what_the_survey_knows_stands_in_the_form(workspace: Workspace) -> None:
    """A peripheral system that the survey has in use is in the workbook; one that is not in use is not."""
    path = workspace.path("survey", "peripheral.yaml")
    path.parent.mkdir()
    rows = "\n".join(
        f'  - key: "{key}"\n    answers: {{in_use: {used}, department: 企画課, vendor: 丙社, businesses: "012"}}'
        for key, used in (("gis", "有"), ("bunsho-kanri", "無"))
    )
    head = f"form: migrate-survey\nversion: {survey().head.version}\nsheet: peripheral\n"
    path.write_text(f"{head}rows:\n{rows}\n", encoding="utf-8")
    phase_make.make(workspace, SESSION, "横断")
    book = Clerk(forms.form(0)).open(workspace.path(FORM).read_bytes())
    page = Clerk(forms.form(0)).sheet(book, "peripheral")
    shown = {row[0]: row[1:5] for row in page.iter_rows(min_row=6, values_only=True) if row[0]}

    assert shown["gis"] == ("統合型GIS", "012", None, None)
    assert "bunsho-kanri" not in shown
