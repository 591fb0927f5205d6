"""Tokens of a DDL script: words, quoted names, strings, numbers, symbols, comments, each with its line.

The scanner is pulled by the splitter, because a line such as ``PROMPT It's done`` is no SQL and must not be scanned.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from migrate.source.ddl.comments import comment_end
from migrate.source.ddl.margins import is_job, prepared


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    QUOTED = "quoted"
    STRING = "string"
    NUMBER = "number"
    SYMBOL = "symbol"
    COMMENT = "comment"


class Token(NamedTuple):
    """A piece of the script. ``value`` is the text without its quotes; ``first`` is True at the start of a line.

    ``word`` is the upper-case word, empty for anything but an unquoted word.
    """

    kind: Kind
    value: str
    line: int
    start: int
    end: int
    first: bool
    unclosed: bool = False
    word: str = ""


_OTHER_NAME = "$#@・／－～〜％\ue000-\uf8ff\U000ff000-\U000ff0ff"
_SPACE = re.compile(r"[\s\ufeff\x00\x1a]+")
_LETTER = rf"[^\W\d]|[#@_{_OTHER_NAME[3:]}]"
_TOKEN = re.compile(
    rf"""
    (?P<comment>--[^\n]*)
  | (?P<string>(?:[nxbegNXBEG]|[uU]&)?'[^']*+(?:''[^']*+)*+')
  | (?P<quoted>"[^"\n]*+(?:""[^"\n]*+)*+"|`[^`\n]*+(?:``[^`\n]*+)*+`|\[(?!\d+\])[^\[\]\n]++(?:\]\][^\[\]\n]*+)*+\])
  | (?P<number>\d[\w.]*)
  | (?P<word>(?:{_LETTER})[\w{_OTHER_NAME}]*)
  | (?P<symbol>::|\|\||:=|(?s:.))
    """,
    re.VERBOSE,
)
_PLACE = r"\$\{[^{}\n]{1,80}\}|\$\(\w{1,80}\)|&&?\w{1,80}\.?|\{\{[^{}\n]{1,80}\}\}|\{\w{1,80}\}"
_VARIABLE = re.compile(rf"(?:{_PLACE}|%\w{{1,80}}%|[:$](?=[^\W\d]))(?:{_PLACE}|[\w{_OTHER_NAME}])*")
"""A name that begins with a variable: of Flyway and Liquibase, SQL*Plus, sqlcmd, psql, templates, batch files."""
_MORE = re.compile(rf"(?:{_PLACE}|[\w{_OTHER_NAME}])+")
_QUICK = re.compile(
    r"([ \t\n]*+)(?:([A-Za-z_][A-Za-z0-9_]*+)(?=[ \t\n(),;.\[\]])|([(),;.=])|\[(?!\d+\])([^\[\]\n]++)\](?!\]))"
)
"""Blanks and a token that cannot begin anything else: most of every script."""
_WORD, _MARK = 2, 3
_KINDS = {kind.value: kind for kind in Kind}
_Q_STRING = re.compile(r"[nN]?[qQ]'(.)", re.DOTALL)
_Q_CLOSE = {"[": "]", "{": "}", "(": ")", "<": ">"}
_DOLLAR = re.compile(r"\$(?:[A-Za-z_]\w{0,30})?\$")
_HASH = re.compile(r"#(?=[\s\-=*#]|$)[^\n]*")
_ESCAPED = re.compile(r"(?:[nxbNXB]|_\w+[ ]?)?'[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*+'", re.DOTALL)
"""A string in which a backslash takes the next character as it is (MySQL)."""
_E_STRING = re.compile(r"[eE]'[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*+'", re.DOTALL)
_BACKSLASH = re.compile(r"\\(.)", re.DOTALL)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b"}
_OF_MYSQL = re.compile(
    r"^-- (?:MySQL|MariaDB) dump|^-- phpMyAdmin|/\*!\d{5}|\)\s*ENGINE\s*=|^\s*CREATE TABLE (?:IF NOT EXISTS )?`",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_ONTO = r"\[(?<![\w\])\"]\[)"
"""A bracket that is not written onto what it would be the subscript of: ``int[3]``, ``(ARRAY[1])[1]``."""
_OF_SQL_SERVER = re.compile(
    rf"{_NOT_ONTO}(?:[^\W\d]|\]\])[^\[\]\n]*(?:\]\][^\[\]\n]*)*\](?:\.\[|\s*\(|[ \t]+\[?[A-Za-z])"
)
"""A name in brackets where another name, a type or a list of columns follows."""
_BRACKETED = re.compile(
    rf"(?P<quoted>{_NOT_ONTO}(?=(?P<name>(?:[^\[\]\n]|\]\]|\[[^\[\]\n]{{0,128}}\]\]|(?<=[\w\[])\[){{1,128}}))(?P=name)\])"
)
"""Any name in brackets: ``[]]x]``, ``[2026]``, ``[金額[円]]]``; of at most 128 characters, as the product allows.

