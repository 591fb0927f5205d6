"""A walk over the tokens of a statement."""

from __future__ import annotations

from migrate.source.ddl import vocabulary
from migrate.source.ddl.tokens import Kind, Token

Tokens = tuple[Token, ...]


class Cursor:
    """A position in a run of tokens; ``text`` is the script they come from."""

    def __init__(self, tokens: Tokens, text: str) -> None:
        self.tokens = tokens
        self.text = text
        self.position = 0

    @property
    def left(self) -> bool:
        """True where tokens are left."""
        return self.position < len(self.tokens)

    @property
    def here(self) -> Token | None:
        """The token at the position."""
        return self.tokens[self.position] if self.left else None

    def word(self, ahead: int = 0) -> str:
        """The unquoted word at the position plus ``ahead`` in upper case, empty where there is none."""
        at = self.position + ahead
        return self.tokens[at].word if at < len(self.tokens) else ""

    def symbol(self, ahead: int = 0) -> str:
        """The symbol at the position plus ``ahead``, empty where there is none."""
        at = self.position + ahead
        if at < len(self.tokens) and self.tokens[at].kind is Kind.SYMBOL:
            return self.tokens[at].value
        return ""

    def sized(self, ahead: int) -> bool:
        """True where the parenthesis there begins with a number, as that of a type does."""
        at = self.position + ahead + 1
        return at < len(self.tokens) and self.tokens[at].kind is Kind.NUMBER

    def accept(self, *words: str) -> bool:
        """Step over these words where they are next."""
        if any(self.word(n) != word for n, word in enumerate(words)):
            return False
        self.position += len(words)
        return True

    def accept_symbol(self, symbol: str) -> bool:
        """Step over this symbol where it is next."""
        if self.symbol() != symbol:
            return False
        self.position += 1
        return True

    def quoted(self) -> bool:
        """True where a quoted name is next."""
        return self.here is not None and self.here.kind is Kind.QUOTED

    def name(self) -> str:
        """Step over a name, qualified or not, and return its last part; empty where there is none."""
        return (self.path() or ("",))[-1]

    def path(self) -> tuple[str, ...]:
        """Step over a name, qualified or not, and return its parts; empty where there is none."""
        parts = []
        while (token := self.here) is not None and token.kind in (Kind.WORD, Kind.QUOTED, Kind.NUMBER, Kind.STRING):
            parts.append(token.value)
            self.position += 1
            if not self._dots() and not self._system_naming():
                break
        return tuple(parts)

    def _dots(self) -> bool:
        """Step over the dot between parts of a name; two where the part between is left out (SQL Server)."""
        return self.accept_symbol(".") and (self.accept_symbol(".") or True)

    def _system_naming(self) -> bool:
        """Step over the slash of ``LIBRARY/TABLE`` (Db2 for i)."""
        token, before = self.here, self.tokens[self.position - 1]
        return token is not None and token.start == before.end and self.accept_symbol("/")

    def group(self, pair: str = "()") -> Tokens | None:
        """Step over a parenthesis and return what is inside, None where there is none (or it never closes).

        Args:
            pair: the characters that open and close it.
        """
        if self.symbol() != pair[0]:
            return None
        depth = 0
        for at in range(self.position, len(self.tokens)):
            token = self.tokens[at]
            if token.kind is Kind.SYMBOL and token.value in pair:
                depth += 1 if token.value == pair[0] else -1
                if depth == 0:
                    inside = self.tokens[self.position + 1 : at]
                    self.position = at + 1
                    return inside
        return None

    def number(self) -> bool:
        """Step over a number with or without its sign; False where there is none."""
        _ = self.accept_symbol("-") or self.accept_symbol("+")
        if self.here is None or self.here.kind is not Kind.NUMBER:
            return False
        self.position += 1
        return True

    def names(self) -> tuple[str, ...] | None:
        """Step over a parenthesis of names (``ASC``, ``DESC`` and lengths are dropped); None where there is none."""
        inside = self.group()
        if inside is None:
            return None
        return tuple(name for part in split(inside) if (name := Cursor(part, self.text).name()))

    def source(self, start: int, end: int) -> str:
        """The script's own text of the tokens from position ``start`` to before ``end``."""
        if start >= end:
            return ""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def clause(self, part: str) -> bool:
        """Step over one clause of a part of the vocabulary."""
        begin = self.position
        for pattern in vocabulary.by_first(part).get(self.word(), ()):
            if self._follow(pattern):
                return True
            self.position = begin
        return False

    def at_clause(self, part: str) -> bool:
        """True where the fixed words of a clause of that part are next; the position stays."""
        return any(
            all(self.word(n) == word for n, word in enumerate(pattern) if word.isupper())
            for pattern in (fixed(p) for p in vocabulary.by_first(part).get(self.word(), ()))
        )

    def _follow(self, pattern: tuple[str, ...]) -> bool:
        for part in pattern:
            kind, optional = part.rstrip("?"), part.endswith("?")
            match kind:
                case "name":
                    done = bool(self.name())
                case "group":
                    done = self.group() is not None
                case "number":
                    done = self.number()
                case "expr":
                    done = bool(self.expression())
                case "rest":
                    self.position = len(self.tokens)
                    done = True
                case _:
                    done = self.accept(kind)
            if not done and not optional:
                return False
        return True

    def expression(self) -> str:
        """Step over an expression up to the next clause of a column; its text."""
        begin = self.position
        closed = True  # False behind a bracket that never closes: to look for the end of each would take too long
        while self.left:
            if (
                self.position > begin
                and not self._inside()
                and (self.at_clause("column_clauses") or self.word() in ENDS)
            ):
                break
            if self.group() is not None:
                continue
            if closed and self.symbol() == "[":
                closed = self.group("[]") is not None
            else:
                self.position += 1
        return self.source(begin, self.position)

    def _inside(self) -> bool:
        """True for words that begin a clause elsewhere: ``timestamp with time zone``, ``NEXT VALUE FOR s``."""
        if self.word() in ("WITH", "WITHOUT"):
            return self.word(1) in ("TIME", "LOCAL") and "TIME" in (self.word(1), self.word(2))
        before = self.tokens[self.position - 1]
        return (self.word() == "FOR" and before.word == "VALUE") or before.value == "::"


ENDS = frozenset(
    ("NOT", "NULL", "CONSTRAINT", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "DEFAULT", "COMMENT", "WITH", "FOR")
)
"""Words that begin a clause which the column reader itself understands."""


def fixed(pattern: tuple[str, ...]) -> tuple[str, ...]:
    """The words at the head of a pattern that stand for themselves."""
    head: list[str] = []
    for part in pattern:
        if not part.isupper():
            break
        head.append(part)
    return tuple(head)


_GENERIC = ("ARRAY", "MAP", "STRUCT", "ROW", "UNIONTYPE")
"""Types whose arguments stand in angle brackets."""


def split(tokens: Tokens) -> tuple[Tokens, ...]:
    """Tokens cut at the commas outside parentheses; empty pieces are left out."""
    pieces: list[Tokens] = []
    depth = begin = angles = 0
    for at, token in enumerate(tokens):
        if token.kind is not Kind.SYMBOL:
            continue
        if angles or (token.value == "<" and at and tokens[at - 1].word in _GENERIC):
            angles += (token.value == "<") - (token.value == ">")
            continue
        depth += (token.value in "([") - (token.value in ")]")
        if token.value == "," and depth == 0:
            pieces.append(tokens[begin:at])
            begin = at + 1
    pieces.append(tokens[begin:])
    return tuple(piece for piece in pieces if piece)
