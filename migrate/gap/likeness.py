"""How well a written name agrees with an item's name: words matched, words left over, what the tables say besides."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from migrate.gap.target import KINDS, ItemWord, Target, TargetItem
from migrate.lexicon.vocabulary import Vocabulary
from migrate.lexicon.written import Reading, Word
from migrate.model.value import value

_CONTEXT = 0.6
"""A word that the name lacks but the table's name has counts for so much."""
_LIGHT = 0.3
_UNKNOWN = 0.8
"""Weight of an unknown word of four letters or more."""
_PLAIN_WORDS = frozenset({"名", "名称", "コード", "区分", "種別", "種類", "フラグ", "番号"})
"""Kinds of value: a name may leave them out (KEN_MEI for 都道府県) …"""
_PLAIN_OF_ITEM, _PLAIN_OF_NAME = 0.5, 0.4
_FILLING = frozenset({"等", "の"})
_FILLING_WEIGHT = 0.2
_STRONG = 0.5
_NOTHING_STRONG = 0.75
"""… but a name that shares nothing but kinds of value is not the same."""
_OTHER_KIND = 0.45
_OPEN_KIND = 0.88
_MIXED = {
    frozenset({"コード", "フラグ"}): 0.8,
    frozenset({"コード", "番号"}): 0.75,
    frozenset({"番号", "連番"}): 0.75,
    frozenset({"日", "日時"}): 0.9,
}
_STRICT = frozenset({"コード", "番号", "フラグ", "日", "日時", "額"})


@value
class Pair:
    """Two words taken for the same thing."""

    item: str
    word: Word
    strength: float
    """0–1."""


@value
class Likeness:
    """How a name agrees with an item, 0–1, and by which words."""

    score: float
    pairs: tuple[Pair, ...] = ()


NONE = Likeness(score=0.0)


@lru_cache(maxsize=1 << 18)
def _pairs(vocabulary: Vocabulary, reading: Reading, words: tuple[ItemWord, ...]) -> tuple[tuple[int, int, float], ...]:
    """Words of the item beside words of the name, strongest first, each word once: (item word, word, strength)."""
    options = []
    for i, ours in enumerate(words):
        for j, theirs in enumerate(reading):
            if theirs.word:
                strength = vocabulary.relation(ours.text, theirs.word) * theirs.quality
            else:
                strength = float(theirs.text.lower() == ours.text.lower())
            if strength > 0:
                options.append((-strength, i, j))
    used_i: set[int] = set()
    used_j: set[int] = set()
    found = []
    for minus, i, j in sorted(options):
        if i not in used_i and j not in used_j:
            used_i.add(i)
            used_j.add(j)
            found.append((i, j, -minus))
    return tuple(found)


def _kinds_agree(name: str, item: str, coded: bool) -> float:
    item = item or ("コード" if coded and name == "コード" else "")
    if name == item:
        return 1.0
    if not name or not item:
        return _OPEN_KIND if (name or item) in _STRICT and not (coded and not name) else 0.97
    return _MIXED.get(frozenset({name, item}), _OTHER_KIND)


def _context(vocabulary: Vocabulary, word: str, around: Collection[str]) -> float:
    return max((vocabulary.relation(word, other) for other in around), default=0.0)


def _item_side(
    target: Target, item: TargetItem, matched: dict[int, float], around: Collection[str]
) -> tuple[float, float]:
    """Share of the item's words that the name (or its table) has, and the strongest match by weight."""
    got = whole = strong = 0.0
    business = target.business_words(item.business)
    for place, word in enumerate(item.words):
        weight = target.weight(word.text)
        share = matched.get(place, 0.0)
        strong = max(strong, share * weight)
        if not share:
            beside = _context(target.vocabulary, word.text, around)
            if beside:
                share = _CONTEXT * beside
            elif word.light or word.text in business:
                weight *= _LIGHT
            elif word.text in _PLAIN_WORDS:
                weight *= _PLAIN_OF_ITEM
            elif word.text in _FILLING:
                weight *= _FILLING_WEIGHT
        got += weight * share
        whole += weight
    return (got / whole if whole else 0.0), strong


def _name_side(target: Target, item: TargetItem, reading: Reading, matched: dict[int, float]) -> float:
    """Share of the name's words that the item (or its table) has."""
    got = whole = 0.0
    table = target.table_words[item.table][0]
    for place, word in enumerate(reading):
        weight = target.weight(word.word) if word.word else _UNKNOWN * min(1.0, len(word.text) / 4)
        share = matched.get(place, 0.0)
        if not share and word.word:
            beside = _context(target.vocabulary, word.word, table)
            if beside:
                share = _CONTEXT * beside * word.quality
            elif word.word in _PLAIN_WORDS:
                weight *= _PLAIN_OF_NAME
        got += weight * share
        whole += weight
    return got / whole if whole else 0.0


def compare(target: Target, item: TargetItem, reading: Reading, around: Collection[str]) -> Likeness:
    """Agreement of one reading of a column's name with an item.

    Args:
        target: the standard's side.
        item: one of its items.
        reading: the column's name, read.
        around: words of the name of the column's table.
    """
    pairs = _pairs(target.vocabulary, reading, item.words)
    if not pairs:
        return NONE
    ours, strong = _item_side(target, item, {i: s for i, _, s in pairs}, around)
    theirs = _name_side(target, item, reading, {j: s for _, j, s in pairs})
    if not ours or not theirs:
        return NONE
    score = 2 * ours * theirs / (ours + theirs)
    score *= _kinds_agree(KINDS.get(reading[-1].word, ""), item.kind, item.coded)
    if strong < _STRONG:
        score *= _NOTHING_STRONG
    return Likeness(
        score=score,
        pairs=tuple(Pair(item=item.words[i].text, word=reading[j], strength=s) for i, j, s in pairs),
    )
