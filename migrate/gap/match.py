"""The matcher: names and types of every column, then tables, then one assignment per source table.

Within one source table an item takes at most one column and a column feeds at most one item directly, the best
pairing overall. Several source tables may feed the same item (the union of two systems). A column may besides feed
items that are only a part of what it holds (氏 and 名 of 氏名), by the naming grammar of the glossary.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace

from migrate.gap import columns, systems, tables
from migrate.gap.columns import Fitting
from migrate.gap.dated import Dated, Part, dates, is_date
from migrate.gap.decisions.honour import NOBODY, Honour, Named, named
from migrate.gap.evidence import Scored, scored
from migrate.gap.joined import Joined, joined
from migrate.gap.names import Names
from migrate.gap.systems import Homes, System
from migrate.gap.tables import Hits, Unit
from migrate.gap.target import TableKey, Target
from migrate.gap.values import Held
from migrate.gap.worth import STRAY, Worth
from migrate.lexicon.assign import assign
from migrate.model.kinds import Kind, characters, kind_of
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import AUDIT_ITEMS
from migrate.model.value import value

THRESHOLD = 0.60
"""Below this score a column is not a counterpart."""
_PLUMBING = frozenset({"備考", "最新フラグ", "履歴番号", "削除フラグ", *AUDIT_ITEMS})
"""Items that every table has: they belong to the table's first home, or to none."""
_FUSHO_WIDTH = 8
_PART_BEHIND = 0.05
"""A column that holds parts of items clearly better than any one item feeds those parts."""
_PART_AHEAD = 0.05
"""Of two wholes that a column may be, the better one is so far ahead, or neither is taken."""
_OWN_SHARE, _OWN_SUM, _OWN_AHEAD = 0.60, 1.5, 0.10
"""A group of columns that is so clearly a table of its own, and no home of the whole table, is looked at alone."""


@value
class Known:
    """What is known of the tables beside their names and types."""

    laid_out: Mapping[str, str] = field(default_factory=dict)
    """Table → 業務ID of the standard that it is laid out after: it feeds that business and no other."""
    held: Mapping[tuple[str, str], Held] = field(default_factory=dict)
    """Table and column → what it holds, where that is known."""
    decided: Honour = NOBODY
    """What people decided."""


NOTHING = Known()


@value
class Matched:
    """One source table: the candidates of every column, best first, and what was chosen."""

    table: SourceTable
    covered: tuple[bool, ...]
    """Per column: its table (or group) is one that the standard covers, and it does not just keep book of its rows."""
    candidates: tuple[tuple[Scored, ...], ...]
    """Per column."""
    chosen: Mapping[int, Scored]
    """Column position → the item that it feeds directly."""
    parts: Mapping[int, tuple[Scored, ...]]
    """Column position → items that are a part of what it holds."""
    homes: frozenset[TableKey]
    """Tables of the standard that this table feeds."""
    joined: tuple[Joined, ...] = ()
    """Items that several of its columns make together."""
    dated: tuple[tuple[Dated, tuple[Scored, ...]], ...] = ()
    """Dates in parts with the items that they may be, best first."""

    def offered(self, place: int) -> Iterator[Scored]:
        """The candidates of a column to be seen by people: a day alone is no date, a DATE holds no wording."""
        alone = any(part is not Part.WHOLE for date, _ in self.dated for at, part in date.columns if at == place)
        for one in self.candidates[place]:
            if _may_hold(one, self.table.columns[place]) and not (alone and is_date(one.item) and not one.decision):
                yield one

    def fed(self) -> Iterator[tuple[int, Scored]]:
        """Every column with every item that it feeds, directly or in part."""
        for place, one in self.chosen.items():
            yield place, one
        for place, found in self.parts.items():
            yield from ((place, one) for one in found)


def _rank(worth: Worth, found: Sequence[Fitting]) -> tuple[Scored, ...]:
    first = worth.homes.first
    ranked = [
        scored(fitting, *worth.of(fitting.item.table))
        for fitting in found
        if fitting.item.table == first or fitting.item.item.name not in _PLUMBING
    ]
    return tuple(sorted(ranked, key=lambda s: (-s.score, s.item.place)))


