"""⑧, ⑪ and ⑫ filled in as people do: each form comes back without a finding and proves exactly its step."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from migrate.flow import phase, phase_make, phase_read
from migrate.phase import form as forms
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import create

from ...clerk import Clerk, Spot

SESSION = frozen_session(date(2026, 11, 26))


def _rows(sheet: str, *given: dict[str, Any]) -> dict[Spot, Any]:
    return {(sheet, f"+{at}", name): said for at, row in enumerate(given) for name, said in row.items()}


def _budget() -> dict[Spot, Any]:
    form = forms.form(8)
    basis = {"first": "R8", "cap": "4,500万円", "cap_paper": "通知", "running_first": 2028, "rate_base": 150}
    told: dict[Spot, Any] = {("basis", "all", name): said for name, said in (basis | {"rate_one": "170円"}).items()}
    for sheet in ("initial", "running-a", "running-b"):
        for row in form.of(sheet).presets:
            told[sheet, row.key, "year_one"] = "１２０万円"
    return told


CONTRACT = {
    "vendor": "乙社",
    "name": "構築と利用",
    "kind": "構築と利用",
    "begin": "R9.4.1",
    "end": "令和14年3月末",
    "amount": "1.2億円",
    "debt": "議決済み",
    "penalty": "契約書 第20条",
    "data_clause": "有",
    "disposal": "有",
    "exit": "終わる 6 か月前から",
}
TALK = {"held": "R9.3.1", "vendor": "乙社", "topic": "データの返還", "result": "CSV で合意", "state": "合意"}
WORK = {
    "name": "住基に関する事務",
    "business": "001",
    "people": "18,500人",
    "handlers": 120,
    "incident": "無",
    "reason": "重要な変更",
    "ground": "検討書",
    "published": "令和8年10月1日",
}
LIVE: dict[Spot, Any] = {("live", "001", "day"): "令和10年1月4日", ("live", "001", "agreed"): "R8.11.20"}


def test_each_form_proves_its_step(tmp_path: Path) -> None:
    """The evidence of 住民基本台帳 grows by that step and by no other, and the earlier ones stay proven."""
    town = create(tmp_path / "town", 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'.encode(), b"k" * 32)
    proven: list[str] = []
    walk = (
        ("⑧-1", _budget()),
        ("⑪-2", LIVE),
        ("⑪-1", _rows("contract", CONTRACT) | _rows("talk", TALK)),
        ("⑫-1", _rows("work", WORK)),
    )
    for code, answers in walk:
        path = town.path(phase_make.make(town, SESSION, code).data.form)
        path.write_bytes(Clerk(forms.form("①②③④⑤⑥⑦⑧⑨⑩⑪⑫".index(code[0]) + 1)).fill(path.read_bytes(), answers))
        read = phase_read.read(town, SESSION, [path])
        assert [(one.code, str(one.place)) for one in read.findings] == []
        phase_make.make(town, SESSION, code)
        proven.append(code)
        steps = phase.progress_of(town, "001").steps
        assert sorted(one.step.code for one in steps if one.proven) == sorted(proven)
