"""The bodies in the order in which help is offered (プッシュ型), each with the reasons of its systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.value import value
from migrate.pmo import rollup_relations as relations
from migrate.pmo.known import Known
from migrate.pmo.slips import causes, facts, judge
from migrate.pmo.slips.causes import Cause
from migrate.pmo.slips.facts import Facts
from migrate.pmo.slips.judge import Slipping
from migrate.pmo.slips.rules import Rule, Rules, Slip


@value
class KindCount:
    """How many systems of a body have a kind of reason, and the largest measure among them."""

    code: Slip
    systems: int
    most: float


@value
class Ranked:
    """One body. ``points`` is the plain mean of its systems' points; ``completion`` 0–1."""

    rank: int
    body: str
    prefecture: str
    name: str
    size: str
    points: float
    completion: float
    systems: int
    slipping: int
    """Systems with a reason that weighs."""
    kinds: tuple[KindCount, ...]
    reasons: tuple[Slipping, ...]
    """Its systems with a reason, the heaviest first."""


@value
class KindTotal:
    """How many systems and bodies have a kind of reason."""

    code: Slip
    name: str
    systems: int
    bodies: int


@value
class Untold:
    """Systems of which something could not be judged."""

    plan: int
    """No planned day is told."""
    peers: int
    """Too few others to compare with."""
    steps: int
    """Only a rate is told."""
    evidence: int
    """Nothing is told of evidence."""


@value
class Slips:
    """Who slips in ``period``. ``ranked`` holds the first ones of ``listed`` bodies with a reason."""

    period: str
    months: tuple[str, ...]
    bodies: int
    systems: int
    listed: int
    kinds: tuple[KindTotal, ...]
    untold: Untold
    ranked: tuple[Ranked, ...]
    causes: tuple[Cause, ...]
    rules: Rules


def slips(engine: Engine, known: Known, period: str, rules: Rules) -> Slips:
    """Judge the month that `migrate.pmo.store.opened` shows last; the ranked list is whole."""
    relations.define(engine, known)
    relations.define_vendors(engine, period)
    found = facts.gather(engine, period)
    judged = judge.judge(found, rules, known.steps)
    ranked = _ranked(engine, period, found, judged)
    return Slips(
        period=period,
        months=tuple(month for (month,) in engine.rows("SELECT DISTINCT period FROM bodies ORDER BY 1")),
        bodies=len({one.body for one in found}),
        systems=len(found),
        listed=len(ranked),
        kinds=tuple(_total(rule, judged) for rule in rules.rules.values()),
        untold=_untold(found, judged),
        ranked=ranked,
        causes=causes.causes(found, judged, rules, known.steps),
        rules=rules,
    )


def _total(rule: Rule, judged: Sequence[Slipping]) -> KindTotal:
    mine = [one.body for one in judged if rule.code in one.codes]
    return KindTotal(code=rule.code, name=rule.name, systems=len(mine), bodies=len(set(mine)))


def _untold(found: Sequence[Facts], judged: Sequence[Slipping]) -> Untold:
    return Untold(
        plan=sum(not one.planned for one in found),
        peers=sum(not one.compared for one in judged),
        steps=sum(not one.statuses for one in found),
        evidence=sum(not set(one.proven) & set("証無") for one in found),
    )


def _ranked(engine: Engine, period: str, found: Sequence[Facts], judged: Sequence[Slipping]) -> tuple[Ranked, ...]:
    rows = engine.rows(f"SELECT body, prefecture, name FROM bodies WHERE period = {duckdb.text(period)}")
    names = {body: (prefecture, name) for body, prefecture, name in rows}
    sizes = {one.body: one.size for one in found}
    every = [_body(names, sizes[body], tuple(systems)) for body, systems in groupby(judged, lambda one: one.body)]
    every = sorted((one for one in every if one.reasons), key=lambda one: (-one.points, one.completion, one.body))
    return tuple(replace(one, rank=place) for place, one in enumerate(every, start=1))


def _body(names: Mapping[str, tuple[str, str]], size: str, systems: tuple[Slipping, ...]) -> Ranked:
    body = systems[0].body
    prefecture, name = names[body]
    return Ranked(
        rank=0,
        body=body,
        prefecture=prefecture,
        name=name,
        size=size,
        points=round(sum(one.points for one in systems) / len(systems), 6),
        completion=round(sum(one.completion for one in systems) / len(systems), 15),
        systems=len(systems),
        slipping=sum(one.points > 0 for one in systems),
        kinds=_kinds(systems),
        reasons=tuple(sorted((one for one in systems if one.reasons), key=lambda one: (-one.points, one.business))),
    )


def _kinds(systems: Sequence[Slipping]) -> tuple[KindCount, ...]:
    """The kinds of reasons of a body, those that weigh most in it first."""
    measures: dict[Slip, list[float]] = {}
    points: dict[Slip, float] = {}
    for one in systems:
        for reason in one.reasons:
            measures.setdefault(reason.code, []).append(reason.measure)
            points[reason.code] = points.get(reason.code, 0.0) + reason.points
    return tuple(
        KindCount(code=code, systems=len(measures[code]), most=max(measures[code]))
        for code in sorted(measures, key=lambda code: (-points[code], code))
    )
