"""The changes between two editions by what they are about, and the rows of a workspace that they touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

from migrate.model.spec_diff import Change, ChangeKind, Effect, SpecDiff, Subject
from migrate.model.value import value

Tell = Callable[[Change], str]
"""A change as one Japanese sentence."""
_SILENT = frozenset({ChangeKind.ORDER, ChangeKind.ID})
"""Kinds of change that nothing in a workspace rests on."""
_EDGES = " 　:：、。,.・／/（）()「」『』←→\n\t"
"""What may stand before and after a name in a text."""


class Area(StrEnum):
    """Where something is touched."""

    ITEMS = "項目の比較（③）"
    FUNCTIONS = "Fit&Gap（③-2）"
    MAPPING = "対応表"
    DECISIONS = "対応の決定"
    CHECKS = "品質検査"
    TESTS = "テスト（⑮-1）"
    ORDINANCES = "例規（⑰-1）"
    BUDGET = "予算（⑧-1）"
    PLAN = "工程表"


@value
class Row:
    """One thing of the workspace."""

    area: Area
    place: str
    """File with line, or register."""
    key: str
    name: str
    state: str = ""
    """Where it stands, as its register says."""


@value
class Touched:
    """A row that people have to look at."""

    row: Row
    effect: Effect
    """The strongest of its changes."""
    reasons: tuple[str, ...]


@value
class Looked:
    """One area that was looked through: how many rows there were, or why there were none."""

    area: Area
    rows: int
    why: str = ""


@value
class Fitting:
    """The 適合基準日 of the later edition. ``day`` is None where nothing says it."""

    day: date | None
    source: str
    others: tuple[date, ...] = ()
    """Other days that changed requirements name."""


@value
class Open:
    """A function under 一部機能経過措置 that is neither met nor withdrawn."""

    name: str
    reason: str
    met: str
    """ISO day on which the function is to be there; empty where it is not said."""
    filed: str
    state: str
    lacking: tuple[str, ...]
    """What stands against its being used after going live, in Japanese."""
    late: bool
    """True where the day has passed."""


class Changes:
    """The changes of a difference by what they are about; order and numbers aside."""

    def __init__(self, diff: SpecDiff, tell: Tell) -> None:
        self.all = tuple(one for one in diff.changes if one.kind not in _SILENT)
        self.tell = tell
        self.items: dict[tuple[str, str], list[Change]] = defaultdict(list)
        self.codes: dict[tuple[str, str], list[Change]] = defaultdict(list)
        self.tables: dict[str, list[Change]] = defaultdict(list)
        self.ids: dict[tuple[Subject, str], list[Change]] = defaultdict(list)
        for one in self.all:
            self._note(one)

    def _note(self, one: Change) -> None:
        sides = ((one.table_before, one.item_before), (one.table_after, one.item_after))
        if one.subject is Subject.TABLE:
            for name in {one.table_before, one.table_after} - {""}:
                self.tables[name].append(one)
        elif one.subject is Subject.ITEM:
            for place in dict.fromkeys((table, item.name) for table, item in sides if item is not None):
                self.items[place].append(one)
        elif one.subject in (Subject.CODE, Subject.CODE_LIST):
            for user in one.users:
                self.codes[user.table, user.name].append(one)
        else:
            for id in dict.fromkeys(item.id for _, item in sides if item is not None):
                self.ids[one.subject, id].append(one)
            if one.subject is Subject.INTERFACE_ITEM:
                for id in {one.table_before, one.table_after} - {""}:
                    self.ids[Subject.INTERFACE, id].append(one)

    @property
    def subjects(self) -> frozenset[Subject]:
        """What kinds of thing changed."""
        return frozenset(one.subject for one in self.all)

    def of_item(self, table: str, item: str) -> list[Change]:
        """Everything about an item: itself, its code list, its table."""
        own = (self.items.get((table, item), ()), self.codes.get((table, item), ()), self.tables.get(table, ()))
        return [change for many in own for change in many]

    def of_kinds(self, subjects: frozenset[str]) -> list[Change]:
        """The changes of some kinds of thing."""
        return [one for one in self.all if one.subject.value in subjects]

    def named(self, text: str) -> list[Change]:
        """The changes of whatever a text names: an item with its table, a table alone, or an id."""
        found = [
            one
            for known in (self.items, self.codes)
            for (table, item), many in known.items()
            if _holds(text, f"{table} {item}")
            for one in many
        ]
        found += [one for table, many in self.tables.items() if _holds(text, table) for one in many]
        found += [one for (_, id), many in self.ids.items() if _holds(text, id) for one in many]
        return list(dict.fromkeys(found))

    def touched(self, row: Row, changes: Iterable[Change]) -> Touched:
        """A row with its changes; the strongest effect counts."""
        many = sorted(changes, key=lambda one: list(Effect).index(one.effect))
        reasons = tuple(dict.fromkeys(map(self.tell, many)))
        return Touched(row=row, effect=many[0].effect, reasons=reasons)


def _holds(text: str, name: str) -> bool:
    """True where a text holds a name as a whole."""
    at = text.find(name)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(name) :][:1]
        if (not before or before in _EDGES) and (not after or after in _EDGES):
            return True
        at = text.find(name, at + 1)
    return False
