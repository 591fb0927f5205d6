"""The written forms of a column beside the names of the items: how far they agree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

from migrate.gap.likeness import Comparison, Pair
from migrate.gap.target import LIGHT, PLAIN, ItemWord, Target, TargetItem
from migrate.lexicon import spelling
from migrate.lexicon.written import Reading, readings
from migrate.model.source import SourceColumn
from migrate.model.value import value

LOGICAL, PHYSICAL, COMMENT = "日本語名", "物理名", "コメント"
FLOOR = 0.45
"""Below this agreement an item is no candidate."""
_FIRST, _SECOND = 0.88, 0.12
_TORN_FIRST, _TORN_SECOND = 0.6, 0.4
_TORN = 0.7
"""Where the Japanese name agrees less than this share of what the physical name does, the two are torn."""
_LEAST, _MOST = 0.25, 60
"""Item readings are compared in full from this share of common words on, and so many at most."""
_MOST_OF_SHORT = 300
"""A name of one word (年度) is the end of many items."""
_REMARK = re.compile(r"[（(【\[].*?[）)】\]]|[:：。;；\n].*|[\s,、]*[0-9０-９]+\s*[:：=＝].*", re.DOTALL)
"""What follows a name in a comment: codes and their meanings, a note in brackets."""
_LITTLE = PLAIN | {"期日"}
"""Words of a name that lead to no item by a kind of value."""
_NEAR, _MOST_READINGS = 0.15, 3
"""… with the readings of the name that share nearly as much as the best one."""


@value
class Named:
    """One written form of a column, read."""

    label: str
    text: str
    readings: tuple[Reading, ...]


@value
class Agreed:
    """How far the names of a column and an item agree."""

    name: float
    named: Named
    """The written form that agreed best."""
    pairs: tuple[Pair, ...]


def _readings(target: Target, text: str) -> tuple[Reading, ...]:
    """The readings of a name, also of what is left without its remarks: 性別（1:男 2:女）, 性別 1:男 2:女."""
    bare = _REMARK.sub("", text)
    texts = (text, bare) if bare.strip() and bare != text else (text,)
    found = (readings(target.vocabulary, one) for one in texts)
    return tuple(dict.fromkeys(reading for ones in found for reading in ones))


def names_of(target: Target, column: SourceColumn) -> tuple[Named, ...]:
    """The written forms of a column that say something, the Japanese name first."""
    forms = [(LOGICAL, column.logical_name), (PHYSICAL, column.name)]
    if column.comment and spelling.key(column.comment) != spelling.key(column.logical_name):
        forms.append((COMMENT, column.comment))
    read = ((label, text, _readings(target, text)) for label, text in forms if text.strip())
    return tuple(Named(label=label, text=text, readings=found) for label, text, found in read if found)


def _likely(target: Target, named: Named) -> dict[tuple[ItemWord, ...], list[tuple[float, Reading]]]:
    """Item readings beside readings of the name, by the share of telling words that they have in common, 0–1.

    Kinds of value alone (年月日) lead to no item, unless the name or the item says nothing else.
    """
    found: dict[tuple[ItemWord, ...], list[tuple[float, Reading]]] = defaultdict(list)
    for reading in named.readings:
        told: dict[tuple[ItemWord, ...], float] = defaultdict(float)
        whole, counted = 0.0, dict[str, float]()
        for word in reading:
            text = word.word or word.text
            whole += target.weight(text)
            for near, strength in ((text, 1.0), *target.vocabulary.near(text).items()):
                gain = strength * target.weight(near) - counted.get(near, 0.0)
                if gain <= 0:
                    continue  # another word of the name comes nearer
                counted[near] = gain + counted.get(near, 0.0)
                plain = near in PLAIN and text in _LITTLE and len(reading) > 1
                for words in target.plain_index.get(near, ()) if plain else target.index.get(near, ()):
                    told[words] += gain
                for words in target.light_index.get(near, ()):
                    told[words] += gain * LIGHT
        for words, sum_ in told.items():
            found[words].append((2 * sum_ / (whole + target.weight_of(words)), reading))
    return found


def _candidates(target: Target, names: Sequence[Named]) -> dict[tuple[ItemWord, ...], dict[str, tuple[Reading, ...]]]:
    """The item readings to compare in full, each with the readings of each name that come near it."""
    by_label = {named.label: _likely(target, named) for named in names}
    best: dict[tuple[ItemWord, ...], float] = {}
    for found in by_label.values():
        for words, shares in found.items():
            best[words] = max(best.get(words, 0.0), *(share for share, _ in shares))
    kept = sorted((w for w, s in best.items() if s >= _LEAST), key=lambda w: (-best[w], tuple(x.text for x in w)))
    short = any(len(reading) == 1 for named in names for reading in named.readings)
    chosen: dict[tuple[ItemWord, ...], dict[str, tuple[Reading, ...]]] = {}
    for words in kept[: _MOST_OF_SHORT if short else _MOST]:
        chosen[words] = {}
        for named in names:
            shares = by_label[named.label].get(words, [])
            chosen[words][named.label] = _nearest(target, words, shares) or named.readings[:1]
    return chosen


def _nearest(
    target: Target, words: tuple[ItemWord, ...], shares: Sequence[tuple[float, Reading]]
) -> tuple[Reading, ...]:
    """The readings that come nearest an item reading, and the one that does where kinds of value count as well.

    tax_year is 課税年度 rather than 課税年分, although 年度 alone leads to no item.
    """
    ordered = sorted(shares, key=lambda s: -s[0])
    near = [reading for share, reading in ordered[:_MOST_READINGS] if share >= ordered[0][0] - _NEAR]
    kinds = {word.text for word in words if word.text in _LITTLE}
    if kinds and len(words) > 1 and len(ordered) > 1:
        near.append(max(ordered, key=lambda s: s[0] + _of_kinds(target, kinds, s[1]))[1])
    return tuple(dict.fromkeys(near))


def _of_kinds(target: Target, kinds: Collection[str], reading: Reading) -> float:
    """What the kinds of value that a reading has in common with an item add to its share."""
    return sum(target.weight(word.word) for word in reading if word.word in kinds) / len(reading)


def _best(read: Sequence[Comparison], item: TargetItem) -> tuple[float, Comparison]:
    return max(((one.score(item), one) for one in read), key=lambda found: found[0])


def _together(found: Mapping[str, float]) -> tuple[float, str]:
    """One score of all written forms: the Japanese name leads, unless the physical name contradicts it strongly."""
    best = max(found, key=lambda label: found[label])
    if len(found) == 1:
        return found[best], best
    leading = LOGICAL if LOGICAL in found else next(iter(found))
    first, others = found[leading], max(score for label, score in found.items() if label != leading)
    if first >= others * _TORN:
        return _FIRST * first + _SECOND * others, best
    return _TORN_FIRST * first + _TORN_SECOND * others, best


@value
class _Likely:
    """Items that read alike beside the written forms of a column."""

    words: tuple[ItemWord, ...]
    near: Mapping[str, tuple[Reading, ...]]
    """Written form → its readings that come near the items."""
    missing: frozenset[str]
    """Words of the items that the column's name lacks: the name of its table may have them."""
    agreed: tuple[tuple[TargetItem, Agreed], ...]
    """The items that agree whatever the table is called."""


