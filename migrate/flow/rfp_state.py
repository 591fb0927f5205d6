"""One unit's request for proposals as the workspace holds it: terms, the body's chapters, criteria, package."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.flow import procure_terms, rfp_desk
from migrate.flow.rfp_desk import Basis
from migrate.forms.answer import Answer
from migrate.procure.rfp import chapters
from migrate.procure.rfp.chapters import Chapter
from migrate.procure.rfp.tender import CRITERIA, Terms
from migrate.procure.scoring import criteria, lock
from migrate.procure.scoring.lock import Lock
from migrate.workspace.job import Job

DESK = rfp_desk.ALL
_BY_PRICE = "最低価格落札方式"
"""The way of procuring in which nothing but the price is compared: there are no criteria."""


def terms(unit: str, unit_name: str, given: Mapping[str, Answer], criteria_locked: bool) -> Terms:
    """What was decided of a request, with what is still to be decided before it can be issued."""
    lacking = procure_terms.lacking(DESK, given)
    if not criteria_locked and _has_criteria(given):
        lacking.append(CRITERIA)
    return Terms(
        unit=unit,
        unit_name=unit_name,
        given={one.id: str(given.get(one.id, "")) for one in procure_terms.sheet(DESK).questions},
        edition=edition if isinstance(edition := given.get("edition"), int) else 1,
        lacking=tuple(lacking),
    )


def _has_criteria(given: Mapping[str, Answer]) -> bool:
    return given.get("method") != _BY_PRICE


def check_may_open(work: Job, unit: str) -> None:
    """For whoever opens proposals: where criteria decide, they must have been locked before, and be as they were.

    Raises:
        MigrateError: MIG-RFI-020, MIG-RFP-001, -002, -007, -008, -048. UnreadableError: MIG-SYS-003, -007.
    """
    if _has_criteria(procure_terms.given(work, DESK, unit)):
        rfp_desk.check_locked(work, rfp_desk.desk(unit))


def own_chapters(work: Job, unit: str) -> tuple[Chapter, ...]:
    """What the body wrote instead of our chapters. Raises: MigrateError: MIG-RFP-051."""
    path = work.workspace.path(*(name := chapters_file(unit)).split("/"))
    return chapters.load(work.read(path), name) if path.is_file() else ()


def chapters_file(unit: str) -> str:
    """The body's file of chapters, relative to the workspace."""
    return f"{DESK.kept(unit)}/{chapters.FILE}"


def basis(work: Job, unit: str) -> tuple[Basis | None, Lock | None]:
    """The criteria, and the lock on exactly these; None where there is none.

    Raises:
        MigrateError: MIG-RFP-001, -002. UnreadableError: MIG-SYS-003.
    """
    at = rfp_desk.desk(unit)
    if not work.workspace.path(*at.name(criteria.FILE).split("/")).is_file():
        return None, None
    found, kept = rfp_desk.basis(work, at), rfp_desk.kept_lock(work, at)
    return found, kept if kept and not lock.different(kept, found.parts) else None
