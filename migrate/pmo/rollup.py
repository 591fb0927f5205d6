"""The roll-up of one stored month: the official rates of many bodies, in groups, with all earlier months beside them.

Everything but `Rollup.prefectures` and `Rollup.unions` is over municipalities alone. A body's value in a group is the
plain mean over what of the body belongs to the group; a group's figures are over its bodies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.pmo import BodyKind
from migrate.model.value import value
from migrate.pmo import rollup_relations as relations
from migrate.pmo.by import STEPWISE, By
from migrate.pmo.known import UNKNOWN, Known, prefectures, sizes
from migrate.pmo.rollup_relations import REASONS

_DIGITS = 15
"""A rate is given to this many decimals: all that a binary number holds, without its noise."""


@value
class Measured:
    """A rate that only some bodies tell: over ``n`` of them."""

    n: int = 0
    mean: float | None = None
    median: float | None = None


@value
class Bands:
    """Bodies at 100 %, from 80 % to below 100 %, below 80 % (ours)."""

    full: int = 0
    upper: int = 0
    lower: int = 0


@value
class Month:
    """The figures of one month in the history."""

    period: str
    n: int
    mean: float
    median: float
    at_100: int


@value
class Operation:
    """What is in operation: apart from the rates."""

    cells: int = 0
    """Body × business of which the 40 steps are told."""
    done: int = 0
    """Of these, those with ⑱ 完了済み."""
    systems: int = 0
    running: int = 0
    """Systems with a day of 稼働 that has come."""


@value
class Special:
    """特定移行支援システム: apart from the rates."""

    bodies: int = 0
    systems: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    """事由 1–4 → systems; 「?」 where a list says only that it is one."""


@value
class Statistics:
    """Figures over bodies; rates are 0–1. What no body tells is None."""

    n: int = 0
    """Bodies with a rate."""
    cells: int = 0
    """Body × business (of the 20) with a rate."""
    told: int = 0
    """Of these, those of which the 40 steps are told; of the others only a rate is."""
    mean: float | None = None
    median: float | None = None
    minimum: float | None = None
    q1: float | None = None
    q3: float | None = None
    maximum: float | None = None
    at_100: int = 0
    bands: Bands = Bands()
    working: float | None = None
    """作業中率."""
    untouched: float | None = None
    """未着手率."""
    evidence: Measured = Measured()
    """Evidence-backed rate, over the bodies that tell; never mixed with ``mean``."""
    printed: Measured = Measured()
    """完了率 as the sources print it, never mixed with ``mean``."""
    operation: Operation | None = None
    special: Special | None = None
    history: tuple[Month, ...] = ()


@value
class BusinessRate:
    """One business by its 業務ID: over ``n`` bodies."""

    business: str
    name: str
    n: int
    mean: float
    printed: float | None = None


@value
class Group(Statistics):
    """One group."""

    key: str
    """業務ID, number of the step or item, or the name."""
    name: str
    businesses: tuple[BusinessRate, ...] = ()
    """By 都道府県: means of the businesses over the municipalities of the prefecture."""


@value
class BodyTotal:
    """One body: its computed rate, and the one that its source prints."""

    key: str
    prefecture: str
    name: str
    completion: float | None
    printed: float | None


@value
class BodyRate(BodyTotal):
    """One body with its businesses."""

    businesses: tuple[BusinessRate, ...]


@value
class Apart(Statistics):
    """Bodies that are not among the municipalities, with their own businesses."""

    bodies: tuple[BodyRate, ...] = ()


@value
class Rollup:
    """The roll-up of ``period`` by ``by``."""

    period: str
    periods: tuple[str, ...]
    """Months of the history."""
    by: By
    national: Statistics
    groups: tuple[Group, ...]
    prefectures: Apart
    unions: Apart
    municipalities: tuple[BodyTotal, ...]
    unrated: tuple[str, ...] = ()
    """Keys of bodies that reported none of the 20 businesses with a rate; they are in no figure."""


def roll(engine: Engine, known: Known, period: str, by: By) -> Rollup:
    """Roll up what `migrate.pmo.store.opened` shows; ``period`` is among its months."""
    relations.define(engine, known)
    whole = _figures(engine, _Asked(known=known, period=period, by=None))
    kinds = {kind: statistics for (kind, _), statistics in whole.items()}
    bodies, own = _bodies(engine, period), _own(engine, known, period)
    if by is By.VENDOR:
        relations.define_vendors(engine)
    found = _figures(engine, _Asked(known=known, period=period, by=by))
    groups = {key: found[kind, key] for kind, key in found if kind == BodyKind.MUNICIPALITY}
    return Rollup(
        period=period,
        periods=tuple(one for (one,) in engine.rows("SELECT DISTINCT period FROM bodies ORDER BY 1")),
        by=by,
        national=Statistics(**kinds.get(BodyKind.MUNICIPALITY, {})),
        groups=_groups(engine, known, period, by, groups),
        prefectures=_apart(kinds.get(BodyKind.PREFECTURE, {}), bodies[BodyKind.PREFECTURE], own),
        unions=_apart(kinds.get(BodyKind.UNION, {}), bodies[BodyKind.UNION], own),
        municipalities=tuple(bodies[BodyKind.MUNICIPALITY]),
        unrated=tuple(sorted(one.key for kind in bodies.values() for one in kind if one.completion is None)),
    )


def _apart(figures: Mapping[str, Any], bodies: Iterable[BodyTotal], own: Mapping[str, Sequence[BusinessRate]]) -> Apart:
    found = tuple(
        BodyRate(
            key=one.key,
            prefecture=one.prefecture,
            name=one.name,
            completion=one.completion,
            printed=one.printed,
            businesses=tuple(own.get(one.key, ())),
        )
        for one in bodies
    )
    return Apart(**figures, bodies=found)


@value
class _Asked:
    known: Known
    period: str
    by: By | None


def _figures(engine: Engine, asked: _Asked) -> dict[tuple[str, str], dict[str, Any]]:
    """Kind and group → the fields of its `Statistics`; groups that have figures in the month."""
    if asked.by in STEPWISE:
        parts = relations.stretches(asked.known.steps, asked.by)
        now, past = relations.step_values(parts, asked.period), relations.step_values(parts)
    else:
        now, past = relations.values(asked.by, asked.period), relations.values(asked.by)
    history: dict[tuple[str, str], list[Month]] = {}
    for period, kind, group, n, _, _, mean, median, *rest in engine.rows(relations.statistics(past)):
        month = Month(period=period, n=n, mean=_rate(mean), median=_rate(median), at_100=rest[4])
        history.setdefault((kind, group), []).append(month)
    found = {(row[1], row[2]): _statistics(row[3:]) for row in engine.rows(relations.statistics(now))}
    beside = {} if asked.by in STEPWISE else _beside(engine, asked)
    return {place: one | beside.get(place, {}) | {"history": tuple(history[place])} for place, one in found.items()}


def _rate(number: float | None) -> Any:
    return None if number is None else round(number, _DIGITS)


def _statistics(row: Sequence[Any]) -> dict[str, Any]:
    """The fields of `Statistics` in a row of `relations.statistics`."""
    n, cells, told, mean, median, least, q1, q3, most, full, upper, lower, working, untouched, *beside = row
    evidence, printed = beside[:3], beside[3:]
    return {
        "n": n,
        "cells": cells,
        "told": told,
        "mean": _rate(mean),
        "median": _rate(median),
        "minimum": _rate(least),
        "q1": _rate(q1),
        "q3": _rate(q3),
        "maximum": _rate(most),
        "at_100": full,
        "bands": Bands(full=full, upper=upper, lower=lower),
        "working": _rate(working),
        "untouched": _rate(untouched),
        "evidence": Measured(n=evidence[0], mean=_rate(evidence[1]), median=_rate(evidence[2])),
        "printed": Measured(n=printed[0], mean=_rate(printed[1]), median=_rate(printed[2])),
    }


def _beside(engine: Engine, asked: _Asked) -> dict[tuple[str, str], dict[str, Any]]:
    """Kind and group → what is counted apart from the rates."""
    found = {}
    for kind, group, *numbers in engine.rows(relations.apart(asked.by, asked.period)):
        cells, done, systems, running, bodies, special, *reasons = (one or 0 for one in numbers)
        counts = {reason: count for reason, count in zip(REASONS, reasons, strict=True) if count}
        found[kind, group] = {
            "operation": Operation(cells=cells, done=done, systems=systems, running=running),
            "special": Special(bodies=bodies, systems=special, reasons=counts),
        }
    return found


def _groups(
    engine: Engine, known: Known, period: str, by: By, found: Mapping[str, Mapping[str, Any]]
) -> tuple[Group, ...]:
    matrix = _matrix(engine, known, period) if by is By.PREFECTURE else {}
    names = known.names if by is By.BUSINESS else {}
    if by in STEPWISE:
        names = {one.key: one.name for one in relations.stretches(known.steps, by)}
    return tuple(
        Group(key=key, name=names.get(key, key), businesses=tuple(matrix.get(key, ())), **found[key])
        for key in _ordered(known, by, found)
    )


def _ordered(known: Known, by: By, keys: Iterable[str]) -> list[str]:
    """Published orders, classes from small to large, vendors by their names; 「不明」 and strange names come last."""
    if by in STEPWISE:
        order = [one.key for one in relations.stretches(known.steps, by)]
    else:
        order = {
            By.PREFECTURE: list(prefectures()),
            By.BUSINESS: list(known.names),
            By.MINISTRY: list(dict.fromkeys(one.ministry for one in known.businesses)),
            By.SIZE: [one.name for one in sizes()],
            By.VENDOR: [],
        }[by]
    place = {name: at for at, name in enumerate(order)}
    return sorted(keys, key=lambda one: (one == UNKNOWN, place.get(one, len(place)), one))


def _matrix(engine: Engine, known: Known, period: str) -> dict[str, list[BusinessRate]]:
    """Prefecture → its businesses, over its municipalities."""
    found: dict[str, list[BusinessRate]] = {}
    rows = engine.rows(
        f"""SELECT prefecture, business, count(closed), avg((closed / 40)::DECIMAL(18, 15)),
                avg(printed::DECIMAL(18, 15))
            FROM cells JOIN known USING (business)
            WHERE period = {duckdb.text(period)} AND kind = {duckdb.text(BodyKind.MUNICIPALITY.value)}
            GROUP BY ALL HAVING count(closed) > 0 ORDER BY prefecture, any_value(place)"""
    )
    for prefecture, business, n, mean, printed in rows:
        one = BusinessRate(business=business, name=known.names[business], n=n, mean=_rate(mean), printed=_rate(printed))
        found.setdefault(prefecture, []).append(one)
    return found


def _bodies(engine: Engine, period: str) -> dict[str, list[BodyTotal]]:
    """Kind → the bodies of the month, by key."""
    month = f"period = {duckdb.text(period)}"
    found: dict[str, list[BodyTotal]] = {kind: [] for kind in BodyKind}
    rows = engine.rows(
        f"""SELECT kind, body, prefecture, name, rate, printed
            FROM bodies LEFT JOIN (SELECT body, sum(closed) / (40 * count(closed)) AS rate
                                   FROM cells WHERE {month} GROUP BY body) USING (body)
            WHERE {month} ORDER BY body"""
    )
    for kind, body, prefecture, name, rate, printed in rows:
        one = BodyTotal(key=body, prefecture=prefecture, name=name, completion=_rate(rate), printed=_rate(printed))
        found[kind].append(one)
    return found


def _own(engine: Engine, known: Known, period: str) -> dict[str, list[BusinessRate]]:
    """Body that is no municipality → its own businesses."""
    found: dict[str, list[BusinessRate]] = {}
    rows = engine.rows(
        f"""SELECT body, business, closed / 40, printed FROM cells JOIN known USING (business)
            WHERE period = {duckdb.text(period)} AND kind <> {duckdb.text(BodyKind.MUNICIPALITY.value)}
                AND closed IS NOT NULL
            ORDER BY body, place"""
    )
    for body, business, rate, printed in rows:
        one = BusinessRate(business=business, name=known.names[business], n=1, mean=_rate(rate), printed=_rate(printed))
        found.setdefault(body, []).append(one)
    return found
