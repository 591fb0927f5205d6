"""The sheets of a workbook by name and part, for who looks at more than values; call after the guard has passed."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from typing import Protocol
from xml.parsers import expat

_BLOCK = 1 << 18
_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


class Listener(Protocol):
    """What hears the elements of a part."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; ``tag`` may carry a prefix (`local`)."""

    def text(self, data: str) -> None:
        """Text of an element."""

    def end(self, tag: str) -> None:
        """An element ends."""


def local(tag: str) -> str:
    """A tag without its prefix."""
    return tag.rpartition(":")[2]


def sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of each sheet and the part that holds it; nothing for a workbook whose parts are not named as usual."""
    held = set(archive.namelist())
    if not {_BOOK, _RELATIONS} <= held:
        return
    targets: dict[str, str] = {}
    found: list[tuple[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "sheet":
            key = next((text for name, text in attributes.items() if local(name) == "id"), "")
            found.append((attributes.get("name", ""), key))

    _elements(archive, _RELATIONS, relation)
    _elements(archive, _BOOK, sheet)
    for name, key in found:
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if target and part in held:
            yield name, part


def _elements(archive: zipfile.ZipFile, part: str, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(archive.read(part), True)


def listen(archive: zipfile.ZipFile, part: str, *listeners: Listener) -> None:
    """Stream a part to listeners.

    Raises:
        xml.parsers.expat.ExpatError: the part is not XML (the guard has seen that it is).
    """

    def start(tag: str, attributes: dict[str, str]) -> None:
        for one in listeners:
            one.start(tag, attributes)

    def text(data: str) -> None:
        for one in listeners:
            one.text(data)

    def end(tag: str) -> None:
        for one in listeners:
            one.end(tag)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, end
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
