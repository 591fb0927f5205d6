"""Each source column alone: the items that its names and its type allow, with how well each agrees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence

from migrate.gap.arithmetic import NAME, TYPE, VALUE, factor, name_weight
from migrate.gap.likeness import Comparison, Pair
from migrate.gap.target import PLAIN, ItemWord, Target, TargetItem
from migrate.gap.values import Held, ValueFit, value_fit
from migrate.lexicon import spelling
from migrate.lexicon.written import Reading, readings
from migrate.model.kinds import TypeFit, type_fit
from migrate.model.source import SourceColumn
from migrate.model.spec import Item
from migrate.model.value import value

LOGICAL, PHYSICAL, COMMENT = "日本語名", "物理名", "コメント"
FLOOR = 0.45
"""Below this agreement an item is no candidate."""
_FIRST, _SECOND = 0.88, 0.12
_TORN_FIRST, _TORN_SECOND = 0.6, 0.4
_TORN = 0.7
"""Where the Japanese name agrees less than this share of what the physical name does, the two are torn."""
_PLACEHOLDERS = frozenset({"col", "column", "fld", "field", "item", "komoku", "koumoku", "data", "項目", "列"})
"""Words of columns that have no name."""
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
    values: ValueFit | None = None
    """What the column's values say, None where nothing is known of them."""

    weight: float = NAME
    """Weight of the name."""
    score: float
    """Agreement of names, type and values, 0–1."""


@value
class _Agreed:
    """How far the names of a column and an item agree."""

    name: float
    named: Named
    """The written form that agreed best."""
    pairs: tuple[Pair, ...]


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


def _fitting(item: TargetItem, one: _Agreed, weight: float, fit: TypeFit, values: ValueFit | None) -> Fitting:
    return Fitting(
        item=item,
        name=one.name,
        label=one.named.label,
        text=one.named.text,
        pairs=one.pairs,
        fit=fit,
        values=values,
        weight=weight,
        score=factor(one.name, weight) * factor(fit.score, TYPE) * (factor(values.score, VALUE) if values else 1.0),
    )


class _Types:
    """How a column's type suits the types of items, each once."""

    def __init__(self, column: SourceColumn) -> None:
        self.column = column
        self.known: dict[tuple[str, str], TypeFit] = {}

    def fit(self, item: Item) -> TypeFit:
        known = self.known.get((item.type, item.length))
        if known is None:
            known = self.known[item.type, item.length] = type_fit(self.column, item)
        return known


def is_opaque(names: Sequence[Named]) -> bool:
    """True where no written form of a column says anything (COL01, 項目12)."""
    said = (word for named in names for reading in named.readings for word in reading)
    return all(not word.word or word.text.lower() in _PLACEHOLDERS for word in said)


def _by_name(target: Target, names: Sequence[Named], around: frozenset[str]) -> Iterator[tuple[TargetItem, _Agreed]]:
    """The items whose names agree with those of a column, from `FLOOR` on."""
    by_label = {named.label: named for named in names}
    for words, read in _candidates(target, names).items():
        compared = {
            label: tuple(Comparison(target, words, reading, around) for reading in near) for label, near in read.items()
        }
        differing = [one for ones in compared.values() for one in ones if not one.same_everywhere]
        known: dict[Hashable, _Agreed] = {}
        for item in target.by_words[words]:
            alike = (item.coded, *(one.alike(item) for one in differing))
            if alike not in known:
                best = {label: _best(ones, item) for label, ones in compared.items()}
                name, label = _together({label: score for label, (score, _) in best.items()})
                known[alike] = _Agreed(name=name, named=by_label[label], pairs=best[label][1].pairs)
            if known[alike].name >= FLOOR:
                yield item, known[alike]


def _by_values(target: Target, held: Held, named: Named) -> Iterator[tuple[TargetItem, _Agreed]]:
    """Items that tell themselves by their values, whatever the column's name."""
    for item in target.items if held.others else target.told_by_values:
        if item.rule is None:
            yield item, _Agreed(name=0.0, named=named, pairs=())


def fittings(
    target: Target, column: SourceColumn, around: frozenset[str], held: Held | None = None
) -> tuple[Fitting, ...]:
    """The items that a column may feed, best first.

    Args:
        target: the standard's side.
        column: the column.
        around: words of the name of its table.
        held: what its values are, where that is known.
    """
    names, types = names_of(target, column), _Types(column)
    opaque = held is not None and is_opaque(names)
    likely = [] if opaque else list(_by_name(target, names, around))
    if held is not None:
        seen = {item.place for item, _ in likely}
        named = names[0] if names else Named(label=PHYSICAL, text=column.name, readings=())
        likely += ((item, one) for item, one in _by_values(target, held, named) if item.place not in seen)
    found = []
    for item, one in likely:
        values = value_fit(held, item, target.codes_of(item)) if held is not None else None
        weight = name_weight(values.telling, opaque) if values else NAME
        if factor(one.name, weight) >= FLOOR:
            found.append(_fitting(item, one, weight, types.fit(item.item), values))
    return tuple(sorted(found, key=lambda f: (-f.score, f.item.place)))
