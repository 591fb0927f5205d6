"""Japanese names that come in statements of their own: COMMENT ON, LABEL ON, sp_addextendedproperty."""

from __future__ import annotations

from dataclasses import replace

from migrate.source.ddl.catalog import Catalog
from migrate.source.ddl.cursor import Cursor, Tokens, split
from migrate.source.ddl.draft import Draft, NotUnderstoodError
from migrate.source.ddl.names import logical_name
from migrate.source.ddl.statements import Statement
from migrate.source.ddl.tokens import Kind


def _name_column(draft: Draft, name: str, text: str) -> None:
    at = draft.at(name)
    draft.columns[at] = replace(draft.columns[at], comment=text, logical_name=logical_name(text))


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


def comment_on(statement: Statement, catalog: Catalog) -> None:
    """COMMENT ON or LABEL ON a table, a column, or the columns of a table in one parenthesis (Db2).

    Raises:
        NotUnderstoodError: another form.
        MissingTableError: the table or column was not declared.
    """
    cursor = Cursor(statement.tokens, statement.text)
    cursor.position = 2
    if cursor.accept("TABLE"):
        path = cursor.path()
        text = _text(cursor)
        if not path:
            raise NotUnderstoodError
        if _is_other(path, catalog):
            return
        catalog.find(path).comment = text
        return
    single = cursor.accept("COLUMN")
    path = cursor.path()
    if single and cursor.symbol() != "(":
        text = _text(cursor)
        if len(path) < 2:
            raise NotUnderstoodError
        if not _is_other(path[:-1], catalog):
            _name_column(catalog.find(path[:-1]), path[-1], text)
        return
    inside = cursor.group()
    if not path or not inside:
        raise NotUnderstoodError
    if _is_other(path, catalog):
        return
    draft = catalog.find(path)
    for piece in split(inside):
        part = Cursor(piece, statement.text)
        name = part.path()
        text = _text(part)
        if not name:
            raise NotUnderstoodError
        _name_column(draft, name[-1], text)


def _is_other(path: tuple[str, ...], catalog: Catalog) -> bool:
    """True for a view, where no table has that name."""
    return bool(path) and path[-1].casefold() in catalog.others and catalog.look(path) is None


_PROPERTY = ("name", "value", "level0type", "level0name", "level1type", "level1name", "level2type", "level2name")


_CALLS = ("sp_addextendedproperty", "sp_updateextendedproperty")


def _argument(piece: Tokens) -> str:
    """The value of one argument: a string, an N'string', a bare name; empty for NULL."""
    rest = piece[2:] if piece[0].value.startswith("@") and len(piece) > 2 else piece
    return "" if rest[0].word == "NULL" else rest[0].value


def extended_property(statement: Statement, catalog: Catalog) -> bool:
    """SQL Server's MS_Description of a table or column; False where the call says something else.

    Raises:
        MissingTableError: the table or column was not declared.
    """
    begin = next((n for n, t in enumerate(statement.tokens[:8]) if t.value.casefold() in _CALLS), None)
    if begin is None:
        return False
    values: dict[str, str] = {}
    for position, piece in enumerate(split(statement.tokens[begin + 1 :])):
        named = piece[0].value.startswith("@") and len(piece) > 2
        key = piece[0].value[1:].casefold() if named else (_PROPERTY[position] if position < len(_PROPERTY) else "")
        values[key] = _argument(piece)
    if values.get("name", "").casefold() != "ms_description" or values.get("level1type", "").upper() != "TABLE":
        return False
    draft = catalog.find(tuple(part for key in ("level0name", "level1name") if (part := values.get(key, ""))))
    text = values.get("value", "")
    if values.get("level2type", "").upper() == "COLUMN":
        _name_column(draft, values.get("level2name", ""), text)
    elif not values.get("level2name"):
        draft.comment = text
    return True
