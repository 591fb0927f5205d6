"""How old a row of a history is, as a text that sorts."""

from __future__ import annotations

from migrate.engine.duckdb import name, text
from migrate.text import blanks

_DIGITS = 60
BLANKS = text(blanks.BLANKS)
"""SQL literal of the characters that count as blanks."""


def order(column: str) -> str:
    """SQL of a text that sorts as the history does: digits as a number, a date as its eight digits, else NULL."""
    stripped = f"trim({name(column)}, {BLANKS})"
    date = f"regexp_matches({stripped}, '\\A[0-9]{{4}}[-/][0-9]{{2}}[-/][0-9]{{2}}\\z')"
    number = f"regexp_matches({stripped}, '\\A[0-9]{{1,{_DIGITS}}}\\z')"
    eight = f"replace(replace({stripped}, '-', ''), '/', '')"
    return (
        f"CASE WHEN {date} THEN lpad({eight}, {_DIGITS}, '0') WHEN {number} THEN lpad({stripped}, {_DIGITS}, '0') END"
    )
