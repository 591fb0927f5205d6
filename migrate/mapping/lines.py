"""Edits of a mapping's text line by line: what nothing concerns stays byte for byte, comments and order included."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from migrate.files import yaml
from migrate.mapping.written import in_flow, said, scalar
from migrate.model.value import value


@value
class Entry:
    """One item of one block as it stands in the text."""

    group: str
    source: str
    item: str
    text: str
    """Its expression, with everything else that is written of it."""
    first: int
    """Line from 1 of its key."""
    last: int
    alone: bool
    """False where it shares its line with others (``items: {…}`` on one line): such a line is never rewritten."""


@value
class ParentLine:
    """The parent that a block names, and the line of its グループ."""

    group: str
    line: int


@value
class BlockLines:
    """One block: rows of one source table for one グループ."""

    group: str
    source: str
    first: int
    last: int
    items: tuple[Entry, ...]
    parent: ParentLine | None = None


@value
class GroupLines:
    """One グループ with its blocks."""

    group: str
    first: int
    last: int
    blocks: tuple[BlockLines, ...]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_flow(node: Any) -> bool:
    return bool(node.fa.flow_style())


class Text:
    """The text of a mapping, where its parts stand, and the edits that are wanted.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.document = yaml.loads(data, name)
        text = data.decode("utf-8-sig")
        self._ending = "\r\n" if "\r\n" in text else "\n"
        self._lines = text.split(self._ending)
        self._bom = data.startswith(b"\xef\xbb\xbf")
        self._before: dict[int, list[str]] = defaultdict(list)
        self._after: dict[int, list[str]] = defaultdict(list)
        self._out: set[int] = set()
        self._new: dict[int, str] = {}

    def _end(self, first: int) -> int:
        """Last line of what begins at line ``first``: everything that is indented more."""
        depth, last = _indent(self._lines[first - 1]), first
        for at in range(first, len(self._lines)):
            line = self._lines[at]
            if not line.strip():
                continue
            if _indent(line) <= depth:
                break
            if not line.lstrip().startswith("#"):
                last = at + 1
        return last

    def groups(self) -> Iterator[GroupLines]:
        """The groups of the mapping in their order."""
        tables = self.document["tables"] or {}
        for group in tables:
            first = yaml.line_of(tables, group) or 1
            blocks = tuple(self._block(str(group), tables[group], at) for at in range(len(tables[group])))
            last = first if _is_flow(tables) else max(self._end(first), *(b.last for b in blocks), first)
            yield GroupLines(group=str(group), first=first, last=last, blocks=blocks)

    def _block(self, group: str, blocks: Any, at: int) -> BlockLines:
        body = blocks[at]
        source, items = str(body["source"]), body["items"] or {}
        first = yaml.line_of(blocks, at) or 1
        return BlockLines(
            group=group,
            source=source,
            first=first,
            last=self._end(first),
            items=tuple(self._entry((group, source), items, name) for name in items),
            parent=self._parent(body, first),
        )

    def _parent(self, body: Any, first: int) -> ParentLine | None:
        parent = body.get("parent")
        if not parent:
            return None
        return ParentLine(group=str(parent["table"]), line=yaml.line_of(parent, "table") or first)

    def _entry(self, of: tuple[str, str], items: Any, name: Any) -> Entry:
        first = yaml.line_of(items, name) or 1
        alone = not _is_flow(items)
        body = items[name]
        text = " ".join(map(str, body.values())) if isinstance(body, dict) else str(body)
        last = self._end(first) if alone else first
        return Entry(group=of[0], source=of[1], item=str(name), text=text, first=first, last=last, alone=alone)

    def remark(self, line: int, text: str, after: bool = False) -> None:
        """A comment of ours before (or after) a line, at its indentation."""
        remark = " " * _indent(self._lines[line - 1]) + f"# {said(text)}"
        (self._after if after else self._before)[line].append(remark)

    def take_out(self, first: int, last: int) -> None:
        """Make comments of the lines from ``first`` to ``last``."""
        self._out.update(range(first, last + 1))

    def rename(self, line: int, old: str, new: str) -> bool:
        """Put another key into a line; False where the key does not stand there plainly, and nothing is changed."""
        text = self._new.get(line, self._lines[line - 1])
        for form in (re.escape(old), f'"{re.escape(old)}"', f"'{re.escape(old)}'"):
            found = re.match(rf"( *){form}( *:(?: |$))", text)
            if found is not None:
                self._new[line] = found[1] + scalar(new) + text[found.start(2) :]
                return True
        return False

    def put(self, line: int, key: str, old: str, new: str) -> bool:
        """Put another text into a line as the value of a key; False where it does not stand there plainly."""
        text = self._new.get(line, self._lines[line - 1])
        for form in (re.escape(old), f'"{re.escape(old)}"', f"'{re.escape(old)}'"):
            found = re.search(rf"(?<![^\s{{,]){re.escape(key)} *: +({form})(?= *(?:[,}}]| #|$))", text)
            if found is not None:
                self._new[line] = text[: found.start(1)] + in_flow(new) + text[found.end(1) :]
                return True
        return False

    def set_value(self, key: str, new: str) -> bool:
        """Put another text, in double quotes, into the line of a key of the first level."""
        line = yaml.line_of(self.document, key) or 1
        found = re.match(rf"{re.escape(key)}( *): *[^#]*?( *#.*)?$", self._lines[line - 1])
        if found is None:
            return False
        self._new[line] = f'{key}: "{new}"{found[2] or ""}'
        return True

    def extent(self, *path: str) -> tuple[int, int]:
        """First and last line of a key below keys; of a key that shares its line with others, that line."""
        node, first = self.document, 1
        for key in path:
            first = yaml.line_of(node, key) or first
            node = node[key]
        return first, self._end(first)

    def line_of(self, key: str) -> int:
        """Line of a key of the first level, 1 where it is not there."""
        return yaml.line_of(self.document, key) or 1

    def written(self, head: tuple[str, ...] = ()) -> bytes:
        """The edited text, ``head`` as comments in front."""
        lines = [f"# {said(text)}" for text in head]
        for at, line in enumerate(self._lines, start=1):
            lines += self._before.get(at, ())
            text = self._new.get(at, line)
            if at in self._out and text.strip():
                depth = _indent(text)
                text = f"{' ' * depth}# {text[depth:]}"
            lines.append(text)
            lines += self._after.get(at, ())
        return (b"\xef\xbb\xbf" if self._bom else b"") + self._ending.join(lines).encode()
