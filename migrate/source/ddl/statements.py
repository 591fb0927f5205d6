"""Statements of a DDL script: where one ends and the next begins, whatever tool wrote the script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from migrate.model.value import value
from migrate.source.ddl import vocabulary
from migrate.source.ddl.boundaries import AGAIN, FRESH, HEAD_OF_TABLE, LINE_OF_TABLE, SEPARATOR
from migrate.source.ddl.skim import rows_end
from migrate.source.ddl.tokens import Kind, Scanner, Token


class Fault(StrEnum):
    """Why a statement cannot be trusted."""

    NONE = ""
    QUOTE = "引用符が閉じていません"
    COMMENT = "コメント（/*）が閉じていません"
    PARENTHESIS = "括弧が閉じていません"
    LONG = "文が長すぎます"
    BLOCK = "BEGIN に対応する END がありません"


@value
class Statement:
    """One statement: its tokens without comments, the comments, and the script it is a part of."""

    text: str
    tokens: tuple[Token, ...] = ()
    comments: tuple[Token, ...] = ()
    line: int
    fault: Fault = Fault.NONE
    shell_line: bool = False
    """True for a line that is a command of the vendor's shell."""
    procedural: bool = False
    """True for a procedure, a trigger or a block: its body is code."""
    repeated: int = 1
    """How many statements of its kind it stands for: rows are passed over together."""
    undone: bool = False
    """True in the part of a migration script that takes its changes back."""

    @property
    def head(self) -> tuple[str, ...]:
        """The leading unquoted words, at most six, upper case."""
        return _head(self.tokens)


