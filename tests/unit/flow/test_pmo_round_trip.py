"""What `pmo export` writes comes back whole: the zip as it is sent, and what was told of it in the body's own words."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.files import records, xlsx
from migrate.flow import init, phase, phase_make, phase_read, pmo_collect, pmo_export, pmo_rollup
from migrate.flow.pmo_export import PmoExport, Wish
from migrate.flow.pmo_rollup import Rollup
from migrate.model.pmo import BodyReport, ReportedRisk
from migrate.phase import form as forms
from migrate.pmo.by import By
from migrate.pmo.intake import workbook
from migrate.workspace import folder
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace

from ...clerk import Clerk
from ..pmo.intake import returns

_PROGRESS = """at,who,business,step,status,note,evidence,sha256,origin
2026-10-05T09:00:00+09:00,係,001,8,完了済み,,,,
2026-10-06T09:00:00+09:00,係,010,9,対象外,,,,
2026-11-10T09:00:00+09:00,係,001,8,完了済み,証拠を足した,,,
2026-11-11T09:00:00+09:00,係,001,9,作業中,,,,
"""
_SYSTEMS = """at,who,business,system,operation,reason,until,remains,origin
2026-10-05T09:00:00+09:00,係,001,住記,2026-10-01,,,,
2026-10-05T09:00:00+09:00,係,010,税,,4,2030-03,ベンダの確保,
2026-11-05T09:00:00+09:00,係,001,住記,,,,,
2026-12-02T09:00:00+09:00,係,010,税,,4,2030-03,{words},
"""
_DAY = date(2026, 12, 8)


def _session() -> Session:
    return replace(frozen_session(_DAY), chained=False)


def _town(root: Path, words: str = "帳票の検証") -> Workspace:
    """A step with a note that came later, a fact that was taken back, words that changed after November."""
    init.init(root, init.Municipality(code="322041", name="益田市"), _session())
    town = folder.find(root)
    town.path("phase").mkdir(exist_ok=True)
    town.path("progress.csv").write_text(_PROGRESS, encoding="utf-8")
    town.path("phase", "systems.csv").write_text(_SYSTEMS.format(words=words), encoding="utf-8")
    return town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The town of this module."""
    return _town(tmp_path_factory.mktemp("往復"))


def _export(town: Workspace, period: str, notes: bool = False) -> PmoExport:
    data = pmo_export.run(town, _session(), Wish(period=period, notes=notes)).data
    assert isinstance(data, PmoExport)
    return data


def _part(town: Workspace, made: PmoExport, name: str) -> bytes:
    path = town.root / made.files[0]
    with zipfile.ZipFile(path) as packed:
        return packed.read(f"{path.stem}/data/{name}")


def _report(town: Workspace, made: PmoExport) -> BodyReport:
    return records.load(BodyReport, _part(town, made, "progress.json"), "progress.json")


def test_the_zip_as_it_is_sent_counts_as_the_board_of_the_body(tmp_path: Path, town: Workspace) -> None:
    """Export → collect → roll-up: no remark on the file, and the rates of `phase status` business by business."""
    made = _export(town, "2026-12")
    arrived, store = tmp_path / "受領", tmp_path / "保管庫"
    arrived.mkdir()
    (arrived / Path(made.files[0]).name).write_bytes((town.root / made.files[0]).read_bytes())

    taken = pmo_collect.run(_session(), pmo_collect.Wish(folder=arrived, store=store, period="2026-12"))
    rolled = pmo_rollup.run(store, By.BUSINESS, "2026-12").data

    board, _ = phase.board_of(town, _DAY)
    assert isinstance(taken.data, pmo_collect.PmoCollect)
    assert isinstance(rolled, Rollup)
    assert [(one.verdict.value, one.remarks) for one in taken.data.files] == [("taken", ())]
    assert {one.key: one.mean for one in rolled.groups} == {
        one.business: pytest.approx(one.completion)
        for one in board.businesses
        if one.business in phase.main_businesses()
    }
    assert rolled.national.mean == pytest.approx(board.completion)


@pytest.mark.parametrize("period", ["2026-11", "2026-12"])
def test_the_workbook_says_what_the_json_says(town: Workspace, period: str) -> None:
    """A PMO that has to read progress.xlsx gets the same report, people's words and empty sheets included."""
    made = _export(town, period, notes=True)

    book = xlsx.loads(_part(town, made, "progress.xlsx"), "progress.xlsx")

    assert workbook.read(book, returns.terms()) == _report(town, made)


def test_a_note_does_not_move_the_day_of_a_step(town: Workspace) -> None:
    """A step is done since it became so; evidence or words that were added a month later change no day."""
    first = _report(town, _export(town, "2026-11")).businesses[0].steps[7]

    assert (first.actual, first.changed) == ("2026-10-05", "2026-10-05")


def test_words_are_those_of_the_month_and_leave_only_if_they_may(town: Workspace) -> None:
    """What was written in December is not in the report of November; without --notes no word is in any."""
    told = {
        (period, notes): [
            system.remains for one in _report(town, _export(town, period, notes)).businesses for system in one.systems
        ]
        for period, notes in (("2026-11", True), ("2026-12", True), ("2026-12", False))
    }

    assert list(told.values()) == [["ベンダの確保"], ["帳票の検証"], [""]]


def test_a_fact_that_was_taken_back_is_typed_too(town: Workspace) -> None:
    """Operation was told in October and taken back in November: the national tool still has it, so it is typed."""
    assert (_export(town, "2026-10").facts, _export(town, "2026-11").facts, _export(town, "2026-12").facts) == (3, 1, 0)


@pytest.mark.parametrize(
    "words", ["123456789018", "番号は1234-5678-9018です", "１２３４５６７８９０１８番", '"一行目\n123456789018"']
)
def test_a_number_of_a_resident_does_not_leave(tmp_path: Path, words: str) -> None:
    """Words with twelve digits that can be a 個人番号 are refused, wherever they stand, and no file is written."""
    town = _town(tmp_path / "町", words)

    with pytest.raises(MigrateError) as caught:
        _export(town, "2026-12", notes=True)

    assert caught.value.code == "MIG-SYS-049"
    assert not list(town.root.glob("out/pmo/**/*.zip"))
    assert _export(town, "2026-12").notes is False


def _register(town: Workspace) -> None:
    """One risk in the register of the whole project: high in both, of one business, overdue."""
    told = {"state": "監視中", "probability": "高", "impact": "高", "trigger": "連絡の遅れ", "response": "低減"}
    told |= {"measure": "毎週の確認", "owner": "企画課", "due": "2026-10-31", "business": "010"}
    phase_make.make(town, _session(), "横断")
    path = town.path("phase", "forms", "00-リスクと周辺システム.xlsx")
    path.write_bytes(
        Clerk(forms.form(0)).fill(path.read_bytes(), {("risk", "hands", key): v for key, v in told.items()})
    )
    assert phase_read.read(town, _session(), [path]).findings == ()


def test_risks_leave_without_their_words(tmp_path: Path) -> None:
    """Business, level and day of a risk are told; its words only with --notes, and of a past month nothing."""
    town = _town(tmp_path / "町")
    _register(town)

    (bare,) = _report(town, _export(town, "2026-12")).risks
    (told,) = _report(town, _export(town, "2026-12", notes=True)).risks

    assert bare == ReportedRisk(id=bare.id, business="010", level="大", due="2026-10-31")
    assert told == replace(bare, text=told.text)
    assert told.text
    assert "hands" not in told.id
    assert _report(town, _export(town, "2026-11", notes=True)).risks == ()
