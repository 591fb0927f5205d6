"""Words of COBOL, and statements: words up to a full stop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from migrate.model.value import value
from migrate.source.copybook.lines import Line

_TOKEN = re.compile(
    r"(?P<pseudo>==.*?==)"
    r"|(?P<string>(?:NX|[NGXZBH])?(?:\"(?:[^\"]|\"\")*(?:\"|\Z)|'(?:[^']|'')*(?:'|\Z)))"
    r"|(?P<word>(?:(?!==)[^\s\u3000\"';,]|[,;](?![\s\u3000]|\Z))+)"
    r"|(?P<separator>[\s\u3000,;]+|=)",
    re.IGNORECASE | re.DOTALL,
)


@value
class Token:
    """A word, a string (with its quotes), pseudo text (with its ``==``), or the full stop ``.``."""

    text: str
    line: int
    """Line of the text, for a word of a member that of the COPY."""
    member: str = ""
    """The member that it was copied from."""
    own: int = 0
    """Its line in the member."""

    @property
    def at(self) -> tuple[str, int]:
        """Where it is written: member (empty: the text itself) and line."""
        return (self.member, self.own) if self.member else ("", self.line)

    @property
    def word(self) -> str:
        """The word in capitals, half-width as it stands."""
        return self.text.upper()

    @property
    def is_string(self) -> bool:
        """True for a literal in quotes."""
        return self.text[-1:] in "\"'" and len(self.text) > 1

    @property
    def value(self) -> str:
        """A literal without prefix and quotes; a word as it is."""
        opened = re.match(r"(?:NX|[NGXZBH])?([\"'])", self.text, re.IGNORECASE)
        if not opened:
            return self.text
        quote = opened[1]
        return self.text[opened.end() :].removesuffix(quote).replace(quote * 2, quote)


def split(text: str, line: int) -> Iterator[Token]:
    """The words of one line."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "separator":
            continue
        word = found[0]
        if found.lastgroup != "word":
            yield Token(text=word, line=line)
            continue
        plain = word.rstrip(".")
        if plain:
            yield Token(text=plain, line=line)
        if plain != word:
            yield Token(text=".", line=line)


def tokens(lines: Iterable[Line]) -> list[Token]:
    """The words of all lines."""
    return [token for line in _whole(lines) for token in split(line.text, line.number)]


def _whole(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines, those joined between which pseudo text is open."""
    waiting: Line | None = None
    for line in lines:
        joined = line if waiting is None else Line(number=waiting.number, text=f"{waiting.text} {line.text}")
        if joined.text.count("==") % 2 and len(joined.text) < _LONGEST_PSEUDO:
            waiting = joined
        else:
            waiting = None
            yield joined
    if waiting is not None:
        yield waiting


_LONGEST_PSEUDO = 10_000


def statements(words: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Words up to each full stop, which is left out; the last statement may lack its own."""
    begin = 0
    for at, token in enumerate(words):
        if token.text == ".":
            if at > begin:
                yield tuple(words[begin:at])
            begin = at + 1
    if begin < len(words):
        yield tuple(words[begin:])
