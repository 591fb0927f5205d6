"""Changes made from the rule table: one place where kind, effect and reason are put together."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from typing import TypeVar

from migrate.model.spec import Form, Function, Interface, Item
from migrate.model.spec_diff import Change, ItemRef, Named, Subject
from migrate.model.value import value
from migrate.spec.diff.rules import RULES

K = TypeVar("K", bound=Hashable)


@value
class About:
    """What a change is about: both sides of one thing."""

    subject: Subject
    business: str
    before: Named | None = None
    after: Named | None = None
    table_before: str = ""
    table_after: str = ""
    confidence: float = 1.0
    users: tuple[ItemRef, ...] = ()

    def change(self, rule: str, field: str = "", before: str = "", after: str = "", reason: str = "") -> Change:
        """The change that ``rule`` names; its sentence is the reason unless one is given."""
        row = RULES[rule]
        return Change(
            subject=self.subject,
            kind=row.kind,
            effect=row.effect,
            rule=rule,
            business=self.business,
            table_before=self.table_before,
            table_after=self.table_after,
            item_before=self.before,
            item_after=self.after,
            field=field,
            before=before,
            after=after,
            reason=reason or row.sentence.format(before=before, after=after),
            confidence=self.confidence,
            users=self.users,
        )


def named(one: Item | Function | Form | Interface) -> Named:
    """Id and name as published."""
    return Named(id=one.id, name=one.categories[-1] if isinstance(one, Function) else one.name)


def because(what: str, phrases: Sequence[str]) -> str:
    """The reason of a rename or a move as one sentence."""
    return f"{what}とみなしました（{'、'.join(phrases)}）。" if phrases else f"{what}とみなしました。"


def plain(text: str) -> str:
    """A published text without differences of width and of blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def text_rule(before: str, after: str) -> str:
    """The rule for two different texts."""
    return "text-spelling" if plain(before) == plain(after) else "text"


def out_of_order(places: Sequence[int]) -> list[int]:
    """Indexes of the fewest numbers without which ``places`` rises.

    >>> out_of_order([0, 3, 1, 2])
    [1]
    """
    ends: list[int] = []
    holders: list[int] = []
    previous = [-1] * len(places)
    for index, place in enumerate(places):
        at = bisect_left(ends, place)
        previous[index] = holders[at - 1] if at else -1
        ends[at : at + 1] = [place]
        holders[at : at + 1] = [index]
    kept = set()
    index = holders[-1] if holders else -1
    while index >= 0:
        kept.add(index)
        index = previous[index]
    return [index for index in range(len(places)) if index not in kept]


def misplaced(before: Sequence[K], after: Sequence[K]) -> list[tuple[K, K | None, K | None]]:
    """What left its order among the keys on both sides: key, what stood before it then, what stands before it now.

    >>> misplaced(["a", "b", "c", "d"], ["a", "d", "b", "c", "e"])
    [('d', 'c', 'a')]
    """
    old, new = ({key: place for place, key in enumerate(keys)} for keys in (before, after))
    both = [key for key in before if key in new]
    moved = [both[index] for index in out_of_order([new[key] for key in both])]
    return [
        (key, before[old[key] - 1] if old[key] else None, after[new[key] - 1] if new[key] else None) for key in moved
    ]
