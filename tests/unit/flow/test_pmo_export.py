"""`pmo export`: what a body reports of a month is what `phase status` shows, and it comes back whole elsewhere."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from migrate.errors import MigrateError
from migrate.files import bag_check, records
from migrate.files.bundled import bundled
from migrate.flow import init, phase, phase_fact, phase_set, pmo_collect, pmo_export, pmo_rollup
from migrate.flow.pmo_export import PmoExport, Wish
from migrate.flow.pmo_rollup import Rollup
from migrate.model.pmo import BodyReport
from migrate.pmo.by import By
from migrate.pmo.export.published import Layout
from migrate.workspace import folder, ledger
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace

_CODE, _NAME = "322041", "益田市"
_ZIP = f"進捗_{_CODE}_2026-11"


def _on(day: date) -> Session:
    return replace(frozen_session(day), chained=False)


def _set(town: Workspace, day: date, step: str, status: str, business: str = "all") -> None:
    phase_set.set_status(town, _on(day), phase_set.Setting(step=step, status=status, business=business))


def _town(root: Path) -> Workspace:
    init.init(root, init.Municipality(code=_CODE, name=_NAME), _on(date(2026, 9, 1)))
    town = folder.find(root)
    _set(town, date(2026, 10, 5), "1", "完了済み")
    _set(town, date(2026, 10, 6), "23", "対象外")
    _set(town, date(2026, 11, 10), "2", "作業中", "001,010")
    _set(town, date(2026, 12, 1), "2", "完了済み")
    return town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two steps closed in October, two cells moved in November, twenty in December."""
    return _town(tmp_path_factory.mktemp("団体"))


def _export(town: Workspace, day: date, **wish: Any) -> PmoExport:
    data = pmo_export.run(town, _on(day), Wish(**{"period": "2026-11", **wish})).data
    assert isinstance(data, PmoExport)
    return data


def _report(town: Workspace, name: str = _ZIP, period: str = "2026-11") -> BodyReport:
    with zipfile.ZipFile(town.path("out", "pmo", period, f"{name}.zip")) as packed:
        return records.load(BodyReport, packed.read(f"{name}/data/progress.json"), "progress.json")


