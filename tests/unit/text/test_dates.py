"""Era dates: every day in every form, and everything that is no date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.text import dates, eras, width
from migrate.text.refusal import UnconvertibleError

FIRST, LAST = date(1873, 1, 1), date(2050, 12, 31)


def _forms(era: eras.Era, day: date) -> list[str]:
    year = day.year - era.first.year + 1
    y, m, d = year, day.month, day.day
    forms = [
        f"{era.letter}{y:02d}{m:02d}{d:02d}",
        f"{era.letter}{y}.{m}.{d}",
        f"{era.letter}{y:02d}.{m:02d}.{d:02d}",
        f"{era.name}{y}年{m}月{d}日",
        f"{era.name}{y:02d}年{m:02d}月{d:02d}日",
        f"{era.letter.lower()}{y}/{m}/{d}",
    ]
    return [*forms, f"{era.name}元年{m}月{d}日"] if year == 1 else forms


def test_every_day_in_every_form() -> None:
    """Each day from 1873 to 2050 comes back from the forms of each era it belongs to, and from the western forms."""
    wrong = []
    day = FIRST
    while day <= LAST:
        texts = [text for era in eras.of_day(day) for text in _forms(era, day)]
        texts += [day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"]
        wrong += [text for text in texts if dates.to_iso(text) != day.isoformat()]
        day += timedelta(days=1)

    assert wrong == []


@given(st.dates(FIRST, LAST), st.sampled_from(range(7)))
def test_width_does_not_matter(day: date, form: int) -> None:
    """Full-width digits and letters, and blanks at the ends, read the same."""
    forms = _forms(eras.of_day(day)[0], day)
    text = forms[form % len(forms)]

    assert dates.to_iso(f"　{width.full_width(text)} ") == day.isoformat()


@given(st.sampled_from(eras.ERAS), st.integers(0, 99), st.integers(0, 13), st.integers(0, 32))
def test_a_date_outside_its_era_is_refused(era: eras.Era, year: int, month: int, day: int) -> None:
    """A compact era date is either a day of that era or refused: nothing is moved into another era."""
    text = f"{era.letter}{year:02d}{month:02d}{day:02d}"
    try:
        found = dates.to_iso(text)
    except UnconvertibleError:
        found = None
    if found is not None:
        real = date.fromisoformat(found)
        same = (real.year - era.first.year + 1, real.month, real.day) == (year, month, day)
        assert same and era in eras.of_day(real)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("S640108", "昭和の期間にない日付"),
        ("昭和99年1月1日", "昭和の期間にない日付"),
        ("H310501", "平成の期間にない日付"),
        ("平成元年1月7日", "平成の期間にない日付"),
        ("T151226", "大正の期間にない日付"),
        ("M450731", "明治の期間にない日付"),
        ("S000101", "昭和の期間にない日付"),
        ("H310931", "存在しない日付"),
        ("S450230", "存在しない日付"),
        ("1900-02-29", "存在しない日付"),
        ("明治5年13月3日", "存在しない日付"),
        ("M010131", "存在しない日付"),
        ("明治6年閏4月1日", "明治の期間にない日付"),
        ("慶応5年1月1日", "慶応の期間にない日付"),
        ("1788-12-31", "1789 年より前の日付"),
        ("00010101", "1789 年より前の日付"),
        ("S45013", "日付として読めない"),
        ("S4501311", "日付として読めない"),
        ("X450131", "日付として読めない"),
        ("昭和四十五年一月一日", "日付として読めない"),
        ("1970-01-31\n", "日付として読めない"),
        ("?", "日付として読めない"),
        ("ｱ", "日付として読めない"),
    ],
)
def test_each_refusal_has_its_reason(text: str, reason: str) -> None:
    """Impossible dates are refused with a reason that does not repeat them."""
    with pytest.raises(UnconvertibleError) as caught:
        dates.to_iso(text)

    assert caught.value.reason == reason


@pytest.mark.parametrize("text", ["明治45年7月30日", "M450730", "大正15年12月25日", "T15.12.25"])
def test_double_named_days_are_accepted(text: str) -> None:
    """明治45年7月30日 and 大正15年12月25日 are allowed by 住民記録システム標準仕様書 1.1.8."""
    assert dates.to_iso(text) in {"1912-07-30", "1926-12-25"}


@pytest.mark.parametrize(
    "text",
    [
        "令和○○年頃",
        "令和○○年○月頃",
        "令和○○年〇月〇日頃",
        "推定令和○○年○月○日",
        "推定令和○○年○月",
        "令和○○年春",
        "令和○○年○月上旬",
        "令和○○年○月中旬頃",
        "年月日不詳",
        "令和○○年 月日不詳",
        "令和○○年○○月 日不詳",
        "令和○○年○○月○日から○○月○日頃までの間",
        "令和○○年○○月推定○日から○日までの間",
        "令和○○年○○月○日頃から○日頃までの間",
        "昭和45年頃",
        "昭和４５年３月ごろ",
        "昭和20年不詳",
        "S45年頃",
        "大正元年月日不詳",
        "1945年頃",
        "不詳",
        "生年月日不明",
    ],
)
def test_wordings_of_an_unknown_day_are_no_failure(text: str) -> None:
    """The 14 forms of the 不詳日入力一覧, with and without numbers, are known as 不詳: no date, no failure."""
    shown = dates.unknown_wording(text)

    assert (dates.to_iso(text), shown) == (None, width.full_width(text))


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("明治5年12月2日", "明治５年１２月２日"),
        ("M051202", "明治５年１２月２日"),
        (" 明治元年 9月 8日", "明治元年９月８日"),
        ("明治3年閏10月1日", "明治３年閏１０月１日"),
        ("明治2年2月30日", "明治２年２月３０日"),
        ("慶応3年11月15日", "慶応３年１１月１５日"),
        ("寛政元年1月25日", "寛政元年１月２５日"),
        ("1872-12-31", "１８７２年１２月３１日"),
    ],
)
def test_days_before_1873_keep_their_wording(text: str, wording: str) -> None:
    """The lunisolar calendar is not converted: no date, the wording kept, the flag 1; nothing is refused."""
    assert (dates.to_iso(text), dates.unknown_wording(text), dates.unknown_flag(text)) == (None, wording, "1")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("昭和45年頃", "1970-99-99"),
        ("令和元年春", "2019-99-99"),
        ("昭和20年3月上旬", "1945-03-99"),
        ("昭和20年3月 日不詳", "1945-03-99"),
        ("推定昭和20年3月5日", "1945-03-05"),
        ("推定昭和20年2月30日", "1945-02-99"),
        ("昭和20年13月頃", "1945-99-99"),
        ("令和2年3月4日から10日頃までの間", "2020-03-99"),
        ("令和2年3月4日から4月2日までの間", "2020-99-99"),
        ("令和2年3月4日から令和3年4月2日までの間", None),
        ("令和○○年○月頃", None),
        ("昭和70年頃", None),
        ("西暦1945年頃", "1945-99-99"),
        ("慶応3年頃", None),
        ("年月日不詳", None),
        ("M051202", None),
        ("S450131", "1970-01-31"),
    ],
)
def test_what_a_wording_leaves_open_is_99(text: str, iso: str | None) -> None:
    """Year, month and day that the wording names alone are kept; without a year there is no value."""
    assert dates.partial_iso(text) == iso


@pytest.mark.parametrize(
    ("text", "year"), [("S640107", "1988"), ("2024-03-31", "2023"), ("R060401", "2024"), ("昭和45年頃", None)]
)
def test_fiscal_years_begin_in_april(text: str, year: str | None) -> None:
    """年度 of a date; a 不詳 date has none."""
    assert dates.fiscal_year(text) == year


@pytest.mark.parametrize("text", ["", " ", "　　", "0000000", "00000000", "０００００００", "0000-00-00"])
def test_no_date(text: str) -> None:
    """Blanks and zeros are no date and no wording."""
    assert (dates.to_iso(text), dates.unknown_wording(text)) == (None, None)


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_empty_or_refused(text: str) -> None:
    """No text breaks the reader; a wording is never a date as well."""
    try:
        found = dates.to_iso(text)
    except UnconvertibleError:
        found = None
    if found is not None:
        assert FIRST.isoformat() <= found and dates.unknown_wording(text) is None
