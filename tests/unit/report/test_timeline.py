"""A timeline: bars stay inside and in proportion, and every format holds it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta

import openpyxl

from migrate.model.document import Document, Lane, Point, Section, Stretch, Timeline, Tone
from migrate.report import formats, timeline

KINDS = (("予定", Tone.PLAIN, "■"), ("遅れ", Tone.BAD, "遅"), ("繁忙期", Tone.MUTED, "・"))


def bar(start: str, end: str, kind: int = 0, text: str = "設定 <b>&") -> Stretch:
    return Stretch(start=date.fromisoformat(start), end=date.fromisoformat(end), kind=kind, text=text)


LANES = (
    Lane(label="移行フェーズ", heading=True),
    Lane(label="⑬ 設定", bars=(bar("2027-01-10", "2027-03-05"),), shades=(bar("2026-05-01", "2027-02-15", 2),)),
    Lane(label="⑭ 移行", bars=(bar("2027-02-01", "2027-02-10"), bar("2027-02-05", "2027-04-30", 1))),
    Lane(label="⑱ 運用開始", points=(Point(day=date(2027, 5, 6), text="運用開始", tone=Tone.GOOD),)),
)


def chart(lanes: tuple[Lane, ...] = LANES, today: date | None = date(2027, 2, 20)) -> Timeline:
    return Timeline(title="工程", lanes=lanes, kinds=KINDS, point="節目", today=today, summary="まとめ")


def document(block: Timeline) -> Document:
    return Document(title="計画", sections=(Section(id="t", title="工程", blocks=(block,)),))


def test_bars_are_inside_and_in_proportion() -> None:
    """Nothing lies left of the first month or beyond the right edge; twice the days are twice the width."""
    found = timeline.picture(chart())
    for row in found.rows:
        for one in (*row.shades, *row.pieces):
            assert found.left <= one.x and one.x + one.width <= found.width
    lanes = (Lane(label="x", bars=(bar("2027-01-01", "2027-01-10"), bar("2027-02-01", "2027-02-20"))),)
    one, two = timeline.picture(chart(lanes)).rows[0].pieces
    assert abs(two.width - 2 * one.width) < 0.3


def test_the_months_reach_over_all_bars() -> None:
    """The first and last month are those of the first and last bar or point; shades do not widen it."""
    assert timeline.months(chart()) == tuple(date(2027, n, 1) for n in range(1, 6))


def test_a_day_outside_is_not_marked() -> None:
    """A line for the day is drawn only where the day is in sight."""
    assert timeline.picture(chart()).today is not None
    assert timeline.picture(chart(today=date(2026, 1, 1))).today is None


def test_nothing_to_show() -> None:
    """A timeline without lanes is a picture and a board without months."""
    assert timeline.picture(chart(())).months == ()
    assert timeline.board(chart(())).rows == ()


def test_the_board() -> None:
    """A row a lane: its days, and in each month the point, the front bar, or the shade."""
    rows = [[getattr(cell, "text", cell) for cell in row] for row in timeline.board(chart()).rows]
    assert rows == [
        ["移行フェーズ", "", "", "", "", "", "", ""],
        ["⑬ 設定", "2027-01-10", "2027-03-05", "■", "■", "■", "", ""],
        ["⑭ 移行", "2027-02-01", "2027-04-30", "", "遅", "遅", "遅", ""],
        ["⑱ 運用開始", "2027-05-06", "2027-05-06", "", "", "", "", "◆"],
    ]


def test_every_format_holds_it() -> None:
    """Text, page, workbook and Word document tell lanes, days and kinds; markup in a text stays text."""
    page = formats.render("html", document(chart())).decode()
    assert "<b>" not in page and "設定 &lt;b&gt;&amp;（予定）" in page and "まとめ" in page
    assert re.search(r'<svg class="timeline" viewBox="0 0 1180 \d+" role="img"', page)
    text = formats.render("text", document(chart())).decode()
    assert "⑭ 移行" in text and "遅＝遅れ" in text and "2027-04-30" in text
    book = openpyxl.load_workbook(io.BytesIO(formats.render("xlsx", document(chart()))))
    assert [cell.value for cell in book["工程"][3]][:4] == ["⑬ 設定", "2027-01-10", "2027-03-05", "■"]
    word = zipfile.ZipFile(io.BytesIO(formats.render("docx", document(chart())))).read("word/document.xml").decode()
    assert "⑱ 運用開始" in word and "◆" in word


def test_many_years_stay_legible() -> None:
    """Months that are too narrow are named by quarter, and the board ends after six years."""
    lanes = (
        Lane(
            label="長い",
            bars=(Stretch(start=date(2020, 1, 1), end=date(2020, 1, 1) + timedelta(days=4000), kind=0, text="x"),),
        ),
    )
    found = timeline.picture(chart(lanes))
    assert len(found.months) == 72
    assert [one.name for one in found.months][:7] == ["1", "", "", "4", "", "", "7"]
