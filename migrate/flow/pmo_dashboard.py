"""The dashboard of one month of a store: one page that needs nothing but a browser."""

from __future__ import annotations

from pathlib import Path

import migrate
from migrate.flow import pmo_known, pmo_slips
from migrate.pmo import store
from migrate.pmo.dashboard.view import Subject, view
from migrate.report import dashboard


def page(folder: Path, period: str = "") -> bytes:
    """The page of ``period`` (none: the newest month) of the store in ``folder``.

    Raises:
        NothingCheckedError: MIG-PMO-001, -100.
    """
    months = pmo_known.months(folder, period)
    subject = Subject(
        store=folder.name,
        tool=migrate.__version__,
        known=pmo_known.known(),
        slips=pmo_slips.found(folder, months),
    )
    with store.opened(folder, months) as engine:
        return dashboard.render(view(engine, subject))
