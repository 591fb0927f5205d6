"""調達の単位 (④-1): which businesses are procured together, by the systems, packages and vendors that they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import count

from migrate.forms.answer import Answer
from migrate.forms.form import plain
from migrate.forms.records import Record
from migrate.model.value import value
from migrate.phase import contracts, market
from migrate.phase.facts import Business, Facts, System

ITEM, SCOPE, METHOD, SCHEDULE, ISSUES = 4, 10, 11, 12, 13
"""The work item, ④-1 to ④-4."""
SHEET = "unit"
SEPARATE = "個別開発"
"""What the survey calls a system that is no package: two of them have nothing in common."""


@value
class Unit:
    """One procurement."""

    key: str
    name: str
    businesses: tuple[str, ...]
    """業務ID, in order; those that people wrote may be none of the municipality's."""
    reason: str
    """Why people put it together so; empty where they have not said it."""
    kept: bool
    """True where people have written it; else it is our suggestion."""


def _ordered(facts: Facts) -> tuple[Business, ...]:
    return tuple(sorted(facts.businesses, key=lambda one: one.id))


def in_operation(facts: Facts, business: str) -> bool:
    """True where the business runs on its new system, and none of its systems has a deadline of its own."""
    return facts.is_live(business) and not any(one.until for one in facts.told if one.business == business)


def names(facts: Facts, ids: Collection[str]) -> str:
    """Names of businesses, joined; 全業務 where they are all."""
    if ids and len(ids) == len(facts.businesses):
        return "全業務"
    return "、".join(one.name for one in _ordered(facts) if one.id in ids)


def systems(facts: Facts, ids: Collection[str]) -> tuple[System, ...]:
    """The current systems of some businesses, each once."""
    return tuple({one.key: one for each in _ordered(facts) if each.id in ids for one in each.systems}.values())


def _written(facts: Facts) -> Iterator[Unit]:
    every = tuple(one.id for one in _ordered(facts))
    for one in facts.of(ITEM).of(SHEET):
        ids = tuple(sorted(one.text("business").split())) or every
        yield Unit(
            key=one.key,
            name=one.text("name") or names(facts, ids) or one.key,
            businesses=ids,
            reason=one.text("reason"),
            kept=True,
        )


def _shared(one: Business) -> Iterator[tuple[str, str, str]]:
    """What a business may have in common with another: kind, what tells it apart, its name."""
    for system in one.systems:
        yield "システム", system.key, system.name
        if system.package and SEPARATE not in system.package:
            yield "パッケージ", plain(system.package), system.package
        if system.vendor:
            yield "ベンダ", plain(system.vendor), system.vendor


def _groups(businesses: Collection[Business]) -> tuple[tuple[Business, ...], ...]:
    """Businesses that hang together by what they share, in the order of their first ones."""
    group = {one.id: one.id for one in businesses}
    holder: dict[tuple[str, str], str] = {}
    for one in businesses:
        for kind, mark, _ in _shared(one):
            first, mine = group[holder.setdefault((kind, mark), one.id)], group[one.id]
            group = {id: first if of == mine else of for id, of in group.items()}
    found: dict[str, list[Business]] = defaultdict(list)
    for one in businesses:
        found[group[one.id]].append(one)
    return tuple(map(tuple, found.values()))


def hint(facts: Facts, unit: Unit) -> str:
    """What the businesses of a unit have in common by the survey, and with which others they share it."""
    if not systems(facts, unit.businesses):
        return "現行のシステムの調査がありません"
    sharers: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    shown: dict[tuple[str, str], str] = {}
    for one in _ordered(facts):
        for kind, mark, name in _shared(one):
            sharers[kind, mark][one.id] = None
            shown.setdefault((kind, mark), f"{kind}「{name}」")
    told: dict[tuple[str, ...], str] = {}
    for token, ids in sharers.items():
        if len(ids) > 1 and not ids.keys().isdisjoint(unit.businesses):
            others = [id for id in ids if id not in unit.businesses]
            beyond = f"。単位の外は {' '.join(others)}" if others else ""
            told.setdefault(tuple(ids), f"{shown[token]}が同じ（{' '.join(ids)}{beyond}）")
    return "、".join(told.values()) or "システム・パッケージ・ベンダの同じ業務が、ほかにありません"