def _units(target: Target, one: _Looked, weights: Mapping[str, float]) -> Iterator[Unit]:
    """The table as a whole, and groups of its columns that are clearly another table of the standard by themselves."""
    whole = one.whole
    taken: set[int] = set()
    for group in tables.groups(target, whole.table):
        judged = tables.evidence(target, group, one.hits, weights)
        best = max(judged.values(), key=lambda e: e.strength, default=tables.NO_EVIDENCE)
        homes = one.homes.counts if one.homes.covered else ()
        at_home = max((judged[key].share for key in homes if key in judged), default=0.0)
        if best.share >= _OWN_SHARE and best.total >= _OWN_SUM and best.share > at_home + _OWN_AHEAD:
            taken |= set(group.columns)
            yield group
    rest = tuple(p for p in whole.columns if p not in taken)
    yield Unit(table=whole.table, columns=rest, readings=whole.readings)


def _best_part(found: Sequence[Scored]) -> float:
    return max((s.score for s in found if s.item.rule is not None and not s.item.whole_is_item), default=0.0)


def _choose(matched: Matched, threshold: float, fixed: frozenset[int]) -> dict[int, Scored]:
    """One assignment for the table: gains are counted above the threshold, so that a weak pair breaks no strong one.

    ``fixed`` are the columns that people decided: they take no part.
    """
    gains = {
        (place, s.item.place): s.score - threshold + 0.001
        for place, found in enumerate(matched.candidates)
        if matched.covered[place] and place not in fixed
        for s in found
        if s.score >= threshold
        and s.item.rule is None
        and s.score >= _best_part(found) - _PART_BEHIND
        and s.home > STRAY
    }
    chosen = assign(gains)
    return {
        place: next(s for s in matched.candidates[place] if s.item.place == item)
        for place, item in sorted(chosen.items())
    }


def _may_hold(one: Scored, column: SourceColumn) -> bool:
    """A wording for an unknown date needs room for words; a real DATE column has none."""
    rule, item = one.item.rule, one.item.item
    if rule is None or not rule.expression.startswith("fusho_hyoki"):
        return True
    wide = column.bytes if column.bytes is not None else characters(column, item)
    return kind_of(column) in {Kind.TEXT, Kind.WIDE, Kind.UNKNOWN} and (wide is None or wide >= _FUSHO_WIDTH)


def _holds(matched: Matched, place: int, one: Scored, fed: Mapping[tuple[str, str, str], int]) -> bool:
    """Where the whole is an item itself, only the column that feeds it holds its parts; else one of the same table.

    A column that is one of the parts (更新年月日) is not the whole (更新日時).
    """
    if one.item.whole_is_item:
        return fed.get((*one.item.table, one.item.whole)) == place
    if place not in matched.chosen:
        return True
    itself = matched.chosen[place].item
    siblings = (other.item for other in matched.candidates[place] if other.item.whole == one.item.whole)
    is_part = any((other.business, other.at) == (itself.business, itself.at) for other in siblings)
    return itself.table == one.item.table and not is_part


def _parts(matched: Matched, threshold: float) -> dict[int, tuple[Scored, ...]]:
    """For each item without a column of its own the best column that holds it as a part.

    Where the whole is an item itself (氏名), only the column that feeds it holds its parts.
    """
    fed = {(*s.item.table, s.item.item.name): place for place, s in matched.chosen.items()}
    best: dict[tuple[str, int], tuple[int, Scored]] = {}
    for place, found in enumerate(matched.candidates):
        if not matched.covered[place]:
            continue
        for one in found:
            item = one.item
            if item.rule is None or one.score < threshold or (*item.table, item.item.name) in fed:
                continue
            if one.home <= STRAY or not _may_hold(one, matched.table.columns[place]):
                continue
            if not _holds(matched, place, one, fed):
                continue
            key = item.business, item.at
            if key not in best or best[key][1].score < one.score:
                best[key] = place, one
    by_column: dict[int, list[Scored]] = defaultdict(list)
    for place, one in best.values():
        by_column[place].append(one)
    return {place: kept for place, found in sorted(by_column.items()) if (kept := _of_one_whole(found))}


