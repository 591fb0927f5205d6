"""What the matcher owes to decisions: a decided pair is fixed, a refused one is not proposed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from migrate.gap.columns import Fitting
from migrate.gap.evidence import Scored, decided
from migrate.gap.target import TableKey, Target, TargetItem
from migrate.model.decision import Decision, Decisions, Verdict
from migrate.model.kinds import type_fit
from migrate.model.source import SourceColumn, SourceSchema, SourceTable

Named = Mapping[tuple[str, str, str], TargetItem]
"""業務ID, グループ and item → the item itself."""


def named(target: Target) -> Named:
    """The items by their names."""
    return {(*item.table, item.item.name): item for item in target.items if item.rule is None}


class Honour:
    """The decisions of all businesses, ready to be asked.

    With ``schema``, what was taken of columns that it does not have is passed over: it closes nothing to the column
    that may have come in its place, and `eyes` says so.
    """

    def __init__(self, decisions: Iterable[Decisions] = (), schema: SourceSchema | None = None) -> None:
        self._taken: dict[str, list[tuple[str, Decision]]] = {}
        """Table of the current system → the pairs that people took, with their 業務ID."""
        self._items: dict[tuple[str, str, str, str], set[str]] = {}
        """業務ID, グループ, item and source table → the columns that were taken for it."""
        self._closed: set[tuple[str, str, str, str, str]] = set()
        """業務ID and the spot of what has no counterpart, or is refused."""
        self._columns: set[tuple[str, str]] = set()
        """Tables and columns that people took for some item, of whichever business."""
        there = None if schema is None else {(table.name, c.name) for table in schema.tables for c in table.columns}
        for one in decisions:
            for decision in one.decisions:
                if there is None or decision.verdict is not Verdict.TAKEN or decision.spot[:2] in there:
                    self._note(one.business, decision)

    def _note(self, business: str, one: Decision) -> None:
        if one.verdict is Verdict.TAKEN:
            self._columns.add((one.table, one.column))
            self._taken.setdefault(one.table, []).append((business, one))
            self._items.setdefault((business, one.group, one.item, one.table), set()).add(one.column)
        elif one.verdict in (Verdict.REFUSED, Verdict.NONE):
            self._closed.add((business, *one.spot))

    def taken(self, table: str) -> tuple[tuple[str, Decision], ...]:
        """The pairs that people took for the columns of a table, each with its 業務ID."""
        return tuple(self._taken.get(table, ()))

    def admits(self, table: str, column: str, key: TableKey, item: str) -> bool:
        """True where no decision speaks against proposing the item for the column.

        An item that people took a column of a table for is closed to the table's other columns.
        """
        business, group = key
        spots = ((table, column, group, item), (table, column, "", ""), (table, "", group, item), ("", "", group, item))
        if any((business, *spot) in self._closed for spot in spots):
            return False
        columns = self._items.get((business, group, item, table))
        return columns is None or column in columns

    def is_taken(self, table: str, column: str) -> bool:
        """True where people took the column for an item, of whichever business."""
        return (table, column) in self._columns

    def fixed(self, items: Named, table: SourceTable, found: Sequence[Sequence[Scored]]) -> dict[int, list[Scored]]:
        """Column position → what people took it for, in the order of their file.

        ``found`` are the candidates of each column: a decided one keeps its names and its naming rule.
        """
        places = {column.name: place for place, column in enumerate(table.columns)}
        fixed: dict[int, list[Scored]] = defaultdict(list)
        for business, decision in self.taken(table.name):
            place = places.get(decision.column)
            item = items.get((business, decision.group, decision.item))
            if place is None or item is None:
                continue  # gone: `eyes` says so
            same = (one for one in found[place] if (one.item.business, one.item.at) == (item.business, item.at))
            known = next(same, None) or _unforeseen(item, table.columns[place])
            fixed[place].append(known._replace(decision=decided(decision), score=1.0))
        return dict(fixed)

    def left(self, table: SourceTable, place: int, found: Sequence[Scored], fixed: Sequence[Scored]) -> list[Scored]:
        """The candidates of a column that decisions leave open; what is fixed comes first.

        A column that people took for an item may besides feed items that are a part of what it holds.
        """
        name = table.columns[place].name
        seen = {(one.item.business, one.item.at) for one in fixed}
        rest = (
            one
            for one in found
            if (one.item.business, one.item.at) not in seen
            and self.admits(table.name, name, one.item.table, one.item.item.name)
            and (one.item.rule is not None or not self.is_taken(table.name, name))
        )
        return [*fixed, *rest]


def _unforeseen(item: TargetItem, column: SourceColumn) -> Scored:
    """A pair that the matcher would not have proposed."""
    fit = type_fit(column, item.item)
    fitting = Fitting(item=item, name=0.0, label="", text="", pairs=(), fit=fit, score=0.0)
    return Scored(fitting=fitting, home=0.0, business=0.0, score=0.0)


NOBODY = Honour()
"""Nobody decided anything."""
