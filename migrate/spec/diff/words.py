"""How far two item names say the same: terms of the glossary, words known to have replaced one another, spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.lexicon import glossary as lexicon
from migrate.lexicon import names, spelling
from migrate.lexicon.glossary import Glossary
from migrate.model.value import value

_CONTENT = 0.8
"""Words of this weight or more say what is meant; lighter ones (コード, 年月日) only what kind of value it is."""
_EXTRA = 0.70
"""Factor where one name has a word more: 「氏名」 and 「氏名_フリガナ」 are two things."""
_OPPOSED = 0.5
"""Factor where each name has a word of its own: 「住所_町字」 and 「住所_方書」 are two things."""
_CONTRARY = frozenset("旧新前後元先被不非未再仮男女左右上下長短内外父母夫妻")
"""One such character more or less and a name stands for something else."""
_KANA = re.compile("[ぁ-ゖ]")
_DENYING = frozenset("なずぬ")
_SPELLING = 0.98
_ROMAJI = 0.97
_UNKNOWN_LIKE = 0.8


@value
class Word:
    """One word of a name; ``key`` is the same for words that stand for the same thing."""

    text: str
    key: str
    weight: float
    known: bool

    @property
    def content(self) -> bool:
        """True for a word that says what is meant, not only what kind of value it is."""
        return self.weight >= _CONTENT or not self.known


@value
class Likeness:
    """How far two names say the same, 0–1; ``swapped`` are the words that differ and yet mean the same."""

    score: float
    swapped: tuple[tuple[str, str], ...] = ()
    own_before: tuple[str, ...] = ()
    """Words that only the first name has, and that say what is meant."""
    own_after: tuple[str, ...] = ()


@value
class Naming:
    """A name with its romaji."""

    name: str
    romaji: str = ""


class Words:
    """Reads names with a glossary and with pairs of words that replaced one another between editions."""

    def __init__(self, glossary: Glossary, replaced: Iterable[tuple[str, str]]) -> None:
        self._glossary = glossary
        self._same: dict[str, str] = {}
        for one, other in replaced:
            target = self._term(other)
            old = self._term(one)
            moved = {word: target for word, key in self._same.items() if key == old}
            self._same |= {**moved, old: target}
        self._read: dict[str, tuple[tuple[Word, ...], ...]] = {}
        self._seen: dict[str, tuple[frozenset[str], bool]] = {}

    def _term(self, word: str) -> str:
        senses = self._glossary.japanese.get(spelling.key(word))
        term = senses[0].term if senses else spelling.key(word)
        return self._same.get(term, term)

    def read(self, name: str) -> tuple[tuple[Word, ...], ...]:
        """``name`` as words, coarse (住民票コード) and fine (住民票, コード)."""
        if name not in self._read:
            found = (names.read_japanese(self._glossary, name, fine) for fine in (False, True))
            self._read[name] = tuple(dict.fromkeys(tuple(map(self._word, tokens)) for tokens in found))
        return self._read[name]

    def _word(self, token: names.Token) -> Word:
        key = self._same.get(token.term, token.term)
        return Word(text=token.text, key=key, weight=token.weight, known=bool(token.senses))

    def key(self, name: str) -> str:
        """One text for all names that are made of the same words in the same order."""
        return "_".join(word.key for word in self.read(name)[-1])

    def apart(self, before: Naming, after: Naming) -> bool:
        """True where two names cannot be alike: told at once, so that large lists are compared in little time."""
        one, other = self._parts(before.name), self._parts(after.name)
        same_romaji = bool(before.romaji) and spelling.romaji_key(before.romaji) == spelling.romaji_key(after.romaji)
        return not (one[0] & other[0] or (one[1] and other[1]) or same_romaji)

    def _parts(self, name: str) -> tuple[frozenset[str], bool]:
        """Keys of all words of a name, and whether one of them is unknown."""
        if name not in self._seen:
            found = [word for reading in self.read(name) for word in reading]
            self._seen[name] = frozenset(word.key for word in found), any(not word.known for word in found)
        return self._seen[name]

    def likeness(self, before: Naming, after: Naming) -> Likeness:
        """How far two names say the same. The order of the two sides does not change the score."""
        plain = [spelling.key(one.name).replace("_", "") for one in (before, after)]
        if plain[0] == plain[1] or _okurigana_only(*plain):
            return Likeness(score=_SPELLING)
        options = [_agree(a, b) for a in self.read(before.name) for b in self.read(after.name)]
        best = max(options, key=lambda found: (found.score, found.swapped), default=Likeness(score=0.0))
        if before.romaji and spelling.romaji_key(before.romaji) == spelling.romaji_key(after.romaji):
            return Likeness(score=max(best.score, _ROMAJI), swapped=best.swapped)
        return best


def _okurigana_only(one: str, other: str) -> bool:
    """True for 方書 and 方書き, 取消 and 取り消し; not where the kana may deny (該当する, 該当しない)."""
    bare = _KANA.sub("", one)
    denies = any(set(text) & _DENYING for text in (one, other))
    return bool(bare) and bare == _KANA.sub("", other) and not denies


def _relation(one: Word, other: Word) -> float:
    if one.key == other.key:
        return 1.0
    if one.known and other.known:
        return 0.0
    if (set(one.text) ^ set(other.text)) & _CONTRARY:
        return 0.0
    likeness = fuzz.ratio(one.text, other.text) / 100
    return likeness if likeness >= _UNKNOWN_LIKE else 0.0


def _agree(before: tuple[Word, ...], after: tuple[Word, ...]) -> Likeness:
    options = sorted(
        (-relation * min(a.weight, b.weight), abs(i - j), i, j, relation)
        for i, a in enumerate(before)
        for j, b in enumerate(after)
        if (relation := _relation(a, b)) > 0
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    matched = 0.0
    swapped = []
    for _, _, i, j, relation in options:
        if i in partner or j in taken:
            continue
        partner[i] = j
        taken.add(j)
        a, b = before[i], after[j]
        matched += relation * (a.weight + b.weight)
        if spelling.key(a.text) != spelling.key(b.text):
            swapped.append((a.text, b.text))
    total = sum(word.weight for word in (*before, *after))
    own_before = tuple(w.text for i, w in enumerate(before) if i not in partner and w.content)
    own_after = tuple(w.text for j, w in enumerate(after) if j not in taken and w.content)
    opposed = (own_before and own_after) or any(len(text) == 1 for text in (*own_before, *own_after))
    factor = _OPPOSED if opposed else _EXTRA if own_before or own_after else 1.0
    score = matched / total * factor * _kinds(before, after) if total else 0.0
    return Likeness(score=score, swapped=tuple(swapped), own_before=own_before, own_after=own_after)


def _kinds(before: tuple[Word, ...], after: tuple[Word, ...]) -> float:
    one, other = (names.value_class(side[-1].key) for side in (before, after))
    return max(0.7, names.classes_agree(one, other))


def read_replaced(folder: Path) -> tuple[tuple[str, str], ...]:
    """The pairs of words in ``folder`` (see its SOURCE.yaml).

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-008.
    """
    return tuple((row["before"], row["after"]) for row in tables.read(folder / "renames.csv"))


@cache
def load() -> Words:
    """With the bundled glossary and the bundled pairs."""
    return Words(lexicon.load(), read_replaced(bundled("specs") / "renames"))
