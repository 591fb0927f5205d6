"""An invented town before the planning phase: a filled-in survey, a plan, a comparison; used by the tests of ① to ③."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from migrate.flow import phase_make, phase_read
from migrate.flow import survey as flow
from migrate.phase import form as forms
from migrate.survey.form import form as survey
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

from ...clerk import Clerk, Spot

SESSION = frozen_session(date(2026, 11, 26))
TEXT = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {"031": "2023-09-29"}\n'
FORM = "survey/forms/調査票.xlsx"
_SIZES = {"tables": 40, "forms": 12, "batches": 8, "interfaces": 3, "customisations": 2, "gaiji": 120, "terminals": 14}
_COMMON = {
    "in_use": "有",
    "conforming": "標準準拠でない",
    "contract_type": "保守",
    "renewal": "自動更新",
    "data_clause": "いいえ",
    "dbms": "架空DB 5",
    "charset": "CP932",
    "my_number": "はい",
}
SYSTEMS: dict[str, dict[str, Any]] = {
    "001": {
        "name": "住民情報システム",
        "businesses": "001 002 005",
        "department": "住民課",
        "vendor": "架空情報サービス",
        "package": "かくう総合",
        "contract_end": "2027-03-31",
        "hosting": "庁内",
        "cost_total": 18_000_000,
    },
    "010": {
        "name": "税務システム",
        "businesses": "010 011",
        "department": "税務課",
        "vendor": "架空情報サービス",
        "package": "かくう総合",
        "contract_end": "2029-03-31",
        "hosting": "庁内",
        "cost_total": 12_000_000,
    },
    "031": {
        "name": "宛名システム",
        "businesses": "031",
        "department": "企画課",
        "vendor": "ななせ電算",
        "package": "個別開発",
        "contract_end": "2028-03-31",
        "hosting": "データセンター",
        "cost_total": 3_000_000,
    },
}
LINKS = (
    ("住民情報システム", "税務システム", "異動の通知"),
    ("住民情報システム", "宛名システム", "宛名"),
    ("宛名システム", "税務システム", "宛名"),
)


def answers() -> dict[Spot, Any]:
    """What the departments wrote; vocabulary of the form's choices where it is closed."""
    found: dict[Spot, Any] = {}
    for key, given in SYSTEMS.items():
        for id, said in {**_COMMON, **_SIZES, **given}.items():
            found["system", key, id] = said
    for at, (sender, receiver, name) in enumerate(LINKS):
        row = {"sender": sender, "receiver": receiver, "name": name, "frequency": "日次", "method": "ファイル"}
        for id, said in {**row, "my_number": "いいえ", "department": "企画課"}.items():
            found["interface", f"+{at}", id] = said
    around = {
        "in_use": "有",
        "department": "税務課",
        "vendor": "ちず社",
        "contract_end": "2030-03-31",
        "my_number": "いいえ",
    }
    for id, said in {**around, "businesses": "010"}.items():
        found["peripheral", "koza-furikae", id] = said
    return found


def talked() -> dict[Spot, Any]:
    """Meetings and roles of ②-3, as the questionnaire asks for them."""
    found: dict[Spot, Any] = {}
    meeting = {"held": "2026-10-05", "vendor": "架空情報サービス", "topic": "移行の進め方", "decided": "抽出は 4 回"}
    for id, said in meeting.items():
        found["meeting", "+0", id] = said
    for one in survey().of("role").presets:
        parts = {"policy": "責任", "department": "相談", "current_vendor": "実施", "next_vendor": "関与なし"}
        for id, said in {**parts, "agreed": "2026-10-05"}.items():
            found["role", one.key, id] = said
    return found


def build(root: Path, given: dict[Spot, Any] | None = None) -> Workspace:
    """The workspace with the survey read."""
    town = create(root, TEXT.encode(), b"k" * 32)
    fill_survey(town, answers() if given is None else given)
    return town


def fill_survey(town: Workspace, given: dict[Spot, Any]) -> None:
    """Write answers into the questionnaire and read it."""
    flow.make(town, SESSION, flow.Wish(businesses=frozenset(SYSTEMS), blank=8))
    path = town.path(*FORM.split("/"))
    path.write_bytes(Clerk(survey()).fill(path.read_bytes(), given))
    read = flow.read(town, SESSION, [path], overwrite=True)
    assert [(one.code, str(one.place), one.params) for one in read.findings] == []


def fill(town: Workspace, code: str, item: int, given: dict[Spot, Any]) -> None:
    """Make the form of a step, write answers into it, read it, and make its document again."""
    path = town.path(*phase_make.make(town, SESSION, code).data.form.split("/"))
    path.write_bytes(Clerk(forms.form(item)).fill(path.read_bytes(), given))
    read = phase_read.read(town, SESSION, [path], overwrite=True)
    assert [(one.code, str(one.place), one.params) for one in read.findings] == []
    phase_make.make(town, SESSION, code)


def said(town: Workspace, name: str) -> str:
    """The text of a document of `out/phase`, one line a paragraph."""
    with zipfile.ZipFile(io.BytesIO(town.path("out", "phase", name).read_bytes())) as parts:
        return parts.read("word/document.xml").decode()
