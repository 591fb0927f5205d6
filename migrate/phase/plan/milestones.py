"""The few days of a plan that other artefacts need."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.phase.facts import Milestones, Planned
from migrate.phase.plan import lanes
from migrate.phase.plan.schedule import Schedule

_CONTRACT, _CONSTRUCTION, _MIGRATION, _ORDINANCE = 28, 31, 34, 39
"""⑪-1 契約協議, ⑬-1 システム移行時の設定, ⑭-3 最終データ移行, ⑰-1 条例・規則の改正."""


def milestones(schedule: Schedule) -> Mapping[str, Milestones]:
    """業務ID (empty: the municipality as a whole) → the days on which its steps are expected."""
    found: dict[str, Milestones] = {}
    for id in lanes.businesses(schedule):
        steps: dict[int, Planned] = {}
        for one in schedule.timed:
            if one.task.business == id and one.task.step:
                before = steps.get(one.task.step)
                steps[one.task.step] = Planned(
                    start=min(one.start, before.start) if before else one.start,
                    end=max(one.end, before.end) if before else one.end,
                    done=one.task.finished and (before is None or before.done),
                    planned=max(one.task.end, before.planned) if before and before.planned else one.task.end,
                )
        live = lanes.go_live(schedule, id)
        found[id] = Milestones(
            steps=steps,
            contract=steps[_CONTRACT].end if _CONTRACT in steps else None,
            construction=steps[_CONSTRUCTION].start if _CONSTRUCTION in steps else None,
            migration=steps[_MIGRATION].end if _MIGRATION in steps else None,
            ordinance=steps[_ORDINANCE].end if _ORDINANCE in steps else None,
            go_live=live.end if live else None,
        )
    return found