def _texts(data: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows(values_only=True):
            yield from (str(one) for one in row if one is not None)


def test_a_month_is_told_as_it_ended(town: Workspace) -> None:
    """What was set in December is not in the report of November, whenever that is written."""
    made = _export(town, date(2026, 12, 8))

    assert made.statuses == {"完了済み": 20, "作業中": 2, "未着手": 20 * 38 - 2, "対象外": 20}
    assert (made.completion, made.as_of) == (0.05, "2026-11-30")


def test_only_what_moved_is_typed(town: Workspace) -> None:
    """Two cells moved in November: the sheet to type from holds these two alone."""
    made = _export(town, date(2026, 12, 8))

    shown = list(_texts(town.path("out", "pmo", "2026-11", f"転記_{_CODE}_2026-11.xlsx").read_bytes()))
    assert made.changed == 2
    assert "2026-10 から変わったのは、2 マスと、そのほか 0 件です。" in shown


def test_the_days_of_a_step_are_those_of_its_changes(town: Workspace) -> None:
    """A step that is done has the day on which it became so; one under way only that of its change."""
    _export(town, date(2026, 12, 8))
    first = _report(town).businesses[0]

    assert (first.steps[0].actual, first.steps[0].changed) == ("2026-10-05", "2026-10-05")
    assert (first.steps[1].actual, first.steps[1].changed) == ("", "2026-11-10")


def test_evidence_is_told_of_the_running_month_only(town: Workspace) -> None:
    """What lay there at the end of a past month nobody can tell; None is not 「no」."""
    _export(town, date(2026, 12, 8))
    past = {step.proven for step in _report(town).businesses[0].steps}
    _export(town, date(2026, 12, 8), period="2026-12")
    current = {step.proven for step in _report(town, f"進捗_{_CODE}_2026-12", "2026-12").businesses[0].steps}

    assert (past, current) == ({None}, {False})


def test_the_zip_is_a_sealed_bag_with_a_valid_report(town: Workspace) -> None:
    """Its manifest holds, and progress.json agrees with the published JSON Schema, which allows no further key."""
    _export(town, date(2026, 12, 8))
    path = town.path("out", "pmo", "2026-11", f"{_ZIP}.zip")
    schema = json.loads((bundled("reports") / "schemas" / "pmo-progress.json").read_bytes())
    with zipfile.ZipFile(path) as packed:
        report = json.loads(packed.read(f"{_ZIP}/data/progress.json"))
        names = {one.rpartition("/")[2] for one in packed.namelist()}

    jsonschema.Draft202012Validator(schema).validate(report)
    assert bag_check.check(path).flaws == ()
    assert {"progress.json", "progress.xlsx", "manifest-sha256.txt", "bagit.txt"} <= names
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({**report, "住民": "x"})


def test_the_same_state_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two towns of the same history write the same zip and the same sheet."""
    files = []
    for name in ("一", "二"):
        town = _town(tmp_path / name)
        made = _export(town, date(2026, 12, 8))
        files.append([town.root.joinpath(one).read_bytes() for one in made.files])

    assert files[0] == files[1]


def test_what_is_written_again_unchanged_is_said_so(tmp_path: Path) -> None:
    """The same month of the same state: the files stay untouched, and the user and the ledger are told so."""
    town = _town(tmp_path / "町")
    wish = Wish(period="2026-11")
    first = pmo_export.run(town, _on(date(2026, 12, 8)), wish)
    again = pmo_export.run(town, _on(date(2026, 12, 9)), wish)

    name = f"out/pmo/2026-11/{_ZIP}.zip"
    assert (first.notices[0], again.notices[0]) == (f"{name} に書きました。", f"{name} は変更なしです。")
    results = [one.result for one in ledger.read(town.ledger) if one.command == pmo_export.COMMAND]
    assert results == [ledger.Result.FINDINGS, ledger.Result.UNCHANGED]


@pytest.mark.parametrize("form", ["both", "xlsx"])
def test_round_trip(tmp_path: Path, town: Workspace, form: str) -> None:
    """Export → collect → roll-up equals the body's own board, from the JSON and from the workbook alike."""
    day = date(2026, 12, 8)
    _in_operation(town)
    _export(town, day, period="2026-12")
    name = f"進捗_{_CODE}_2026-12"
    arrived = tmp_path / "受領"
    arrived.mkdir()
    with zipfile.ZipFile(town.path("out", "pmo", "2026-12", f"{name}.zip")) as packed:
        content = packed.read(f"{name}/data/progress.{'json' if form == 'both' else 'xlsx'}")
    (arrived / (f"{name}.json" if form == "both" else f"{name}.xlsx")).write_bytes(content)

    pmo_collect.run(_on(day), pmo_collect.Wish(folder=arrived, store=tmp_path / "保管庫"))
    rolled = pmo_rollup.run(tmp_path / "保管庫", By.BUSINESS, "").data

    assert isinstance(rolled, Rollup)
    board, _ = phase.board_of(town, day)
    main = phase.main_businesses()
    expected = {one.business: one.completion for one in board.businesses if one.business in main}
    found = {one.key: one.mean for one in rolled.groups}
    assert found == {id: pytest.approx(rate) for id, rate in expected.items()}
    assert rolled.national.mean == pytest.approx(board.completion)
    assert (rolled.national.evidence.n, rolled.national.evidence.mean) == (1, board.evidence_rate)
    assert rolled.national.operation is not None
    assert rolled.national.operation.running == 1


def _in_operation(town: Workspace) -> None:
    """One system of 001 is in operation since the second of December."""
    wish = phase_fact.Fact(business="001", system="住民記録システム", operation="2026-12-02")
    phase_fact.fact(town, _on(date(2026, 12, 3)), wish)


def test_layouts(town: Workspace) -> None:
    """The published layout of municipalities has one row below its heading, with the rate of the whole first."""
    made = _export(town, date(2026, 12, 8), layout=Layout.MUNICIPALITIES)
    book = openpyxl.load_workbook(town.root / made.files[-1])

    rows = list(book["令和8年11月_進捗状況"].iter_rows(values_only=True))
    assert rows[2][:4] == ("島根県", _NAME, 0.05, 0.05)


def test_a_correction_is_a_file_of_its_own(town: Workspace) -> None:
    """What was sent stays as it was; the correction carries its number in the name and inside."""
    sent = _export(town, date(2026, 12, 8))
    before = (town.root / sent.files[0]).read_bytes()
    made = _export(town, date(2026, 12, 8), revision=1)

    assert made.files[0] == f"out/pmo/2026-11/{_ZIP}_訂正1.zip"
    assert _report(town, f"{_ZIP}_訂正1").revision == 1
    assert (town.root / sent.files[0]).read_bytes() == before


@pytest.mark.parametrize(
    ("period", "code"), [("2026/11", "MIG-PMO-010"), ("2026-13", "MIG-PMO-010"), ("2027-01", "MIG-PMO-011")]
)
def test_months_that_cannot_be_reported(town: Workspace, period: str, code: str) -> None:
    """A month of another form, or one that has not begun, is refused in words."""
    with pytest.raises(MigrateError) as caught:
        _export(town, date(2026, 12, 8), period=period)

    assert caught.value.code == code


def test_a_body_without_a_code_is_refused(tmp_path: Path) -> None:
    """Nobody could tell whose report it is."""
    init.init(tmp_path / "町", init.Municipality(code="", name="無名町"), _on(date(2026, 9, 1)))

    with pytest.raises(MigrateError) as caught:
        _export(folder.find(tmp_path / "町"), date(2026, 12, 8))

    assert caught.value.code == "MIG-PMO-012"


def test_what_may_be_forgotten_is_said(tmp_path: Path) -> None:
    """No status set yet, people's words let out, an invented code, no population: each has its finding."""
    init.init(tmp_path / "町", init.Municipality(code="990019", name="架空町"), _on(date(2026, 9, 1)))

    found = pmo_export.run(folder.find(tmp_path / "町"), _on(date(2026, 12, 8)), Wish(period="2026-11", notes=True))

    assert {one.code for one in found.findings} == {"MIG-PMO-013", "MIG-PMO-014", "MIG-PMO-015", "MIG-PMO-016"}
