"""Comments beside the columns of a table, which carry their Japanese names."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from migrate.source.ddl.draft import Draft
from migrate.source.ddl.names import logical_name
from migrate.source.ddl.statements import Statement
from migrate.source.ddl.tokens import Token

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff々〆]")
_RULE = re.compile(r"[-=*#─━＝－ー\s]+\Z")
_TITLE = re.compile(r"(?:テーブル|表)(?:論理)?(?:名称?)?[ \u3000]*[：:]\s*")
_CODE = re.compile(r"\b(?:CHAR|VARCHAR2?|NUMBER|INT(?:EGER)?|DATE|DECIMAL|NUMERIC|TIMESTAMP|CREATE|ALTER)\b", re.I)
_LONGEST = 60


def _names(text: str) -> bool:
    """True for a comment on a line of its own that may be a name: Japanese, short, no sentence, no code."""
    plain = text.strip(" \u3000\t\n*-=")
    return (
        bool(_JAPANESE.search(plain))
        and len(plain) <= _LONGEST
        and not plain.endswith("。")
        and ";" not in plain
        and not _CODE.search(plain)
        and bool(logical_name(plain))
    )


def name_columns(statement: Statement, draft: Draft, opening: int) -> None:
    """Names from comments: behind a column, above it where no column has one behind it, and the table's.

    Args:
        statement: the CREATE TABLE with its comments.
        draft: the table; its columns stand in the order of ``places``.
        opening: line of the parenthesis that opens; a comment behind it is the table's name.
    """
    places = draft.places
    foreign = len(draft.columns) - len(places)
    columns = {place.start: foreign + n for n, place in enumerate(places)}
    starts = [place.start for place in places]
    above: dict[int, Token] = {}
    before: Token | None = None
    behind = False
    for comment in statement.comments:
        text = comment.value.strip()
        n = bisect_right(starts, comment.start) - 1
        if n < 0:
            if comment.start < statement.tokens[0].start:
                before = comment
            elif comment.line == opening and not comment.first and not draft.comment:
                draft.comment = text
            else:
                above[_end_line(statement, comment)] = comment
        elif not comment.first and comment.line <= places[n].last_line:
            behind = _name(draft, columns[places[n].start], text) or behind
        else:
            above[_end_line(statement, comment)] = comment
    if not behind:
        _from_above(draft, above, columns)
    if not draft.comment and before is not None and _end_line(statement, before) == statement.line - 1:
        title = _TITLE.sub("", before.value.strip(" \u3000\t\n*-="))
        if before.first and _names(title):
            draft.comment = title


def _end_line(statement: Statement, comment: Token) -> int:
    return comment.line + statement.text.count("\n", comment.start, comment.end)


def _name(draft: Draft, at: int, text: str) -> bool:
    if draft.columns[at].comment or not logical_name(text) or _RULE.match(text):
        return False
    draft.columns[at] = replace(draft.columns[at], comment=text, logical_name=logical_name(text))
    return True


def _from_above(draft: Draft, above: dict[int, Token], columns: dict[int, int]) -> None:
    """Comments on the line before a column: names where more than half of the columns have one."""
    found = [
        (n, above[line - 1].value.strip())
        for n in columns.values()
        if (line := draft.columns[n].line) is not None and line - 1 in above and _names(above[line - 1].value)
    ]
    if 2 * len(found) > len(columns):
        for n, text in found:
            _name(draft, n, text)
