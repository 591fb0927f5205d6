"""Each source column alone: the items that its names and its type allow, with how well each agrees."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from migrate.gap import likeness
from migrate.gap.likeness import Likeness
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
_TYPE = 0.15
_MOST = 400
"""So many item readings are compared at most, those that share the most telling words first."""


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
    likeness: Likeness
    fit: TypeFit

    @property
    def score(self) -> float:
        """Agreement of names and type, 0–1."""
        return self.name * (1 - _TYPE + _TYPE * self.fit.score)


def names_of(target: Target, column: SourceColumn) -> tuple[Named, ...]:
    """The written forms of a column that say something, the Japanese name first."""
    forms = [(LOGICAL, column.logical_name), (PHYSICAL, column.name)]
    if column.comment and spelling.key(column.comment) != spelling.key(column.logical_name):
        forms.append((COMMENT, column.comment))
    read = ((label, text, readings(target.vocabulary, text)) for label, text in forms if text.strip())
    return tuple(Named(label=label, text=text, readings=found) for label, text, found in read if found)


def _shared(target: Target, names: Iterable[Named]) -> Iterator[tuple[ItemWord, ...]]:
    """Item readings that share a telling word with a name; plain kinds of value count only where they stand alone."""
    told: dict[tuple[ItemWord, ...], float] = {}
    for named in names:
        for reading in named.readings:
            for word in reading:
                if not word.word and word.text not in target.index:
                    continue
                text = word.word or word.text
                for near in (text, *target.vocabulary.near(text)):
                    if near in PLAIN and len(reading) > 1:
                        continue
                    for words in target.index.get(near, ()):
                        told[words] = told.get(words, 0.0) + target.weight(near) / len(words)
    yield from sorted(told, key=lambda w: (-told[w], tuple(x.text for x in w)))[:_MOST]


def _best(target: Target, item: TargetItem, named: Named, around: Collection[str]) -> Likeness:
    return max((likeness.compare(target, item, r, around) for r in named.readings), key=lambda found: found.score)


def _together(found: Mapping[str, Likeness]) -> tuple[float, str]:
    """One score of all written forms: the Japanese name leads, unless the physical name contradicts it strongly."""
    best = max(found, key=lambda label: found[label].score)
    if len(found) == 1:
        return found[best].score, best
    first = found.get(LOGICAL) or found[next(iter(found))]
    others = max(found[label].score for label in found if found[label] is not first)
    if first.score >= others * _TORN:
        return _FIRST * first.score + _SECOND * others, best
    return _TORN_FIRST * first.score + _TORN_SECOND * others, best


def fittings(target: Target, column: SourceColumn, around: Collection[str]) -> tuple[Fitting, ...]:
    """The items that a column may feed, best first.

    Args:
        target: the standard's side.
        column: the column.
        around: words of the name of its table.
    """
    names = names_of(target, column)
    found = []
    for words in _shared(target, names):
        for item in target.by_words[words]:
            by_label = {named.label: _best(target, item, named, around) for named in names}
            name, label = _together(by_label)
            if name < FLOOR:
                continue
            text = next(n.text for n in names if n.label == label)
            fit = type_fit(column, item.item)
            found.append(Fitting(item=item, name=name, label=label, text=text, likeness=by_label[label], fit=fit))
    return tuple(sorted(found, key=lambda f: (-f.score, f.item.place)))