_MOST_HEAD = 6
_HEAD_TOKENS = 14
_FILLERS = (
    "OR",
    "REPLACE",
    "EDITIONABLE",
    "NONEDITIONABLE",
    "FORCE",
    "PUBLIC",
    "DEFINER",
    "CURRENT_USER",
    "CONSTRAINT",
)
_CODE = ("PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "PACKAGE", "EVENT")
_CODE_HEADS = ("CREATE", "ALTER", "BEGIN", "DECLARE")
_MAKING = ("CREATE", "RECREATE", "ALTER", "COMMENT", "LABEL", "DROP", "RENAME")
_MOST_JUNK, _MOST_TOKENS = 10_000, 1_000_000
"""So many tokens are kept of what is no statement or a broken one, and of any statement."""
_ROWS = ("INSERT", "REPLACE")
_TRANSACTION = ("TRAN", "TRANSACTION", "WORK", "DISTRIBUTED")
_BRANCHES = ("IF", "ELSE", "END", "WHILE")
_BRANCHED = ("CREATE", "ALTER", "EXEC", "EXECUTE", "INSERT", "DROP", "COMMENT")
_SHELL = re.compile(r"@@|//|[@\\:!]|[A-Za-z]+")
_TERMINATOR = re.compile(r"#\s*SET\s+TERMINATOR\s+(\S+)", re.IGNORECASE)
_AT_ENDS = re.compile(r"\)\s*@[ \t]*$", re.MULTILINE)
_ENDED = re.compile(r"\)\s*;")
_HEAD = 4 << 20
"""So much of a script is looked at to tell what marks the end of a statement."""
_SET_TERM = re.compile(r"SET\s+TERM\s+(\S+?)\s*(?:[;^]|\n|$)", re.IGNORECASE)
"""Firebird: the mark that ends statements."""
_DOWN = re.compile(r"[ \t]*(?:\+goose Down|\+migrate Down|migrate:down|//\s*@UNDO)\b", re.IGNORECASE)
_UP = re.compile(r"[ \t]*(?:\+goose Up|\+migrate Up|migrate:up)\b", re.IGNORECASE)


_SET_IS_SQL = re.compile(
    r"SET\s+@|SET\s+(?:CURRENT\s+)?(?:SCHEMA|SQLID)\b|SET\s+search_path\b|SET\s[^\n;]*;[^\n]*\w", re.IGNORECASE
)
"""SET that a statement follows on its line, assigns a variable (perhaps over lines), or names the schema."""


def _head(tokens: tuple[Token, ...] | list[Token]) -> tuple[str, ...]:
    words: list[str] = []
    for token in tokens[: _MOST_HEAD * 2]:
        if not token.word or len(words) == _MOST_HEAD:
            break
        words.append(token.word)
    return tuple(words)


class _Block:
    """Follows BEGIN … END in the code of a procedure, so that its semicolons do not end it."""

    def __init__(self) -> None:
        self.depth = 0
        self.begun = False
        self.opened = False
        self._before = ""

    def take(self, token: Token, package: bool) -> None:
        word = token.word
        if word in ("AS", "IS", "DECLARE") and not self.opened:
            self.opened = True
            self.depth += package
        elif self.opened and self._before in ("AS", "IS") and token.kind is Kind.STRING:
            self.opened = False  # PostgreSQL: the body is one string
        elif word == "BEGIN" or (word == "CASE" and self._before != "END"):
            self.depth += 1
            self.begun = True
        elif word in _TRANSACTION and self._before == "BEGIN":
            self.depth -= 1
        elif self._before == "END" and word not in ("IF", "LOOP", "WHILE", "REPEAT", "FOR"):
            self._close()
        self._before = word

    def _close(self) -> None:
        self.depth = max(0, self.depth - 1)
        self.begun = True

    @property
    def done(self) -> bool:
        """True behind the END of the whole body."""
        return self.begun and self.depth - (self._before == "END") <= 0

    def ends(self) -> bool:
        """True where a semicolon here ends the statement."""
        if self._before == "END":
            self._close()
            self._before = ""
        return self.depth == 0 and (self.begun or not self.opened)


class _Splitter:
    def __init__(self, text: str, line: int) -> None:
        self.scanner = Scanner(text, line)
        self.delimiter = "@" if _AT_ENDS.search(text, 0, _HEAD) and not _ENDED.search(text, 0, _HEAD) else ""
        self.down = False
        self.reset()

    def reset(self) -> None:
        self.tokens: list[Token] = []
        self.comments: list[Token] = []
        self.depth = 0
        self.fault = Fault.NONE
        self.code: bool | None = None
        self.block = _Block()
        self.fed = 0

    def is_code(self) -> bool:
        """True where the statement so far is a procedure, a trigger or a block; settled once its head is known."""
        if self.code is None:
            if self.tokens[0].word not in _CODE_HEADS:
                self.code = False
                return False
            found = self.looks_like_code()
            if (
                found
                or len(self.tokens) > _HEAD_TOKENS
                or self.tokens[-1].value == "("
                or self.tokens[-1].word == "TABLE"
            ):
                self.code = found
            return found
        return self.code

    def looks_like_code(self) -> bool:
        words = [t.word for t in self.tokens[:_HEAD_TOKENS] if t.word[:1].isalpha() and t.word not in _FILLERS]
        if not words:
            return False
        if words[0] in ("CREATE", "ALTER"):
            words = words[1:] if words[1:2] == ["ALTER"] else words  # CREATE OR ALTER
            return len(words) > 1 and (words[1] in _CODE or words[1:3] == ["TYPE", "BODY"])
        if words[0] == "BEGIN":
            return len(self.tokens) > 1 and not (len(words) > 1 and words[1] in _TRANSACTION)
        return words[0] == "DECLARE" and len(self.tokens) > 1 and not self.tokens[1].value.startswith("@")

    def finish(self) -> Iterator[Statement]:
        """The last statement; a procedure that never ends must not hide the tables behind it."""
        if self.tokens and self.is_code() and not self.block.done and any(map(self._is_table, self.tokens)):
            self.fault = self.fault or Fault.BLOCK
        return self.flush()

    def _is_table(self, token: Token) -> bool:
        return token.first and token.word == "CREATE" and bool(LINE_OF_TABLE.match(self.scanner.text, token.start))

    def flush(self) -> Iterator[Statement]:
        if self.tokens or self.fault:
            fault = self.fault
            code = bool(self.tokens) and self.is_code()
            if not fault and self.depth > 0 and not code:
                fault = Fault.PARENTHESIS
            first = self.tokens[0] if self.tokens else self.comments[0]
            yield Statement(
                text=self.scanner.text,
                tokens=tuple(self.tokens),
                comments=tuple(self.comments),
                line=first.line,
                fault=fault,
                procedural=code,
                undone=self.down,
            )
            if _head(self.tokens)[:1] == ("COPY",) and self.tokens[-1].word == "STDIN":
                self.skip_copied()
        last = self.comments[-1:] if self.comments else []
        self.reset()
        self.comments = last

    def skip_copied(self) -> None:
        """Step over the rows behind COPY … FROM stdin, up to the line that ends them; without one there are none."""
        text, at = self.scanner.text, self.scanner.position
        while (at := text.find("\n\\.", at)) >= 0:
            end = self.scanner.line_end(at + 1)
            if not text[at + 3 : end].strip():
                self.scanner.position = end
                return
            at = end

    def overflows(self) -> bool:
        """True where the statement is too long to be one: the rest of it is passed over."""
        if len(self.tokens) < _MOST_JUNK or (not self.fault and self.is_known() and len(self.tokens) < _MOST_TOKENS):
            return False
        if not self.fault and self.is_known():
            self.fault = Fault.LONG
        found = AGAIN.search(self.scanner.text, self.scanner.position)
        self.scanner.position = found.start() if found else len(self.scanner.text)
        return True

    def is_known(self) -> bool:
        """True where the statement begins as some statement does."""
        word = self.tokens[0].word
        return word in _MAKING or any(word in vocabulary.by_first(part) for part in ("skipped", "data"))

    def append(self, token: Token) -> None:
        if token.unclosed:
            self.fault = Fault.QUOTE
        if token.kind is Kind.SYMBOL:
            self.depth += (token.value == "(") - (token.value == ")")
        self.tokens.append(token)
        if self.code is not False and self.is_code():
            package = any(t.word in ("PACKAGE", "BODY") for t in self.tokens[:_HEAD_TOKENS])
            for one in self.tokens[self.fed :]:
                self.block.take(one, package)
            self.fed = len(self.tokens)

    def take_shell_line(self, token: Token) -> Statement | None:
        """The line of ``token`` as a shell command, where it is one; the scanner goes on behind it."""
        text = self.scanner.text
        found = _SHELL.match(text, token.start)
        word = found.group().upper() if found else ""
        end = self.scanner.line_end(token.start)
        if found and word == "DELIMITER":
            self.set_delimiter(text[found.end() : end].strip())
        elif word == "SET" and (term := _SET_TERM.match(text, token.start)):
            self.set_delimiter(term.group(1))
            end = term.end()
        elif not self.is_shell(word, token.start):
            return None
        while text.endswith((" -", ","), 0, end) and end < len(text):
            end = self.scanner.line_end(end + 1)
        closed = text.find("*/", token.start, end) if self.scanner.executable else -1
        self.scanner.position = closed if closed >= 0 else end
        return Statement(text=text, tokens=(token,), line=token.line, shell_line=True)

    def take_whole(self, token: Token) -> Statement | None:
        """What is taken at once from its first token: statements with rows, a line of a shell."""
        if token.word in _ROWS and (rows := self.take_rows(token)):
            return rows
        return self.take_shell_line(token) if token.first else None

    def take_rows(self, token: Token) -> Statement | None:
        """Statements with rows from ``token`` on, passed over together; None where that is not sure."""
        if self.delimiter or self.scanner.executable:
            return None
        rows = rows_end(self.scanner.text, token.start, self.scanner.escapes)
        if not rows.statements:
            return None
        self.scanner.position = rows.end
        self.comments = []
        return Statement(
            text=self.scanner.text, tokens=(token,), line=token.line, undone=self.down, repeated=rows.statements
        )

    def is_shell(self, word: str, start: int) -> bool:
        """True where the line at ``start``, which begins with ``word``, is a command of a shell or of a job stream."""
        if word == "//":
            return self.scanner.job
        is_sql = word == "SET" and _SET_IS_SQL.match(self.scanner.text, start) is not None
        return word in vocabulary.words("lines") and not is_sql

    def set_delimiter(self, mark: str) -> None:
        """From here on, this mark ends statements."""
        self.delimiter = "" if mark == ";" else mark
        self.scanner.hashes = mark != "#"

    def ends_here(self, token: Token) -> bool:
        if self.delimiter:
            if self.scanner.text.startswith(self.delimiter, token.start):
                self.scanner.position = token.start + len(self.delimiter)
                return True
            return False
        if token.value != ";" or token.kind is not Kind.SYMBOL:
            return False
        return not self.tokens or not self.is_code() or self.block.ends()

    def is_separator(self, token: Token) -> bool:
        """True where the line of ``token`` ends a batch; the scanner goes on behind it."""
        if token.value.upper() not in ("/", "GO"):
            return False
        end = self.scanner.line_end(token.start)
        if SEPARATOR.fullmatch(self.scanner.text, token.start, end) is None:
            return False
        self.scanner.position = end
        return True

    def begins_anew(self, token: Token) -> bool:
        """A statement that begins on a line of its own although the one before was not ended."""
        if not self.tokens or token.kind is not Kind.WORD:
            return False
        if self.is_code():
            over = self.block.done or (not self.block.begun and self.tokens[-1].value == ";")
            return token.first and over and LINE_OF_TABLE.match(self.scanner.text, token.start) is not None
        if len(self.tokens) == 1 and self.tokens[0].word in ("BEGIN", "DECLARE"):
            return False  # perhaps a block
        if token.word == "CREATE":
            table = (LINE_OF_TABLE if token.first else HEAD_OF_TABLE).match(self.scanner.text, token.start)
            if table is not None:
                return True
        if self.depth > 0 and not self.fault:
            return False
        branch = self.tokens[0].word in _BRANCHES and token.word in _BRANCHED
        return branch or (token.first and FRESH.match(self.scanner.text, token.start) is not None)

    def take_comment(self, token: Token) -> Iterator[Statement]:
        """Keep a comment; it may set the mark that ends statements (Db2), or begin the way back of a migration."""
        self.comments.append(token)
        if not token.unclosed:
            if found := _TERMINATOR.match(token.value):
                self.set_delimiter(found.group(1))
            elif _DOWN.match(token.value) or (self.down and _UP.match(token.value)):
                yield from self.flush()
                self.down = not self.down or not _UP.match(token.value)
            return
        yield from self.flush()
        yield Statement(text=self.scanner.text, tokens=(token,), line=token.line, fault=Fault.COMMENT)

    def cut(self, token: Token) -> Token:
        """The token before a delimiter that is written onto it (``END$$``, ``END@``)."""
        at = token.value.find(self.delimiter) if token.kind is Kind.WORD else 0
        if at <= 0:
            return token
        self.scanner.position = token.start + at
        return token._replace(value=token.value[:at], word=token.word[:at], end=token.start + at)

    def run(self) -> Iterator[Statement]:
        while (token := self.scanner.next()) is not None:
            if token.kind is Kind.COMMENT:
                yield from self.take_comment(token)
                continue
            if self.delimiter:
                token = self.cut(token)
            if not self.tokens and (whole := self.take_whole(token)):
                yield whole
            elif (token.first and self.is_separator(token)) or self.ends_here(token):
                yield from self.flush()
            else:
                if self.begins_anew(token):
                    yield from self.flush()
                if not self.overflows():
                    self.append(token)
        yield from self.finish()


def split(text: str, line: int = 1) -> Iterator[Statement]:
    """The statements of a script, in order; its first line counts as ``line``."""
    return _Splitter(text, line).run()
