"""Dates as old systems write them: era or western, any width, and wordings for a day that is not known (不詳)."""

from __future__ import annotations

import calendar
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
_LUNISOLAR = re.compile(
    rf"(?P<era>{'|'.join(eras.LUNISOLAR)})(?P<y>\d{{1,2}}|元)年(?P<m>閏?\d{{1,2}})月(?P<d>\d{{1,2}})日", re.ASCII
)
_FORMS = (_ERA_COMPACT, _ERA_PARTED, _ERA_KANJI, _WEST_COMPACT, _WEST_PARTED, _WEST_KANJI, _LUNISOLAR)
_USUAL = re.compile(r"([MTSHR]|\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)
"""What most old systems write: GYYMMDD or YYYYMMDD."""
_KANJI_DIGITS = str.maketrans("〇○", "00")

_ANY_ERA = "|".join((*eras.LUNISOLAR, *eras.MARKS))
_YEAR = rf"(?:(?:{_ANY_ERA})(?:\d{{1,2}}|元)|(?:西暦)?\d{{4}})年"
_MONTH = r"\d{1,2}月"
_DAY = r"\d{1,2}日"
_ABOUT = "(?:頃|ころ|ごろ|頃か)"
_PART = "(?:上旬|中旬|下旬|初旬|初め|末)"
_SEASON = "[春夏秋冬]"
_SPAN = rf"{_YEAR}{_MONTH}(?:推定)?{_DAY}{_ABOUT}?から(?:{_YEAR})?(?:{_MONTH})?{_DAY}{_ABOUT}?(?:まで)?の間"
_NOT_KNOWN = "不詳|不明"
_OPEN = 99
_IN_YEAR = re.compile(rf"(?:(?P<era>{_MARK})|西暦|(?<!\d))(?P<y>\d{{1,4}}|元)年", re.ASCII)
_IN_MONTH = re.compile(r"(\d{1,2})月", re.ASCII)
_IN_DAY = re.compile(r"(\d{1,2})日", re.ASCII)
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


def _found(text: str) -> re.Match[str] | None:
    """The date that ``text`` is, in whatever form, None where it is none."""
    plain = _plain(text)
    for one in dict.fromkeys((plain, plain.replace(" ", ""))):
        for form in _FORMS:
            if (hit := form.fullmatch(one)) is not None:
                return hit
    return None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnconvertibleError("存在しない日付") from None


def _year(written: str) -> int:
    return 1 if written == "元" else int(written)


def _lunisolar(found: re.Match[str]) -> bool:
    """True for a day of an era before 1873-01-01; its months have at most 30 days, and may come twice (閏).

    Raises:
        UnconvertibleError: no such month or day, a year that the era never had.
    """
    mark = found.groupdict().get("era")
    name = "" if mark is None else mark if mark in eras.LUNISOLAR else eras.by_mark(mark).name
    year = _year(found["y"])
    if name not in eras.LUNISOLAR or (name == "明治" and year > eras.LUNISOLAR[name] and "閏" not in found["m"]):
        return False
    if not 1 <= int(found["m"].lstrip("閏")) <= 12 or not 1 <= int(found["d"]) <= 30:
        raise UnconvertibleError("存在しない日付")
    if not 1 <= year <= eras.LUNISOLAR[name]:
        raise UnconvertibleError(f"{name}の期間にない日付")
    return True


def _solar(found: re.Match[str]) -> date:
    """The day of a match that is not of the lunisolar calendar.

    Raises:
        UnconvertibleError: no such day, a day outside its era, a western year before 1789.
    """
    year, month, number = _year(found["y"]), int(found["m"]), int(found["d"])
    mark = found.groupdict().get("era")
    if mark is None:
        if year < eras.LUNISOLAR_SINCE:
            raise UnconvertibleError(f"{eras.LUNISOLAR_SINCE} 年より前の日付")
        return _day(year, month, number)
    era = eras.by_mark(mark)
    day = _day(era.first.year - 1 + year, month, number)
    if year == 0 or era not in eras.of_day(day):
        raise UnconvertibleError(f"{era.name}の期間にない日付")
    return day


def _read(text: str) -> date | str | None:
    """A day since 1873-01-01, the wording of a day before it, or None for no date and for a 不詳 wording."""
    if is_empty(text):
        return None
    found = _found(text)
    if found is None:
        if is_unknown(text):
            return None
        raise UnconvertibleError("日付として読めない")
    old = _lunisolar(found)
    day = None if old else _solar(found)
    if day is not None and day >= eras.GREGORIAN_SINCE:
        return day
    mark = found.groupdict().get("era") or ""
    era = mark if not mark or mark in eras.LUNISOLAR else eras.by_mark(mark).name
    year = found["y"] if found["y"] == "元" else int(found["y"])
    month = found["m"] if "閏" in found["m"] else int(found["m"])
    return width.full_width(f"{era}{year}年{month}月{int(found['d'])}日")


def _usual(text: str) -> str | None:
    """The day of a usual date since 1873-01-01; None for all else, which `_read` judges."""
    found = _USUAL.fullmatch(text)
    if found is None:
        return None
    front, year, month, number = found.groups()
    era = None if front.isdigit() else eras.by_mark(front)
    first = int(front) * 100 if era is None else era.first.year - 1
    try:
        day = date(first + int(year), int(month), int(number))
    except ValueError:
        return None
    sure = day >= eras.GREGORIAN_SINCE and (era is None or (year != "00" and era in eras.of_day(day)))
    return day.isoformat() if sure else None


def to_iso(text: str) -> str | None:
    """A date as YYYY-MM-DD; None for an empty date, a 不詳 wording and a day before 1873-01-01.

    >>> [to_iso(one) for one in ("S450131", "Ｓ４５．１．３１", "昭和45年1月31日", "1970/1/31", "19700131")]
    ['1970-01-31', '1970-01-31', '1970-01-31', '1970-01-31', '1970-01-31']
    >>> [to_iso(one) for one in ("S64.01.07", "S64.01.08")]
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 昭和の期間にない日付
    >>> [to_iso(one) for one in ("令和元年5月1日", "明治45年7月30日", "大正15年12月25日", "S64.01.07")]
    ['2019-05-01', '1912-07-30', '1926-12-25', '1989-01-07']
    >>> [to_iso(one) for one in ("0000000", "令和○○年頃", "明治5年12月2日", "慶応3年閏4月5日")]
    [None, None, None, None]

    Raises:
        UnconvertibleError: no date in any known form, no such day, a day outside its era, a day before 1789.
    """
    if usual := _usual(text):
        return usual
    read = _read(text)
    return read.isoformat() if isinstance(read, date) else None


def unknown_wording(text: str) -> str | None:
    """What a DATE cannot hold, in full-width characters: a 不詳 wording as it is, a day before 1873-01-01 written out.

    That such a day goes into the wording (不詳表記) is our own rule; no published text says where it belongs.

    >>> unknown_wording(" 推定昭和20年3月 "), unknown_wording("M051202"), unknown_wording("S450131")
    ('推定昭和２０年３月', '明治５年１２月２日', None)
    """
    if is_unknown(text):
        return width.full_width(blanks.strip(text))
    try:
        read = _read(text)
    except UnconvertibleError:
        return None
    return read if isinstance(read, str) else None


def unknown_flag(text: str) -> str | None:
    """1 where `unknown_wording` has a wording, 0 for a date, None for an empty date.

    Raises:
        UnconvertibleError: as `to_iso`.
    """
    if unknown_wording(text) is not None:
        return "1"
    return None if to_iso(text) is None else "0"


def by_code(text: str, codes: str) -> str | None:
    """A date GYYMMDD as `to_iso`; ``codes`` are the five characters for G of 明治, 大正, 昭和, 平成 and 令和.

    >>> by_code("3450131", "12345"), by_code(" ", "12345"), by_code("0000000", "12345")
    ('1970-01-31', None, None)

    Raises:
        UnconvertibleError: another character in front; as `to_iso`.
    """
    if is_empty(text) or is_unknown(text):
        return None
    plain = _plain(text)
    if plain[0] not in codes:
        raise UnconvertibleError("年号コードにない先頭の文字")
    return to_iso(eras.ERAS[codes.index(plain[0])].name + plain[1:])


def fiscal_year(text: str) -> str | None:
    """The fiscal year (April to March) of a date, four digits; None where `to_iso` gives None.

    >>> fiscal_year("R060331"), fiscal_year("2024-04-01")
    ('2023', '2024')

    Raises:
        UnconvertibleError: as `to_iso`.
    """
    day = to_iso(text)
    return None if day is None else f"{int(day[:4]) - (day[5:7] < '04'):04d}"


def partial_iso(text: str) -> str | None:
    """A date as YYYY-MM-DD, with 99 for the month and the day that a 不詳 wording leaves open.

    Where even the year is open there is no value. 99 is what GIF 441 「日付及び時刻」 (2026-03-17) allows for an
    unknown month or day; whether the receiving system takes it must be agreed.

    >>> [partial_iso(one) for one in ("昭和45年頃", "昭和20年3月上旬", "推定昭和20年3月5日", "S450131", "年月日不詳")]
    ['1970-99-99', '1945-03-99', '1945-03-05', '1970-01-31', None]
    >>> partial_iso("令和2年3月4日から10日頃までの間"), partial_iso("令和○○年頃")
    ('2020-03-99', None)

    Raises:
        UnconvertibleError: as `to_iso`.
    """
    if not is_unknown(text):
        return to_iso(text)
    joined = _joined(text)
    years = {_western(hit) for hit in _IN_YEAR.finditer(joined)}
    year = years.pop() if len(years) == 1 else None
    if year is None or year < eras.GREGORIAN_SINCE.year:
        return None
    month = _only(_IN_MONTH.findall(joined), 12)
    day = _only(_IN_DAY.findall(joined), calendar.monthrange(year, month)[1] if month != _OPEN else 0)
    return f"{year:04d}-{month:02d}-{day:02d}"


def _western(found: re.Match[str]) -> int | None:
    """The western year of a year in a wording, None where it is left open (○○) or its era never had it."""
    year = _year(found["y"])
    if found["era"] is None:
        return year
    era = eras.by_mark(found["era"])
    western = era.first.year - 1 + year
    return western if year and (era.last is None or western <= era.last.year) else None


def _only(written: list[str], last: int) -> int:
    """The one number that is written, `_OPEN` where there is none, another one too, or none from 1 to ``last``."""
    numbers = {int(one) for one in written}
    number = numbers.pop() if len(numbers) == 1 else _OPEN
    return number if 1 <= number <= last else _OPEN
