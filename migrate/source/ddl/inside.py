"""Tables that are declared inside other statements: in a block, behind IF, in the string of EXECUTE IMMEDIATE."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from migrate.source.ddl.statements import Fault, Statement, split
from migrate.source.ddl.tokens import Kind

_OUTER = ("BEGIN", "DECLARE", "DO", "EXEC", "EXECUTE", "IF", "ELSE", "WHILE", "SET", "WITH", "END")
_DEEPEST = 3
_TOLD = re.compile(r"\b(?:CREATE\s+(?:\w+\s+){0,3}TABLE|ALTER\s+TABLE|COMMENT\s+ON)\b", re.IGNORECASE)
_TEMPORARY = ("TEMPORARY", "TEMP", "TRIGGER", "PROCEDURE", "FUNCTION")


def _blocks(statement: Statement) -> Iterator[Statement]:
    tokens = statement.tokens
    end = 0
    for begin, token in enumerate(tokens):
        words = [one.word for one in tokens[begin + 1 : begin + 5]]
        if begin < max(end, 1) or token.word != "CREATE" or "TABLE" not in words:
            continue
        between = words[: words.index("TABLE")]
        if not all(between) or any(word in _TEMPORARY for word in between):
            continue
        end = next((n for n in range(begin, len(tokens)) if tokens[n].value == ";"), len(tokens))
        piece = tokens[begin:end]
        comments = tuple(c for c in statement.comments if piece[0].start < c.start < piece[-1].end)
        yield replace(statement, tokens=piece, comments=comments, line=token.line, procedural=False, fault=Fault.NONE)


def _strings(statement: Statement) -> Iterator[Statement]:
    for token in statement.tokens:
        if token.kind is Kind.STRING and _TOLD.search(token.value):
            for one in split(token.value, token.line):
                if one.procedural or one.head[:1] in (("CREATE",), ("ALTER",), ("COMMENT",), ("BEGIN",), ("DECLARE",)):
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
    if outer:
        yield from _blocks(statement)
    if outer or statement.fault:  # a broken statement may hold others in what looks like a string
        yield from _strings(statement)
