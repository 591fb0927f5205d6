"""COPY … REPLACING: the member's words in place of the statement, with other words where it says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrate.model.value import value
from migrate.source.copybook.tokens import Token, split

Members = Callable[[str], Sequence[Token] | None]
"""Gives the words of a member by its name, None where there is none."""
_DEEPEST = 20
_MOST = 100_000
_LIBRARY = ("OF", "IN")


@value
class Replacement:
    """Words that stand for others. ``part``: ``leading`` or ``trailing`` part of a word, else ``""``."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    part: str = ""


@value
class Fault:
    """A COPY that was not done."""

    line: int
    member: str
    reason: str


def _operand(words: Sequence[Token], at: int) -> tuple[tuple[str, ...], int]:
    """The text of pseudo text, a literal or a word, and where the next one begins."""
    if at >= len(words):
        return (), at
    text = words[at].text
    if text.startswith("==") and text.endswith("=="):
        return tuple(token.text for token in split(text[2:-2], 0)), at + 1
    return (text,), at + 1


def replacements(words: Sequence[Token]) -> tuple[Replacement, ...]:
    """The pairs behind REPLACING."""
    found = []
    at = 0
    while at < len(words):
        part = words[at].word.casefold() if words[at].word in ("LEADING", "TRAILING") else ""
        old, at = _operand(words, at + bool(part))
        if at >= len(words) or words[at].word != "BY":
            break
        new, at = _operand(words, at + 1)
        if old:
            found.append(Replacement(old=old, new=new, part=part))
    return tuple(found)


def _changed(word: str, one: Replacement) -> str | None:
    """A word in which a part is replaced: ``:TAG:-NAME`` holds ``:TAG:``; None where it holds nothing of it."""
    old, new = one.old[0], "".join(one.new)
    folded, sought = word.upper(), old.upper()
    if one.part == "leading" and folded.startswith(sought):
        return new + word[len(old) :]
    if one.part == "trailing" and folded.endswith(sought):
        return word[: -len(old)] + new
    marked = len(old) > 1 and old[0] in ":(*" and old[-1] in ":)*"
    if not one.part and marked and sought in folded:
        at = folded.index(sought)
        return word[:at] + new + word[at + len(old) :]
    return None


def replace(words: Sequence[Token], rules: Sequence[Replacement]) -> list[Token]:
    """Words with the first rule that fits applied at each place; what was put in is not replaced again."""
    if not rules:
        return list(words)
    made: list[Token] = []
    at = 0
    while at < len(words):
        token = words[at]
        for one in rules:
            size = len(one.old)
            if not one.part and [w.word for w in words[at : at + size]] == [old.upper() for old in one.old]:
                made += (_in_place(text, token) for text in one.new)
                at += size
                break
            if size == 1 and (changed := _changed(token.text, one)) is not None:
                made += (_in_place(new.text, token) for new in split(changed, 0))
                at += 1
                break
        else:
            made.append(token)
            at += 1
    return made


def _in_place(text: str, token: Token) -> Token:
    return Token(text=text, line=token.line, member=token.member, own=token.own)


def _copied(token: Token, line: int, member: str) -> Token:
    return Token(text=token.text, line=line, member=member, own=token.line)


class Copier:
    """Puts members in place of the statements that copy them."""

    def __init__(self, members: Members) -> None:
        self.members = members
        self.faults: list[Fault] = []
        self.total = 0
        self.copied: set[str] = set()

    def expand(self, words: Sequence[Token], line: int | None = None, above: tuple[str, ...] = ()) -> list[Token]:
        """All words, those of members included.

        Args:
            words: of one text.
            line: the line of the outermost COPY, which the words of a member take; None outside of members.
            above: the members being copied.
        """
        made: list[Token] = []
        at = 0
        while at < len(words):
            token = words[at]
            if token.word != "COPY":
                made.append(token if line is None else _copied(token, line, above[-1]))
                at += 1
                continue
            end = next((n for n in range(at, len(words)) if words[n].text == "."), len(words))
            if self.total < _MOST:
                made += self._member(words[at + 1 : end], line or token.line, above)
            at = end + 1
        return made

    def _member(self, words: Sequence[Token], line: int, above: tuple[str, ...]) -> list[Token]:
        name = words[0].value if words else ""
        rest = list(words[1:])
        if len(rest) > 1 and rest[0].word in _LIBRARY:
            rest = rest[2:]
        if rest and rest[0].word == "SUPPRESS":
            rest = rest[1:]
        found = self.members(name) if name else None
        reason = "" if found is not None else "メンバのファイルがありません"
        if name.casefold() in above or len(above) > _DEEPEST:
            reason = "メンバが自分自身を写しています"
        if reason or found is None:
            self.faults.append(Fault(line=line, member=name, reason=reason))
            return []
        self.copied.add(name.casefold())
        self.total += len(found) + 1
        if self.total >= _MOST:
            self.faults.append(Fault(line=line, member=name, reason="COPY で写した語が多すぎます"))
            return []
        words = self.expand(found, line, (*above, name.casefold()))
        joining = rest[:1] and rest[0].word == "REPLACING"
        return replace(words, replacements(rest[1:])) if joining else words
