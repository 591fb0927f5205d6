"""DDL scripts read to tables. Each statement is read, skipped on purpose, or named as unknown with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceTable
from migrate.model.value import value
from migrate.source.ddl import vocabulary
from migrate.source.ddl.alter import alter_table
from migrate.source.ddl.catalog import Catalog
from migrate.source.ddl.changes import create_index, drop_index, dropped, rename, renamed_by_procedure
from migrate.source.ddl.cursor import Cursor
from migrate.source.ddl.domains import read_domain
from migrate.source.ddl.draft import Draft, MissingTableError, NotUnderstoodError, NotYetError
from migrate.source.ddl.inside import Procedures, inside
from migrate.source.ddl.query import columns_of, into
from migrate.source.ddl.record import Fate, Record
from migrate.source.ddl.remarks import comment_on, extended_property
from migrate.source.ddl.series import TWIN, is_migration, is_undo, order
from migrate.source.ddl.statements import Fault, Statement, split
from migrate.source.ddl.table import is_partition, known_table_words, read_table, read_type, table_path


@value
class Script:
    """What one DDL file says."""

    tables: tuple[SourceTable, ...]
    findings: tuple[Finding, ...]
    read: int
    skipped: int
    unknown: int


_SAID_WORDS = 3
_DROPPED = ("OR", "REPLACE", "EDITIONABLE", "NONEDITIONABLE", "FORCE", "PUBLIC", "NO")
_INDEX_WORDS = (
    "UNIQUE",
    "BITMAP",
    "CLUSTERED",
    "NONCLUSTERED",
    "FULLTEXT",
    "SPATIAL",
    "COLUMNSTORE",
    "CLUSTER",
    "LARGE",
    "MULTIVALUE",
    "VECTOR",
    "PRIMARY",
    "WHERE",
    "HASH",
    "ASC",
    "ASCENDING",
    "DESC",
    "DESCENDING",
)
_OTHERS = ("VIEW", "CLUSTER", "ALIAS", "SYNONYM")
_OF_VIEWS, _MOST_OF_VIEWS = ("ALGORITHM", "DEFINER", "SQL"), 24
"""MySQL: clauses between CREATE and VIEW, and the tokens among which VIEW stands."""
_PARTITION, _TEMPORARY = "ほかの表の区分（パーティション）です", "作業用の一時表です"
_NO_WORD = "（語ではない文字で始まる文）"


def _bare(head: tuple[str, ...]) -> tuple[str, ...]:
    """The head without words that say nothing about what is declared (OR REPLACE, FORCE …)."""
    return tuple(word for word in head if word not in _DROPPED)


def _head(statement: Statement) -> tuple[str, ...]:
    """The leading words: a view of MySQL without what stands before VIEW, a procedure called without EXEC with it."""
    head = _bare(statement.head)
    path = Cursor(statement.tokens, statement.text).path() if statement.tokens else ()
    if path and path[-1].casefold().startswith("sp_"):
        return ("EXEC", *statement.head)
    clauses = head[:1] == ("CREATE",) and head[1:2] and head[1] in _OF_VIEWS
    if clauses and any(token.word == "VIEW" for token in statement.tokens[:_MOST_OF_VIEWS]):
        return ("CREATE", "VIEW")
    return statement.head


class _Reader:
    """Reads scripts one after the other into one catalog."""

    def __init__(self) -> None:
        self.catalog = Catalog()
        self.file = ""
        self.records: dict[str, Record] = {}
        self.procedures = Procedures()
        self.deferred: list[tuple[str, Statement]] = []

    def run(self, text: str, file: str) -> None:
        """Read one script."""
        self.begin(file)
        for statement in split(text):
            self.take(statement)

    def begin(self, file: str) -> None:
        """From here on, this is the file that is read."""
        self.file = self.catalog.file = file
        self.catalog.schema = ""
        self.record = self.records.setdefault(file, Record(file))

    def take(self, statement: Statement, deep: int = 0) -> None:
        fate = self.judge(statement)
        if fate is Fate.SKIPPED or statement.fault or known_table_words(statement.head):
            for one in (*inside(statement, deep), *self.procedures.called(statement)):
                self.take(one, deep + 1)
        if statement.procedural:
            self.procedures.note(statement)
        self.record.count(fate, statement.repeated)
        self.unread()
        if fate is Fate.UNKNOWN:
            place = Place(file=self.file, line=self.fault_line(statement))
            if statement.fault:
                self.record.say("MIG-SRC-002", Severity.ERROR, place, {"fault": str(statement.fault)})
            else:
                self.record.say("MIG-SRC-001", Severity.ERROR, place, {"head": _said(statement) or _NO_WORD})

    def judge(self, statement: Statement) -> Fate:
        """What becomes of the statement; one about a table that is not there yet waits for the other scripts."""
        if statement.fault:
            return Fate.UNKNOWN
        try:
            return self.fate(statement)
        except NotYetError:
            self.deferred.append((self.file, statement))
            return Fate.READ
        except NotUnderstoodError:
            return Fate.UNKNOWN
        except MissingTableError as missing:
            if missing.column:
                self.missing(statement, missing)
            else:
                self.deferred.append((self.file, statement))
            return Fate.READ

    def missing(self, statement: Statement, error: MissingTableError) -> None:
        place = Place(file=self.file, line=statement.line, table=error.table, item=error.column or None)
        self.record.say("MIG-SRC-005", Severity.WARNING, place, {"head": _said(statement)})

    def retry(self) -> None:
        """Statements about tables that another script declares, once all are read."""
        self.catalog.final = True
        for file, statement in self.deferred:
            self.begin(file)
            try:
                self.fate(statement)
            except MissingTableError as missing:
                self.missing(statement, missing)
            except NotUnderstoodError:
                self.record.count(Fate.READ, -1)
                self.record.count(Fate.UNKNOWN)
                place = Place(file=file, line=statement.line)
                self.record.say("MIG-SRC-001", Severity.ERROR, place, {"head": _said(statement)})
            self.unread()

    @staticmethod
    def fault_line(statement: Statement) -> int:
        """The line of an unclosed quote, else the line where the statement begins."""
        if statement.fault is Fault.QUOTE and not known_table_words(statement.head):
            return next((t.line for t in statement.tokens if t.unclosed), statement.line)
        return statement.line

    def fate(self, statement: Statement) -> Fate:
        head, bare = _head(statement), _bare(statement.head)
        if statement.shell_line or statement.procedural or statement.undone or is_undo(self.file):
            return Fate.SKIPPED
        if vocabulary.has_prefix("data", head) and head[:2] != ("UPDATE", "STATISTICS"):
            self.record.rows(head[0], statement.line, statement.repeated)
            return Fate.SKIPPED
        if (made := self.makes(statement, head)) is not None:
            return made
        if self.adds(statement, head) or self.takes_away(statement, head):
            return Fate.READ
        if vocabulary.has_prefix("skipped", head) or vocabulary.has_prefix("skipped", bare):
            self.note(statement, head)
            return Fate.SKIPPED
        return Fate.UNKNOWN

    def makes(self, statement: Statement, head: tuple[str, ...]) -> Fate | None:
        """Read a statement that makes a table; None where it is none."""
        if known_table_words(head):
            return self.table(statement)
        if head[:1] in (("SELECT",), ("WITH",)) and (path := into(statement.tokens, statement.text)):
            return self.selected(statement, path)
        return None

    def adds(self, statement: Statement, head: tuple[str, ...]) -> bool:
        """Apply a statement that adds to tables read before; False where it is none."""
        if head[:2] == ("ALTER", "TABLE") or head[:3] == ("ALTER", "FOREIGN", "TABLE"):
            alter_table(statement, self.catalog)
        elif head[:2] in (("COMMENT", "ON"), ("LABEL", "ON")) and not vocabulary.has_prefix("skipped", head):
            comment_on(statement, self.catalog)
        elif tuple(word for word in head if word not in _INDEX_WORDS)[:2] == ("CREATE", "INDEX"):
            create_index(statement, self.catalog)
        else:
            return head[:1] in (("EXEC",), ("EXECUTE",)) and (
                extended_property(statement, self.catalog) or renamed_by_procedure(statement, self.catalog)
            )
        return True

    def takes_away(self, statement: Statement, head: tuple[str, ...]) -> bool:
        """Apply DROP and RENAME; False where the statement is neither or changes no table that was read."""
        if head[:2] in (("DROP", "TABLE"), ("DROP", "FOREIGN")):
            return self.drop(statement)
        if head[:2] == ("DROP", "INDEX"):
            drop_index(statement, self.catalog)
            return True
        if head[:1] == ("RENAME",) and head[1:2] != ("INDEX",):
            rename(statement, self.catalog)
            return True
        return False

    def drop(self, statement: Statement) -> bool:
        gone = dropped(statement, self.catalog, self.builds_on)
        for draft in gone:
            place = Place(file=self.file, line=statement.line, table=draft.name)
            self.record.say(
                "MIG-SRC-081", Severity.INFO, place, {"declared": f"{draft.file.rstrip(TWIN)}:{draft.line}"}
            )
        return bool(gone)

    def note(self, statement: Statement, head: tuple[str, ...]) -> None:
        """Facts in skipped statements that later ones rely on: the schema that is meant, types, views."""
        cursor = Cursor(statement.tokens, statement.text)
        if (domain := read_domain(statement)) is not None:
            self.catalog.domains[domain[0]] = domain[1]
        elif head[:2] == ("CREATE", "TYPE") or head[:4] == ("CREATE", "OR", "REPLACE", "TYPE"):
            read_type(statement, self.catalog)
        elif head[:1] == ("CREATE",) and (kind := next((word for word in head if word in _OTHERS), "")):
            while cursor.left and not cursor.accept(kind):
                cursor.position += 1
            cursor.accept("IF", "NOT", "EXISTS")
            path = cursor.path()
            draft = self.catalog.look(path)
            if kind == "VIEW" and draft is not None and draft.file == self.file:
                self.catalog.drop(draft)  # mysqldump declares a view as a table first
            if path:
                self.catalog.others.add(path[-1].casefold())
        elif (schema := _schema(cursor)) is not None:
            self.catalog.schema = schema

    def table(self, statement: Statement) -> Fate:
        path = table_path(statement)
        reason = _PARTITION if is_partition(statement) else _TEMPORARY if _is_temporary(statement, path) else ""
        if reason:
            self.left_out(statement, path, reason)
            return Fate.SKIPPED
        known = self.catalog.look(path)
        if known is not None and "EXISTS" in statement.head and self.builds_on(known.file):
            return Fate.READ
        draft = read_table(statement, self.catalog)
        self.catalog.add(draft)
        return Fate.READ

    def selected(self, statement: Statement, path: tuple[str, ...]) -> Fate:
        """``SELECT … INTO t`` makes a table."""
        words = [token.word for token in statement.tokens]
        if path[-1].startswith("#") or "TEMP" in words or "TEMPORARY" in words:
            self.left_out(statement, path, _TEMPORARY)
            return Fate.SKIPPED
        draft = Draft(path, statement.line, self.file)
        draft.columns += columns_of(statement.tokens, statement.text, self.catalog)
        self.catalog.add(draft)
        return Fate.READ

    def left_out(self, statement: Statement, path: tuple[str, ...], reason: str) -> None:
        place = Place(file=self.file, line=statement.line, table=path[-1] if path else None)
        self.record.say("MIG-SRC-080", Severity.INFO, place, {"reason": reason})

    def builds_on(self, file: str) -> bool:
        """True where this script stands on what the other file declared."""
        return file == self.file or (is_migration(file) and is_migration(self.file))

    def unread(self) -> None:
        """Say the words that were not understood in the table read last."""
        draft = self.catalog.touched
        for token, column in draft.unread if draft is not None else ():
            place = Place(file=self.file, line=token.line, table=draft.name if draft else None, item=column or None)
            word = token.word if token.word.isascii() else ""
            self.record.say("MIG-SRC-003", Severity.WARNING, place, {"word": word or "（記号や値）"})
        if draft is not None:
            draft.unread.clear()

    def untyped(self) -> None:
        """Say which columns have no type, and which keys name columns that are not there."""
        for draft in self.catalog.order:
            record = self.records[draft.file]
            for name, line in draft.missing():
                if name.casefold() not in draft.periods:
                    place = Place(file=draft.file, line=line, table=draft.name, item=name)
                    record.say("MIG-SRC-082", Severity.WARNING, place, {"column": name})
            for column in draft.columns:
                if not column.type and column.name not in draft.computed:
                    file = next((f for f in self.records if f.rstrip(TWIN) == column.file), draft.file)
                    place = Place(file=file, line=column.line, table=draft.name, item=column.name)
                    self.records[file].say("MIG-SRC-004", Severity.WARNING, place, {"column": column.name})


def _is_temporary(statement: Statement, path: tuple[str, ...]) -> bool:
    """True for a table of one session; a GLOBAL TEMPORARY TABLE is declared once for all."""
    words = statement.head[: statement.head.index("TABLE")]
    passing = "TEMP" in words or "VOLATILE" in words or ("TEMPORARY" in words and ("GLOBAL" not in words))
    return passing or bool(path and path[-1].startswith("#"))


def _said(statement: Statement) -> str:
    return " ".join(word for word in statement.head[:_SAID_WORDS] if word.isascii())


def _schema(cursor: Cursor) -> str | None:
    """The schema that names without one mean from here on; None where the statement does not say."""
    if cursor.accept("USE"):
        return cursor.name()
    if cursor.accept("ALTER", "SESSION", "SET", "CURRENT_SCHEMA") or cursor.accept("SET", "CURRENT", "SCHEMA"):
        pass
    elif not (cursor.accept("SET", "SEARCH_PATH") or cursor.accept("SET", "SCHEMA")):
        return None
    _ = cursor.accept_symbol("=") or cursor.accept("TO")
    return cursor.name()


def read_scripts(scripts: Sequence[tuple[str, str]]) -> tuple[Script, ...]:
    """Read DDL scripts of any vendor together: a key or comment may stand in another script than its table.

    Nothing raises: a statement that is not understood is a finding (MIG-SRC-001, -002) and is counted.

    Args:
        scripts: decoded text and name (for places) of each; line ends of any kind.

    Returns:
        What each says, in the order given. Numbered migrations are read by version, whatever the order given.
    """
    reader = _Reader()
    named: list[tuple[str, str]] = []
    for text, file in scripts:
        named.append((text, file + TWIN * sum(other.rstrip(TWIN) == file for _, other in named)))
    for text, file in sorted(named, key=lambda one: order(one[1])):
        reader.run(text, file)
    reader.retry()
    for record in reader.records.values():
        record.close()
    reader.untyped()
    return tuple(_script(reader, file) for _, file in named)


def _script(reader: _Reader, file: str) -> Script:
    shown = file.rstrip(TWIN)
    record = reader.records[file]
    return Script(
        tables=tuple(replace(table, file=shown) for table in reader.catalog.tables(file)),
        findings=tuple(replace(found, place=replace(found.place, file=shown)) for found in record.findings),
        read=record.fates[Fate.READ],
        skipped=record.fates[Fate.SKIPPED],
        unknown=record.fates[Fate.UNKNOWN],
    )


def read_script(text: str, file: str) -> Script:
    """Read one DDL script; see `read_scripts`."""
    return read_scripts(((text, file),))[0]
