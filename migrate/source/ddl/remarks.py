"""Japanese names that come in statements of their own: COMMENT ON, LABEL ON, sp_addextendedproperty."""

from __future__ import annotations

from dataclasses import replace

from migrate.source.ddl.alter import Drafts, MissingTableError, find
from migrate.source.ddl.cursor import Cursor, split
from migrate.source.ddl.names import logical_name
from migrate.source.ddl.statements import Statement
from migrate.source.ddl.table import Draft, NotUnderstoodError
from migrate.source.ddl.tokens import Kind


def _name_column(draft: Draft, name: str, text: str) -> None:
    at = draft.position(name)
    if at is None:
        raise MissingTableError(draft.name, name)
    draft.columns[at] = replace(draft.columns[at], comment=text, logical_name=logical_name(text))


def _path(cursor: Cursor) -> tuple[str, ...]:
    """All parts of a dotted name."""
    parts = []
    while (token := cursor.here) is not None and token.kind in (Kind.WORD, Kind.QUOTED):
        parts.append(token.value)
        cursor.position += 1
        if not cursor.accept_symbol("."):
            break
    return tuple(parts)


def _text(cursor: Cursor) -> str:
    """The text behind IS; ``NULL`` takes a comment away."""
    cursor.accept("TEXT")
    if not cursor.accept("IS"):
        raise NotUnderstoodError
    if cursor.accept("NULL"):
        return ""
    token = cursor.here
    if token is None or token.kind is not Kind.STRING:
        raise NotUnderstoodError
    return token.value


def comment_on(statement: Statement, drafts: Drafts) -> None:
    """COMMENT ON or LABEL ON a table, a column, or the columns of a table in one parenthesis (Db2).

    Raises:
        NotUnderstoodError: another form.
        MissingTableError: the table or column was not declared.
    """
    cursor = Cursor(statement.tokens, statement.text)
    cursor.position = 2
    if cursor.accept("TABLE"):
        path = _path(cursor)
        text = _text(cursor)
        if not path:
            raise NotUnderstoodError
        find(drafts, path[-1]).comment = text
        return
    single = cursor.accept("COLUMN")
    path = _path(cursor)
    if single and cursor.symbol() != "(":
        text = _text(cursor)
        if len(path) < 2:
            raise NotUnderstoodError
        _name_column(find(drafts, path[-2]), path[-1], text)
        return
    inside = cursor.group()
    if not path or not inside:
        raise NotUnderstoodError
    draft = find(drafts, path[-1])
    for piece in split(inside):
        part = Cursor(piece, statement.text)
        name = _path(part)
        text = _text(part)
        if not name:
            raise NotUnderstoodError
        _name_column(draft, name[-1], text)


_PROPERTY = ("name", "value", "level0type", "level0name", "level1type", "level1name", "level2type", "level2name")


def extended_property(statement: Statement, drafts: Drafts) -> bool:
    """SQL Server's MS_Description of a table or column; False where the call says something else.

    Raises:
        MissingTableError: the table or column was not declared.
    """
    if not any(t.value.casefold() == "sp_addextendedproperty" for t in statement.tokens[:6]):
        return False
    begin = next(n for n, t in enumerate(statement.tokens) if t.value.casefold() == "sp_addextendedproperty")
    values: dict[str, str] = {}
    for position, piece in enumerate(split(statement.tokens[begin + 1 :])):
        named = piece[0].value.startswith("@") and len(piece) > 2
        key = piece[0].value[1:].casefold() if named else (_PROPERTY[position] if position < len(_PROPERTY) else "")
        values[key] = piece[-1].value
    if values.get("name", "").casefold() != "ms_description" or values.get("level1type", "").upper() != "TABLE":
        return False
    draft = find(drafts, values.get("level1name", ""))
    text = values.get("value", "")
    if values.get("level2type", "").upper() == "COLUMN":
        _name_column(draft, values.get("level2name", ""), text)
    elif not values.get("level2name"):
        draft.comment = text
    return True
