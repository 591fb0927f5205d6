"""⑭-1 on the whole way: what is agreed stands in the plan, each vendor has a letter, and exactly the step is proven."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from migrate.flow import phase, phase_make, phase_read
from migrate.phase import form as forms
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

from ...clerk import Clerk, Spot

SESSION = frozen_session(date(2026, 11, 26))
FORM = "phase/forms/14-1-クレンジングと文字同定の調整.xlsx"
PLAN = {
    "method": "一括移行",
    "reason": "町の規模が小さいため",
    "rehearsals": 2,
    "stop": "36時間",
    "freeze": "令和10年1月1日",
    "cutover": "令和10年1月3日",
    "carrier": "暗号化して手渡す",
    "judge": "推進会議",
    "rollback": "現行システムに戻す",
}
VENDOR = {
    "name": "税総合システム",
    "business": "010 011",
    "vendor": "架空情報サービス",
    "layout": "CSV",
    "encoding": "CP932",
    "gaiji": "120 文字",
    "first": "2027-06-01",
    "final": "2028-01-02",
    "medium": "暗号化した媒体",
    "fee": "確認中",
    "disposal": "はい",
}


def said(workspace: Workspace, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(workspace.path("out", "phase", name).read_bytes())) as parts:
        return parts.read("word/document.xml").decode()


def test_from_the_form_to_letter_and_proof(tmp_path: Path) -> None:
    """A matter that is still talked about stands against the proof; once it is agreed, only ⑭-1 is proven."""
    text = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {}\n'
    workspace = create(tmp_path / "town", text.encode(), b"k" * 32)
    matters = [one.key for one in forms.form(14).of("agree").presets]
    answers: dict[Spot, Any] = {("plan", "all", id): given for id, given in PLAN.items()}
    answers |= {("extract", "+0", id): given for id, given in VENDOR.items()}
    for key in matters:
        answers |= {("agree", key, "result"): "案のとおり", ("agree", key, "held"): "2026-11-20"}
        answers["agree", key, "state"] = "合意"
    answers["agree", matters[0], "state"] = "協議中"
    phase_make.make(workspace, SESSION, "⑭-1")
    for state, proven in (("協議中", False), ("合意", True)):
        path = workspace.path(*FORM.split("/"))
        answers["agree", matters[0], "state"] = state
        path.write_bytes(Clerk(forms.form(14)).fill(path.read_bytes(), answers))
        assert phase_read.read(workspace, SESSION, [path], overwrite=True).findings == ()
        phase_make.make(workspace, SESSION, "⑭-1")
        steps = phase.progress_of(workspace, "010").steps
        assert [one.step.code for one in steps if one.proven] == (["⑭-1"] if proven else [])
        answers = {spot: given for spot, given in answers.items() if spot[0] == "agree"}

    letter = said(workspace, "14-1-抽出依頼書-r0001.docx")
    assert all(part in letter for part in ("架空情報サービス 御中", "2028-01-02", "廃棄証明", "確認中"))
    assert "36 時間" in said(workspace, "14-1-クレンジングと文字同定の調整.docx")
