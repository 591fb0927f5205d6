"""Statements about tables inside others: in a block, behind IF, in the string of EXECUTE, in a called procedure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from migrate.source.ddl.cursor import Cursor
from migrate.source.ddl.statements import Fault, Statement, split
from migrate.source.ddl.tokens import Kind, Token

_OUTER = ("BEGIN", "DECLARE", "DO", "EXEC", "EXECUTE", "IF", "ELSE", "WHILE", "SET", "WITH", "END")
_CALLS = ("CALL", "EXEC", "EXECUTE")
_DEEPEST = 3
_TOLD = re.compile(r"\b(?:CREATE\s+(?:\w+\s+){0,3}(?:TABLE|INDEX)|ALTER\s+TABLE|COMMENT\s+ON)\b", re.IGNORECASE)
_TOLD_HEADS = [("CREATE",), ("ALTER",), ("COMMENT",), ("BEGIN",), ("DECLARE",)]
_PASSING = ("TEMPORARY", "TEMP", "TRIGGER", "PROCEDURE", "FUNCTION", "VOLATILE")
_FIRST = ("CREATE", "ALTER", "COMMENT")
_LAST = ("END", "ELSE", "ELSEIF", "ELSIF", "EXCEPTION")


def _begins(tokens: tuple[Token, ...], at: int) -> bool:
    """True where a statement about a table begins."""
    words = [one.word for one in tokens[at + 1 : at + 5]]
    match tokens[at].word:
        case "CREATE":
            kind = next((n for n, word in enumerate(words) if word in ("TABLE", "INDEX")), None)
            return kind is not None and all(words[:kind]) and not any(word in _PASSING for word in words[:kind])
        case "ALTER":
            return words[:1] == ["TABLE"]
        case _:
            return words[:2] in (["ON", "TABLE"], ["ON", "COLUMN"])


def _end(tokens: tuple[Token, ...], begin: int) -> int:
    """Where the statement ends: at a semicolon, the end of its block, or the next statement without one between."""
    depth = 0
    for at in range(begin + 1, len(tokens)):
        token = tokens[at]
        if token.kind is Kind.SYMBOL:
            depth += (token.value == "(") - (token.value == ")")
        ends = token.value == ";" or token.word in _LAST or (token.first and token.word in _FIRST)
        if depth <= 0 and ends and (token.word not in _FIRST or _begins(tokens, at)):
            return at
    return len(tokens)


def _blocks(statement: Statement) -> Iterator[Statement]:
    tokens = statement.tokens
    end = 0
    for begin, token in enumerate(tokens):
        if begin < max(end, 1) or token.word not in _FIRST or not _begins(tokens, begin):
            continue
        end = _end(tokens, begin)
        piece = tokens[begin:end]
        comments = tuple(c for c in statement.comments if piece[0].start < c.start < piece[-1].end)
        yield replace(statement, tokens=piece, comments=comments, line=token.line, procedural=False, fault=Fault.NONE)


def _strings(statement: Statement) -> Iterator[Statement]:
    for token in statement.tokens:
        if token.kind is Kind.STRING and _TOLD.search(token.value):
            for one in split(token.value, token.line):
                if one.procedural or one.head[:1] in _TOLD_HEADS:
                    yield one


def inside(statement: Statement, deep: int) -> Iterator[Statement]:
    """Statements about tables within one that is skipped: of anonymous blocks and calls, not of procedures.

    Args:
        statement: the outer one.
        deep: how many statements stand around it already.
    """
    if statement.shell_line or statement.undone or deep >= _DEEPEST:
        return
    outer = statement.head[:1] in [(word,) for word in _OUTER]
    if outer or statement.fault is Fault.BLOCK:
        yield from _blocks(statement)
    if statement.head[:1] == ("CREATE",) and not outer and not statement.procedural:
        dollars = tuple(token for token in statement.tokens if _is_dollar(statement, token))
        yield from _strings(replace(statement, tokens=dollars))  # a dollar quote that was meant to close another one
    if outer or statement.fault:  # a broken statement may hold others in what looks like a string
        yield from _strings(statement)


def _is_dollar(statement: Statement, token: Token) -> bool:
    return token.kind is Kind.STRING and statement.text.startswith("$", token.start)


class Procedures:
    """Procedures that a script declares: what one does to tables counts where the script calls it."""

    def __init__(self) -> None:
        self._by_name: dict[str, Statement] = {}

    def note(self, statement: Statement) -> None:
        """Keep a statement that declares a procedure."""
        cursor = Cursor(statement.tokens[:20], statement.text)
        while cursor.left:
            if cursor.accept("PROCEDURE") or cursor.accept("PROC"):
                cursor.accept("IF", "NOT", "EXISTS")
                self._by_name[cursor.name().casefold()] = statement
                return
            cursor.position += 1

    def called(self, statement: Statement) -> Iterator[Statement]:
        """The statements about tables in the procedure that a statement calls for the first time."""
        cursor = Cursor(statement.tokens, statement.text)
        if not any(cursor.accept(word) for word in _CALLS):
            return
        body = self._by_name.pop(cursor.name().casefold(), None)
        if body is not None:
            yield from _blocks(body)
            yield from _strings(body)
