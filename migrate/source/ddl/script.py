"""A DDL script read to tables. Each statement is read, skipped on purpose, or named as unknown with its line."""

from __future__ import annotations

from enum import Enum

from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceTable
from migrate.model.value import value
from migrate.source.ddl import vocabulary
from migrate.source.ddl.alter import MissingTableError, alter_table, create_index
from migrate.source.ddl.cursor import Cursor
from migrate.source.ddl.remarks import comment_on, extended_property
from migrate.source.ddl.statements import Fault, Statement, split
from migrate.source.ddl.table import Draft, NotUnderstoodError, known_table_words, read_table


@value
class Script:
    """What one DDL file says."""

    tables: tuple[SourceTable, ...]
    findings: tuple[Finding, ...]
    read: int
    skipped: int
    unknown: int


class _Fate(Enum):
    READ = "read"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


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
)


def _bare(head: tuple[str, ...]) -> tuple[str, ...]:
    """The head without words that say nothing about what is declared (OR REPLACE, FORCE …)."""
    return tuple(word for word in head if word not in _DROPPED)


def _holds_table(statement: Statement) -> bool:
    """True where CREATE … TABLE stands inside a statement that would be skipped (IF NOT EXISTS … CREATE TABLE)."""
    words = [token.word for token in statement.tokens]
    creates = [n for n, word in enumerate(words) if word == "CREATE"]
    return any("TABLE" in words[n + 1 : n + 3] and "TEMPORARY" not in words[n + 1 : n + 3] for n in creates if n)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.drafts: dict[str, Draft] = {}
        self.order: list[Draft] = []
        self.findings: list[Finding] = []
        self.fates = dict.fromkeys(_Fate, 0)

    def say(self, code: str, severity: Severity, place: Place, params: dict[str, str | int]) -> None:
        self.findings.append(Finding(code=code, severity=severity, place=place, params=params))

    def take(self, statement: Statement) -> None:
        line = statement.line
        head = " ".join(word for word in statement.head[:_SAID_WORDS] if word.isascii())
        try:
            fate = _Fate.UNKNOWN if statement.fault else self.fate(statement)
        except NotUnderstoodError:
            fate = _Fate.UNKNOWN
        except MissingTableError as missing:
            fate = _Fate.READ
            place = Place(file=self.file, line=line, table=missing.table, item=missing.column or None)
            self.say("MIG-SRC-005", Severity.WARNING, place, {"head": head})
        self.fates[fate] += 1
        if fate is _Fate.UNKNOWN:
            place = Place(file=self.file, line=self.fault_line(statement))
            if statement.fault:
                self.say("MIG-SRC-002", Severity.ERROR, place, {"fault": str(statement.fault)})
            else:
                self.say("MIG-SRC-001", Severity.ERROR, place, {"head": head or "（語ではない文字で始まる文）"})

    @staticmethod
    def fault_line(statement: Statement) -> int:
        """The line of an unclosed quote, else the line where the statement begins."""
        if statement.fault is Fault.QUOTE:
            return next((t.line for t in statement.tokens if t.unclosed), statement.line)
        return statement.line

    def fate(self, statement: Statement) -> _Fate:
        head, bare = statement.head, _bare(statement.head)
        if statement.shell_line or statement.procedural:
            return _Fate.SKIPPED
        if vocabulary.has_prefix("data", head):
            place = Place(file=self.file, line=statement.line)
            self.say("MIG-SRC-006", Severity.WARNING, place, {"head": head[0]})
            return _Fate.SKIPPED
        if known_table_words(head):
            return self.table(statement)
        if self.adds(statement, head):
            return _Fate.READ
        if vocabulary.has_prefix("skipped", head) or vocabulary.has_prefix("skipped", bare):
            return _Fate.UNKNOWN if _holds_table(statement) else _Fate.SKIPPED
        return _Fate.UNKNOWN

    def adds(self, statement: Statement, head: tuple[str, ...]) -> bool:
        """Apply a statement that adds to tables read before; False where it is none."""
        if head[:2] == ("ALTER", "TABLE"):
            alter_table(statement, self.drafts)
        elif head[:2] in (("COMMENT", "ON"), ("LABEL", "ON")) and not vocabulary.has_prefix("skipped", head):
            comment_on(statement, self.drafts)
        elif tuple(word for word in head if word not in _INDEX_WORDS)[:2] == ("CREATE", "INDEX"):
            create_index(statement, self.drafts)
        else:
            return head[:1] in (("EXEC",), ("EXECUTE",)) and extended_property(statement, self.drafts)
        return True

    def table(self, statement: Statement) -> _Fate:
        if _is_partition(statement):
            return _Fate.SKIPPED
        draft = read_table(statement, self.file)
        self.order.append(draft)
        self.drafts.setdefault(draft.name.casefold(), draft)
        return _Fate.READ

    def unread(self) -> None:
        for draft in self.order:
            for token, column in draft.unread:
                place = Place(file=self.file, line=token.line, table=draft.name, item=column or None)
                word = token.word if token.word.isascii() else ""
                self.say("MIG-SRC-003", Severity.WARNING, place, {"word": word or "（記号や値）"})
            for column_ in draft.columns:
                if not column_.type:
                    place = Place(file=self.file, line=column_.line, table=draft.name, item=column_.name)
                    self.say("MIG-SRC-004", Severity.WARNING, place, {"column": column_.name})


def _is_partition(statement: Statement) -> bool:
    """PostgreSQL: ``CREATE TABLE p PARTITION OF t …`` is storage of another table."""
    cursor = Cursor(statement.tokens, statement.text)
    while cursor.left and not cursor.accept("TABLE"):
        cursor.position += 1
    cursor.accept("IF", "NOT", "EXISTS")
    cursor.name()
    return cursor.accept("PARTITION", "OF")


def read_script(text: str, file: str) -> Script:
    """Read a DDL script of any vendor.

    Nothing raises: a statement that is not understood is a finding (MIG-SRC-001, -002) and is counted.

    Args:
        text: the decoded script; line ends of any kind.
        file: its name for places.
    """
    reader = _Reader(file)
    for statement in split(text):
        reader.take(statement)
    reader.unread()
    return Script(
        tables=tuple(draft.freeze() for draft in reader.order),
        findings=tuple(reader.findings),
        read=reader.fates[_Fate.READ],
        skipped=reader.fates[_Fate.SKIPPED],
        unknown=reader.fates[_Fate.UNKNOWN],
    )
