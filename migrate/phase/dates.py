"""Days of the plan (`plan/tasks.csv`) as the artefacts of the steps suggest them."""

from __future__ import annotations

from migrate.phase.facts import Facts, Planned


def planned(facts: Facts, step: int, business: str) -> Planned | None:
    """The days of a step of a business; those of the municipality as a whole where the business has none."""
    own = (facts.plan[id].steps.get(step) for id in (business, "") if id in facts.plan)
    return next((one for one in own if one is not None), None)


def first(facts: Facts, step: int) -> str:
    """ISO day on which the first business begins a step; empty where it is not planned."""
    days = [one.steps[step].start for one in facts.plan.values() if step in one.steps]
    return min(days).isoformat() if days else ""


def last(facts: Facts, step: int) -> str:
    """ISO day on which the last business ends a step; empty where it is not planned."""
    days = [one.steps[step].end for one in facts.plan.values() if step in one.steps]
    return max(days).isoformat() if days else ""
