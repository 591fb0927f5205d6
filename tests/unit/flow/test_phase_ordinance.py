"""⑰-1 on the whole way: forms of the standard, the 例規 behind them, the assembly, and the one step proven."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from migrate.files import yaml
from migrate.flow import phase, phase_make, phase_read
from migrate.phase import form as forms
from migrate.phase.plan import calendar
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

from ...clerk import Clerk, Spot

SESSION = frozen_session(date(2026, 11, 26))
SPEC = Path(__file__).resolve().parents[2] / "cases" / "gap-functions-show" / "town" / "in" / "spec"
"""住民基本台帳 with one 帳票: 0010001 住民票の写し."""
FORM = "phase/forms/17-1-条例_規則の改正.xlsx"
PAPER = "17-1-条例_規則の改正.docx"
LAW = "住民基本台帳事務施行規則"
LIVE = """form: migrate-phase-11
version: 1
sheet: live
rows:
  - key: '001'
    answers: {{business: '001', day: '{day}', agreed: '2026-11-20'}}
"""
JUDGED = {
    "ground": "規則",
    "law": LAW,
    "number": "様式第3号",
    "change": "様式を改める",
    "detail": "標準の帳票に合わせる",
}
SETTLED = {"state": "改正不要", "note": "変わるところがない"}
FEES = {"what": "証明書の名称", "owner": "住民課", "state": "公布済み", "vote": "令和9年9月28日"}
FEES |= {"promulgated": "R9.10.4", "force": "令和10年1月1日"}


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """七瀬野町: the standard of 住民基本台帳 is imported, and it goes live on 2028-01-04."""
    made = create(tmp_path / "town", 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'.encode(), b"k" * 32)
    shutil.copytree(SPEC, made.path("spec"), dirs_exist_ok=True)
    live(made, "2028-01-04")
    return made


def live(town: Workspace, day: str) -> None:
    path = town.path("phase", "11", "live.yaml")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LIVE.format(day=day), encoding="utf-8")


def fill(town: Workspace, answers: Mapping[Spot, Any]) -> None:
    """What people write into the form; then the document is made anew."""
    path = town.path(*FORM.split("/"))
    path.write_bytes(Clerk(forms.form(17)).fill(path.read_bytes(), answers))
    assert [(one.code, one.params) for one in phase_read.read(town, SESSION, [path]).findings] == []
    phase_make.make(town, SESSION, "⑰-1")


def row(sheet: str, key: str, said: Mapping[str, Any]) -> dict[Spot, Any]:
    return {(sheet, key, id): text for id, text in said.items()}


def said(town: Workspace) -> str:
    with zipfile.ZipFile(io.BytesIO(town.path("out", "phase", PAPER).read_bytes())) as parts:
        return parts.read("word/document.xml").decode()


def proven(town: Workspace) -> list[str]:
    return [one.step.code for one in phase.progress_of(town, "001").steps if one.proven]


def usual(town: Workspace) -> list[str]:
    """Keys of the usual 例規 that concern 住民基本台帳."""
    book = Clerk(forms.form(17)).open(town.path(*FORM.split("/")).read_bytes())
    page = Clerk(forms.form(17)).sheet(book, "rule")
    rows = ((str(page.cell(at, 1).value or ""), str(page.cell(at, 3).value or "")) for at in range(6, page.max_row + 1))
    return [key for key, ids in rows if key.startswith("usual-") and (not ids or "001" in ids.split())]


def test_from_the_forms_of_the_standard_to_the_proof(town: Workspace) -> None:
    """A form names its 規則, which is then suggested; the step is proven once all is promulgated, and no other step."""
    phase_make.make(town, SESSION, "⑰-1")
    assert "0010001 住民票の写し" in said(town)
    others = [key for key in usual(town) if key != "usual-fees"]
    assert {"usual-number", "usual-security"} < set(others)

    answers = row("form", "form-001-0010001", JUDGED)
    for key in others:
        answers |= row("rule", key, SETTLED)
    fill(town, answers | row("rule", "usual-fees", {"owner": "住民課", "state": "法規審査済み"}))
    text = said(town)
    assert f"「{LAW}」が例規の一覧にありません" in text
    assert "議案の提出" in text
    assert "9月定例会（2027-09-28 まで）" in text
    assert proven(town) == []

    book = Clerk(forms.form(17)).open(town.path(*FORM.split("/")).read_bytes())
    page = Clerk(forms.form(17)).sheet(book, "rule")
    suggested = next(str(key) for at in range(6, 60) if str(key := page.cell(at, 1).value or "").startswith("law-"))
    assert page.cell(int(next(at for at in range(6, 60) if page.cell(at, 1).value == suggested)), 2).value == LAW
    fill(town, row("rule", suggested, {"owner": "住民課", "state": "未着手"}))
    assert "例規の一覧にありません" not in said(town)
    path = town.path("phase", "17", "rule.yaml")
    kept: Any = yaml.load(path)
    assert next(one["answers"]["what"] for one in kept["rows"] if one["key"] == suggested) == "様式の改正（様式第3号）"
    assert proven(town) == []

    done = {"state": "公布済み", "promulgated": "2027-12-01", "force": "2028-01-04"}
    path = town.path(*FORM.split("/"))
    edited = row("rule", suggested, done) | row("rule", "usual-fees", FEES)
    path.write_bytes(Clerk(forms.form(17)).fill(path.read_bytes(), edited))
    later = frozen_session(date(2028, 1, 4))
    phase_read.read(town, later, [path], overwrite=True)
    phase_make.make(town, later, "⑰-1")
    assert proven(town) == ["⑰-1"]

    live(town, "2027-12-20")
    assert proven(town) == []
    phase_make.make(town, later, "⑰-1")
    assert "施行日（2028-01-04）が、運用開始日（2027-12-20）より後です" in said(town)
    assert proven(town) == []


def test_the_assembly_decides_the_days(town: Workspace) -> None:
    """The sessions of the municipality take the place of the supposed ones, and move the day of beginning."""
    phase_make.make(town, SESSION, "⑰-1")
    fill(town, row("rule", "usual-fees", {"owner": "住民課", "state": "未着手"}))
    assert "議会の日程は仮のものです" in said(town)
    assert "改正案の作成・庁内調整に着手" in said(town)
    assert "2027-06-28" in said(town)

    session = {"kind": "議会", "business": "", "start": "2027-11-01", "end": "2027-11-12", "name": "臨時会", "note": ""}
    path = town.path("plan", "calendar.csv")
    path.parent.mkdir()
    path.write_bytes(calendar.to_bytes([session]))
    phase_make.make(town, SESSION, "⑰-1")
    text = said(town)

    assert "臨時会（2027-11-12 まで）" in text
    assert "9月定例会" not in text
    assert "議会の日程は仮のものです" not in text


def test_nothing_to_say(tmp_path: Path) -> None:
    """Without a standard, a plan and an answer the document says what to do, and has no empty part."""
    town = create(tmp_path / "town", 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'.encode(), b"k" * 32)
    made = phase_make.make(town, SESSION, "⑰-1")

    assert made.document is not None
    assert [one.id for one in made.document.sections] == ["left"]
    assert made.document.summary
