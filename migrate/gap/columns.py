"""Each source column alone: the items that its names and its type allow, with how well each agrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from migrate.gap.arithmetic import NAME, TYPE, VALUE, factor, name_weight
from migrate.gap.likeness import Pair
from migrate.gap.names import FLOOR, PHYSICAL, Agreed, Named, Names, names_of
from migrate.gap.target import Target, TargetItem
from migrate.gap.values import Held, ValueFit, value_fit
from migrate.model.kinds import TypeFit, type_fit
from migrate.model.source import SourceColumn
from migrate.model.spec import Item

_PLACEHOLDERS = frozenset({"col", "column", "fld", "field", "item", "komoku", "koumoku", "data", "項目", "列"})
"""Words of columns that have no name."""


class Fitting(NamedTuple):
    """An item that a column may feed.

    A named tuple, because a large system has a million of them.
    """

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
    """Agreement of names, type and values, 0–1."""
    values: ValueFit | None = None
    """What the column's values say, None where nothing is known of them."""
    weight: float = NAME
    """Weight of the name."""


def _fitting(item: TargetItem, one: Agreed, weight: float, fit: TypeFit, values: ValueFit | None) -> Fitting:
    score = factor(one.name, weight) * factor(fit.score, TYPE) * (factor(values.score, VALUE) if values else 1.0)
    return Fitting(item, one.name, one.named.label, one.named.text, one.pairs, fit, score, values, weight)


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


def _by_values(target: Target, held: Held, named: Named) -> Iterator[tuple[TargetItem, Agreed]]:
    """Items that tell themselves by their values, whatever the column's name."""
    for item in target.items if held.others else target.told_by_values:
        if item.rule is None:
            yield item, Agreed(name=0.0, named=named, pairs=())


def fittings(
    reader: Names, column: SourceColumn, around: frozenset[str], held: Held | None = None
) -> tuple[Fitting, ...]:
    """The items that a column may feed, best first.

    Args:
        reader: the names of the standard's side.
        column: the column.
        around: words of the name of its table.
        held: what its values are, where that is known.
    """
    target = reader.target
    names, types = names_of(target, column), _Types(column)
    opaque = held is not None and is_opaque(names)
    likely: dict[int, tuple[TargetItem, Agreed]] = {}
    for item, one in () if opaque else reader.agreed(names, around):
        if item.place not in likely or likely[item.place][1].name < one.name:
            likely[item.place] = item, one
    if held is not None:
        named = names[0] if names else Named(label=PHYSICAL, text=column.name, readings=())
        for item, one in _by_values(target, held, named):
            likely.setdefault(item.place, (item, one))
    found = []
    for item, one in likely.values():
        values = value_fit(held, item, target.codes_of(item)) if held is not None else None
        weight = name_weight(values.telling, opaque) if values else NAME
        if factor(one.name, weight) >= FLOOR:
            found.append(_fitting(item, one, weight, types.fit(item.item), values))
    return tuple(sorted(found, key=lambda f: (-f.score, f.item.place)))
