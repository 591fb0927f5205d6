"""`reconcile trend`: what the ledger says of the rehearsals. Nothing is written."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.reconcile import trend
from migrate.reconcile.trend import Day
from migrate.workspace.folder import Workspace

_OVER = "MIG-REC-067"


@value
class Trend:
    """The days, and the window in seconds."""

    window: int
    days: tuple[Day, ...]


def run(workspace: Workspace, window: str) -> Outcome:
    """Durations and findings by day against ``window`` (such as ``48h``).

    Raises:
        MigrateError: MIG-REC-066, not a window. UnreadableError: MIG-SYS-011, a damaged ledger.
    """
    limit = trend.window(window)
    if limit is None:
        raise MigrateError("MIG-REC-066", params={"window": window})
    days = trend.days(workspace.entries())
    findings = tuple(
        Finding(
            code=_OVER,
            severity=Severity.WARNING,
            place=Place(file=workspace.ledger.name),
            params={"date": day.date, "seconds": round(day.total), "window": limit},
        )
        for day in trend.over(days, limit)
    )
    return Outcome(
        kind="reconcile-trend",
        data=Trend(window=limit, days=days),
        document=trend.document(workspace.project.name, days, limit, window),
        findings=findings,
        nothing_checked=not days,
    )
