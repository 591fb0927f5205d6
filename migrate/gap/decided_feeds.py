"""Decisions over what the pairing of editions found: those columns do not pass the matcher."""

from __future__ import annotations

from dataclasses import replace

from migrate.gap.decisions.honour import Honour
from migrate.gap.evidence import DECISION, decided
from migrate.gap.feeds import Fed, Feeds
from migrate.model.decision import Decision
from migrate.model.gap import Candidate
from migrate.model.spec import Spec


def _candidate(table: str, decision: Decision, before: Candidate | None) -> Candidate:
    """A decided pair as it is reported; what spoke for it before is kept without weight."""
    if before is not None and before.evidence[0].name == DECISION:
        return before
    old = tuple(replace(one, weight=0.0) for one in before.evidence) if before else ()
    return Candidate(
        table=table,
        column=decision.column,
        score=1.0,
        evidence=(decided(decision), *old),
        derived=before.derived if before else False,
        expression=before.expression if before else "",
    )


def enforced(honour: Honour, feeds: Feeds, spec: Spec) -> Feeds:
    """The feeds of one table after what people decided."""
    table = feeds.table
    columns = {column.name: column for column in table.columns}
    places = {(item.table, item.name): at for at, item in enumerate(spec.items)}
    pairs = {
        (one.column, places[one.group, one.item]): one
        for business, one in honour.taken(table.name)
        if business == spec.business and one.column in columns and (one.group, one.item) in places
    }

    def stays(fed: Fed) -> bool:
        item, column = spec.items[fed.at], fed.column.name
        open_ = honour.admits(table.name, column, (spec.business, item.table), item.name)
        direct = not fed.candidate.derived and honour.is_taken(table.name, column)
        return open_ and (column, fed.at) not in pairs and not direct

    before = {(one.column.name, one.at): one.candidate for one in feeds.fed}
    fixed = [
        Fed(column=columns[column], at=at, candidate=_candidate(table.name, decision, before.get((column, at))))
        for (column, at), decision in pairs.items()
    ]
    fed = (*filter(stays, feeds.fed), *fixed)
    return replace(
        feeds,
        fed=tuple(sorted(fed, key=lambda f: (f.at, f.candidate.column))),
        groups=feeds.groups | {spec.items[at].table for _, at in pairs},
    )
