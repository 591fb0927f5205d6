"""Copybooks and the data divisions of programs: every record a table, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import PurePosixPath

from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceTable
from migrate.model.value import value
from migrate.source.copybook import entry as entries
from migrate.source.copybook.copying import Copier
from migrate.source.copybook.entry import Entry
from migrate.source.copybook.item import Item, trees
from migrate.source.copybook.lines import Source, read_lines
from migrate.source.copybook.names import Names, japanese_names
from migrate.source.copybook.record import Layouter, TooMuchError, Where, settled
from migrate.source.copybook.tokens import Token, statements, tokens

SUFFIXES = (".cpy", ".cbl", ".cob", ".cobol", ".copy", ".cpb", ".cbk")
UNKNOWN = "MIG-SRC-240"
_LOOKED = 64 << 10
_PICTURE = re.compile(r"(?<![\w-])PIC(?:TURE)?[ \t\u3000\r\n]", re.IGNORECASE)
_END = "PROCEDURE"
_ALONE = 77
_SHOWN = 3


@value
class Copybook:
    """What a text says."""

    tables: tuple[SourceTable, ...]
    read: int
    skipped: int
    unknown: int
    findings: tuple[Finding, ...]


def is_copybook(text: str) -> bool:
    """True where entries with a PICTURE stand in the text."""
    head = text[:_LOOKED]
    if not _PICTURE.search(head):
        return False
    words = tokens(read_lines(head).lines)
    return any(
        entries.level_of(statement) is not None and any(token.word in ("PIC", "PICTURE") for token in statement)
        for statement in statements(words)
    )


def _member_name(file: str) -> str:
    return PurePosixPath(file).stem.casefold()


class Library:
    """The texts of copybooks by their member names."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self.sources: dict[str, Source] = {}
        self.words: dict[str, list[Token]] = {}
        for text, file in texts:
            source = read_lines(text)
            self.sources[file] = source
            self.words[file] = tokens(source.lines)

    def members(self, beside: str) -> Mapping[str, list[Token]]:
        """The members that a text may copy: those in its own folder first."""
        folder = PurePosixPath(beside).parent
        ordered = sorted(self.words, key=lambda file: (PurePosixPath(file).parent == folder, file != beside))
        return {_member_name(file): self.words[file] for file in ordered}


