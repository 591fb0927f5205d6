"""Cells of published tables: states, rates, marks, months."""

from __future__ import annotations

import re
import unicodedata

from migrate.files.xlsx import CellValue, Sheet, cell_text
from migrate.model.procedure import Status

_STATES = {
    Status.DONE: ("完了済み", "完了済", "完了", "済"),
    Status.WORKING: ("作業中", "中"),
    Status.OPEN: ("未着手", "未"),
    Status.NOT_APPLICABLE: ("対象外", "外"),
}
_STATUSES = {word: status for status, words in _STATES.items() for word in words}
_NONE = frozenset({"", "-", "‐", "－", "―", "—", "–", "ー", "−"})
_MARKS = frozenset({"●", "○", "◯", "〇", "✓", "レ"})
_SUMS = ("計", "合計", "小計", "総計", "平均", "全国", "全体", "平均値", "中央値", "都道府県計", "市区町村計")
_TOTALS = frozenset(_SUMS)
_MONTHS = (
    re.compile(r"令和(?P<era>\d{1,2}|元)年(?P<month>\d{1,2})月"),
    re.compile(r"[Rr](?P<era>\d{1,2})[.](?P<month>\d{1,2})"),
    re.compile(r"(?P<year>20\d\d)年(?P<month>\d{1,2})月"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)[-_./]?(?P<month>0[1-9]|1[0-2])(?!\d)"),
)
_REIWA = 2018


def squeezed(text: str) -> str:
    """A cell's text without blanks, in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_empty(text: str) -> bool:
    """True for a cell that says nothing, or 「-」."""
    return squeezed(text) in _NONE


def is_mark(text: str) -> bool:
    """True for 「●」 and the like."""
    return squeezed(text) in {squeezed(one) for one in _MARKS}


def is_total(text: str) -> bool:
    """True for the name of a row that sums up others.

    >>> is_total("合 計"), is_total("合志市")
    (True, False)
    """
    return squeezed(text) in _TOTALS


def status(text: str) -> Status | None:
    """The state that a cell tells; None where it tells none.

    >>> status(" 未 ").value, status("完了済み").value, status("多分")
    ('未着手', '完了済み', None)
    """
    return _STATUSES.get(squeezed(text))


def rate(text: str) -> float | None:
    """The rate, 0–1, that a cell tells; None where it tells none.

    >>> rate("0.725"), rate("７２．５％"), rate("72.5")
    (0.725, 0.725, None)
    """
    plain = squeezed(text)
    try:
        number = float(plain.removesuffix("%"))
    except ValueError:
        return None
    number = round(number / 100, 6) if plain.endswith("%") else number
    return number if 0 <= number <= 1 else None


def month(text: str) -> str:
    """The month that a text names, as YYYY-MM; empty where it names none.

    >>> month("令和８年1月_進捗状況"), month("municipality_rates_2026-01.csv"), month("全国")
    ('2026-01', '2026-01', '')
    """
    plain = squeezed(text)
    for pattern in _MONTHS:
        if (hit := pattern.search(plain)) and 1 <= int(hit["month"]) <= 12:
            told = hit.groupdict()
            era = told.get("era")
            year = int(told["year"]) if era is None else _REIWA + (1 if era == "元" else int(era))
            return f"{year}-{int(hit['month']):02}"
    return ""


def texts(sheet: Sheet) -> list[list[str]]:
    """The cells of a sheet as texts, rows equally long; a merged range says the same in all its cells."""
    width = max((len(row) for row in sheet.rows), default=0)
    grid = [[cell_text(_at(row, column)) for column in range(width)] for row in sheet.rows]
    for (top, left), (bottom, right) in sheet.merged:
        for row in range(top, bottom + 1):
            grid[row][left : right + 1] = [grid[top][left]] * (right + 1 - left)
    return grid


def _at(row: tuple[CellValue, ...], column: int) -> CellValue:
    return row[column] if column < len(row) else None
