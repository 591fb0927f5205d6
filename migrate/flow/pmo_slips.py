"""`pmo slips`: bodies and systems that slip, and why; works without a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from migrate.flow import pmo_known
from migrate.flow.outcome import Outcome
from migrate.pmo import store
from migrate.pmo.slips import page, rank, rules
from migrate.pmo.slips.rank import Slips

__all__ = ["Slips", "found", "run"]


def found(folder: Path, months: Sequence[str], stalled: int = 0) -> Slips:
    """Who slips in the last of ``months``; ``stalled``: months from which standing still is a reason (0: our own)."""
    wanted = rules.load()
    with store.opened(folder, months) as engine:
        return rank.slips(engine, pmo_known.known(), months[-1], wanted.stalled_from(stalled) if stalled else wanted)


def run(folder: Path, period: str, stalled: int, top: int) -> Outcome:
    """The first ``top`` bodies to offer help to, their reasons, and causes that many share.

    Raises:
        NothingCheckedError: MIG-PMO-001, -100.
    """
    folder = folder.resolve()  # so that 「.」 has a name too
    months = pmo_known.months(folder, period)
    whole = found(folder, months, stalled)
    shown = replace(whole, ranked=whole.ranked[:top])
    known = pmo_known.known()
    return Outcome(
        kind="pmo-slips",
        data=shown,
        document=page.document(shown, known, folder.name),
        brief=page.brief(shown, known, folder.name),
        inputs=pmo_known.inputs(folder, months),
        nothing_checked=not whole.systems,
    )
