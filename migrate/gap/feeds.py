"""What one source table gives to the items of one spec, whichever way it was found."""

from __future__ import annotations

from migrate.gap import joined
from migrate.gap.evidence import candidate
from migrate.gap.match import Matched
from migrate.model.gap import Candidate
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.spec import Spec
from migrate.model.value import value


@value
class Fed:
    """One item and the column that feeds it."""

    column: SourceColumn
    at: int
    """Position of the item in the spec."""
    candidate: Candidate


@value
class Feeds:
    """All items of one spec that a source table feeds, in the spec's order."""

    table: SourceTable
    fed: tuple[Fed, ...]
    groups: frozenset[str]
    """Groups of the spec that the table is about."""
    elsewhere: tuple[tuple[str, ...], ...] = ()
    """Per column, the items of other businesses that it feeds; empty: none of any column."""

    def of_others(self, place: int) -> tuple[str, ...]:
        """Items of other businesses that a column feeds."""
        return self.elsewhere[place] if self.elsewhere else ()


def elsewhere(matched: Matched, business: str) -> tuple[tuple[str, ...], ...]:
    """For each column the items of other businesses that it feeds, as ``業務ID グループ.項目``."""
    found: list[list[str]] = [[] for _ in matched.table.columns]
    for place, one in matched.fed():
        if one.item.business != business:
            found[place].append(f"{one.item.business} {one.item.item.table}.{one.item.item.name}")
    return tuple(map(tuple, found))


def of_names(matched: Matched, spec: Spec) -> Feeds:
    """What the matcher found of ``spec``."""
    table = matched.table
    replaced = {(place, one.item.at) for one in matched.joined for place in one.places}
    fed = [
        Fed(column=table.columns[place], at=one.item.at, candidate=candidate(table, table.columns[place].name, one))
        for place, one in matched.fed()
        if one.item.business == spec.business and (place, one.item.at) not in replaced
    ]
    fed += (
        Fed(column=table.columns[one.places[0]], at=one.item.at, candidate=joined.candidate(table, one))
        for one in matched.joined
        if one.item.business == spec.business
    )
    groups = frozenset(group for business, group in matched.homes if business == spec.business)
    return Feeds(
        table=table,
        fed=tuple(sorted(fed, key=lambda f: (f.at, f.candidate.column))),
        groups=groups,
        elsewhere=elsewhere(matched, spec.business),
    )


def together(first: Feeds, further: Feeds) -> Feeds:
    """Two ways of finding, for one table; an item that the first one fed is left to it."""
    taken = {f.at for f in first.fed}
    fed = (*first.fed, *(f for f in further.fed if f.at not in taken))
    return Feeds(table=first.table, fed=tuple(sorted(fed, key=lambda f: f.at)), groups=first.groups | further.groups)
