"""Columns of a table that a query makes (CREATE TABLE … AS SELECT, SELECT … INTO, materialised query tables).

A column that is taken over as it stands has the type of the column it comes from, where the scripts declare that;
one that is computed has the type of its CAST, else none. A star over what no script declares is not understood.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrate.model.source import SourceColumn
from migrate.source.ddl.catalog import Catalog
from migrate.source.ddl.column import read_type
from migrate.source.ddl.cursor import Cursor, Tokens, split
from migrate.source.ddl.draft import NotUnderstoodError, NotYetError
from migrate.source.ddl.tokens import Kind, Token

Columns = tuple[SourceColumn, ...]
Sources = list[tuple[str, Columns | None]]
"""What FROM names: alias (case does not matter) and columns, None where these are not declared."""

_BEHIND_LIST = ("FROM", "INTO", "WHERE", "UNION", "MINUS", "EXCEPT", "INTERSECT", "BULK")
_BEHIND_FROM = (
    *("WHERE", "GROUP", "HAVING", "ORDER", "UNION", "MINUS", "EXCEPT", "INTERSECT", "CONNECT", "START", "LIMIT"),
    *("FETCH", "OFFSET", "WINDOW", "QUALIFY", "OPTION", "FOR", "WITH", "MODEL"),
)
_JOINS = ("JOIN", "INNER", "LEFT", "RIGHT", "FULL", "OUTER", "CROSS", "NATURAL", "LATERAL", "APPLY", "ON", "USING")
_NAMES = (Kind.WORD, Kind.QUOTED)
_DEEPEST, _MOST_COLUMNS = 10, 10_000
"""Queries inside queries, and columns, beyond which nothing is derived."""


def _top(tokens: Tokens) -> Iterator[tuple[int, Token]]:
    """Tokens outside parentheses, with their positions."""
    depth = 0
    for at, token in enumerate(tokens):
        if token.kind is Kind.SYMBOL and token.value in "()":
            depth += 1 if token.value == "(" else -1
        elif depth == 0:
            yield at, token


def query_at(tokens: Tokens) -> int | None:
    """Position of the query that makes a table's rows (behind AS, or without it), None where there is none."""
    for at, token in _top(tokens):
        if token.word == "SELECT":
            return at
        if token.word == "AS" and _begins_query(tokens[at + 1 : at + 4]):
            return at + 1
    return None


def _begins_query(ahead: Tokens) -> bool:
    inner = [token for token in ahead if token.value != "("]
    return not inner or inner[0].word in ("SELECT", "WITH", "VALUES", "TABLE")


def into(tokens: Tokens, text: str) -> tuple[str, ...]:
    """The table that ``SELECT … INTO t`` makes; empty where it fills variables or files."""
    for at, token in _top(tokens):
        if token.word == "INTO" and tokens[at - 1].word not in ("INSERT", "MERGE", "REPLACE"):
            cursor = Cursor(tokens, text)
            cursor.position = at + 1
            while cursor.word() in ("TABLE", "TEMP", "TEMPORARY", "LOCAL", "UNLOGGED"):
                cursor.position += 1
            here = cursor.here
            named = here is not None and here.kind in _NAMES and not here.value.startswith(("@", ":"))
            return cursor.path() if named and cursor.word() not in ("OUTFILE", "DUMPFILE") else ()
    return ()


def columns_of(tokens: Tokens, text: str, catalog: Catalog) -> Columns:
    """The columns of a query, each with the line at which the query names it.

    Raises:
        NotUnderstoodError: a column has no name, or a star stands for what no script declares.
    """
    return _Query(text, catalog, {}, 0).columns(tokens)


