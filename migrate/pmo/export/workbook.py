"""progress.xlsx: the report for staff to read, in the layout of `migrate.pmo.book`, so that it can be read back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from migrate.files import xlsx_write
from migrate.files.xlsx_write import Properties
from migrate.model.pmo import BodyReport
from migrate.model.procedure import Status
from migrate.pmo import book as layout
from migrate.pmo.columns import MARKS

_Row = Sequence[str | int | None]
_LINE, _TITLE = 18, 26
"""Heights in points: Japanese letters are cut at the default."""
_TALLEST = 409
"""Points; no row can be higher."""
_PAPERS = {MARKS[Status.DONE]: "#D9E6FF", MARKS[Status.WORKING]: "#FBF5E0", MARKS[Status.NOT_APPLICABLE]: "#F2F2F2"}
"""State → paper of its cell; the state itself is always printed."""
_WIDTHS = {
    layout.COVER: (20, 40),
    layout.BOARD: (8, 20, *(4,) * 40),
    layout.DAYS: (8, 20, 12, 13, 13, 13, 9),
    layout.SYSTEMS: (8, 20, 26, 22, 22, 13, 14, 14, 36),
    layout.COUNTS: (8, 20, 12, 14, 14, 14),
    layout.RISKS: (20, 9, 9, 13, 60),
}
_UPRIGHT = (layout.COVER, layout.DAYS)
"""Sheets on upright paper: narrow ones, of which one is long."""
_TITLES = {
    layout.BOARD: "40 ステップの状態（済 完了済み、中 作業中、未 未着手、外 対象外）",
    layout.DAYS: "ステップごとの計画と実績",
    layout.SYSTEMS: "システム、ベンダ、稼働、特定移行支援システム",
    layout.COUNTS: "残っている指摘の件数（空欄は、その検査を行っていません）",
    layout.RISKS: "残っているリスクと課題",
}


def file(report: BodyReport) -> bytes:
    """The workbook; the same report gives the same bytes."""
    stream = io.BytesIO()
    created = datetime.fromisoformat(f"{report.as_of}T00:00:00")
    title = f"進捗の報告　{report.body.name}　{report.period}"
    made = xlsx_write.new_workbook(stream, Properties(title=title, comments=report.tool, created=created))
    _cover(made, title, report)
    for name, heading, rows in (
        (layout.BOARD, layout.BOARD_HEADINGS, _board(report)),
        (layout.DAYS, tuple(layout.DAYS_HEADINGS.values()), _days(report)),
        (layout.SYSTEMS, tuple(layout.SYSTEMS_HEADINGS.values()), _systems(report)),
        (layout.COUNTS, tuple(layout.COUNTS_HEADINGS.values()), _counts(report)),
        (layout.RISKS, tuple(layout.RISKS_HEADINGS.values()), _risks(report)),
    ):
        _table(made, name, heading, rows)
    made.close()
    return stream.getvalue()


def _sheet(made: Any, name: str, title: str) -> Any:
    sheet = xlsx_write.new_sheet(made, name)
    sheet.set_default_row(_LINE)
    sheet.set_row(0, _TITLE)
    sheet.write_string(0, 0, title, made.add_format({"bold": True, "font_size": 14}))
    for column, width in enumerate(_WIDTHS[name]):
        sheet.set_column(column, column, width)
    if name not in _UPRIGHT:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P／&N")
    return sheet


def _cover(made: Any, title: str, report: BodyReport) -> None:
    body = report.body
    told: dict[str, str | int | None] = {
        "kind": report.kind,
        "version": report.version,
        "period": report.period,
        "as_of": report.as_of,
        "revision": report.revision,
        "code": body.code,
        "prefecture": body.prefecture,
        "name": body.name,
        "body_kind": body.kind.value,
        "population": body.population,
        "notes": layout.NOTES[report.notes],
        "tool": report.tool,
    }
    sheet = _sheet(made, layout.COVER, title)
    label = made.add_format({"bold": True, "border": 1, "bg_color": "#E8F1FE"})
    shown = made.add_format({"border": 1, "align": "left"})
    for at, (name, words) in enumerate(layout.COVER_LABELS.items(), start=2):
        sheet.write_string(at, 0, words, label)
        _put(sheet, at, 1, told[name], shown)


def _table(made: Any, name: str, heading: Sequence[str], rows: Sequence[_Row]) -> None:
    sheet = _sheet(made, name, _TITLES[name])
    head = made.add_format(
        {"bold": True, "border": 1, "bg_color": "#0017C1", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
    )
    plain = made.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    middle = {"border": 1, "align": "center", "valign": "vcenter"}
    centred = {MARKS[Status.OPEN]: middle} | {mark: {**middle, "bg_color": paper} for mark, paper in _PAPERS.items()}
    papers = {mark: made.add_format(look) for mark, look in centred.items()}
    for column, words in enumerate(heading):
        sheet.write_string(1, column, words, head)
    for at, row in enumerate(rows, start=2):
        sheet.set_row(at, _height(row, _WIDTHS[name]))
        for column, shown in enumerate(row):
            _put(sheet, at, column, shown, papers.get(str(shown), plain) if name == layout.BOARD else plain)
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(1)
    sheet.autofilter(1, 0, max(len(rows) + 1, 2), len(heading) - 1)


def _height(row: _Row, widths: Sequence[int]) -> int:
    """Height in points at which the longest cell of a row is shown whole; a Japanese letter is two wide."""
    lines = max(
        sum(1 + sum(1 if one.isascii() else 2 for one in line) // width for line in str(shown or "").split("\n"))
        for shown, width in zip(row, widths, strict=True)
    )
    return min(_LINE * lines, _TALLEST)


def _put(sheet: Any, row: int, column: int, shown: str | int | None, style: Any) -> None:
    if isinstance(shown, int):
        sheet.write_number(row, column, shown, style)
    elif shown:
        sheet.write_string(row, column, shown, style)
    else:
        sheet.write_blank(row, column, None, style)


def _board(report: BodyReport) -> list[_Row]:
    return [(one.business, one.name, *(MARKS[step.status] for step in one.steps)) for one in report.businesses]


def _days(report: BodyReport) -> list[_Row]:
    return [
        (one.business, one.name, number, step.planned, step.actual, step.changed, layout.PROVEN[step.proven])
        for one in report.businesses
        for number, step in enumerate(one.steps, start=1)
    ]


def _systems(report: BodyReport) -> list[_Row]:
    return [
        (one.business, one.name, *(getattr(system, name) for name in list(layout.SYSTEMS_HEADINGS)[2:]))
        for one in report.businesses
        for system in one.systems
    ]


def _counts(report: BodyReport) -> list[_Row]:
    return [
        (one.business, one.name, *(getattr(one.counts, name) for name in list(layout.COUNTS_HEADINGS)[2:]))
        for one in report.businesses
    ]


def _risks(report: BodyReport) -> list[_Row]:
    return [tuple(getattr(one, name) for name in layout.RISKS_HEADINGS) for one in report.risks]
