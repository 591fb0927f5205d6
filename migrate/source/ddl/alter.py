"""ALTER TABLE: keys and columns that a script adds, changes, renames or takes away later."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.source import SourceColumn
from migrate.source.ddl.catalog import Catalog
from migrate.source.ddl.column import ColumnFacts, read_column
from migrate.source.ddl.cursor import Cursor, Tokens, split
from migrate.source.ddl.draft import Draft, NotUnderstoodError
from migrate.source.ddl.keys import read_key
from migrate.source.ddl.statements import Statement
from migrate.source.ddl.tokens import Kind

_BEGINS = ("ADD", "ALTER", "DROP", "MODIFY")
_OBJECTS = ("COLUMN", "CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK")
_KEYS = ("PRIMARY", "FOREIGN", "UNIQUE", "CHECK")
_NAMES = (Kind.WORD, Kind.QUOTED)
_HARMLESS = (
    "SET STATISTICS",
    "SET STORAGE",
    "SET COMPRESSION",
    "SET INLINE",
    "SET GENERATED",
    "SET CYCLE",
    "SET NO",
    "SET INCREMENT",
    "SET MINVALUE",
    "SET MAXVALUE",
    "SET CACHE",
    "SET START",
    "SET EXPRESSION",
    "SET IMPLICITLY",
    "SET NOT HIDDEN",
    "SET VISIBLE",
    "SET INVISIBLE",
    "RESET",
    "RESTART",
    "COMPRESS",
    "ADD GENERATED",
    "ADD ROWGUIDCOL",
    "ADD MASKED",
    "ADD SPARSE",
    "ADD HIDDEN",
    "ADD PERSISTED",
    "ADD NOT FOR REPLICATION",
    "DROP IDENTITY",
    "DROP EXPRESSION",
    "DROP GENERATED",
    "DROP ROWGUIDCOL",
    "DROP MASKED",
    "DROP SPARSE",
    "DROP HIDDEN",
    "DROP PERSISTED",
    "DROP NOT FOR REPLICATION",
    "OPTIONS",
)
_HARMLESS_WORDS = tuple(tuple(entry.split()) for entry in _HARMLESS)


def _pieces(cursor: Cursor) -> tuple[Tokens, ...]:
    """What the action is about: the elements of its parenthesis, else the rest as one piece."""
    inside = cursor.group()
    pieces = split(inside) if inside is not None else (cursor.tokens[cursor.position :],)
    cursor.position = len(cursor.tokens)
    return pieces


def _placed(piece: Tokens) -> tuple[Tokens, str | None]:
    """The definition without ``FIRST`` or ``AFTER column`` (MySQL), and the column before it (empty: it is first)."""
    if len(piece) > 2 and piece[-2].word == "AFTER":
        return piece[:-2], piece[-1].value
    if len(piece) > 2 and piece[-1].word == "FIRST":
        return piece[:-1], ""
    return piece, None


def _add_columns(cursor: Cursor, draft: Draft, optional: bool) -> None:
    for piece in _pieces(cursor):
        definition, behind = _placed(piece)
        facts = read_column(Cursor(definition, cursor.text))
        if facts is None:
            raise NotUnderstoodError
        at = draft.position(facts.column.name)
        if at is not None:
            if optional or _typed(draft.columns[at], facts.column) == draft.columns[at]:
                continue  # behind IF: the script adds what may be missing
            raise NotUnderstoodError
        draft.take(facts)
        if behind is not None:
            draft.move(facts.column.name, behind)


def _typed(old: SourceColumn, new: SourceColumn) -> SourceColumn:
    return replace(old, type=new.type, length=new.length, length_unit=new.length_unit, scale=new.scale)


def _amended(old: SourceColumn, facts: ColumnFacts) -> SourceColumn:
    """Only what is said changes (Oracle, SQL Server)."""
    new = facts.column
    if new.type:
        old = _typed(old, new)
    if not new.nullable or facts.stated_null:
        old = replace(old, nullable=new.nullable)
    return replace(old, default=new.default or old.default)


def _modify(cursor: Cursor, draft: Draft) -> None:
    """MODIFY: in MySQL the whole definition anew, in Oracle only what is said."""
    whole = cursor.accept("COLUMN") or (cursor.here is not None and cursor.text[cursor.here.start] == "`")
    for piece in _pieces(cursor):
        definition, behind = _placed(piece)
        facts = read_column(Cursor(definition, cursor.text))
        if facts is None:
            raise NotUnderstoodError
        at = draft.at(facts.column.name)
        old = draft.columns[at]
        new = replace(facts.column, name=old.name, file=old.file, line=old.line)
        draft.columns[at] = new if whole or behind is not None else _amended(old, facts)
        draft.note(facts)
        if behind is not None:
            draft.move(old.name, behind)


def _change(cursor: Cursor, draft: Draft, catalog: Catalog) -> None:
    """MySQL: ``CHANGE old new definition``."""
    cursor.accept("COLUMN")
    old = cursor.name()
    definition, behind = _placed(cursor.tokens[cursor.position :])
    facts = read_column(Cursor(definition, cursor.text))
    if facts is None or not old:
        raise NotUnderstoodError
    at = draft.at(old)
    before = draft.columns[at]
    catalog.rename_column(draft, old, facts.column.name)
    draft.columns[at] = replace(facts.column, file=before.file, line=before.line)
    draft.note(facts)
    if behind is not None:
        draft.move(facts.column.name, behind)


def _alter_column(cursor: Cursor, draft: Draft) -> None:
    """ALTER COLUMN name SET DEFAULT … | SET NOT NULL | DROP … | TYPE … | SET DATA TYPE … | type NULL (SQL Server)"""
    at = draft.at(cursor.name())
    column = draft.columns[at]
    if cursor.accept("SET", "NOT", "NULL"):
        draft.columns[at] = replace(column, nullable=False)
    elif cursor.accept("DROP", "NOT", "NULL") or cursor.accept("SET", "NULL"):
        draft.columns[at] = replace(column, nullable=True)
    elif cursor.accept("SET", "DEFAULT") or cursor.accept("SET", "WITH", "DEFAULT"):
        draft.columns[at] = replace(column, default=cursor.expression())
    elif cursor.accept("DROP", "DEFAULT"):
        draft.columns[at] = replace(column, default="")
    elif cursor.accept("TYPE") or cursor.accept("SET", "DATA", "TYPE"):
        definition = _renamed(cursor, column.name)
        draft.columns[at] = _typed(column, definition.column)
    elif (
        any(cursor.accept(*words) for words in _HARMLESS_WORDS)
        or cursor.accept_symbol("(")
        or (cursor.word() == "SET" and cursor.symbol(1) == "(")
    ):
        pass
    else:
        definition = _renamed(cursor, column.name)
        if not definition.column.type:
            raise NotUnderstoodError
        nullable = definition.column.nullable
        draft.columns[at] = replace(_typed(column, definition.column), nullable=nullable)


def _renamed(cursor: Cursor, name: str) -> ColumnFacts:
    """What follows, read as the definition of a column of that name."""
    cursor.position -= 1
    token = cursor.tokens[cursor.position]._replace(value=name)
    facts = read_column(
        Cursor((token._replace(kind=Kind.WORD, word=name.upper()), *cursor.tokens[cursor.position + 1 :]), cursor.text)
    )
    if facts is None:
        raise NotUnderstoodError
    return facts


def _add(cursor: Cursor, draft: Draft) -> None:
    begin = cursor.position
    line = cursor.tokens[begin].line if cursor.left else 0
    if (inside := cursor.group()) is not None and not cursor.left:  # Oracle: ADD (CONSTRAINT … | column …)
        for piece in split(inside):
            _add(Cursor(piece, cursor.text), draft)
        return
    cursor.position = begin
    name = ""
    if named := cursor.accept("CONSTRAINT"):
        cursor.accept("IF", "NOT", "EXISTS")
        unnamed = cursor.symbol() == "(" or (cursor.word() in _KEYS and not cursor.quoted())
        name = "" if unnamed else cursor.name()
    if cursor.accept("DEFAULT"):
        _default_for(cursor, draft)
    elif cursor.accept("CHECK") or (named and cursor.accept("EXCLUDE")):
        return
    elif named and cursor.accept("NOT", "NULL"):
        at = draft.at(cursor.name())
        draft.columns[at] = replace(draft.columns[at], nullable=False)
    elif read_key(cursor, draft, name, line):
        return
    elif named and (inside := cursor.group()) is not None:  # Informix: ADD CONSTRAINT (PRIMARY KEY (a) CONSTRAINT pk)
        for piece in split(inside):
            _add(Cursor(piece, cursor.text), draft)
    elif named:
        raise NotUnderstoodError
    else:
        cursor.position = begin
        cursor.accept("COLUMN")
        optional = cursor.accept("IF", "NOT", "EXISTS")
        _add_columns(cursor, draft, optional)


def _default_for(cursor: Cursor, draft: Draft) -> None:
    """SQL Server: ``ADD CONSTRAINT d DEFAULT ((0)) FOR [column]``."""
    default = cursor.expression()
    if not cursor.accept("FOR"):
        raise NotUnderstoodError
    at = draft.at(cursor.name())
    draft.columns[at] = replace(draft.columns[at], default=default)


def _drop(cursor: Cursor, draft: Draft) -> None:
    """DROP of columns, keys and constraints."""
    if cursor.accept("PRIMARY", "KEY"):
        draft.drop_primary()
        return
    if any(cursor.accept(word) for word in ("CONSTRAINT", "INDEX", "KEY", "CHECK")) or cursor.accept("FOREIGN", "KEY"):
        cursor.accept("IF", "EXISTS")
        draft.drop_constraint(cursor.name())
        return
    if cursor.accept("UNIQUE"):  # Oracle: by its columns
        columns = draft.own(cursor.names() or ())
        draft.indexes = [index for index in draft.indexes if draft.own(index.columns) != columns]
        return
    cursor.accept("COLUMN")
    optional = cursor.accept("IF", "EXISTS")
    if (names := cursor.names()) is None:
        names = (cursor.name(),)
    for name in names:
        if not name:
            raise NotUnderstoodError
        if not optional or draft.position(name) is not None:
            draft.drop_column(name)


def _rename(cursor: Cursor, draft: Draft, catalog: Catalog) -> None:
    """RENAME TO new, RENAME [COLUMN] old TO new; constraints and indexes have names that are not shown."""
    if cursor.word() in ("CONSTRAINT", "INDEX", "KEY") and cursor.word(1) != "TO":
        return
    if cursor.accept("TO") or cursor.accept("AS"):
        catalog.rename(draft, cursor.name())
        return
    if cursor.word(1) not in ("TO", "AS") or cursor.word() == "COLUMN":
        cursor.accept("COLUMN")
    old = cursor.name()
    if old and not cursor.left:  # MySQL: RENAME new
        catalog.rename(draft, old)
        return
    if not old or not cursor.accept("TO"):
        raise NotUnderstoodError
    catalog.rename_column(draft, old, cursor.name())


class _Alteration:
    """The actions of one ALTER TABLE, in order; ``ADD a int, b int`` goes on adding, ``DROP COLUMN a, b`` dropping."""

    def __init__(self, text: str, draft: Draft, catalog: Catalog) -> None:
        self.text = text
        self.draft = draft
        self.catalog = catalog
        self.before = ""

    def take(self, piece: Tokens) -> None:
        cursor = Cursor(piece, self.text)
        _ = cursor.accept("WITH", "CHECK") or cursor.accept("WITH", "NOCHECK")
        draft, catalog = self.draft, self.catalog
        if cursor.at_clause("alter_clauses") and not self._is_column(cursor):
            self.before = ""
        elif cursor.accept("ADD"):
            _add(cursor, draft)
            self.before = "ADD"
        elif cursor.accept("ALTER", "COLUMN") or cursor.accept("ALTER"):
            _alter_column(cursor, draft)
            self.before = ""
        elif cursor.accept("MODIFY"):
            _modify(cursor, draft)
            self.before = ""
        elif cursor.word() in ("FOREIGN", "PRIMARY") and cursor.word(1) == "KEY":
            _add(cursor, draft)  # Db2 for z/OS: without ADD
        elif cursor.accept("CHANGE"):
            _change(cursor, draft, catalog)
        elif cursor.accept("DROP") or cursor.accept("SET", "UNUSED"):
            self.before = "CONSTRAINT" if cursor.word() == "CONSTRAINT" else "DROP"
            _drop(cursor, draft)
        elif cursor.accept("RENAME"):
            _rename(cursor, draft, catalog)
        else:
            self._go_on(cursor)

    def _go_on(self, cursor: Cursor) -> None:
        """What follows a comma without a verb of its own goes on with the action before."""
        if self.before == "ADD":
            _add(cursor, self.draft)
        elif self.before == "DROP" or (self.before == "CONSTRAINT" and cursor.word() == "COLUMN" and cursor.word(1)):
            _drop(cursor, self.draft)
        elif self.before == "CONSTRAINT":
            self.draft.drop_constraint(cursor.name())
        else:
            raise NotUnderstoodError

    def _is_column(self, cursor: Cursor) -> bool:
        """True for SET UNUSED, which takes columns away although SET alone changes nothing."""
        return cursor.word() == "SET" and cursor.word(1) == "UNUSED"


def _actions(tokens: Tokens) -> list[Tokens]:
    """Actions: cut at commas, and where another one begins without a comma (Db2, Oracle)."""
    actions: list[Tokens] = []
    for piece in split(tokens):
        begin = depth = 0
        for at, token in enumerate(piece):
            depth += (token.value == "(") - (token.value == ")")
            after = piece[at + 1] if at + 1 < len(piece) else None
            if depth or at <= begin or token.word not in _BEGINS or after is None:
                continue
            altering = piece[begin].word == "ALTER" and at - begin < 4 and token.word != "ALTER"
            bare = token.word == "ADD" and piece[begin].word == "ADD" and at - begin > 2  # Db2: ADD a INT ADD b INT
            if ((after.word in _OBJECTS or (bare and after.kind in _NAMES)) and not altering) or (
                after.value == "(" and token.word in ("ADD", "MODIFY", "DROP")
            ):
                actions.append(piece[begin:at])
                begin = at
        actions.append(piece[begin:])
    return [action for action in actions if action]


def alter_table(statement: Statement, catalog: Catalog) -> None:
    """Apply ALTER TABLE to a table that was read before.

    Raises:
        NotUnderstoodError: an action that is not known.
        MissingTableError: the table or column was not declared.
    """
    cursor = Cursor(statement.tokens, statement.text)
    while cursor.left and not cursor.accept("TABLE"):
        cursor.position += 1
    cursor.accept("IF", "EXISTS")
    cursor.accept("ONLY")
    path = cursor.path()
    cursor.accept_symbol("*")
    _ = cursor.accept("WITH", "CHECK") or cursor.accept("WITH", "NOCHECK")
    actions = _actions(statement.tokens[cursor.position :])
    if not path or not actions:
        raise NotUnderstoodError
    storage = all(Cursor(action, statement.text).at_clause("alter_clauses") for action in actions)
    if storage and catalog.look(path) is None:
        return  # it would change nothing that is read here
    draft = catalog.find(path)
    alteration = _Alteration(statement.text, draft, catalog)
    for action in actions:
        alteration.take(action)
