"""⑱-1 on the whole way: criteria, the clock of the switch, functions to come, and the one step that is proven."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.flow import convert, functions_show, phase, phase_make, phase_read, reconcile, source
from migrate.phase import form as forms
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

from ...clerk import Clerk, Spot

SESSION = frozen_session(date(2026, 11, 26))
CASES = Path(__file__).resolve().parents[2] / "cases"
COMPARED = CASES / "reconcile-run" / "clean" / "in"
TABLE = "住登外者宛名基本情報"
CASE = CASES / "gap-functions-show" / "town" / "in"
"""住民基本台帳 with its Fit&Gap: function 0010004 is 経過措置 until 2030-03-31, a year too late."""
FORM = "phase/forms/18-1-運用開始の判定.xlsx"
PAPER, LETTER = "18-1-運用開始の判定.docx", "18-1-一部機能経過措置の届出書.docx"
TO_COME = "001-fit-0010004"
CUTOVER = {
    "opens": "８時３０分",
    "leader": "情報政策課長",
    "stopper": "副町長",
    "place": "第1会議室。2 時間ごとに電話",
    "paper": "転入・証明を紙で受ける",
    "notice": "広報とウェブ",
    "notice_day": "令和9年11月1日",
}
JUDGED = {"decision": "開始", "start": "令和10年1月4日", "held": "2026-11-20", "by": "推進会議"}


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """七瀬野町: nothing is known but the Fit&Gap of 住民基本台帳, and that it is judged."""
    made = create(tmp_path / "town", 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'.encode(), b"k" * 32)
    for name in ("spec", "fit"):
        shutil.copytree(CASE / name, made.path(name), dirs_exist_ok=True)
    functions_show.show(made, SESSION)
    phase_make.make(made, SESSION, "⑱-1")
    return made


def row(sheet: str, key: str, said: Mapping[str, Any]) -> dict[Spot, Any]:
    return {(sheet, key, id): text for id, text in said.items()}


def fill(town: Workspace, answers: Mapping[Spot, Any]) -> None:
    """What people write into the form; then the document is made anew."""
    path = town.path(*FORM.split("/"))
    path.write_bytes(Clerk(forms.form(18)).fill(path.read_bytes(), answers))
    assert [(one.code, one.params) for one in phase_read.read(town, SESSION, [path], overwrite=True).findings] == []
    phase_make.make(town, SESSION, "⑱-1")


def printed(town: Workspace, sheet: str, question: str, said: object) -> dict[Spot, Any]:
    """One answer in every row that the form prints beforehand: the others of the row come as suggested."""
    return {(sheet, one.key, question): said for one in forms.form(18).of(sheet).presets}


def suggested(town: Workspace, sheet: str) -> dict[str, str]:
    """Key → name of the rows that a sheet suggests."""
    clerk = Clerk(forms.form(18))
    page = clerk.sheet(clerk.open(town.path(*FORM.split("/")).read_bytes()), sheet)
    rows = range(6, page.max_row + 1)
    return {str(page.cell(at, 1).value): str(page.cell(at, 2).value) for at in rows if page.cell(at, 1).value}


def said(town: Workspace, name: str = PAPER) -> str:
    with zipfile.ZipFile(io.BytesIO(town.path("out", "phase", name).read_bytes())) as parts:
        return parts.read("word/document.xml").decode()


def proven(town: Workspace) -> list[str]:
    steps = phase.progress_of(town, "001").steps
    return [
        one.step.code for one in steps if any(each.proves and each.command == "phase make" for each in one.evidence)
    ]


def test_from_the_criteria_to_the_proof(town: Workspace) -> None:
    """Judged 「開始」 is not enough: each criterion is met or accepted with a reason; then exactly ⑱-1 is proven."""
    answers = row("judge", "+0", {"business": "001", **JUDGED}) | row("cutover", "all", CUTOVER)
    for sheet, question, text in (("runbook", "owner", "情報政策課"), ("hypercare", "watcher", "住民課")):
        answers |= printed(town, sheet, question, text)
    fill(town, answers | printed(town, "hypercare", "until", "2028-02-01"))
    text = said(town)
    assert "1/4（火）08:30 に始める切替" in text
    assert "1/1（土）17:30" in text
    assert "最後の判断は、1/4（火）07:30 の「窓口の朝の確認をする（課ごとに 1 件）」です" in text
    assert "開始（基準が残っています）" in text
    assert proven(town) == []

    links = {key: name for key, name in suggested(town, "link").items() if key.endswith("-001")}
    assert sorted(links) == ["juki-cs-001", "replica-001"]
    tested = {"owner": "情報政策課", "due": "2027-12-01", "tested": "2027-11-20", "result": "合格"}
    fill(town, {spot: text for key in links for spot, text in row("link", key, tested).items()})
    assert "links-001" not in suggested(town, "accept")

    unmet = {key for key in suggested(town, "accept") if key.endswith("-001")}
    assert {"balance-001", "test-001", "ordinance-001", "transitional-001"} <= unmet
    taken = {"state": "承知して進む", "reason": "試行の町のため", "by": "推進会議", "until": "2028-03-31"}
    accepted: dict[Spot, Any] = {}
    for key in sorted(unmet - {"transitional-001"}):
        accepted |= row("accept", key, taken)
    fill(town, accepted)
    assert "開始できません: 一部機能の経過措置" in said(town)
    assert proven(town) == []

    filed = {"met": "2028-12-31", "data": "はい", "agreed": "合意", "filed": "2026-11-01", "state": "届出済み"}
    fill(town, row("transitional", TO_COME, filed | {"until_then": "手作業で照会する"}))
    assert "承知した基準を条件に、開始できます" in said(town)
    assert proven(town) == ["⑱-1"]

    fill(town, row("judge", "r0001", {"decision": "条件付き開始", "condition": "帳票を直すまで"}))
    assert "条件を満たしたら「開始」に直します" in said(town)
    assert proven(town) == []


def test_a_function_that_comes_too_late(town: Workspace) -> None:
    """The Fit&Gap's 2030-03-31 lies beyond the end of FY2028: flagged, and not in the letter; a day within it is."""
    fill(town, row("transitional", TO_COME, {"until_then": "手作業で照会する"}))
    assert "機能が揃う日（2030-03-31）が、期限（2029-03-31）より後です" in said(town)
    assert not town.path("out", "phase", LETTER).exists()

    fill(town, row("transitional", TO_COME, {"met": "令和11年3月31日", "data": "はい", "agreed": "協議中"}))
    letter = said(town, LETTER)
    assert all(part in letter for part in ("0010004", "2029-03-31", "手作業で照会する", "1 機能のうち 0 機能で合意"))
    assert "所管省庁との合意がありません（協議中）。届け出ていません" in said(town)


