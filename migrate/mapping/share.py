"""A mapping made fit to be handed to another body: its notes are a decision, values of persons are never in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from migrate.files import yaml
from migrate.model.value import value

_NOTE = "note"
_RUN = re.compile(r"[0-9０-９][0-9０-９\-－ ]{5,}[0-9０-９]")
"""Seven digits or more, with hyphens: a number of a person, a telephone, a postal code."""
_DAY = re.compile(r"(?:19|20)[0-9]{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12][0-9]|3[01])")
_MAIL = re.compile(r"[^\s@\"']+@[^\s@\"']+\.[A-Za-z]{2,}")
_LEAST = 7


@value
class Spotted:
    """One line of a mapping that people must look at."""

    line: int
    why: str
    """In Japanese; the text itself is never repeated."""


def _comment_at(line: str) -> int:
    """Where the comment of a line begins, -1 where it has none; a # within quotes or within a word is none."""
    quote = ""
    for at, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote and not (quote == '"' and line[at - 1] == "\\") else quote
        elif sign in "\"'" and (at == 0 or line[at - 1] in " [{,:("):
            quote = sign
        elif sign == "#" and (at == 0 or line[at - 1] in " \t"):
            return at
    return -1


def notes(data: bytes, name: str) -> tuple[int, ...]:
    """Lines with a comment or a note of people, from 1; the line that names the schema is none.

    Raises:
        UnreadableError: MIG-SYS-007.
    """
    document = yaml.loads(data, name)
    lines = data.decode("utf-8-sig").splitlines()
    told = {
        at for at, line in enumerate(lines, start=1) if _comment_at(line) >= 0 and "yaml-language-server" not in line
    }
    return tuple(sorted(told | {line for line in _note_lines(document) if line}))


def _note_lines(node: Any) -> Iterator[int | None]:
    if isinstance(node, dict):
        for key, child in node.items():
            if key == _NOTE and isinstance(child, str):
                yield yaml.line_of(node, key)
            yield from _note_lines(child)
    elif isinstance(node, list):
        for child in node:
            yield from _note_lines(child)


def _plain(node: Any) -> Any:
    """``node`` without comments and notes, in its order."""
    if isinstance(node, dict):
        return {str(key): _plain(child) for key, child in node.items() if key != _NOTE}
    if isinstance(node, list):
        return [_plain(child) for child in node]
    return node if isinstance(node, bool | int | float) or node is None else str(node)


def bare(data: bytes, name: str) -> bytes:
    """The mapping without comments and notes.

    Raises:
        UnreadableError: MIG-SYS-007.
    """
    return yaml.dumps(_plain(yaml.loads(data, name)))


def _person(text: str) -> str:
    """Why a line may hold a value of a person, ``""`` where nothing says so."""
    if _MAIL.search(text):
        return "メールアドレスの形をした文字があります"
    for run in _RUN.findall(text):
        digits = [c for c in run if c.isdecimal()]
        if len(digits) >= _LEAST and len(set(digits)) > 1 and not _DAY.fullmatch(run):
            return f"{_LEAST} 桁以上の数字があります"
    return ""


def personal(data: bytes) -> tuple[Spotted, ...]:
    """Lines that may hold a value of a person: long numbers, addresses of mail. Days and repeated digits are none."""
    lines = data.decode("utf-8-sig").splitlines()
    found = ((at, _person(line)) for at, line in enumerate(lines, start=1) if not line.startswith("spec:"))
    return tuple(Spotted(line=at, why=why) for at, why in found if why)


def code_files(data: bytes, name: str) -> tuple[str, ...]:
    """The CSV files beside the mapping that its code maps name, each once.

    Raises:
        UnreadableError: MIG-SYS-007.
    """
    codes = yaml.loads(data, name).get("codes") or {}
    named = (str(one["file"]) for one in codes.values() if isinstance(one, dict) and set(one) == {"file"})
    return tuple(dict.fromkeys(file for file in named if file.lower().endswith(".csv")))
