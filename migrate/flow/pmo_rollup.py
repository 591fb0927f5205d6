"""`pmo rollup`: the collected months as the official rates of many bodies; works without a workspace."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from migrate.flow import pmo_dashboard, pmo_known
from migrate.flow.outcome import Outcome
from migrate.pmo import rollup, rollup_page, store
from migrate.pmo.by import By
from migrate.pmo.rollup import Rollup

__all__ = ["Rollup", "run"]


def run(folder: Path, by: By, period: str) -> Outcome:
    """The roll-up of a month (none: the newest) of the store in ``folder``; as HTML it is the dashboard.

    Raises:
        NothingCheckedError: MIG-PMO-001, -100.
    """
    folder = folder.resolve()  # so that 「.」 has a name too
    months = pmo_known.months(folder, period)
    with store.opened(folder, months) as engine:
        found = rollup.roll(engine, pmo_known.known(), months[-1], by)
    return Outcome(
        kind="pmo-rollup",
        data=found,
        document=rollup_page.document(found, folder.name),
        brief=rollup_page.brief(found, folder.name),
        page=partial(pmo_dashboard.page, folder, months[-1]),
        inputs=pmo_known.inputs(folder, months),
        nothing_checked=not (found.municipalities or found.prefectures.bodies or found.unions.bodies),
    )
