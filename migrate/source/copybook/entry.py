"""One data description entry: level, name and clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar

from migrate.model.record import Sign
from migrate.model.value import value
from migrate.source.copybook.picture import Picture, read_picture
from migrate.source.copybook.tokens import Token

_LEVELS = frozenset((*range(1, 50), 66, 77, 78, 88))
_CONDITION, _RENAMES, CONSTANT = 88, 66, 78
_NAME = re.compile(r"[^\s\"'.,;()=]+")
_USAGES = {
    "DISPLAY": "display",
    "DISPLAY-1": "wide",
    "NATIONAL": "wide",
    "COMP": "binary",
    "COMPUTATIONAL": "binary",
    "COMP-4": "binary",
    "COMPUTATIONAL-4": "binary",
    "BINARY": "binary",
    "COMP-3": "packed",
    "COMPUTATIONAL-3": "packed",
    "PACKED-DECIMAL": "packed",
    "COMP-5": "native",
    "COMPUTATIONAL-5": "native",
    "COMP-6": "unsigned-packed",
    "COMPUTATIONAL-6": "unsigned-packed",
    "COMP-1": "hex4",
    "COMPUTATIONAL-1": "hex4",
    "COMP-2": "hex8",
    "COMPUTATIONAL-2": "hex8",
}
_NOISE = frozenset({"IS", "ARE", "WHEN", "ON", "TIMES", "RIGHT", "LEFT", "CHARACTER", "OF", "IN"})
_HEADS = (
    "REDEFINES PIC PICTURE USAGE SIGN LEADING TRAILING OCCURS SYNC SYNCHRONIZED JUST JUSTIFIED BLANK VALUE VALUES "
    "EXTERNAL GLOBAL RENAMES"
)
_CLAUSES = frozenset(_HEADS.split()) | frozenset(_USAGES)


@value
class Occurs:
    """A table: at most so many occurrences, and the item that says how many hold values."""

    most: int
    depends: str = ""


@value
class Entry:
    """An entry as read. ``unknown``: words that were not understood, with their line."""

    level: int
    name: str
    line: int
    at: tuple[str, int] = ("", 0)
    """Where it is written: the member that it was copied from, and the line there."""
    last: int = 0
    """Its last line there."""
    redefines: str = ""
    picture: Picture | None = None
    usage: str = ""
    sign: Sign | None = None
    occurs: Occurs | None = None
    sync: bool = False
    values: tuple[str, ...] = ()
    unknown: tuple[tuple[int, str], ...] = ()


def level_of(words: Sequence[Token]) -> int | None:
    """The level number that a statement begins with."""
    first = words[0].text
    if not first.isascii() or not first.isdecimal() or len(first) > 2:
        return None
    return int(first) if int(first) in _LEVELS else None


class _Parser:
    def __init__(self, words: Sequence[Token], constants: dict[str, int]) -> None:
        self.words = words
        self.constants = constants
        self.at = 1
        self.redefines = ""
        self.picture: Picture | None = None
        self.usage = ""
        self.sign: Sign | None = None
        self.occurs: Occurs | None = None
        self.sync = False
        self.values: list[str] = []
        self.unknown: list[tuple[int, str]] = []

    def peek(self) -> str:
        return self.words[self.at].word if self.at < len(self.words) else ""

    def take(self) -> Token | None:
        if self.at >= len(self.words):
            return None
        self.at += 1
        return self.words[self.at - 1]

    def skip(self, *noise: str) -> None:
        while self.peek() in noise:
            self.at += 1

    def wrong(self, token: Token, word: str = "") -> None:
        self.unknown.append((token.line, word or ("「…」" if token.is_string else token.text[:30])))

    def name(self) -> str:
        if self.at < len(self.words) and self.peek() not in _CLAUSES and _NAME.fullmatch(self.words[self.at].text):
            token = self.take()
            return token.text if token else ""
        return ""

    def take_picture(self, token: Token) -> None:
        self.skip("IS")
        text = self.take()
        self.picture = read_picture(text.text) if text else None
        if self.picture is None:
            self.wrong(token, f"{token.text} {text.text[:30] if text else ''}".strip())

    def take_usage(self, token: Token) -> None:
        self.skip("IS")
        word = self.take() if token.word == "USAGE" else token
        if word is None or word.word not in _USAGES:
            self.wrong(word or token)
            return
        self.usage = _USAGES[word.word]

    def take_redefines(self, token: Token) -> None:
        self.redefines = self.name()
        if not self.redefines:
            self.wrong(token)

    def take_sign(self, token: Token) -> None:
        self.skip("IS")
        word = self.take() if token.word == "SIGN" else token
        if word is None or word.word not in ("LEADING", "TRAILING"):
            self.wrong(word or token)
            return
        leading = word.word == "LEADING"
        self.sign = Sign.LEADING if leading else Sign.TRAILING
        if self.peek() == "SEPARATE":
            self.take()
            self.skip("CHARACTER")
            self.sign = Sign.LEADING_SEPARATE if leading else Sign.TRAILING_SEPARATE

    def number(self) -> int | None:
        token = self.take()
        if token is None:
            return None
        if token.text.isascii() and token.text.isdecimal() and len(token.text) < 10:
            return int(token.text)
        return self.constants.get(token.word)

    def take_occurs(self, token: Token) -> None:
        most = self.number()
        if self.peek() == "TO":
            self.take()
            most = self.number()
        self.skip("TIMES")
        depends = ""
        while self.peek() in ("DEPENDING", "ASCENDING", "DESCENDING", "INDEXED", "KEY"):
            word = self.take()
            self.skip("ON", "KEY", "BY", "IS")
            named = self.name()
            depends = named if word and word.word == "DEPENDING" else depends
            while self.peek() not in ("DEPENDING", "ASCENDING", "DESCENDING", "INDEXED") and self.name():
                pass
        if most:
            self.occurs = Occurs(most=most, depends=depends)
        else:
            self.wrong(token)

    def take_value(self, _: Token) -> None:
        self.skip("IS", "ARE")
        while self.at < len(self.words) and (self.words[self.at].is_string or self.peek() not in _CLAUSES):
            token = self.words[self.at]
            self.at += 1
            if token.word not in ("THRU", "THROUGH", "ALL", "WHEN", "SET", "TO", "FALSE"):
                self.values.append(token.value)

    def take_sync(self, _: Token) -> None:
        self.sync = True
        self.skip("LEFT", "RIGHT")

    def take_nothing(self, _: Token) -> None:
        self.skip("RIGHT", "WHEN", "ZERO", "ZEROS", "ZEROES")

    _TAKERS: ClassVar[dict[str, Callable[[_Parser, Token], None]]] = {
        "PIC": take_picture,
        "PICTURE": take_picture,
        "USAGE": take_usage,
        "REDEFINES": take_redefines,
        "SIGN": take_sign,
        "LEADING": take_sign,
        "TRAILING": take_sign,
        "OCCURS": take_occurs,
        "VALUE": take_value,
        "VALUES": take_value,
        "SYNC": take_sync,
        "SYNCHRONIZED": take_sync,
        "JUST": take_nothing,
        "JUSTIFIED": take_nothing,
        "BLANK": take_nothing,
        "EXTERNAL": take_nothing,
        "GLOBAL": take_nothing,
        **dict.fromkeys(_USAGES, take_usage),
    }

    def clauses(self) -> None:
        while token := self.take():
            taker = self._TAKERS.get(token.word)
            if taker is not None:
                taker(self, token)
            elif token.word not in _NOISE:
                self.wrong(token)


def read_entry(words: Sequence[Token], constants: dict[str, int]) -> Entry | None:
    """Read a statement as an entry; None where it is none, or one that describes no data (66).

    Args:
        words: the statement.
        constants: names of level 78 with their numbers; one that is read here is added.
    """
    level = level_of(words)
    if level is None or level == _RENAMES:
        return None
    parser = _Parser(words, constants)
    name = parser.name()
    parser.clauses()
    if level == CONSTANT and name and parser.values and parser.values[0].isdecimal():
        constants[name.upper()] = int(parser.values[0][:9])
    return Entry(
        level=level,
        name="" if name.upper() == "FILLER" else name,
        line=words[0].line,
        at=words[0].at,
        last=words[-1].at[1],
        redefines=parser.redefines,
        picture=parser.picture,
        usage=parser.usage,
        sign=parser.sign,
        occurs=parser.occurs,
        sync=parser.sync,
        values=tuple(parser.values),
        unknown=tuple(parser.unknown),
    )
