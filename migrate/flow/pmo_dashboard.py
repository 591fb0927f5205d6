"""The dashboard of one month of a store: one page that needs nothing but a browser."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import migrate
from migrate.errors import NothingCheckedError
from migrate.files.bundled import bundled
from migrate.model.finding import Place
from migrate.phase import steps
from migrate.pmo import store
from migrate.pmo.dashboard.scope import Scope
from migrate.pmo.dashboard.view import view
from migrate.report import dashboard
from migrate.spec import catalogue

Reasons = Mapping[tuple[str, str], tuple[str, ...]]
"""Body and 業務ID → why it is thought to slip."""


def page(folder: Path, period: str = "", reasons: Reasons | None = None) -> bytes:
    """The page of ``period`` (none: the newest month) of the store in ``folder``.

    Raises:
        NothingCheckedError: MIG-PMO-001, the store does not hold the month.
    """
    known = store.periods(folder)
    month = period or max(known, default="")
    if month not in known:
        raise NothingCheckedError(
            "MIG-PMO-001", Place(file=folder.name), {"store": folder.name, "periods": month or "すべて"}
        )
    counted = (one for one in catalogue.load(bundled("specs") / catalogue.FOLDER).businesses if one.order)
    scope = Scope(
        period=month,
        store=folder.name,
        tool=migrate.__version__,
        businesses={one.systems[0]: one.name for one in counted},
        steps=steps.load(bundled("specs") / "procedure" / steps.EDITION).steps,
        reasons=reasons or {},
    )
    with store.opened(folder, [one for one in known if one <= month]) as engine:
        return dashboard.render(view(engine, scope))