Looked ahead and taken as a whole, since Python before 3.11.5 mistakes ``++`` around parts that are tried and given up.
A bracket that opens inside and that nothing closes must stand behind a character of a name: ``[A [char](4)``, which has
lost a bracket, is no name.
"""
_EXECUTABLE = re.compile(r"/\*M?!(?:\d{5,6})?(?!\d|\\)")
"""``/*!50100 … */`` of MySQL and MariaDB: what is inside is SQL."""
_SWALLOWED = re.compile(
    r"""(?: ;[^\n]*\n\s*(?:CREATE|ALTER|COMMENT\s+ON|INSERT|GRANT|DROP)\s
          | \n[ \t]*(?:GO|/)[ \t]*\n
          | \n\s*CREATE\s+(?:\w+\s+){0,3}TABLE\s+[^\s(]+\s*\( )""",
    re.IGNORECASE | re.VERBOSE,
)
"""What a string holds that begins at a quote which was meant to close another one."""
_BEHIND = re.compile(r"[ \t]*(?:[,);]|\n|$)")
"""What stands behind a string that is closed where it should be."""
_MOST_FAILURES = 100
_HEAD = 4 << 20
"""So much of a script is looked at to tell whether it is one of MySQL or of SQL Server."""


def _unquote(text: str) -> str:
    close = "]" if text[0] == "[" else text[0]
    return text[1:-1].replace(close * 2, close)


class Scanner:
    """Pulls tokens out of a script, one at a time. Line ends of any kind are made line feeds first."""

    def __init__(self, text: str, line: int = 1) -> None:
        self.text = prepared(text)
        self.position = 0
        self.escapes = _OF_MYSQL.search(self.text, 0, _HEAD) is not None
        """True where a backslash escapes in every string, as MySQL writes."""
        self.brackets = _OF_SQL_SERVER.search(self.text, 0, _HEAD) is not None
        """True where brackets quote names, as SQL Server writes."""
        self.job = is_job(self.text)
        """True for a job stream of a host."""
        self.executable = False
        """True inside a comment whose text is SQL."""
        self.hashes = True
        """False where ``#`` ends statements and so begins no comment."""
        self._comments_close = True
        self._line = line
        self._counted = 0
        self._failures = 0
        self._fresh = True

    def _line_at(self, position: int) -> int:
        self._line += self.text.count("\n", self._counted, position)
        self._counted = position
        return self._line

    def line_end(self, position: int) -> int:
        """Offset of the end of the line that ``position`` is in."""
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end

    def next(self) -> Token | None:
        """The next token, None at the end."""
        if quick := _QUICK.match(self.text, self.position):
            return self._quick(quick)
        self._skip()
        start = self.position
        if start >= len(self.text):
            return None
        first = self._fresh
        kind, value, end, unclosed = self._piece(start)
        self._fresh = self._fresh and kind is Kind.COMMENT
        self.position = end
        word = value.upper() if kind is Kind.WORD else ""
        return Token(kind, value, self._line_at(start), start, end, first, unclosed, word)

    def _quick(self, match: re.Match[str]) -> Token:
        """A token that one look is enough for."""
        group = match.lastindex or 0
        value, start, end = match[group], match.start(group), match.end(group)
        if "\n" in match[1]:
            self._fresh = True
        first, self._fresh = self._fresh, False
        self.position = end
        if group == _WORD:
            return Token(Kind.WORD, value, self._line_at(start), start, end, first, False, value.upper())
        if group == _MARK:
            return Token(Kind.SYMBOL, value, self._line_at(start), start, end, first)
        self.position = end + 1
        return Token(Kind.QUOTED, value, self._line_at(start - 1), start - 1, end + 1, first)

    def _skip(self) -> None:
        """Step over blanks, and over the marks around SQL inside a comment."""
        while True:
            if space := _SPACE.match(self.text, self.position):
                self.position = space.end()
                self._fresh = self._fresh or "\n" in space.group()
            if self.executable and self.text.startswith("*/", self.position):
                self.executable = False
                self.position += 2
            elif mark := _EXECUTABLE.match(self.text, self.position):
                self.executable = True
                self.position = mark.end()
            else:
                return

    def _comment(self, start: int) -> tuple[Kind, str, int, bool]:
        if self.job and self._fresh and not self.text[start + 2 : self.line_end(start)].strip():
            return Kind.COMMENT, "", self.line_end(start), False
        end = comment_end(self.text, start, not self.escapes) if self._comments_close else -1
        if end < 0:
            self._comments_close = False
            return Kind.COMMENT, "", self.line_end(start), True
        return Kind.COMMENT, self.text[start + 2 : end - 2], end, False

    def _escaped(self, start: int) -> tuple[Kind, str, int, bool] | None:
        """A string with backslashes: of MySQL, or ``E'…'`` of PostgreSQL."""
        match = _E_STRING.match(self.text, start) or (_ESCAPED.match(self.text, start) if self.escapes else None)
        if match is None or self._swallowed(match.group(), match.end()):
            return None
        piece = match.group()
        inside = piece[piece.index("'") + 1 : -1].replace("''", "'")
        value = _BACKSLASH.sub(lambda m: _CONTROL.get(m.group(1), m.group(1)), inside) if "\\" in inside else inside
        return Kind.STRING, value, match.end(), False

    def _swallowed(self, piece: str, end: int) -> bool:
        """True where the string holds statements and what stands behind it shows that it began at a closing quote."""
        return _BEHIND.match(self.text, end) is None and _SWALLOWED.search(piece) is not None

    def _special(self, start: int) -> tuple[Kind, str, int, bool] | None:
        """What one pattern cannot tell: block comments, strings with marks or backslashes, ``#`` comments."""
        head = self.text[start]
        if head == "/" and self.text.startswith("/*", start):
            return self._comment(start)
        if head in "qQnN$" and (found := self._enclosed(start)):
            return found
        if head in "$&{%:" and (match := _VARIABLE.match(self.text, start)):
            return Kind.WORD, match.group(), match.end(), False
        if head == "#":
            return self._hash(start)
        if head in "eE" or (self.escapes and head in "'nNxXbB_"):
            return self._escaped(start)
        return None

    def _piece(self, start: int) -> tuple[Kind, str, int, bool]:
        text = self.text
        if found := self._special(start):
            return found
        match = (_BRACKETED.match(text, start) if self.brackets else None) or _TOKEN.match(text, start)
        if match is None:  # cannot happen: the symbol takes any character
            return Kind.SYMBOL, text[start], start + 1, False
        kind, piece = _KINDS[match.lastgroup or ""], match.group()
        swallowed = kind is Kind.STRING and self._swallowed(piece, match.end())
        if swallowed or (kind is Kind.SYMBOL and piece in "'\"`"):
            return Kind.STRING, "", self.line_end(start), True
        end = match.end()
        if kind is Kind.WORD and text.startswith(("&", "{", "("), end) and (text[end] != "(" or piece[-1] == "$"):
            if more := _MORE.match(text, end - (piece[-1] == "$")):
                return kind, text[start : more.end()], more.end(), False
            return kind, piece, end, False
        return kind, self._value(kind, piece), end, False

    @staticmethod
    def _value(kind: Kind, piece: str) -> str:
        match kind:
            case Kind.STRING:
                return piece[piece.index("'") + 1 : -1].replace("''", "'")
            case Kind.QUOTED:
                return _unquote(piece)
            case Kind.COMMENT:
                return piece[2:]
        return piece

    def _hash(self, start: int) -> tuple[Kind, str, int, bool] | None:
        """A ``#`` comment of MySQL, which needs a blank behind it (``#TEMP`` is a name)."""
        if not self.hashes or not (match := _HASH.match(self.text, start)):
            return None
        return Kind.COMMENT, match.group()[1:], match.end(), False

    def _enclosed(self, start: int) -> tuple[Kind, str, int, bool] | None:
        """``q'[…]'`` of Oracle and ``$tag$…$tag$`` of PostgreSQL."""
        text = self.text
        if match := _Q_STRING.match(text, start):
            close = _Q_CLOSE.get(match.group(1), match.group(1)) + "'"
        elif text[start] == "$" and not self.escapes and (match := _DOLLAR.match(text, start)):
            close = match.group()
        else:
            return None
        end = text.find(close, match.end()) if self._failures < _MOST_FAILURES else -1
        if end < 0 or (text[start] != "$" and self._swallowed(text[start:end], end + len(close))):
            self._failures += 1
            return None
        return Kind.STRING, text[match.end() : end], end + len(close), False
