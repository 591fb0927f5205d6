"""How well two names agree: matched words over all words, on the best pair of readings."""

from __future__ import annotations

from migrate.lexicon.glossary import Glossary
from migrate.lexicon.names import Reading, Token, classes_agree, readings, value_class
from migrate.model.value import value

KIN = 0.85
CONFUSABLE = 0.2
_OBJECT_WEIGHT = 0.2


@value
class Pair:
    """Two words taken for the same thing."""

    item: Token
    column: Token
    relation: float
    way: str


@value
class Agreement:
    """How two names agree, 0–1, and by which words."""

    score: float
    pairs: tuple[Pair, ...] = ()
    warned: tuple[str, str] | None = None
    """Two terms that the glossary says not to confuse."""


NONE = Agreement(score=0.0)


def relation(glossary: Glossary, one: Token, other: Token) -> tuple[float, str]:
    """How far two words stand for the same term, and in which way."""
    best, how = 0.0, ""
    for a in one.senses:
        for b in other.senses:
            if a.term == b.term:
                score, way = a.quality * b.quality, b.way if b.quality <= a.quality else a.way
            elif b.term in glossary.kin.get(a.term, ()):
                score, way = KIN * a.quality * b.quality, "同じ略し方をする語"
            elif _both_class_words(one, other):
                score, way = _class_relation(a.term, b.term), "同じ種類の語"
            else:
                continue
            if score > best:
                best, how = score, way
    if not one.senses and not other.senses and one.text.lower() == other.text.lower():
        return 1.0, "同じ語"
    return best, how


def _both_class_words(one: Token, other: Token) -> bool:
    return one.weight < 1.0 and other.weight < 1.0


def _class_relation(one: str, other: str) -> float:
    a, b = value_class(one), value_class(other)
    return classes_agree(a, b) if a and b and classes_agree(a, b) > 0.4 else 0.0


def _match(glossary: Glossary, item: Reading, column: Reading) -> tuple[Pair, ...]:
    """Greedy pairing of words, strongest first; each word once."""
    options = []
    for i, a in enumerate(item):
        for j, b in enumerate(column):
            strength, way = relation(glossary, a, b)
            if strength > 0:
                options.append((-strength * min(a.weight, b.weight), i, j, strength, way))
    used_i: set[int] = set()
    used_j: set[int] = set()
    pairs = []
    for _, i, j, strength, way in sorted(options):
        if i not in used_i and j not in used_j:
            used_i.add(i)
            used_j.add(j)
            pairs.append(Pair(item=item[i], column=column[j], relation=strength, way=way))
    return tuple(pairs)


def _agreement(glossary: Glossary, item: Reading, column: Reading, light: str) -> Agreement:
    def weight(token: Token) -> float:
        return _OBJECT_WEIGHT if light and token.term == light else token.weight

    pairs = _match(glossary, item, column)
    if not pairs:
        return NONE
    matched = sum(p.relation * (weight(p.item) + weight(p.column)) for p in pairs)
    total = sum(map(weight, item)) + sum(map(weight, column))
    score = matched / total * classes_agree(value_class(item[-1].term), value_class(column[-1].term))
    if light and len(item) > 1 and all(p.item.term == light for p in pairs):
        score *= 0.3
    return Agreement(score=score, pairs=pairs)


def _warning(glossary: Glossary, item: Reading, column: Reading) -> tuple[str, str] | None:
    a, b = {t.term for t in item}, {t.term for t in column}
    clash = [(x, y) for x in sorted(a - b) for y in sorted(b - a) if glossary.confusable(x, y)]
    return next(((x, y) for x, y in clash if y not in glossary.kin.get(x, ())), None)


def names(glossary: Glossary, item: str, column: str, light: str = "") -> Agreement:
    """Agreement of an item's name with a column's name or comment.

    ``light`` is the object of the item's naming grammar (住所 in 住所_都道府県) that legacy names leave out.
    """
    best = NONE
    for a in readings(glossary, item):
        for b in readings(glossary, column):
            found = _agreement(glossary, a, b, light)
            if found.score > best.score:
                clash = _warning(glossary, a, b)
                if clash:
                    found = Agreement(score=min(found.score, CONFUSABLE), pairs=found.pairs, warned=clash)
                if found.score > best.score:
                    best = found
    return best
