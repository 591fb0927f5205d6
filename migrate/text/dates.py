"""Dates as old systems write them: era or western, any width, and wordings for a day that is not known (不詳)."""

from __future__ import annotations

import re
from datetime import date

from migrate.text import blanks, eras, width
from migrate.text.refusal import UnconvertibleError

_MARK = "|".join(eras.MARKS)
_SEPARATOR = r"[.\-/･・．]"
_ERA_COMPACT = re.compile(rf"(?P<era>{_MARK})(?P<y>\d{{2}})(?P<m>\d{{2}})(?P<d>\d{{2}})", re.ASCII)
_ERA_PARTED = re.compile(
    rf"(?P<era>{_MARK})[. ]?(?P<y>\d{{1,2}}|元){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}(?P<d>\d{{1,2}})", re.ASCII
)
_ERA_KANJI = re.compile(rf"(?P<era>{_MARK})(?P<y>\d{{1,2}}|元)年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日", re.ASCII)
_WEST_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII)
_WEST_PARTED = re.compile(rf"(?P<y>\d{{4}}){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}(?P<d>\d{{1,2}})", re.ASCII)
_WEST_KANJI = re.compile(r"(?:西暦)?(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日", re.ASCII)
_FORMS = (_ERA_COMPACT, _ERA_PARTED, _ERA_KANJI, _WEST_COMPACT, _WEST_PARTED, _WEST_KANJI)
_KANJI_DIGITS = str.maketrans("〇○", "00")

_YEAR = rf"(?:(?:{_MARK})(?:\d{{1,2}}|元)|(?:西暦)?\d{{4}})年"
_MONTH = r"\d{1,2}月"
_DAY = r"\d{1,2}日"
_ABOUT = "(?:頃|ころ|ごろ|頃か)"
_PART = "(?:上旬|中旬|下旬|初旬|初め|末)"
_SEASON = "[春夏秋冬]"
_SPAN = rf"{_YEAR}{_MONTH}(?:推定)?{_DAY}{_ABOUT}?から(?:{_YEAR})?(?:{_MONTH})?{_DAY}{_ABOUT}?(?:まで)?の間"
_NOT_KNOWN = "不詳|不明"
_WORDINGS = re.compile(
    "|".join(
        (
            _SPAN,
            rf"推定{_YEAR}(?:{_MONTH}(?:{_DAY})?)?{_ABOUT}?",
            rf"{_YEAR}(?:{_MONTH}(?:{_DAY})?)?{_ABOUT}",
            rf"{_YEAR}{_SEASON}{_ABOUT}?",
            rf"{_YEAR}(?:{_MONTH})?{_PART}{_ABOUT}?",
            rf"(?:年月日|生年月日)?(?:{_NOT_KNOWN})",
            rf"{_YEAR}(?:月日|{_MONTH}日)(?:{_NOT_KNOWN})",
            rf"{_YEAR}(?:{_NOT_KNOWN})",
            rf"{_YEAR}{_MONTH}(?:{_NOT_KNOWN})",
        )
    ),
    re.ASCII,
)


def _plain(text: str) -> str:
    return width.half_ascii(blanks.strip(text))


def _joined(text: str) -> str:
    """``text`` for matching a wording: half-width, no blanks, 〇 and ○ as zero."""
    return _plain(text).replace(" ", "").translate(_KANJI_DIGITS)


def is_empty(text: str) -> bool:
    """True for blanks and for a date of zeros, which old systems write for no date.

    >>> [is_empty(one) for one in ("", "　", "0000000", "00000000", "0000-00-00", "S000000")]
    [True, True, True, True, True, False]
    """
    plain = _plain(text)
    return not plain.strip("0-/.") if "0" in plain or not plain else False


def is_unknown(text: str) -> bool:
    """True for a wording that says that the day is not known: 不詳日入力一覧 (住民記録システム標準仕様書 1.1.8), 不明.

    >>> [is_unknown(one) for one in ("令和2年頃", "昭和２０年３月上旬", "年月日不詳", "S200301", "不思議")]
    [True, True, True, False, False]
    """
    return bool(_WORDINGS.fullmatch(_joined(text)))


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnconvertibleError("存在しない日付") from None


def to_iso(text: str) -> str | None:
    """A date as YYYY-MM-DD; None for an empty date and for a 不詳 wording.

    >>> [to_iso(one) for one in ("S450131", "Ｓ４５．１．３１", "昭和45年1月31日", "1970/1/31", "19700131")]
    ['1970-01-31', '1970-01-31', '1970-01-31', '1970-01-31', '1970-01-31']
    >>> [to_iso(one) for one in ("S64.01.07", "S64.01.08")]
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 昭和の期間にない日付
    >>> [to_iso(one) for one in ("令和元年5月1日", "明治45年7月30日", "大正15年12月25日", "S64.01.07")]
    ['2019-05-01', '1912-07-30', '1926-12-25', '1989-01-07']
    >>> to_iso("0000000") is None, to_iso("令和○○年頃") is None
    (True, True)

    Raises:
        UnconvertibleError: no date in any known form, no such day, a day outside its era, a day before 1873-01-01.
    """
    if is_empty(text):
        return None
    plain = _plain(text)
    found = next((hit for form in _FORMS if (hit := form.fullmatch(plain))), None)
    if found is None and " " in plain:
        plain = plain.replace(" ", "")
        found = next((hit for form in _FORMS if (hit := form.fullmatch(plain))), None)
    if found is None:
        if is_unknown(text):
            return None
        raise UnconvertibleError("日付として読めない")
    parts = found.groupdict()
    year = 1 if parts["y"] == "元" else int(parts["y"])
    month, number = int(parts["m"]), int(parts["d"])
    mark = parts.get("era")
    if mark is None:
        day = _day(year, month, number)
    else:
        era = eras.by_mark(mark)
        day = _day(era.first.year - 1 + year, month, number)
        if year == 0 or era not in eras.of_day(day):
            raise UnconvertibleError(f"{era.name}の期間にない日付")
    if day < eras.GREGORIAN_SINCE:
        raise UnconvertibleError("明治6年1月1日（1873-01-01）より前の日付")
    return day.isoformat()


def unknown_wording(text: str) -> str | None:
    """A 不詳 wording in full-width characters without outer blanks, None for any other text.

    >>> unknown_wording(" 推定昭和20年3月 ")
    '推定昭和２０年３月'
    """
    return width.full_width(blanks.strip(text)) if is_unknown(text) else None