def _name(group: tuple[Business, ...]) -> str:
    first, *others = group
    return f"{first.name}ほか {len(others)} 業務" if others else first.name


def units(facts: Facts) -> tuple[Unit, ...]:
    """The units that people wrote, and suggestions for the businesses that are in none and not yet in operation.

    Nothing is suggested where nothing is known of any current system.
    """
    written = tuple(_written(facts))
    covered = {id for one in written for id in one.businesses}
    free = [one for one in _ordered(facts) if one.id not in covered and not in_operation(facts, one.id)]
    if not any(one.systems for one in free):
        return written
    taken, found = {one.key for one in written}, list(written)
    for group in _groups(free):
        tries = (f"u-{group[0].id}{f'-{n}' if n > 1 else ''}" for n in count(1))
        key = next(one for one in tries if one not in taken)
        ids = tuple(one.id for one in group)
        found.append(Unit(key=key, name=_name(group), businesses=ids, reason="", kept=False))
    return tuple(found)


def of_business(facts: Facts, business: str) -> tuple[Unit, ...]:
    """The written units that a business is in."""
    return tuple(one for one in _written(facts) if business in one.businesses)


def row(facts: Facts, sheet: str, unit: Unit) -> Record | None:
    """The row of another sheet of ④ that is about a unit: under its key, or under its name."""
    rows = facts.of(ITEM).of(sheet)
    own = (one for one in rows if one.key == unit.key)
    named = (one for one in rows if plain(one.text("unit")) == plain(unit.name))
    return next(own, None) or next(named, None)


def ends(facts: Facts, unit: Unit) -> str:
    """The earliest end of the current contracts of a unit; empty where none is a day or month."""
    days = {end: one.contract_end for one in systems(facts, unit.businesses) if (end := contracts.current_end(one))}
    return days[min(days)] if days else ""


def heading(unit: Unit) -> dict[str, Answer]:
    """How the rows of the other sheets begin."""
    return {"unit": unit.name, "business": " ".join(unit.businesses)}


def offers(facts: Facts) -> Mapping[str, Mapping[str, Answer]]:
    """Rows of the register of units: what people wrote with what the survey says of it, and our suggestions."""
    found: dict[str, dict[str, Answer]] = {}
    for one in units(facts):
        mine = systems(facts, one.businesses)
        told: dict[str, Answer] = {
            "title": names(facts, one.businesses),
            "systems": "、".join(system.name for system in mine),
            "vendor": "、".join(dict.fromkeys(system.vendor for system in mine if system.vendor)),
            "end": ends(facts, one),
            "hint": hint(facts, one),
            "market": market.told(facts.markets, one.businesses),
        }
        if not one.kept:
            told |= {"name": one.name, "business": " ".join(one.businesses)}
        found[one.key] = {name: said for name, said in told.items() if said}
    return found


@value
class Links:
    """The interfaces of a unit."""

    unit: Unit
    inside: int
    across: Mapping[str, int]
    """Name of another unit → interfaces between the two."""
    beyond: int
    """With what no unit procures: peripheral systems and counterparts."""


def links(facts: Facts) -> tuple[Links, ...]:
    """The interfaces of each unit; an interface of two units is counted with both."""
    found, every = [], units(facts)
    parties: dict[str, set[str]] = defaultdict(set)
    for one in every:
        for system in systems(facts, one.businesses):
            parties[system.name].add(one.key)
    label = {one.key: one.name for one in every}
    for unit in every:
        inside, beyond, across = 0, 0, defaultdict[str, int](int)
        for link in facts.links:
            sides = [parties.get(name, set()) for name in (link.sender, link.receiver)]
            if unit.key not in sides[0] | sides[1]:
                continue
            other = sides[1] if unit.key in sides[0] else sides[0]
            if unit.key in other:
                inside += 1
            elif other:
                across[label[min(other)]] += 1
            else:
                beyond += 1
        found.append(Links(unit=unit, inside=inside, across=dict(across), beyond=beyond))
    return tuple(one for one in found if one.inside or one.across or one.beyond)
