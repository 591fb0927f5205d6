"""What an export writes beside its zip: cells to be typed into the national tool, published layouts, a flat CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from migrate.files import tables
from migrate.flow import pmo_collect, pmo_known
from migrate.model.pmo import BodyReport, ReportedSystem
from migrate.model.procedure import Status
from migrate.pmo import store
from migrate.pmo.export import published, transcription
from migrate.pmo.export.published import Layout, Terms
from migrate.report import formats
from migrate.workspace.clock import frozen_session

from ... import nation

_PREFECTURES = ("鳥取県", "香川県")
_CHOSEN = tuple(one for one in nation.bodies() if one.prefecture in _PREFECTURES)


@pytest.fixture(scope="module")
def reports() -> list[BodyReport]:
    """Two prefectures with their municipalities."""
    return list(nation.month("2026-01", chosen=_CHOSEN))


@pytest.fixture(scope="module")
def terms() -> Terms:
    """The 20 and the 40."""
    known = pmo_known.known()
    return Terms(names=known.names, steps=known.steps)


def _changed(report: BodyReport, at: int, step: int, status: Status) -> BodyReport:
    businesses = list(report.businesses)
    steps = list(businesses[at].steps)
    steps[step - 1] = replace(steps[step - 1], status=status)
    businesses[at] = replace(businesses[at], steps=tuple(steps))
    return replace(report, businesses=tuple(businesses))


def test_just_the_changed_cells_are_typed(reports: list[BodyReport]) -> None:
    """Two cells changed between two months: these two are listed, by business and step, with what stood there."""
    before = _changed(_changed(reports[0], 3, 7, Status.OPEN), 0, 40, Status.WORKING)
    now = replace(_changed(_changed(before, 3, 7, Status.DONE), 0, 40, Status.NOT_APPLICABLE), period="2026-02")

    told = transcription.transcription(now, before)

    assert [(one.name, one.step, one.before, one.now) for one in told.cells] == [
        ("住民記録", 40, "作業中", "対象外"),
        ("個人住民税", 7, "未着手", "完了済み"),
    ]
    assert told.facts == ()


def test_the_first_month_lists_every_cell(reports: list[BodyReport]) -> None:
    """Without a month before, all 20 × 40 cells are to be typed."""
    assert len(transcription.transcription(reports[0], None).cells) == 800


def test_operation_and_support_are_typed_too(reports: list[BodyReport]) -> None:
    """A system that went into operation, and one that is no 特定移行支援システム any more, are told."""
    old = (ReportedSystem(name="甲", reason="4", until="2029-03"), ReportedSystem(name="乙"))
    new = (ReportedSystem(name="甲"), ReportedSystem(name="乙", operation="2026-02-01"))
    first, *others = reports[0].businesses
    before = replace(reports[0], businesses=(replace(first, systems=old), *others))
    now = replace(before, businesses=(replace(first, systems=new), *others))

    told = transcription.transcription(now, before)

    assert [(one.system, one.what, one.before, one.now) for one in told.facts] == [
        ("甲", "特定移行の事由", "4", "なし"),
        ("甲", "特定移行の期限", "2029-03", "なし"),
        ("乙", "稼働の日", "", "2026-02-01"),
    ]


@pytest.mark.parametrize("before", [True, False])
def test_the_sheet_says_what_is_to_be_done(reports: list[BodyReport], terms: Terms, before: bool) -> None:
    """Nothing changed, or a first month: the sheet says so in words."""
    told = transcription.transcription(reports[0], reports[0] if before else None)

    text = formats.render("text", transcription.document(told, "鳥取市", terms.steps)).decode()

    assert ("転記は要りません" in text, "はじめての月です" in text) == (before, not before)


def test_published_layouts_are_read_back(tmp_path: Path, reports: list[BodyReport], terms: Terms) -> None:
    """Workbooks in both layouts, collected as published files, give every rate and every step of the prefectures."""
    folder = tmp_path / "公表"
    folder.mkdir()
    for layout in (Layout.MUNICIPALITIES, Layout.PREFECTURES):
        (folder / f"{layout}.xlsx").write_bytes(published.file(layout, reports, terms))
    session = frozen_session(date(2026, 2, 1))

    pmo_collect.run(session, pmo_collect.Wish(folder=folder, store=tmp_path / "保管庫"))

    expected = {(report.body.key, one.business): one.completion for report in reports for one in report.businesses}
    with store.opened(tmp_path / "保管庫") as engine:
        found = {
            (body, id): rate for body, id, rate in engine.rows("SELECT body, business, completion FROM businesses")
        }
        steps = engine.number("SELECT count(*) FROM businesses WHERE length(statuses) = 40")
    assert found == {key: pytest.approx(rate) for key, rate in expected.items()}
    assert steps == 2 * len(_PREFECTURES)


def _rows(layout: Layout, sheet: str, reports: list[BodyReport], terms: Terms) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(published.file(layout, reports, terms)))
    return list(book[sheet].iter_rows(values_only=True))


def test_headings_are_the_published_ones(shared: Path, reports: list[BodyReport], terms: Terms) -> None:
    """Sheets, rows and words of the published files: businesses in their order, steps by their published names."""
    first = tables.read(shared / "published" / "municipality_rates_2026-01.csv")[0]
    names = tuple(first)[3:]
    steps = tuple(one["step_name_as_published"] for one in tables.read(shared / "data" / "steps.csv"))
    own = tuple(one for one in names if one in ("生活保護", "児童扶養手当"))

    towns = _rows(Layout.MUNICIPALITIES, "令和8年1月_進捗状況", reports, terms)
    prefectures = _rows(Layout.PREFECTURES, "令和8年1月_進捗状況", reports, terms)
    by_step = _rows(Layout.PREFECTURES, "業務別ステップ別進捗一覧", reports, terms)
    support = _rows(Layout.SUPPORT, "結果一覧", reports, terms)

    assert towns[1] == ("都道府県", "市区町村", "全体", *names)
    assert prefectures[1] == ("都道府県", "完了率", *own)
    assert by_step[0] == ("都道府県名", "市区町村名", "業務名", *steps)
    assert {cell for row in by_step[1:] for cell in row[3:]} <= {"完了済み", "作業中", "未", "対象外"}
    assert {row[1] for row in by_step[1:]} == {"-"}
    assert support[2] == ("団体コード", "自治体名", "自治体区分", *names, "共通機能")
    assert {cell for row in support[3:] for cell in row[3:]} == {"●", None}


def test_support_list_marks_systems(tmp_path: Path, reports: list[BodyReport], terms: Terms) -> None:
    """Every business with a 特定移行支援システム has its mark when the list is collected again."""
    folder = tmp_path / "公表"
    folder.mkdir()
    (folder / "特定移行.xlsx").write_bytes(published.file(Layout.SUPPORT, reports, terms))
    session = frozen_session(date(2026, 2, 1))

    pmo_collect.run(session, pmo_collect.Wish(folder=folder, store=tmp_path / "保管庫", period="2026-01"))

    expected = {
        (report.body.key, one.business)
        for report in reports
        for one in report.businesses
        if any(system.reason for system in one.systems)
    }
    marked = "len(list_filter(systems, lambda one: one.reason <> '')) > 0"
    with store.opened(tmp_path / "保管庫") as engine:
        found = set(engine.rows(f"SELECT body, business FROM businesses WHERE {marked}"))
    assert found == expected
    assert expected


def test_csv_has_a_row_a_step(reports: list[BodyReport], terms: Terms) -> None:
    """The flat table opens in Excel (mark, no formula) and has 40 rows a business."""
    report = reports[0]
    named = replace(report, body=replace(report.body, name="=1+1町"))

    data = published.file(Layout.CSV, [named], terms)

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert len(rows) == 1 + 800
    assert rows[1][3] == "'=1+1町"


def test_the_same_reports_give_the_same_bytes(reports: list[BodyReport], terms: Terms) -> None:
    """Workbooks hold no clock."""
    one, other = (published.file(Layout.MUNICIPALITIES, reports, terms) for _ in range(2))

    assert one == other