class Names:
    """Columns beside the names of one target. What was found for a name is kept: in a system names come again."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._known: dict[tuple[Named, ...], tuple[_Likely, ...]] = {}
        self._told: dict[frozenset[str], frozenset[str]] = {}

    def agreed(self, names: tuple[Named, ...], around: frozenset[str]) -> Iterator[tuple[TargetItem, Agreed]]:
        """The items whose names agree with those of a column, from `FLOOR` on.

        Args:
            names: the written forms of the column.
            around: words of the name of its table.
        """
        if names not in self._known:
            self._known[names] = tuple(self._likely(names))
        told = self._told_by(around)
        for one in self._known[names]:
            if one.missing.isdisjoint(told):
                yield from one.agreed
            else:
                yield from self._agreeing(names, one.words, self._compared(one.words, one.near, around))

    def _told_by(self, around: frozenset[str]) -> frozenset[str]:
        """Words that the name of a table has, or comes near."""
        if around not in self._told:
            near = self.target.vocabulary.near
            self._told[around] = frozenset(other for word in around for other in (word, *near(word)))
        return self._told[around]

    def _likely(self, names: tuple[Named, ...]) -> Iterator[_Likely]:
        for words, near in _candidates(self.target, names).items():
            compared = self._compared(words, near, frozenset())
            missing = frozenset(word for ones in compared.values() for one in ones for word in one.missing)
            agreed = tuple(self._agreeing(names, words, compared))
            yield _Likely(words=words, near=near, missing=missing, agreed=agreed)

    def _compared(
        self, words: tuple[ItemWord, ...], near: Mapping[str, tuple[Reading, ...]], around: frozenset[str]
    ) -> dict[str, tuple[Comparison, ...]]:
        return {
            label: tuple(Comparison(self.target, words, reading, around) for reading in found)
            for label, found in near.items()
        }

    def _agreeing(
        self, names: tuple[Named, ...], words: tuple[ItemWord, ...], compared: Mapping[str, tuple[Comparison, ...]]
    ) -> Iterator[tuple[TargetItem, Agreed]]:
        by_label = {named.label: named for named in names}
        differing = [one for ones in compared.values() for one in ones if not one.same_everywhere]
        known: dict[Hashable, Agreed] = {}
        for item in self.target.by_words[words]:
            alike = (item.coded, *(one.alike(item) for one in differing))
            if alike not in known:
                best = {label: _best(ones, item) for label, ones in compared.items()}
                name, label = _together({label: score for label, (score, _) in best.items()})
                known[alike] = Agreed(name=name, named=by_label[label], pairs=best[label][1].pairs)
            if known[alike].name >= FLOOR:
                yield item, known[alike]