def _of_one_whole(found: Sequence[Scored]) -> tuple[Scored, ...]:
    """A column is one thing: the parts of the whole that suits it clearly best; none where two suit it alike.

    前住所 may be the 転入前住所 or the 転居前住所; which one is for people to say.
    """
    wholes: dict[str, float] = {}
    for one in found:
        wholes[one.item.whole] = max(one.score, wholes.get(one.item.whole, 0.0))
    first, *others = sorted(wholes, key=lambda whole: -wholes[whole])
    if others and wholes[first] < wholes[others[0]] + _PART_AHEAD:
        return ()
    return tuple(sorted((s for s in found if s.item.whole == first), key=lambda s: s.item.place))


def _fittings(reader: Names, whole: Unit, known: Known) -> tuple[tuple[Fitting, ...], ...]:
    business = known.laid_out.get(whole.table.name)
    name = whole.table.name
    found = (columns.fittings(reader, c, whole.around, known.held.get((name, c.name))) for c in whole.table.columns)
    return tuple(
        ones if business is None else tuple(one for one in ones if one.item.business == business) for ones in found
    )


@value
class _Looked:
    """One table with the items that its columns may feed, and the tables of the standard that it is about."""

    whole: Unit
    found: tuple[tuple[Fitting, ...], ...]
    hits: tuple[Hits, ...]
    homes: Homes
    dated: tuple[tuple[Dated, tuple[Fitting, ...]], ...] = ()
    """Dates in parts with the items that a column of the whole date may feed."""


def _dated(reader: Names, whole: Unit, known: Known) -> Iterator[tuple[Dated, tuple[Fitting, ...]]]:
    business = known.laid_out.get(whole.table.name)
    for one in dates(reader.target.vocabulary, whole.table):
        found = (fitting for column in one.looked_up for fitting in columns.fittings(reader, column, whole.around))
        yield one, tuple(fitting for fitting in found if business in (None, fitting.item.business))


def _matched(target: Target, one: _Looked, weights: Mapping[str, float], system: System, laid_out: bool) -> Matched:
    """One table, nothing chosen yet."""
    covered = [False] * len(one.whole.columns)
    candidates: list[tuple[Scored, ...]] = [()] * len(one.whole.columns)
    fed: set[TableKey] = set()
    dated: list[tuple[Dated, tuple[Scored, ...]]] = []
    kept = tables.bookkeeping(one.whole.table)
    for unit in _units(target, one, weights):
        homes = systems.homes_of(target, unit, one.hits, weights, system)
        worth = Worth(homes, system)
        is_covered = laid_out or homes.covered or one.homes.covered
        fed |= set(homes.counts) if is_covered else set()
        for place in unit.columns:
            covered[place] = is_covered and place not in kept
            candidates[place] = _rank(worth, one.found[place])
        dated += ((date, _rank(worth, found)) for date, found in one.dated if date.places[0] in unit.columns)
    return Matched(
        table=one.whole.table,
        covered=tuple(covered),
        candidates=tuple(candidates),
        chosen={},
        parts={},
        homes=frozenset(fed),
        dated=tuple(dated),
    )


def _whole(target: Target, table: SourceTable) -> Unit:
    readings = tables.table_readings(target, table.name, table.logical_name)
    return Unit(table=table, columns=tuple(range(len(table.columns))), readings=readings)


def _system(reader: Names, sources: Sequence[SourceTable], threshold: float, known: Known) -> Iterator[Matched]:
    target = reader.target
    weights = tables.own_weights(sources)
    items = named(target) if known.decided is not NOBODY else {}
    wholes = [_whole(target, table) for table in sources]
    found = [_fittings(reader, whole, known) for whole in wholes]
    hits = [tuple(map(tables.hits, ones)) for ones in found]
    judged = [tables.evidence(target, whole, ones, weights) for whole, ones in zip(wholes, hits, strict=True)]
    system = systems.system_of(sources, judged, systems.said_by_file(target, sources))
    looked = [
        _Looked(
            whole=whole,
            found=ones,
            hits=hit,
            homes=systems.homes_of(target, whole, hit, weights, system),
            dated=tuple(_dated(reader, whole, known)),
        )
        for whole, ones, hit in zip(wholes, found, hits, strict=True)
    ]
    system = replace(
        system, homes=frozenset(one.homes.first for one in looked if one.homes.covered and one.homes.first)
    )
    for one in looked:
        laid_out = one.whole.table.name in known.laid_out
        matched = _matched(target, one, weights, system, laid_out)
        yield _joined(target, _decided(matched, known.decided, items, threshold), known.decided, threshold)


