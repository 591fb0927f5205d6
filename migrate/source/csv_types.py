"""Whether fields can be values of a table's columns in their order: all that a CSV without header has to go by."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from migrate.model.source import SourceColumn, SourceTable
from migrate.model.value import value

_NUMBERS = re.compile(r"NUM|DEC|INT|FLOAT|DOUBLE|REAL|MONEY|SERIAL|^S?9V?$|数[値字]|整数|金額")
_DATES = re.compile(r"DATE|TIMESTAMP|DATETIME|日付|年月日|日時")
_TEXTS = re.compile(r"CHAR|TEXT|STRING|CLOB|GRAPHIC|^[XN]$|文字|[全半]角|漢字|日本語|カナ")
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d*(?:[eE][+-]?\d+)?")
_DATE = re.compile(
    r"""\d{4}[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?(?:[\sT].*)?|\d{14}
    |[MTSHR明大昭平令]\w{0,2}[\d元].*
    |\d{1,2}[-/]\w{3}[-/]\d{2,4}.*""",
    re.IGNORECASE | re.VERBOSE,
)
_NULL = "\\N"
_ODD = 100
"""One value in so many may be wrong: damage, not another table."""


@value
class Agreement:
    """How a file's fields agree with a table's columns. ``proofs`` counts columns that only fit by being theirs."""

    table: SourceTable
    contradicted: bool
    first_differs: bool
    """True where the first line disagrees and the others do not: it is a header with names of its own."""
    proofs: int


@value
class Field:
    """What the values of one field are: the first one, and how many of the others are no number or no date."""

    first: str
    others: int
    no_number: int
    no_date: int
    lengths: tuple[int, ...]
    """Characters of the other values, ascending."""
    fixed: int | None
    """The length of all values that are filled where it is the same and they are ASCII."""
    filled: bool


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def _is_number(text: str) -> bool:
    return not text or text == _NULL or _NUMBER.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    return not text or text == _NULL or _DATE.fullmatch(text) is not None


def _length(cell: str) -> int:
    return len(cell.rstrip(" \u3000"))


def look(cells: Sequence[str]) -> Field:
    """Look at the values of a field once, for all tables that it may belong to."""
    texts = [_plain(cell) for cell in cells]
    filled = [text for text in texts if text]
    widths = {len(text) for text in filled}
    same = len(widths) == 1 and all(text.isascii() for text in filled)
    return Field(
        first=cells[0],
        others=len(cells) - 1,
        no_number=sum(not _is_number(text) for text in texts[1:]),
        no_date=sum(not _is_date(text) for text in texts[1:]),
        lengths=tuple(sorted(map(_length, cells[1:]))),
        fixed=widths.pop() if same else None,
        filled=bool(filled),
    )


def _wrong(column: SourceColumn, field: Field) -> tuple[bool, int]:
    """Whether the first value cannot be the column's, and how many of the others cannot."""
    if _NUMBERS.search(column.type):
        return not _is_number(_plain(field.first)), field.no_number
    if _DATES.search(column.type):
        return not _is_date(_plain(field.first)), field.no_date
    if _TEXTS.search(column.type) and column.length:
        return _length(field.first) > column.length, field.others - bisect_right(field.lengths, column.length)
    return False, 0


def _proves(column: SourceColumn, field: Field) -> bool:
    """True where the values are such as other columns would hardly have: numbers, dates, codes of one fixed length."""
    if _NUMBERS.search(column.type) or _DATES.search(column.type):
        return field.filled
    fixed = column.type in ("CHAR", "CHARACTER") and column.length is not None and column.length > 1
    return fixed and field.fixed == column.length


def agree(table: SourceTable, fields: Sequence[Field]) -> Agreement:
    """Hold the fields of a file, as many as the table has columns, against its types and lengths."""
    first, wrong, proofs = False, False, 0
    for column, field in zip(table.columns, fields, strict=True):
        differs, bad = _wrong(column, field)
        first = first or differs
        wrong = wrong or bad * _ODD > field.others
        proofs += not bad and _proves(column, field)
    others = any(field.others for field in fields)
    return Agreement(table=table, contradicted=wrong, first_differs=first and not wrong and others, proofs=proofs)
