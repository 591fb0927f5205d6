"""Whether fields can be values of a table's columns in their order: all that a CSV without header has to go by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from migrate.model.source import SourceColumn, SourceTable
from migrate.model.value import value

_NUMBERS = re.compile(r"NUM|DEC|INT|FLOAT|DOUBLE|REAL|MONEY|SERIAL|^S?9V?$")
_DATES = re.compile(r"DATE|TIMESTAMP|DATETIME")
_TEXTS = re.compile(r"CHAR|TEXT|STRING|CLOB|GRAPHIC|^[XN]$")
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d*(?:[eE][+-]?\d+)?")
_DATE = re.compile(
    r"""\d{4}[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?(?:[\sT].*)?|\d{14}
    |[MTSHR明大昭平令]\w{0,2}[\d元].*
    |\d{1,2}[-/]\w{3}[-/]\d{2,4}.*""",
    re.IGNORECASE | re.VERBOSE,
)
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


def _fits(column: SourceColumn, cell: str) -> bool:
    text = unicodedata.normalize("NFKC", cell).strip()
    if not text or text == "\\N":
        return True
    if _NUMBERS.search(column.type):
        return _NUMBER.fullmatch(text) is not None
    if _DATES.search(column.type):
        return _DATE.fullmatch(text) is not None
    if _TEXTS.search(column.type) and column.length:
        return len(cell.rstrip(" \u3000")) <= column.length
    return True


def _proves(column: SourceColumn, cells: Sequence[str]) -> bool:
    """True where the values are such as other columns would hardly have: numbers, dates, codes of one fixed length."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return False
    if _NUMBERS.search(column.type) or _DATES.search(column.type):
        return True
    fixed = column.type in ("CHAR", "CHARACTER") and column.length is not None and column.length > 1
    return fixed and all(len(cell) == column.length and cell.isascii() for cell in filled)


def agree(table: SourceTable, lines: Sequence[Sequence[str]]) -> Agreement:
    """Hold the first records, cut into as many fields as the table has columns, against its types and lengths."""
    wrong_first = wrong = proofs = 0
    for column, cells in zip(table.columns, zip(*lines, strict=True), strict=True):
        wrong_first += not _fits(column, cells[0])
        bad = sum(not _fits(column, cell) for cell in cells[1:])
        wrong += bad * _ODD > len(cells) - 1
        proofs += _proves(column, cells) and not bad
    return Agreement(
        table=table,
        contradicted=wrong > 0,
        first_differs=wrong_first > 0 and not wrong and len(lines) > 1,
        proofs=proofs,
    )
