"""Each source column alone: the items that its names and its type allow, with how well each agrees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from migrate.gap.likeness import Comparison, Pair
from migrate.gap.target import PLAIN, ItemWord, Target, TargetItem
from migrate.lexicon import spelling
from migrate.lexicon.written import Reading, readings
from migrate.model.kinds import TypeFit, type_fit
from migrate.model.source import SourceColumn
from migrate.model.value import value

LOGICAL, PHYSICAL, COMMENT = "日本語名", "物理名", "コメント"
FLOOR = 0.45
"""Below this agreement an item is no candidate."""
_FIRST, _SECOND = 0.88, 0.12
_TORN_FIRST, _TORN_SECOND = 0.6, 0.4
_TORN = 0.7
"""Where the Japanese name agrees less than this share of what the physical name does, the two are torn."""
TYPE = 0.15
"""Weight of type and length beside the name."""
_LEAST, _MOST = 0.25, 80
"""Item readings are compared in full from this share of common words on, and so many at most."""
_NEAR, _MOST_READINGS = 0.15, 3
"""… with the readings of the name that share nearly as much as the best one."""


@value
class Named:
    """One written form of a column, read."""

    label: str
    text: str
    readings: tuple[Reading, ...]


@value
class Fitting:
    """An item that a column may feed."""

    item: TargetItem
    name: float
    """Agreement of the names, 0–1."""
    label: str
    """Which written form agreed best."""
    text: str
    pairs: tuple[Pair, ...]
    """The words that agree."""
    fit: TypeFit
    score: float
    """Agreement of names and type, 0–1."""


def _fitting(item: TargetItem, name: float, named: Named, pairs: tuple[Pair, ...], fit: TypeFit) -> Fitting:
    score = name * (1 - TYPE + TYPE * fit.score)
    return Fitting(item=item, name=name, label=named.label, text=named.text, pairs=pairs, fit=fit, score=score)


def names_of(target: Target, column: SourceColumn) -> tuple[Named, ...]:
    """The written forms of a column that say something, the Japanese name first."""
    forms = [(LOGICAL, column.logical_name), (PHYSICAL, column.name)]
    if column.comment and spelling.key(column.comment) != spelling.key(column.logical_name):
        forms.append((COMMENT, column.comment))
    read = ((label, text, readings(target.vocabulary, text)) for label, text in forms if text.strip())
    return tuple(Named(label=label, text=text, readings=found) for label, text, found in read if found)


def _likely(target: Target, named: Named) -> dict[tuple[ItemWord, ...], list[tuple[float, Reading]]]:
    """Item readings beside readings of the name, by the share of telling words that they have in common, 0–1.

    Kinds of value alone (年月日) lead to no item, unless the name says nothing else.
    """
    found: dict[tuple[ItemWord, ...], list[tuple[float, Reading]]] = defaultdict(list)
    for reading in named.readings:
        told: dict[tuple[ItemWord, ...], float] = defaultdict(float)
        whole = 0.0
        for word in reading:
            text = word.word or word.text
            whole += target.weight(text)
            for near, strength in ((text, 1.0), *target.vocabulary.near(text).items()):
                if near in PLAIN and len(reading) > 1:
                    continue
                gain = strength * target.weight(near)
                for words in target.index.get(near, ()):
                    told[words] += gain
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
    chosen: dict[tuple[ItemWord, ...], dict[str, tuple[Reading, ...]]] = {}
    for words in kept[:_MOST]:
        chosen[words] = {}
        for named in names:
            shares = sorted(by_label[named.label].get(words, ()), key=lambda s: -s[0])
            near = tuple(reading for share, reading in shares[:_MOST_READINGS] if share >= shares[0][0] - _NEAR)
            chosen[words][named.label] = near or named.readings[:1]
    return chosen


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


def fittings(target: Target, column: SourceColumn, around: Collection[str]) -> tuple[Fitting, ...]:
    """The items that a column may feed, best first.

    Args:
        target: the standard's side.
        column: the column.
        around: words of the name of its table.
    """
    names = names_of(target, column)
    names_by = {named.label: named for named in names}
    fits: dict[tuple[str, str], TypeFit] = {}
    found = []
    for words, read in _candidates(target, names).items():
        compared = {
            label: tuple(Comparison(target, words, reading, around) for reading in near) for label, near in read.items()
        }
        for item in target.by_words[words]:
            best = {label: _best(ones, item) for label, ones in compared.items()}
            name, label = _together({label: score for label, (score, _) in best.items()})
            if name >= FLOOR:
                fit = fits.get((item.item.type, item.item.length)) or type_fit(column, item.item)
                fits[item.item.type, item.item.length] = fit
                found.append(_fitting(item, name, names_by[label], best[label][1].pairs, fit))
    return tuple(sorted(found, key=lambda f: (-f.score, f.item.place)))
