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
        ("明治5年12月3日", "明治6年1月1日（1873-01-01）より前の日付"),
        ("1872-12-31", "明治6年1月1日（1873-01-01）より前の日付"),
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
