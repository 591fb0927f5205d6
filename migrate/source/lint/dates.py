"""Rules about dates: how a day is written, and what a default day hides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.model.finding import Severity
from migrate.source.lint.families import Family
from migrate.source.lint.rule import Group, Hit, at, rules
from migrate.source.lint.subject import Field, Subject

_DAY = frozenset({"年月日", "日時"})
_ERA = re.compile(r"和暦|元号|年号|GENGO|NENGO|WAREKI", re.IGNORECASE)
_MONTH = re.compile(r"年月(?!日)|YYYYMM(?!DD)", re.IGNORECASE)
_SENTINEL = re.compile(
    r"(?<!\d)(?:9999[-/]?12[-/]?31|9999[-/]99[-/]99|0000[-/]00[-/]00|0001[-/]?01[-/]?01|1900[-/]?01[-/]?01"
    r"|1753[-/]?01[-/]?01)(?!\d)"
)
_DAYS = frozenset({Family.DATE, Family.DATETIME})
_PARTS = (("年", "月", "日"), ("_Y", "_M", "_D"), ("_NEN", "_TSUKI", "_HI"))
_CLOCK = re.compile(r"(?:年月日|日付|日|時刻|時間|_?(?:YMD|DATE|HMS|TIME|JI))$", re.IGNORECASE)
_OWN_PAIR = frozenset({"操作年月日", "操作時刻"})
"""Two items of the standard: a pair that stays one."""


def _written(field: Field) -> bool:
    """True for a day that is kept in a text or number type."""
    return field.meaning.kind in _DAY and (field.text or field.family is Family.EXACT)


def _is_era(field: Field) -> bool:
    words = f"{field.label} {field.column.name} {field.column.comment}"
    return bool(_ERA.search(words)) or (_written(field) and field.size == 7)


def _longest(field: Field) -> int:
    """Characters of the longest usual form: 2026-11-25, with a time 2026-11-25 12:34:56.123456."""
    return 26 if field.meaning.kind == "日時" else 10


def date_as_text(subject: Subject) -> Iterator[Hit]:
    """A day of the Western calendar, or one with a time, in a text or number type."""
    for field in subject.fields:
        if not _written(field) or _is_era(field):
            continue
        if field.family is Family.EXACT:
            kind, fits = "数値", field.size is None or field.size >= 8
        else:
            kind, fits = "文字", field.size is not None and 8 <= field.size <= _longest(field)
        if fits:
            yield at(field, {"kind": kind, "shape": field.shape})


def era_date(subject: Subject) -> Iterator[Hit]:
    """A day in the Japanese calendar: by name or comment, or a written day of 7 digits (元号 and YYMMDD)."""
    for field in subject.fields:
        if _is_era(field) and (field.text or field.family is Family.EXACT):
            yield at(field, {"shape": field.shape})


def two_digit_year(subject: Subject) -> Iterator[Hit]:
    """A day in 6 digits: the century or the era is not in the data."""
    for field in subject.fields:
        month = _MONTH.search(f"{field.label} {field.column.comment}")
        if _written(field) and field.size == 6 and not month and field.meaning.kind == "年月日" and not _is_era(field):
            yield at(field, {"shape": field.shape})


def free_date(subject: Subject) -> Iterator[Hit]:
    """A day in a text longer than any form of a date: words such as 不詳 or 頃 stand in it."""
    for field in subject.fields:
        if field.text and field.meaning.kind in _DAY and (field.size is None or field.size > _longest(field)):
            yield at(field, {"shape": field.shape})


def _stem(field: Field) -> str:
    return _CLOCK.sub("", field.label)


def split_date(subject: Subject) -> Iterator[Hit]:
    """A day in three columns (年, 月, 日), or a day and its time in two."""
    for fields in subject.by_table().values():
        table = fields[0].table if fields else None
        names = {f.label.upper(): f for f in fields}
        days = {_stem(f): f for f in fields if f.meaning.kind == "年月日" and f.meaning.last not in _OWN_PAIR}
        for field in fields:
            pair = days.get(_stem(field)) if field.meaning.kind == "時刻" else None
            if table is not None and pair is not None:
                yield at(pair, {"columns": f"{pair.column.name}、{field.column.name}"})
        for label, field in names.items():
            for year, month, day in _PARTS:
                stem = label.removesuffix(year)
                rest = [names.get(stem + part) for part in (month, day)] if label.endswith(year) and stem else []
                if rest and all(rest):
                    columns = [field.column.name, *(one.column.name for one in rest if one is not None)]
                    yield at(field, {"columns": "、".join(columns)})


def sentinel_default(subject: Subject) -> Iterator[Hit]:
    """A default day that means 「none」 or 「forever」."""
    for field in subject.fields:
        day = field.family in _DAYS or field.meaning.kind in _DAY
        digits = field.column.default.strip("'\" ") in {"99999999", "00000000", "9999999"}
        if _SENTINEL.search(field.column.default) or (day and digits):
            yield at(field)


RULES = rules(
    Group.TYPES,
    ("MIG-SRC-120", "date-as-text", "文字・数値の日付", Severity.WARNING, date_as_text),
    ("MIG-SRC-121", "era-date", "和暦の日付", Severity.WARNING, era_date),
    ("MIG-SRC-122", "two-digit-year", "年が 2 桁の日付", Severity.WARNING, two_digit_year),
    ("MIG-SRC-123", "free-date", "自由に書ける日付", Severity.WARNING, free_date),
    ("MIG-SRC-124", "split-date", "分けて持つ日付・時刻", Severity.INFO, split_date),
    ("MIG-SRC-125", "sentinel-default", "意味のある既定の日付", Severity.INFO, sentinel_default),
)