def _joined(target: Target, matched: Matched, honour: Honour, threshold: float) -> Matched:
    chosen = {place: (one.item, one.score) for place, one in matched.chosen.items()}
    fed = frozenset((one.item.business, one.item.at) for _, one in matched.fed())
    in_parts = (one for date, found in matched.dated if (one := _whole_date(matched, date, found, honour, threshold)))
    return replace(matched, joined=(*joined(target, chosen, fed), *in_parts))


def _whole_date(
    matched: Matched, date: Dated, found: Sequence[Scored], honour: Honour, threshold: float
) -> Joined | None:
    """The item that a date in parts makes; one that another column feeds, or that people settled, is left alone.

    Where the first of its columns feeds the item by itself, the date takes its place: the column is but a part of it.
    People may name the first column of a date for its item, or all of them.
    """
    if not all(matched.covered[place] for place in date.places):
        return None
    first = date.places[0]
    itself = matched.chosen.get(first)
    if itself and not itself.decision and date.parts[0] is not Part.WHOLE:
        itself = None  # a year is no date, unless people said which one it belongs to
    best = itself or next((s for s in found if s.score >= threshold and s.home > STRAY and is_date(s.item)), None)
    if best is None or not is_date(best.item):
        return None
    item = best.item
    feeding = [
        (place, one) for place, one in matched.fed() if (one.item.business, one.item.at) == (item.business, item.at)
    ]
    decided = {place for place, one in feeding if one.decision}
    if any(place not in date.places for place, _ in feeding) or (decided and first not in decided):
        return None
    table, columns = matched.table.name, matched.table.columns
    taken = {place for place in date.places[1:] if honour.is_taken(table, columns[place].name)}
    if not honour.admits(table, columns[first].name, item.table, item.item.name) or taken - decided:
        return None
    return Joined(item=item, places=date.places, weakest=best.score, template=date.template, decision=best.decision)


def _decided(matched: Matched, honour: Honour, items: Named, threshold: float) -> Matched:
    """What is chosen: first what people decided, then the best of what they left open."""
    fixed = honour.fixed(items, matched.table, matched.candidates)
    left = [honour.left(matched.table, p, found, fixed.get(p, ())) for p, found in enumerate(matched.candidates)]
    matched = replace(
        matched,
        candidates=tuple(map(tuple, left)),
        covered=tuple(covered or place in fixed for place, covered in enumerate(matched.covered)),
        homes=matched.homes | {one.item.table for ones in fixed.values() for one in ones},
    )
    itself = {place: one for place, ones in fixed.items() for one in reversed(ones) if one.item.rule is None}
    matched = replace(matched, chosen=dict(sorted((_choose(matched, threshold, frozenset(fixed)) | itself).items())))
    parts = dict(_parts(matched, threshold))
    for place, ones in fixed.items():
        further = tuple(one for one in ones if one is not itself.get(place))
        parts[place] = (*further, *(one for one in parts.get(place, ()) if one not in further))
    return replace(matched, parts={place: ones for place, ones in sorted(parts.items()) if ones})


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for rings of values: there are none among the millions made here, and it takes a quarter."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def match(
    target: Target, schema: SourceSchema, threshold: float = THRESHOLD, known: Known = NOTHING
) -> tuple[Matched, ...]:
    """Match every table of ``schema`` with the items of ``target``; in the schema's order."""
    reader = Names(target)
    with _uncollected():
        found = {
            id(m.table): m
            for together in systems.together(schema.tables)
            for m in _system(reader, together, threshold, known)
        }
    return tuple(found[id(t)] for t in schema.tables)
