"""Rows in a script (INSERT) passed over without being cut into tokens: a dump may hold millions of them."""

from __future__ import annotations

import re
from typing import NamedTuple

from migrate.source.ddl.boundaries import FRESH, SEPARATOR

_ROWS = re.compile(r"INSERT\b|REPLACE\s+INTO\b", re.IGNORECASE)
_NEXT = re.compile(r"[\s\ufeff]*(?=INSERT\s|REPLACE\s+INTO\s)", re.IGNORECASE)
_PLAIN = r"[^'\"\n;$/`#-]++|-(?!-)|/(?!\*)|\$(?!\w*\$)|\#(?![\s#*=-])|`[^`\n]*+`|\"[^\"\n]*+\""
_PREFIXED = r"(?<!\W[eEqQ])(?<!\W[nN][qQ])"
_PIECE = re.compile(rf"(?:{_PLAIN}|{_PREFIXED}'[^']*+(?:''[^']*+)*+')*+")
_ESCAPED = re.compile(rf"(?:{_PLAIN}|'[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*+'|\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\")*+", re.DOTALL)
"""The same where a backslash escapes (MySQL)."""
_SUSPECT = re.compile(r"\n[ \t]*(?:CREATE|ALTER|COMMENT|INSERT|GRANT|DROP|GO[ \t]*\n|/[ \t]*\n)", re.IGNORECASE)
"""What a string that spans lines may hold when its quote was meant to close another one."""
_SURE = re.compile(r"[ \t]*(?:INSERT|REPLACE|CREATE|ALTER|COMMENT)\b", re.IGNORECASE)


class Rows(NamedTuple):
    """Statements that were passed over: how many, and the offset at which the script goes on."""

    statements: int
    end: int


def rows_end(text: str, start: int, escapes: bool) -> Rows:
    """Pass over the statements with rows that follow one another from ``start`` on.

    Args:
        text: the script.
        start: offset of INSERT or REPLACE INTO.
        escapes: True where a backslash escapes in strings.

    Returns:
        How many were passed, and where the script goes on; none where the first one is anything but plain (comments
        or dollar quotes in it, a quote that does not close): it has to be read token by token.
    """
    count, at = 0, start
    while _ROWS.match(text, at):
        end = _one(text, at, escapes)
        if end is None:
            break
        count += 1
        at = end
        behind = _NEXT.match(text, at)
        if behind is None:
            break
        at = behind.end()
    return Rows(count, at)


def _one(text: str, start: int, escapes: bool) -> int | None:
    """The offset behind one statement with rows, None where it is not plain."""
    piece = _ESCAPED if escapes else _PIECE
    at = start
    while True:
        found = piece.match(text, at)
        end = found.end() if found else at
        if _SUSPECT.search(text, at, end):
            return None
        if end >= len(text):
            return end
        if text[end] == ";":
            return end + 1
        if text[end] != "\n":
            return None
        at = end + 1
        if _SURE.match(text, at) or SEPARATOR.fullmatch(text, at, _line_end(text, at)):
            return end
        if FRESH.match(text, at):
            return None


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
