"""How a questionnaire looks: formats by role, row heights from text widths, paper."""

from __future__ import annotations

import unicodedata
from typing import Any

from migrate.forms.form import Kind

FONT = "BIZ UDPゴシック"
_LINE, _PAD, _MOST = 13.5, 6.0, 400.0
_RULE = "#949494"
_BASE = {"font_name": FONT, "font_size": 10, "valign": "top", "text_wrap": True}
_BOX = {"border": 1, "border_color": _RULE}
_INPUT = {"bg_color": "#FFF9DB", "font_color": "#1A1A1A", "locked": False}
_NUMBERS = {Kind.NUMBER: "#,##0", Kind.MONEY: "#,##0;▲#,##0", Kind.DATE: 'yyyy"年"m"月"d"日"'}
_ROLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": False},
    "intro": {"text_wrap": False, "font_color": "#333333"},
    "stamp": {"font_size": 8, "font_color": "#4D4D4D", "text_wrap": False},
    "tally": {"bold": True, "text_wrap": False},
    "head": {**_BOX, "bold": True, "bg_color": "#0017C1", "font_color": "#FFFFFF", "valign": "vcenter", "indent": 1},
    "ask": {**_BOX, "bold": True, "bg_color": "#B45309", "font_color": "#FFFFFF", "valign": "vcenter", "indent": 1},
    "help": {**_BOX, "font_size": 9, "bg_color": "#F2F2F2", "font_color": "#333333", "align": "left", "indent": 1},
    "text": {**_BOX, "font_color": "#1A1A1A", "align": "left", "indent": 1},
    "must": {**_BOX, "bold": True, "align": "center"},
    "check": {**_BOX, "align": "center", "bg_color": "#F2F2F2"},
    "link": {**_BOX, "font_color": "#0017C1", "underline": 1},
    "figure": {**_BOX, "num_format": "#,##0"},
    "plain": {},
}
_STATES = {
    "未記入": {"bg_color": "#FDEEEE", "font_color": "#A90000", "bold": True},
    "要確認": {"bg_color": "#FBF5E0", "font_color": "#604B00", "bold": True},
    "記入済": {"bg_color": "#E6F5EC", "font_color": "#115A36"},
    "対象外": {"bg_color": "#E6E6E6", "font_color": "#4D4D4D"},
}


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def role(self, name: str) -> Any:
        """The format of a role (title, head, help, …)."""
        return self._format(name, {**_BASE, **_ROLES[name]})

    def input(self, kind: Kind, fixed: bool = False, risky: bool = False) -> Any:
        """The format of an answer's cell; a ``fixed`` one is locked, a ``risky`` text stays text when it is edited."""
        look = {**_BASE, **_BOX, "num_format": _NUMBERS.get(kind, "@")} | ({} if fixed else _INPUT)
        look["align"] = "right" if kind in (Kind.NUMBER, Kind.MONEY) else "left"
        look["indent"] = 1
        if risky:
            look |= {"num_format": "@", "quote_prefix": True}
        return self._format(f"input {kind} {fixed} {risky}", look)

    def _format(self, name: str, look: dict[str, Any]) -> Any:
        if name not in self._made:
            self._made[name] = self._book.add_format(look)
        return self._made[name]

    def states(self, sheet: Any, area: str) -> None:
        """Colour the check column; the word says it too."""
        for word, look in _STATES.items():
            if word not in self._made:
                self._made[word] = self._book.add_format(look)
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self._made[word]}
            sheet.conditional_format(area, rule)


def width_of(text: str) -> int:
    """Width of one line in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def height(texts: list[tuple[str, int]]) -> float:
    """Height of a row, in points, that shows all ``texts`` (text, width of its column)."""
    lines = max(
        sum(max(1, -(-width_of(part) // max(2, width - 3))) for part in text.split("\n")) for text, width in texts
    )
    return min(_MOST, lines * _LINE + _PAD)


def paper(sheet: Any, size: str, repeat: tuple[int, int], footer: str) -> None:
    """Landscape, as wide as the paper, the headings on every page; ``size`` is A4 or A3."""
    sheet.hide_gridlines(2)
    sheet.set_paper(8 if size == "A3" else 9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(*repeat)
    sheet.set_footer(f'&L&8&"{FONT},Regular"{footer}&C&8&A&R&8&P / &N')


def protect(sheet: Any) -> None:
    """Guide the hand: what is printed cannot be overwritten, rows can be added and moved. There is no password."""
    allowed = ("insert_rows", "format_rows", "format_columns", "sort", "autofilter", "insert_columns")
    sheet.protect("", dict.fromkeys(allowed, True))
