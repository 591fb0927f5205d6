"""Which businesses are behind their plan or their deadline."""

from __future__ import annotations

from datetime import date

from migrate.forms.answer import day
from migrate.forms.form import ALL
from migrate.model.value import value
from migrate.phase.facts import Business, Facts
from migrate.phase.organisation import ITEM


@value
class Late:
    """A business that is behind: steps that have not ended as planned, and days over its deadline."""

    business: Business
    steps: tuple[int, ...]
    since: date | None
    """The earliest day on which one of the steps was to have ended."""
    go_live: date | None
    limit: date | None
    over: int
    """Calendar days by which operation is expected after the limit; 0 where it is not."""


def target(facts: Facts) -> date | None:
    """The day on which the municipality wants all to be moved."""
    record = facts.of(ITEM).get("policy", ALL)
    return day(record.answers.get("target")) if record else None


def limit(facts: Facts, business: str) -> date | None:
    """Its deadline: that of its 特定移行支援システム where one is told, else the municipality's own."""
    longer = [found for one in facts.told if one.business == business and one.reason and (found := day(one.until))]
    return max(longer) if longer else target(facts)


def late(facts: Facts) -> tuple[Late, ...]:
    """The businesses that are behind their plan or deadline; the worst first."""
    found = []
    for one in facts.businesses:
        plan = facts.plan.get(one.id)
        if plan is None or facts.is_live(one.id):
            continue
        ends = {
            step: span.planned
            for step, span in plan.steps.items()
            if not span.done and span.planned is not None and span.planned < facts.as_of
        }
        last = limit(facts, one.id)
        over = (plan.go_live - last).days if plan.go_live and last and plan.go_live > last else 0
        if ends or over:
            since = min(ends.values(), default=None)
            found.append(
                Late(
                    business=one,
                    steps=tuple(sorted(ends)),
                    since=since,
                    go_live=plan.go_live,
                    limit=last,
                    over=over,
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.over, one.since or date.max, one.business.id)))
