"""Source lines of COBOL: the columns of the reference format taken off, comments set beside, continued lines joined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from migrate.model.value import value

_SEQUENCE, _CODE_END = 6, 72
_FREE = re.compile(r"(?:>>\s*SOURCE\b.*\bFREE|\$\s*SET\s+.*SOURCEFORMAT\s*\(?\s*[\"']?FREE)", re.IGNORECASE)
_DIRECTIVE = re.compile(r"\s*(?:>>|\$)")
_NUMBERED = re.compile(r"[0-9A-Za-z]{6}")
_COMMENT = "*/"
_TAB = 8
_LONGEST = 2000
"""So long a line is not continued further: no literal is that long."""


@value
class Line:
    """Code of one line, with the lines that continue it."""

    number: int
    text: str


@value
class Comment:
    """A comment. ``alone``: it has a line to itself."""

    text: str
    alone: bool


@value
class Source:
    """A text as code and comments by line."""

    lines: tuple[Line, ...]
    comments: dict[int, Comment]


def _width(character: str) -> int:
    """Columns that a character takes: Japanese ones take two bytes in the codes of hosts."""
    return 2 if unicodedata.east_asian_width(character) in "FWA" and ord(character) > 0x7F else 1


def _cut(text: str, columns: int) -> tuple[str, str]:
    """The part of a line in its first columns, and the rest."""
    if text.isascii():
        return text[:columns], text[columns:]
    used = 0
    for at, character in enumerate(text):
        used += _width(character)
        if used > columns:
            return text[:at], text[at:]
    return text, ""


def is_free(lines: list[str]) -> bool:
    """True where code stands in the columns of sequence numbers, or a directive says so."""
    if any(_FREE.search(line) for line in lines[:20]):
        return True
    for line in lines:
        numbers, rest = _cut(line, _SEQUENCE)
        if not line.strip() or _DIRECTIVE.match(line) or line.lstrip().startswith("*>"):
            continue
        tidy = not numbers.strip() or _NUMBERED.fullmatch(numbers.strip()) or not numbers.isascii()
        if not tidy or (rest and rest[0] not in " \u3000*/-dD\t"):
            return True
    return False


def _inline(text: str) -> tuple[str, str]:
    """Code and the comment behind ``*>``, which may stand in no string."""
    quote = ""
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif text.startswith("*>", at):
            return text[:at], text[at + 2 :]
    return text, ""


def _open_quote(text: str) -> str:
    """The quote of a string that the line leaves open."""
    quote = ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
    return quote


def _continued(before: str, more: str) -> str:
    """A line with what continues it: a string goes on behind its quote, a word without a blank."""
    more = more.lstrip(" \u3000")
    quote = _open_quote(before)
    if quote:
        return before + more.removeprefix(quote)
    return before.rstrip(" \u3000") + more


class _Reader:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.comments: dict[int, Comment] = {}

    def fixed(self, number: int, text: str) -> None:
        """A line of the fixed form: sequence number, indicator, code, identification."""
        code, mark = _cut(text, _CODE_END)
        _, rest = _cut(code, _SEQUENCE)
        indicator, code = rest[:1], rest[1:]
        if indicator in ("*", "/"):
            self.comments[number] = Comment(text=code.strip(" \u3000*"), alone=True)
        elif indicator in ("D", "d"):
            return
        elif indicator == "-" and self.lines and len(self.lines[-1].text) < _LONGEST:
            last = self.lines.pop()
            self.lines.append(Line(number=last.number, text=_continued(last.text, _inline(code)[0])))
        else:
            said = mark.strip()
            self.code(number, code, "" if said.isascii() else said)

    def free(self, number: int, text: str) -> None:
        """A line of the free form."""
        stripped = text.lstrip(" \u3000")
        if stripped.startswith("*") or _DIRECTIVE.match(text):
            self.comments[number] = Comment(text=stripped.strip(" \u3000*>"), alone=True)
        else:
            self.code(number, text, "")

    def code(self, number: int, text: str, mark: str) -> None:
        """Code with the comment behind it, or with what its identification area says in Japanese."""
        code, comment = _inline(text)
        if said := comment.strip() or mark:
            self.comments[number] = Comment(text=said, alone=not code.strip())
        if code.strip(" \u3000"):
            self.lines.append(Line(number=number, text=code.rstrip(" \u3000") if _open_quote(code) == "" else code))


def read_lines(text: str) -> Source:
    """Split a text into code and comments; fixed and free form are told apart."""
    lines = [line.expandtabs(_TAB) for line in _physical(text)]
    free = is_free(lines)
    reader = _Reader()
    for number, line in enumerate(lines, start=1):
        if not free and _DIRECTIVE.match(line):
            continue
        (reader.free if free else reader.fixed)(number, line)
    return Source(lines=tuple(reader.lines), comments=reader.comments)


def _physical(text: str) -> Iterator[str]:
    for line in re.split(r"\r\n|\n|\r", text):
        yield line.replace("\x1a", "").replace("\0", " ")
