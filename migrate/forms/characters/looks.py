"""How the workbook of characters looks: formats by role, each made once."""

from __future__ import annotations

from typing import Any

from migrate.forms.book.look import FONT
from migrate.forms.characters.layout import DONE, NO_TEXT, NOBODY, OPEN

_BASE: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
_LINE = {"border": 1, "border_color": "#949494"}
_BOX = {**_LINE, "align": "left", "indent": 1}
_INPUT = {**_BOX, "bg_color": "#FFF9DB", "locked": False, "num_format": "@"}
_NUMBER = {**_LINE, "align": "right", "indent": 1}
_ROLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": False},
    "intro": {"text_wrap": False, "font_color": "#333333"},
    "stamp": {"font_size": 8, "font_color": "#4D4D4D", "text_wrap": False},
    "head": {**_BOX, "bold": True, "bg_color": "#0017C1", "font_color": "#FFFFFF"},
    "ask": {**_BOX, "bold": True, "bg_color": "#B45309", "font_color": "#FFFFFF"},
    "text": _BOX,
    "shape": {**_LINE, "align": "center", "font_size": 20},
    "number": {**_NUMBER, "num_format": "#,##0"},
    "decimal": {**_NUMBER, "num_format": "#,##0.0"},
    "total": {**_NUMBER, "num_format": "#,##0", "bold": True, "bg_color": "#E8F1FE"},
    "sum": {**_NUMBER, "num_format": "#,##0.0", "bold": True, "bg_color": "#E8F1FE"},
    "label": {**_BOX, "bold": True, "bg_color": "#E8F1FE"},
    "weight": {**_NUMBER, "num_format": "#,##0", "bg_color": "#FFF9DB", "locked": False},
    "offer": {**_BOX, "font_size": 9, "font_color": "#333333", "valign": "bottom"},
    "input": _INPUT,
    "risky": {**_INPUT, "quote_prefix": True},
    "day": {**_INPUT, "num_format": 'yyyy"年"m"月"d"日"'},
    "check": {**_LINE, "align": "center", "bg_color": "#F2F2F2"},
}
_STATES: dict[str, dict[str, Any]] = {
    OPEN: {"bg_color": "#FBF5E0", "font_color": "#604B00"},
    NO_TEXT: {"bg_color": "#FDEEEE", "font_color": "#A90000", "bold": True},
    NOBODY: {"bg_color": "#FDEEEE", "font_color": "#A90000", "bold": True},
    DONE: {"bg_color": "#E6F5EC", "font_color": "#115A36"},
}


class Looks:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, role: str) -> Any:
        if role not in self._made:
            self._made[role] = self._book.add_format({**_BASE, **_ROLES[role]})
        return self._made[role]

    def states(self, sheet: Any, area: tuple[int, int, int, int]) -> None:
        """Colour the check column; the word says it too."""
        for word, look in _STATES.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self._book.add_format(look)}
            sheet.conditional_format(*area, rule)
