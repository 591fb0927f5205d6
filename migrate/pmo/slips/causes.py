"""Causes that many bodies may share: a vendor, package or step whose share of slipping is far above that of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from math import sqrt

from migrate.model.procedure import Status, Step
from migrate.model.value import value
from migrate.pmo.columns import MARKS
from migrate.pmo.known import UNKNOWN
from migrate.pmo.slips.facts import Facts
from migrate.pmo.slips.judge import Slipping, below
from migrate.pmo.slips.rules import Rules, Slip

_LEFT = (MARKS[Status.WORKING], MARKS[Status.OPEN])


class Shared(StrEnum):
    """What bodies share."""

    VENDOR = "ベンダ"
    PACKAGE = "パッケージ"
    STEP = "ステップ"


@value
class Cause:
    """Of ``n`` systems ``late`` slip; of a step: of all that slip, those that are held up at it."""

    kind: Shared
    name: str
    n: int
    late: int
    bodies: int
    """Bodies with at least one of ``late``."""
    share: float
    base: float
    """The share of all; of a step: of an average step."""
    lift: float
    """``share`` / ``base``."""
    excess: float
    """How many more than at the share of all; the order of the list."""
    sigma: float
    """``excess`` in standard deviations of chance."""


def causes(
    found: Sequence[Facts], judged: Sequence[Slipping], rules: Rules, steps: Sequence[Step]
) -> tuple[Cause, ...]:
    """Those that many share and that slip clearly more than the whole, by kind, the largest excess first."""
    late = [is_late(fact, one, rules) for fact, one in zip(found, judged, strict=True)]
    every = (*_of_systems(found, late), *_of_steps(found, late, steps))
    order = list(Shared)
    kept = (one for one in every if _counts(one, rules))
    return tuple(sorted(kept, key=lambda one: (order.index(one.kind), -one.excess, one.name)))


def is_late(fact: Facts, one: Slipping, rules: Rules) -> bool:
    """Whether a system speaks for a cause: far behind its plan, standing still, or behind others of its size.

    Others of the same vendor are no measure here: a vendor whose customers are all late would be as it should be.
    """
    return fact.behind >= rules.cause_days or Slip.STALLED in one.codes or below(fact, rules)


def held_up_at(fact: Facts) -> int | None:
    """The step at which a system is held up: the open one that was planned first, else the first open one."""
    if fact.oldest_step is not None:
        return fact.oldest_step
    return next((n for n, mark in enumerate(fact.statuses, start=1) if mark in _LEFT), None)


def _counts(one: Cause, rules: Rules) -> bool:
    many = one.n >= rules.cause_systems and one.bodies >= rules.cause_bodies
    if one.kind is Shared.STEP:
        more = one.lift >= rules.cause_steps
    else:
        more = one.lift >= rules.cause_lift or (one.share - one.base) * 100 >= rules.cause_points
    return many and more and one.sigma >= rules.cause_sigma


class _Count:
    """Adds up."""

    def __init__(self) -> None:
        self.n, self.late = 0, 0
        self.bodies: set[str] = set()

    def add(self, body: str, late: bool) -> None:
        """One system more."""
        self.n += 1
        if late:
            self.late += 1
            self.bodies.add(body)


def _of_systems(found: Sequence[Facts], late: Sequence[bool]) -> Iterator[Cause]:
    counts: dict[tuple[Shared, str], _Count] = {}
    for fact, slips in zip(found, late, strict=True):
        for key in _keys(fact):
            counts.setdefault(key, _Count()).add(fact.body, slips)
    base = sum(late) / len(late) if late else 0.0
    for (kind, name), count in counts.items():
        yield _cause(kind, name, count, base)


def _keys(fact: Facts) -> Iterable[tuple[Shared, str]]:
    yield from ((Shared.VENDOR, one) for one in fact.vendors if one != UNKNOWN)
    yield from ((Shared.PACKAGE, one) for one in fact.packages)


def _of_steps(found: Sequence[Facts], late: Sequence[bool], steps: Sequence[Step]) -> Iterator[Cause]:
    held = [(fact.body, held_up_at(fact)) for fact, slips in zip(found, late, strict=True) if slips]
    held = [(body, at) for body, at in held if at is not None]
    for step in steps:
        count = _Count()
        for body, at in held:
            count.add(body, at == step.number)
        yield _cause(Shared.STEP, f"{step.code} {step.name}", count, 1 / len(steps))


def _cause(kind: Shared, name: str, count: _Count, base: float) -> Cause:
    n, late = count.n, count.late
    share = late / n if n else 0.0
    spread = sqrt(n * base * (1 - base))
    return Cause(
        kind=kind,
        name=name,
        n=n,
        late=late,
        bodies=len(count.bodies),
        share=round(share, 15),
        base=round(base, 15),
        lift=round(share / base, 6) if base else 0.0,
        excess=round(late - n * base, 6),
        sigma=round((late - n * base) / spread, 6) if spread else 0.0,
    )
