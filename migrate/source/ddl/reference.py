"""Pieces of keys, references and indexes: the actions of a reference, the columns and condition of an index."""

from __future__ import annotations

from migrate.model.value import value
from migrate.source.ddl.cursor import Cursor, Tokens, split
from migrate.source.ddl.tokens import Kind

Path = tuple[str, ...]
"""The parts of a dotted name, the table's own name last."""

_ACTIONS = (("NO", "ACTION"), ("SET", "NULL"), ("SET", "DEFAULT"), ("CASCADE",), ("RESTRICT",), ("NULLIFY",))
_BEHIND_COLUMN = ("ASC", "DESC", "NULLS", "COLLATE", "RANDOM")
_OPERATORS = ("AND", "OR", "IS", "IN", "LIKE", "BETWEEN", "AT", "NOT")
_END_OF_CONDITION = ("WITH", "ON", "TABLESPACE", "FILESTREAM_ON", "LOCAL", "NOLOGGING", "COMPUTE")


@value
class Reference:
    """A foreign key as it is written."""

    name: str
    columns: tuple[str, ...]
    path: Path
    target: tuple[str, ...]
    on_delete: str
    on_update: str
    file: str = ""
    """File of ``line`` where that is another one than the table's."""
    line: int


def read_reference(cursor: Cursor, name: str, columns: tuple[str, ...], line: int) -> Reference:
    """What stands behind REFERENCES: table, columns, actions; ``path`` is empty where no table is named."""
    path = cursor.path()
    target = cursor.names() or ()
    done = {"DELETE": "", "UPDATE": ""}
    while True:
        if cursor.accept("MATCH"):
            cursor.position += 1
        elif cursor.word() == "ON" and cursor.word(1) in done:
            event = cursor.word(1)
            cursor.position += 2
            done[event] = _action(cursor)
        else:
            break
    return Reference(
        name=name,
        columns=columns,
        path=path,
        target=target,
        on_delete=done["DELETE"],
        on_update=done["UPDATE"],
        line=line,
    )


def _action(cursor: Cursor) -> str:
    found = next((words for words in _ACTIONS if cursor.accept(*words)), None)
    if found is None:
        cursor.position += 1
        return ""
    if found[0] == "SET":
        cursor.group()  # PostgreSQL: only these columns
    return " ".join(found)


def _is_name(piece: Tokens) -> bool:
    """True where a part of an index is a column with or without a prefix length, an order, an operator class."""
    if piece[0].kind not in (Kind.WORD, Kind.QUOTED, Kind.STRING) or piece[0].word == "CASE":
        return False
    if len(piece) == 1 or piece[1].word:
        return True
    return len(piece) > 3 and piece[1].value == "(" and piece[2].kind is Kind.NUMBER and piece[3].value == ")"


def _without_order(piece: Tokens) -> Tokens:
    """An expression without ASC, DESC and NULLS FIRST behind it."""
    depth = 0
    for at, token in enumerate(piece):
        depth += (token.value == "(") - (token.value == ")") if token.kind is Kind.SYMBOL else 0
        behind_call = piece[at - 1].value == ")" and token.word not in _OPERATORS  # an operator class
        if at and not depth and token.word and (token.word in _BEHIND_COLUMN or behind_call):
            return piece[:at]
    return piece


def index_columns(cursor: Cursor) -> tuple[str, ...] | None:
    """Step over the parenthesis of an index: names of columns, expressions as their text; None where there is none."""
    inside = cursor.group()
    if inside is None:
        return None
    found = []
    for piece in split(inside):
        if _is_name(piece):
            found.append(piece[0].value)
        else:
            part = _without_order(piece)
            found.append(cursor.text[part[0].start : part[-1].end])
    return tuple(found)


def condition(cursor: Cursor) -> str:
    """The text behind WHERE of an index over a part of the rows, empty where there is none."""
    while cursor.left and not cursor.accept("WHERE"):
        if cursor.word() == "FROM":
            return ""  # Oracle: a join that the index is over
        if cursor.group() is None:
            cursor.position += 1
    begin = cursor.position
    while cursor.left and cursor.word() not in _END_OF_CONDITION:
        if cursor.group() is None:
            cursor.position += 1
    return cursor.source(begin, cursor.position)