class _Reader:
    def __init__(self, file: str, library: Library) -> None:
        self.file = file
        self.library = library
        members = library.members(file)
        self.copier = Copier(lambda name: members.get(_member_name(name)))
        self.findings: list[Finding] = []
        self.counts = {"read": 0, "skipped": 0, "unknown": 0}

    def say(self, line: int, item: str, reason: str) -> None:
        place = Place(file=self.file, line=line, item=item or None)
        self.findings.append(Finding(code=UNKNOWN, severity=Severity.ERROR, place=place, params={"reason": reason}))
        self.counts["unknown"] += 1

    def entries(self) -> list[Entry]:
        """All entries that describe records of files; other statements are left out on purpose."""
        words = self.copier.expand(self.library.words[self.file])
        for fault in self.copier.faults:
            self.say(fault.line, "", f"COPY {fault.member[:30]}: {fault.reason}")
        found: list[Entry] = []
        constants: dict[str, int] = {}
        filed = any(token.word == "FD" for token in words)
        inside = not filed
        for statement in statements(words):
            first = statement[0].word
            if first == _END:
                break
            inside = first == "FD" or (inside and not (filed and first.endswith("-STORAGE")) and first != "LINKAGE")
            one = entries.read_entry(statement, constants)
            if one is None or one.level in (_ALONE, entries.CONSTANT) or not inside:
                self.counts["skipped" if self.known(statement, one) else "unknown"] += 1
                continue
            if one.unknown:
                shown = "、".join(word for _, word in one.unknown[:_SHOWN])
                self.say(one.unknown[0][0], one.name, f"知らない語です: {shown}")
            self.counts["read"] += not one.unknown
            found.append(one)
        return found

    def known(self, statement: Sequence[Token], one: Entry | None) -> bool:
        """True for a statement that is left out on purpose; one that looks like a broken entry is said."""
        if one is not None or entries.level_of(statement) is not None:
            return True
        if any(token.word in ("PIC", "PICTURE", "OCCURS", "REDEFINES") for token in statement):
            place = Place(file=self.file, line=statement[0].line)
            reason = f"レベル番号で始まりません: {statement[0].text[:30]}"
            self.findings.append(Finding(code=UNKNOWN, severity=Severity.ERROR, place=place, params={"reason": reason}))
            return False
        return True

    def table(self, top: Item, name: str, named: Names, whole: bool) -> SourceTable:
        """One record as a table; where it cannot be laid out, its fields have no positions."""
        layouter = Layouter(named)
        try:
            layouter.place([top] if top.below or top.entry.picture else [], 0, Where())
        except TooMuchError as stopped:
            layouter.fault(stopped.entry, stopped.reason)
        columns = settled(layouter.laid)
        for fault in layouter.faults.values():
            self.say(fault.line, fault.name, f"{fault.reason}。レコードの中の位置が決まりません")
        if layouter.faults or not whole:
            columns = tuple(replace(column, start=None, bytes=None) for column in columns)
        elif not columns:
            self.say(top.entry.line, top.entry.name, "項目が 1 つもありません")
        if layouter.behind is not None and layouter.variable is not None:
            place = Place(file=self.file, line=layouter.behind.line, table=name, item=layouter.behind.name or None)
            params: dict[str, str | int] = {"item": layouter.variable.name}
            self.findings.append(Finding(code="MIG-SRC-241", severity=Severity.WARNING, place=place, params=params))
        return SourceTable(
            name=name,
            logical_name=named.get(top.entry.at, ""),
            columns=columns,
            file=self.file,
            line=top.entry.line,
        )

    def tables(self, tops: list[Item], named: Names) -> tuple[SourceTable, ...]:
        """The records; entries of other levels that stand alone are one record, named after the file."""
        doubtful = sorted({finding.place.line or 0 for finding in self.findings})
        loose = [top for top in tops if top.entry.level != 1]
        made: list[SourceTable] = []
        for top, after in zip_longest(tops, tops[1:]):
            if top.entry.level == 1:
                end = after.entry.line if after is not None else 1 << 60
                whole = not any(top.entry.line <= line < end for line in doubtful)
                made.append(self.table(top, top.entry.name or self.plain(), named, whole))
        if loose:
            group = Item(Entry(level=1, name="", line=loose[0].entry.line), None)
            group.below = loose
            made.append(self.table(group, self.plain(), named, not doubtful))
        return tuple(table for table in made if table.columns)

    def plain(self) -> str:
        return PurePosixPath(self.file).stem.upper()


def read_copybooks(texts: Sequence[tuple[str, str]]) -> tuple[Copybook, ...]:
    """Read copybooks together: a member that another one copies gives no table of its own.

    Args:
        texts: decoded texts with their file names.
    """
    library = Library(texts)
    readers = [_Reader(file, library) for _, file in texts]
    found = [reader.entries() for reader in readers]
    copied = {member for reader in readers for member in reader.copier.copied}
    return tuple(
        _copybook(reader, entries_of, _member_name(reader.file) in copied)
        for reader, entries_of in zip(readers, found, strict=True)
    )


def _copybook(reader: _Reader, found: list[Entry], member: bool) -> Copybook:
    comments = {"": reader.library.sources[reader.file].comments}
    comments |= {_member_name(file): source.comments for file, source in reader.library.sources.items()}
    tables: tuple[SourceTable, ...] = ()
    if not member:
        tables = reader.tables(trees(found), japanese_names(found, comments))
    return Copybook(
        tables=tables,
        read=reader.counts["read"],
        skipped=reader.counts["skipped"],
        unknown=reader.counts["unknown"],
        findings=() if member else tuple(reader.findings),
    )
