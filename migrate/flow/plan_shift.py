"""`plan shift`: what a slip would move, and, where it is wanted, the plan with it."""

from __future__ import annotations

from datetime import date

from migrate.errors import MigrateError
from migrate.flow import plan
from migrate.flow.outcome import Outcome
from migrate.model.finding import Finding
from migrate.model.value import value
from migrate.phase.plan import page, shift, tasks
from migrate.phase.plan.judge import judge
from migrate.phase.plan.shift import Slip, WhatIf
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace


@value
class MovedTask:
    """One task that moves."""

    key: str
    name: str
    business: str
    own: bool
    """True where the slip is its own."""
    days: int
    """Working days."""
    start: date
    end: date
    breaks: bool
    """True where the slip breaks its deadline."""


@value
class PlanShift:
    """What a slip moves."""

    days: int
    chosen: int
    """Tasks whose own slip it is."""
    moved: tuple[MovedTask, ...]
    written: bool


def _supposed(slip: Slip, found: WhatIf) -> str:
    """The slip in words."""
    who = [f"ベンダ「{slip.vendor}」" if slip.vendor else "", f"業務 {slip.business}" if slip.business else ""]
    who.append("、".join(slip.keys))
    return f"{'・'.join(filter(None, who))}の残りの作業 {found.chosen} 件が {slip.days} 営業日遅れる"


def _moved(found: WhatIf) -> tuple[MovedTask, ...]:
    return tuple(
        MovedTask(
            key=one.after.task.key,
            name=one.after.task.name,
            business=one.after.task.business,
            own=one.own,
            days=one.days,
            start=one.after.start,
            end=one.after.end,
            breaks=one.breaks,
        )
        for one in found.moved
    )


def _calculated(workspace: Workspace, session: Session, slip: Slip) -> WhatIf:
    known = plan.load(workspace)
    found = shift.what_if(known, plan.load_calendar(workspace), session.as_of, slip)
    if not (found.chosen and (slip.vendor or slip.business or slip.keys)):
        vendors = sorted({one.vendor for one in known if one.vendor and not one.finished})
        raise MigrateError("MIG-PHS-103", params={"vendors": "、".join(vendors) or "（なし）"})
    return found


def _outcome(workspace: Workspace, slip: Slip, found: WhatIf, written: bool) -> Outcome:
    shown = plan.view(workspace, found.before)
    keys = {one.after.task.key for one in found.moved}
    said: tuple[Finding, ...] = tuple(
        one for one in judge(found.after, shown.calendar) if one.place.item in keys and one.code in _WEIGHTY
    )
    return Outcome(
        kind="plan-shift",
        data=PlanShift(days=slip.days, chosen=found.chosen, moved=_moved(found), written=written),
        document=page.what_if(found, shown, _supposed(slip, found), written),
        findings=said,
        inputs=plan.inputs(workspace),
    )


_WEIGHTY = frozenset({"MIG-PHS-099", "MIG-PHS-100"})
"""What a slip is judged by: deadlines, and cut-overs that come into a busy period."""


def run(workspace: Workspace, session: Session, slip: Slip, write: bool = False) -> Outcome:
    """What moves where some tasks end later; with ``write`` the planned days of those that move are changed.

    Raises:
        NothingCheckedError: MIG-PHS-094. UnreadableError: MIG-PHS-090, -091, -104.
        MigrateError: MIG-PHS-042, -093, -103 (no task fits).
    """
    chosen = Slip(
        days=slip.days, vendor=slip.vendor, keys=slip.keys, business=plan.one_business(workspace, slip.business)
    )
    if not write:
        return _outcome(workspace, chosen, _calculated(workspace, session, chosen), written=False)
    with job.run(workspace, session, "plan shift") as work:
        found = _calculated(workspace, session, chosen)
        work.note(workspace.path(*tasks.FILE.split("/")))
        work.write(tasks.FILE, tasks.to_bytes(shift.written(found)))
    return _outcome(workspace, chosen, found, written=True)