class _Query:
    """Reads one query; ``named`` holds what WITH defines around it."""

    def __init__(self, text: str, catalog: Catalog, named: dict[str, Columns | None], depth: int) -> None:
        self.text = text
        self.catalog = catalog
        self.named = dict(named)
        self.depth = depth

    def columns(self, tokens: Tokens) -> Columns:
        """The columns of the first SELECT.

        Raises:
            NotUnderstoodError: see `columns_of`.
        """
        cursor = Cursor(tokens, self.text)
        while (inside := cursor.group()) is not None:
            cursor = Cursor(inside, self.text)
        if cursor.accept("WITH"):
            self._with(cursor)
        if self.depth > _DEEPEST:
            raise NotUnderstoodError
        if (inside := cursor.group()) is not None:
            return self._inner(inside)
        if cursor.accept("TABLE"):
            return self._known(self._look(cursor))
        if not cursor.accept("SELECT"):
            raise NotUnderstoodError
        self._head(cursor)
        rest = cursor.tokens[cursor.position :]
        end = next((at for at, token in _top(rest) if token.word in _BEHIND_LIST), len(rest))
        sources, merged = self._sources(rest[end:])
        found: list[SourceColumn] = []
        for item in split(rest[:end]):
            found += self._item(item, sources, merged)
            if len(found) > _MOST_COLUMNS:
                raise NotUnderstoodError
        return tuple(found)

    def _inner(self, tokens: Tokens) -> Columns:
        return _Query(self.text, self.catalog, self.named, self.depth + 1).columns(tokens)

    def _known(self, columns: Columns | None) -> Columns:
        if columns is None:
            raise self.catalog.lacks()
        return columns

    @staticmethod
    def _head(cursor: Cursor) -> None:
        """Step over DISTINCT, TOP and the like."""
        while cursor.word() in ("DISTINCT", "ALL", "UNIQUE", "STRAIGHT_JOIN", "SQL_NO_CACHE", "TOP"):
            top = cursor.word() == "TOP"
            cursor.position += 1
            if top:
                _ = cursor.group() is not None or cursor.number()
                cursor.accept("PERCENT")
                cursor.accept("WITH", "TIES")
        if cursor.accept("ON"):
            cursor.group()

    def _with(self, cursor: Cursor) -> None:
        """Note the queries that WITH names."""
        cursor.accept("RECURSIVE")
        while name := cursor.name():
            names = cursor.names() or ()
            while cursor.left and not cursor.accept("AS"):
                cursor.position += 1
            _ = cursor.accept("NOT", "MATERIALIZED") or cursor.accept("MATERIALIZED")
            inside = cursor.group()
            if inside is None:
                raise NotUnderstoodError
            self.named[name.casefold()] = None
            self.named[name.casefold()] = self._renamed(self._try(inside), names)
            if not cursor.accept_symbol(","):
                break

    def _try(self, tokens: Tokens) -> Columns | None:
        """The columns of an inner query; None where they are not known."""
        try:
            return self._inner(tokens)
        except NotYetError:
            raise
        except NotUnderstoodError:
            return None

    @staticmethod
    def _renamed(columns: Columns | None, names: tuple[str, ...]) -> Columns | None:
        """Columns by the names of a list behind the alias."""
        if not names:
            return columns
        if columns is None or len(columns) != len(names):
            return tuple(SourceColumn(name=name) for name in names)
        return tuple(replace(column, name=name) for column, name in zip(columns, names, strict=True))

    def _look(self, cursor: Cursor) -> Columns | None:
        """Step over the name of a table; its columns where they are declared."""
        path = cursor.path()
        if len(path) == 1 and path[0].casefold() in self.named:
            return self.named[path[0].casefold()]
        draft = self.catalog.look(path)
        if draft is None and not self.catalog.final:
            raise NotYetError
        return None if draft is None else tuple(draft.columns)

    def _sources(self, tokens: Tokens) -> tuple[Sources, bool]:
        """What FROM names, and whether joins merge columns (NATURAL, USING)."""
        begin = next((at for at, token in _top(tokens) if token.word == "FROM"), None)
        if begin is None:
            return [], False
        rest = tokens[begin + 1 :]
        end = next((at for at, token in _top(rest) if token.word in _BEHIND_FROM), len(rest))
        words = [token.word for _, token in _top(rest[:end])]
        sources: Sources = []
        for piece in split(rest[:end]):
            cuts = [0, *(at + 1 for at, token in _top(piece) if token.word in ("JOIN", "APPLY"))]
            for start, stop in zip(cuts, [*cuts[1:], len(piece)], strict=True):
                sources.append(self._source(piece[start:stop]))
        return sources, "NATURAL" in words or "USING" in words

    def _source(self, tokens: Tokens) -> tuple[str, Columns | None]:
        cursor = Cursor(tokens, self.text)
        _ = cursor.accept("LATERAL") or cursor.accept("ONLY")
        name = ""
        if cursor.symbol() == "(":
            columns = self._try(cursor.group() or ())
        else:
            begin = cursor.position
            columns = self._look(cursor)
            name = cursor.tokens[cursor.position - 1].value if cursor.position > begin else ""
            if cursor.group() is not None:
                columns = None  # a function, or hints
        cursor.accept("AS")
        here = cursor.here
        if here is not None and here.kind in _NAMES and here.word not in _JOINS:
            name = here.value
            cursor.position += 1
            columns = self._renamed(columns, cursor.names() or ())
        return name.casefold(), columns

    def _item(self, item: Tokens, sources: Sources, merged: bool) -> Columns:
        """The columns of one item of the list."""
        if item[-1].value == "*" and (len(item) == 1 or item[-2].value == "."):
            owner = item[-3].value.casefold() if len(item) > 2 else ""
            wanted = [columns for name, columns in sources if not owner or name == owner]
            if not wanted or (merged and not owner):
                raise NotUnderstoodError
            found = (column for columns in wanted for column in self._known(columns))
            return tuple(_taken(column, column.name, item[0].line) for column in found)
        name, body = _named(item)
        if not name or not body:
            raise NotUnderstoodError
        source = self._origin(body, sources)
        if source is not None:
            return (_taken(source, name, item[0].line),)
        return (self._computed(body, name, item[0].line),)

    @staticmethod
    def _origin(body: Tokens, sources: Sources) -> SourceColumn | None:
        """The column that an item takes over as it is; None where it computes, or the column is not declared."""
        parts = body[::2]
        if any(t.value != "." for t in body[1::2]) or any(t.kind not in _NAMES for t in parts) or not len(body) % 2:
            return None
        wanted = parts[-1].value.casefold()
        owner = parts[-2].value.casefold() if len(parts) > 1 else ""
        for name, columns in sources:
            if not owner or name == owner:
                for column in columns or ():
                    if column.name.casefold() == wanted:
                        return column
        return None

    def _computed(self, body: Tokens, name: str, line: int) -> SourceColumn:
        """A computed column: the type is that of its CAST, else unknown."""
        kind: Tokens = ()
        if body[0].word in ("CAST", "TRY_CAST") and body[-1].value == ")":
            at = next((n for n, token in _top(body[2:-1]) if token.word == "AS"), None)
            kind = body[at + 3 : -1] if at is not None else ()
        elif body[0].word == "CONVERT" and len(body) > 2 and body[1].value == "(":
            kind = split(body[2:-1])[0]
        elif cast := [at for at, token in _top(body) if token.value == "::"]:
            kind = body[cast[-1] + 1 :]
        cursor = Cursor(kind, self.text)
        type_ = read_type(cursor)
        if not kind or cursor.left:
            return SourceColumn(name=name, line=line)
        return SourceColumn(
            name=name, type=type_.name, length=type_.length, scale=type_.scale, length_unit=type_.unit, line=line
        )


def _named(item: Tokens) -> tuple[str, Tokens]:
    """The name that an item gets, empty where it gets none, and the rest of it."""
    if len(item) > 2 and item[1].value == "=" and item[0].kind in _NAMES:  # SQL Server: name = expression
        return item[0].value, item[2:]
    last, before = item[-1], item[-2] if len(item) > 1 else None
    if before is None or before.value == ".":
        return (last.value if last.kind in _NAMES else ""), item
    if before.word == "AS":
        return last.value, item[:-2]
    operand = before.kind is not Kind.SYMBOL or before.value == ")"
    if last.kind in _NAMES and operand and last.word not in ("END", "NULL") and before.word not in _OPERATORS:
        return last.value, item[:-1]
    return "", item


_OPERATORS = ("AND", "OR", "NOT", "LIKE", "BETWEEN", "DIV", "MOD", "COLLATE", "CASE", "WHEN", "THEN", "ELSE", "CURRENT")


def _taken(column: SourceColumn, name: str, line: int) -> SourceColumn:
    """A column taken over: type and comment are those of its origin, a default is not."""
    return replace(column, name=name, default="", line=line)
