"""The PMO's month from end to end: bodies export, returns are collected, and every view says the same numbers.

Six towns of 島根県; one works in a workspace, the others send the same kind of zip. In November 安来市 is silent; in
December 浜田市 corrects its report.

=========  ========  ========================
Town       November  December
=========  ========  ========================
松江市      100 %     100 %
浜田市      85 %      90 %, corrected to 95 %
出雲市      75 %      75 %
益田市      2.5 %     5 %
大田市      60 %      65 %, behind its plan
安来市      none      95 %
mean       64.5 %    72.5 %
median     75 %      85 %
=========  ========  ========================
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.flow import init, phase_set, pmo_collect, pmo_dashboard, pmo_export, pmo_paper, pmo_rollup, pmo_slips
from migrate.flow.pmo_collect import PmoCollect
from migrate.flow.pmo_export import PmoExport
from migrate.flow.pmo_paper import PmoPaper
from migrate.flow.pmo_rollup import Rollup
from migrate.model.pmo import Body, BodyReport, ReportedBusiness, ReportedStep
from migrate.model.procedure import Status
from migrate.pmo.by import By
from migrate.pmo.intake.verdict import Verdict
from migrate.pmo.rollup import Bands
from migrate.workspace import folder
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace

from ..pmo.intake.returns import zipped

_CODES = {"松江市": "322016", "浜田市": "322024", "出雲市": "322032", "大田市": "322059", "安来市": "322067"}
_CLOSED = {
    "2026-11": {"松江市": (40, 40), "浜田市": (36, 32), "出雲市": (30, 30), "大田市": (20, 28)},
    "2026-12": {"松江市": (40, 40), "浜田市": (38, 34), "出雲市": (30, 30), "大田市": (22, 30), "安来市": (38, 38)},
}
_ENDS = {"2026-11": date(2026, 11, 30), "2026-12": date(2026, 12, 31)}


def _on(day: date) -> Session:
    return replace(frozen_session(day), chained=False)


def _report(name: str, period: str, closed: tuple[int, int], revision: int = 0) -> BodyReport:
    planned = "2026-10-01" if name == "大田市" else ""

    def business(id: str, called: str, done: int) -> ReportedBusiness:
        states = [Status.DONE] * done + [Status.OPEN] * (40 - done)
        return ReportedBusiness(
            business=id, name=called, steps=tuple(ReportedStep(status=one, planned=planned) for one in states)
        )

    return BodyReport(
        period=period,
        as_of=_ENDS[period].isoformat(),
        revision=revision,
        body=Body(code=_CODES[name], name=name, prefecture="島根県", population=18_000),
        businesses=(business("001", "住民記録", closed[0]), business("021", "生活保護", closed[1])),
    )


def _collect(returns: Path, store: Path, period: str) -> PmoCollect:
    wish = pmo_collect.Wish(folder=returns, store=store, period=period)
    data = pmo_collect.run(frozen_session(date(2027, 1, 8)), wish).data
    assert isinstance(data, PmoCollect)
    return data


def _returns(root: Path, period: str, town: Workspace, step: str) -> Path:
    """What comes in for a month: the zip of the workspace, and those of the others."""
    place = root / "受領" / period
    place.mkdir(parents=True)
    wished = phase_set.Setting(step=step, status="完了済み", business="all")
    phase_set.set_status(town, _on(_ENDS[period].replace(day=10)), wished)
    made = pmo_export.run(town, _on(_ENDS[period]), pmo_export.Wish(period=period)).data
    assert isinstance(made, PmoExport)
    shutil.copy(town.root / made.files[0], place)
    for name, closed in _CLOSED[period].items():
        zipped(place / f"{_CODES[name]}.zip", _report(name, period, closed))
    return place


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, PmoCollect]]:
    """The store after both months, and what each intake said."""
    root = tmp_path_factory.mktemp("月次")
    init.init(root / "益田", init.Municipality(code="322041", name="益田市"), _on(date(2026, 9, 1)))
    town, store = folder.find(root / "益田"), root / "保管庫"
    said = {}
    for period, step in (("2026-11", "1"), ("2026-12", "2")):
        said[period] = _collect(_returns(root, period, town, step), store, period)
    place = root / "受領" / "2026-12"
    zipped(place / "322024_訂正1.zip", _report("浜田市", "2026-12", (40, 36), revision=1))
    said["correction"] = _collect(place, store, "2026-12")
    return store, said


def test_every_return_is_accounted_for(months: tuple[Path, dict[str, PmoCollect]]) -> None:
    """Five, then six files are taken; the correction takes the place of the report before, nothing else moves."""
    _, said = months

    assert [said[one].months[0].added for one in ("2026-11", "2026-12", "correction")] == [5, 6, 1]
    assert [(said[one].months[0].received, said[one].months[0].missing) for one in ("2026-11", "correction")] == [
        (5, 14),
        (6, 13),
    ]
    verdicts = {one.file: one.verdict for one in said["correction"].files}
    assert (verdicts["322024_訂正1.zip"], verdicts["322024.zip"]) == (Verdict.TAKEN, Verdict.SUPERSEDED)


@pytest.mark.parametrize(
    ("period", "mean", "median", "bands"),
    [
        ("2026-11", 0.645, 0.75, Bands(full=1, upper=1, lower=3)),
        ("2026-12", 0.725, 0.85, Bands(full=1, upper=2, lower=3)),
    ],
)
def test_totals_by_hand(
    months: tuple[Path, dict[str, PmoCollect]], period: str, mean: float, median: float, bands: Bands
) -> None:
    """The roll-up has the numbers of the table above; the corrected report counts once."""
    data = pmo_rollup.run(months[0], By.PREFECTURE, period).data
    assert isinstance(data, Rollup)

    (group,) = data.groups
    assert (group.name, group.mean, group.median, group.bands) == (
        "島根県",
        pytest.approx(mean),
        pytest.approx(median),
        bands,
    )
    assert group.history[0].mean == pytest.approx(0.645)


def test_the_dashboard_and_the_meeting_say_the_same(months: tuple[Path, dict[str, PmoCollect]]) -> None:
    """72.5 % and 85.0 % on the page and in the paper; the paper ranks the towns and names 13 that are missing."""
    page = pmo_dashboard.page(months[0]).decode()
    outcome = pmo_paper.run(pmo_paper.Wish(store=months[0], prefecture="島根県"))
    assert isinstance(outcome.data, PmoPaper)

    assert "市区町村 6 団体の完了率は、平均 72.5 %、中央値 85.0 %です。" in page
    assert outcome.document.summary.startswith("市区町村 6 団体の完了率は、平均 72.5 %、中央値 85.0 %です。")
    assert len(outcome.data.missing) == 13
    heat = next(one for one in outcome.document.sections if one.id == "heat").blocks[0]
    assert [row[1] for row in heat.rows] == ["松江市", "浜田市", "安来市", "出雲市", "大田市", "益田市"]  # type: ignore[union-attr]


def test_who_is_behind_its_plan_is_found_and_told_to_its_mayor(months: tuple[Path, dict[str, PmoCollect]]) -> None:
    """大田市 has 18 and 10 steps left that were planned for 1 October: 91 days on 31 December."""
    store, _ = months
    found = {one.name: one for one in pmo_slips.found(store, ("2026-11", "2026-12")).ranked}
    texts = [reason.text for system in found["大田市"].reasons for reason in system.reasons]
    outcome = pmo_paper.run(pmo_paper.Wish(store=store, body="大田市"))
    assert isinstance(outcome.data, PmoPaper)

    assert any("2026-10-01 の予定、91 日遅れ" in one for one in texts)
    assert [len(one.overdue) for one in outcome.data.bodies[0].businesses] == [18, 10]
    assert outcome.document.summary == (
        "手順の完了率は 65.0 %で、令和8年11月から 5.0 ポイント上がりました。"
        "計画の日を過ぎたステップがある業務は 2 あります。"
    )
