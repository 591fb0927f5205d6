"""The layouts in which 総務省 and デジタル庁 publish progress, written from reports; and one flat table as CSV.

Sheets, headings and the row in which data begin are those of the published files of January 2026.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from migrate.files import tables, xlsx_write
from migrate.files.xlsx_write import Properties
from migrate.model.pmo import BodyKind, BodyReport
from migrate.model.procedure import Status, Step
from migrate.model.value import value
from migrate.pmo.paper import words
from migrate.text.formulas import guarded


class Layout(StrEnum):
    """What a file is laid out as, by the word that a user types."""

    MUNICIPALITIES = "市区町村"
    PREFECTURES = "都道府県"
    SUPPORT = "特定移行"
    CSV = "csv"


@value
class Terms:
    """Names in published order: 業務ID → business (the 20), and the 40 steps."""

    names: Mapping[str, str]
    steps: tuple[Step, ...]


_WORDS = {Status.OPEN: "未"}
"""The published file's word, where it is not the tool's."""
_RATE, _WIDE, _NARROW = "0.0%", 18, 9
_LINE = 18
"""Height of a line in points: Japanese letters are cut at the default."""
_MARK = "●"
_Row = Sequence[str | float | None]


@value
class _Sheet:
    name: str
    rows: tuple[_Row, ...]
    """From the first row of the sheet on; the heading is the last before the data."""
    heading: int
    """Its row, from 0."""


def file(layout: Layout, reports: Sequence[BodyReport], terms: Terms) -> bytes:
    """The reports of one month as a workbook or, for `Layout.CSV`, as UTF-8 text with a mark for Excel."""
    if layout is Layout.CSV:
        return b"\xef\xbb\xbf" + tables.to_bytes(_FLAT, _flat(reports, terms))
    sheets = _SHEETS[layout](reports, terms)
    stream = io.BytesIO()
    created = datetime.fromisoformat(f"{reports[0].as_of}T00:00:00")
    book = xlsx_write.new_workbook(
        stream, Properties(title=sheets[0].name, comments="公表の様式（令和8年1月）による", created=created)
    )
    for one in sheets:
        _put(book, one)
    book.close()
    return stream.getvalue()


def _put(book: Any, told: _Sheet) -> None:
    sheet = xlsx_write.new_sheet(book, told.name)
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top", "bg_color": "#E8F1FE"})
    rate, plain = book.add_format({"num_format": _RATE, "border": 1}), book.add_format({"border": 1})
    for at, row in enumerate(told.rows):
        for column, shown in enumerate(row):
            if isinstance(shown, float):
                sheet.write_number(at, column, shown, rate)
            elif shown is not None:
                style = head if at == told.heading else plain if at > told.heading else None
                sheet.write_string(at, column, shown, style)
    sheet.set_default_row(_LINE)
    sheet.set_row(told.heading, 3 * _LINE)
    sheet.set_column(0, 1, _WIDE)
    sheet.set_column(2, len(told.rows[told.heading]) - 1, _NARROW)
    sheet.freeze_panes(told.heading + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(told.heading)


def _title(reports: Sequence[BodyReport]) -> str:
    return f"{words.month(reports[0].period)}_進捗状況"


def _rates(report: BodyReport, terms: Terms) -> Iterator[float | None]:
    mine = {one.business: one.completion for one in report.businesses}
    return (mine.get(id) for id in terms.names)


def _municipalities(reports: Sequence[BodyReport], terms: Terms) -> tuple[_Sheet, ...]:
    head = ("都道府県", "市区町村", "全体", *terms.names.values())
    rows = (
        (one.body.prefecture, one.body.name, one.completion, *_rates(one, terms))
        for one in reports
        if one.body.kind is BodyKind.MUNICIPALITY
    )
    return (_Sheet(name=_title(reports), rows=((_title(reports),), head, *rows), heading=1),)


def _prefectures(reports: Sequence[BodyReport], terms: Terms) -> tuple[_Sheet, ...]:
    mine = [one for one in reports if one.body.kind is BodyKind.PREFECTURE]
    ids = [id for id in terms.names if any(id == one.business for report in mine for one in report.businesses)]
    head = ("都道府県", "完了率", *(terms.names[id] for id in ids))
    rates = []
    for one in mine:
        own = {business.business: business.completion for business in one.businesses}
        rates.append((one.body.prefecture, one.completion, *(own.get(id) for id in ids)))
    steps = tuple(
        (report.body.prefecture, "-", one.name, *(_WORDS.get(step.status, step.status.value) for step in one.steps))
        for report in mine
        for one in report.businesses
        if one.steps
    )
    by_step = ("都道府県名", "市区町村名", "業務名", *(one.published_name for one in terms.steps))
    return (
        _Sheet(name=_title(reports), rows=((_title(reports),), head, *rates), heading=1),
        _Sheet(name="業務別ステップ別進捗一覧", rows=(by_step, *steps), heading=0),
    )


def _support(reports: Sequence[BodyReport], terms: Terms) -> tuple[_Sheet, ...]:
    """Bodies with a 特定移行支援システム; 共通機能 stands apart from the 20."""
    head = ("団体コード", "自治体名", "自治体区分", *terms.names.values(), "共通機能")
    rows = []
    for report in reports:
        marked = {one.business for one in report.businesses if any(system.reason for system in one.systems)}
        if marked:
            common = _MARK if marked - terms.names.keys() else None
            marks = (_MARK if id in marked else None for id in terms.names)
            rows.append((report.body.code, report.body.name, report.body.kind.value, *marks, common))
    title = f"特定移行支援システム（{reports[0].period}）"
    return (_Sheet(name="結果一覧", rows=((title,), (), head, *rows), heading=2),)


_SHEETS: Mapping[Layout, Callable[[Sequence[BodyReport], Terms], tuple[_Sheet, ...]]] = {
    Layout.MUNICIPALITIES: _municipalities,
    Layout.PREFECTURES: _prefectures,
    Layout.SUPPORT: _support,
}
_FLAT = (
    *("期間", "団体コード", "都道府県", "団体名", "業務ID", "業務", "ステップ番号", "ステップ", "状態"),
    *("予定の日", "完了の日", "変更の日"),
)


def _flat(reports: Sequence[BodyReport], terms: Terms) -> Iterator[Sequence[str | int]]:
    """A row a body, business and step."""
    for report in reports:
        body = (report.period, report.body.code, report.body.prefecture, guarded(report.body.name) or "")
        for one in report.businesses:
            for step, state in zip(terms.steps, one.steps, strict=False):
                yield (
                    *(*body, one.business, guarded(one.name) or "", step.number, f"{step.code} {step.name}"),
                    *(state.status.value, state.planned, state.actual, state.changed),
                )
