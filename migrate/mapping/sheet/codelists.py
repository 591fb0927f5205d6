"""Sheets of a workbook that hold pairs of codes: ``現行コード, 標準コード`` under a name that rules refer to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from migrate.files.xlsx import Sheet, Workbook
from migrate.mapping.sheet.headings import plain, text_at

CodeLists = Mapping[str, Mapping[str, str]]
"""Name, made plain → old value → new value."""
_OLD = re.compile("(?:現行|旧|移行元|変換前|元)(?:の)?(?:コード|値|コード値|区分|区分値)?")
_NEW = re.compile("(?:標準|新|移行先|変換後|先)(?:の)?(?:コード|値|コード値|区分|区分値)?")
_NAME = re.compile("(?:コード|区分)(?:名|名称|種別|一覧名|id)|対象項目|項目名?|変換表(?:名|id)?|コード変換(?:名|id)")
_AROUND = re.compile("コード変換表?|コード対応表?|変換表|コード一覧|コード|別紙|シート|[0-9]+")
_REFERS = re.compile(
    r"(?:コード|区分)(?:値)?を?(?:変換|読替え?|読み替え)表?[(「『\[【:](?P<name>[^)」』\]】]+)[)」』\]】]?(?:参照|による|で変換)?"
)
_FIRST_ROWS = 20


def _columns(sheet: Sheet, row: int) -> dict[str, int]:
    """Columns (from 0) of name, old and new value in a heading row."""
    found: dict[str, int] = {}
    for column in range(len(sheet.rows[row])):
        text = plain(text_at(sheet, row, column))
        for meaning, words in (("old", _OLD), ("new", _NEW), ("name", _NAME)):
            if words.fullmatch(text):
                found.setdefault(meaning, column)
    return found


def _name(text: str) -> str:
    """What a list is called, without the words that say that it is a list.

    >>> _name("コード変換（性別）"), _name("01_性別コード"), _name("性別")
    ('性別', '性別', '性別')
    """
    return _AROUND.sub("", plain(text)) or plain(text)


def _of(sheet: Sheet) -> dict[str, dict[str, str]]:
    heads = ((row, _columns(sheet, row)) for row in range(min(len(sheet.rows), _FIRST_ROWS)))
    head = next(((row, columns) for row, columns in heads if {"old", "new"} <= set(columns)), None)
    found: dict[str, dict[str, str]] = {}
    doubtful: set[str] = set()
    if head is None:
        return found
    top, columns = head
    name = ""
    for row in range(top + 1, len(sheet.rows)):
        name = text_at(sheet, row, columns["name"]) or name if "name" in columns else sheet.name
        old, new = (text_at(sheet, row, columns[one]) for one in ("old", "new"))
        if old and found.setdefault(_name(name), {}).setdefault(old, new) != new:
            doubtful.add(_name(name))  # an old value with two new ones: a person must say which
    return {one: many for one, many in found.items() if one not in doubtful}


def codelists(book: Workbook) -> tuple[CodeLists, frozenset[str]]:
    """All pairs of a workbook's visible sheets, and the names of the sheets that hold them; of two lists of one name
    neither is taken.
    """
    found: dict[str, Mapping[str, str]] = {}
    sheets: set[str] = set()
    twice: set[str] = set()
    for sheet in (one for one in book.sheets if one.visible):
        lists = _of(sheet)
        sheets |= {sheet.name} if lists else set()
        twice |= set(lists) & set(found)
        found |= lists
    return {name: many for name, many in found.items() if name not in twice}, frozenset(sheets)


def referred(rule: str, lists: CodeLists) -> str:
    """The list that a rule names, ``""`` where it names none that there is.

    >>> referred("コード変換（性別）", {"性別": {}}), referred("コード変換（続柄）", {"性別": {}})
    ('性別', '')
    """
    found = _REFERS.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", rule)))
    name = _name(found["name"]) if found is not None else ""
    return name if name in lists else ""


def about(item: str, column: str, lists: CodeLists) -> Mapping[str, str]:
    """The list of an item's or a column's own name, else nothing."""
    return next((lists[_name(one)] for one in (item, column) if _name(one) in lists), {})