def test_a_form_is_no_function(tmp_path: Path) -> None:
    """機能ID and 帳票ID are spaces of their own: both of one number are listed."""
    town = create(tmp_path / "town", 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'.encode(), b"k" * 32)
    for name in ("spec", "fit"):
        shutil.copytree(CASE / name, town.path(name), dirs_exist_ok=True)
    for name in ("function", "form"):
        path = town.path("fit", "001", f"{name}.csv")
        head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
        told = [one.replace("適合,,,,", "不適合,経過措置,市民課,2028-12-31,") for one in rows]
        path.write_text("\n".join((head, *told, "")), encoding="utf-8")
    functions_show.show(town, SESSION)
    phase_make.make(town, SESSION, "⑱-1")

    assert {"001-fit-0010001", "001-fit-form-0010001"} <= suggested(town, "transitional").keys()


def test_an_hour_that_cannot_be_read(town: Workspace) -> None:
    """What no clock shows is said, and stands against the criterion of the switch."""
    fill(town, row("cutover", "all", CUTOVER | {"opens": "朝"}) | row("runbook", "data", {"offset": "前の日"}))
    assert "業務を始める時刻（切替の方針）が分からないので、時刻を出せません" in said(town)

    start = row("judge", "+0", {"business": "001", "decision": "未判定", "start": "2028-01-04"})
    fill(town, row("cutover", "all", {"opens": "8:30"}) | start)
    assert "開始か時間を読めない作業: 最終データ移行を行う（⑭-3 の手順）" in said(town)


def test_a_defect_is_mended_by_a_new_comparison(tmp_path: Path) -> None:
    """A spoilt value is found by the comparison; it counts as mended once a later one leaves nothing open."""
    town = Workspace(tmp_path / "town")
    shutil.copytree(COMPARED, town.root)
    source.scan(town, SESSION)
    convert.run(town, SESSION)
    path = town.path("out", "converted", "031", f"{TABLE}.parquet")
    whole = path.read_bytes()
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[3]["氏名"] = "町瀬　六月"
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    assert [one.code for one in reconcile.run(town, SESSION).findings] == ["MIG-REC-003"]

    phase_make.make(town, SESSION, "⑱-1")
    told = {"name": "氏名の字が違う", "business": "031", "found": "2026-11-26", "affected": "1人", "state": "直した"}
    told |= {"counted": "突合の結果", "target": TABLE, "cause": "文字の読み替え", "correction": "変換した表"}
    fill(town, row("defect", "+0", told | {"change": "氏名を元の字に戻す", "corrected": "2026-11-27"}))
    assert "031: 訂正（2026-11-27）の後の突合がありません（結果の変わった最後の突合は 2026-11-26）" in said(town)

    path.write_bytes(whole)
    later = frozen_session(date(2026, 11, 28))
    assert reconcile.run(town, later).findings == ()
    phase_make.make(town, later, "⑱-1")
    assert "の後の突合がありません" not in said(town)
    assert "● 直した" in said(town)

    reconcile.run(town, frozen_session(date(2026, 11, 30)))
    fill(town, row("defect", "r0001", {"corrected": "2026-11-29"}))
    assert "結果の変わった最後の突合は 2026-11-28" in said(
        town
    )  # a comparison in which nothing changed proves no later correction


def test_nothing_to_say(tmp_path: Path) -> None:
    """Without a plan and an answer the document says what to do, and has no empty part."""
    town = create(tmp_path / "town", 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'.encode(), b"k" * 32)
    made = phase_make.make(town, SESSION, "⑱-1")

    assert made.document is not None
    assert [one.id for one in made.document.sections] == ["left"]
    assert made.document.summary
