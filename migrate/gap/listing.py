"""The matching seen from the columns: the best candidates of each, under the one assignment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.gap.evidence import Scored, candidate
from migrate.gap.match import Matched
from migrate.model.match import ColumnMatch, MatchCandidate
from migrate.model.source import SourceTable


def _chosen(matched: Matched, place: int) -> Scored | None:
    """What a column feeds: its own item, else the best of the items that are a part of what it holds."""
    if place in matched.chosen:
        return matched.chosen[place]
    return max(matched.parts.get(place, ()), key=lambda one: one.score, default=None)


def _candidate(table: SourceTable, column: str, one: Scored) -> MatchCandidate:
    made, item = candidate(table, column, one), one.item.item
    return MatchCandidate(
        business=one.item.business,
        table=item.table,
        item=item.name,
        item_id=item.id,
        score=made.score,
        part_of=one.item.whole if one.item.rule is not None else "",
        expression=made.expression,
        evidence=made.evidence,
    )


def ranked(matched: Matched, place: int) -> Iterator[Scored]:
    """The candidates of a column, the chosen one first, each item once.

    A part of an item that the column may feed as a whole (氏_日本人 of 氏名) says nothing new: it comes last.
    """
    first = _chosen(matched, place)
    found = sorted(matched.candidates[place], key=lambda one: one.item.whole_is_item)
    seen = set()
    for one in (*([first] if first else []), *found):
        key = one.item.business, one.item.at
        if key not in seen:
            seen.add(key)
            yield one


def _feeds(matched: Matched, place: int) -> tuple[str, ...]:
    direct = [matched.chosen[place]] if place in matched.chosen else []
    found = (one.item for one in (*direct, *matched.parts.get(place, ())))
    return tuple(f"{item.business} {item.item.table}.{item.item.name}" for item in found)


def columns(found: Iterable[Matched], top: int) -> tuple[ColumnMatch, ...]:
    """Every column of every table with its best ``top`` candidates."""
    listed = []
    for matched in found:
        for place, column in enumerate(matched.table.columns):
            best = [one for one, _ in zip(ranked(matched, place), range(top), strict=False)]
            made = tuple(_candidate(matched.table, column.name, one) for one in best)
            listed.append(
                ColumnMatch(
                    table=matched.table.name,
                    column=column.name,
                    logical_name=column.logical_name,
                    file=matched.table.file,
                    candidates=made,
                    chosen=made[0] if made and _chosen(matched, place) else None,
                    feeds=_feeds(matched, place),
                )
            )
    return tuple(listed)
