"""The folder of one competition in the workspace, ``rfp/<unit>/``: its files, and the lock on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import phase, procure_desk
from migrate.forms.decision_sheet import written
from migrate.forms.form import KEY
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure.package import STANDARD
from migrate.procure.scoring import criteria, decision, lock, offers, rules
from migrate.procure.scoring.criteria import Criteria
from migrate.procure.scoring.decision import Decision
from migrate.procure.scoring.lock import Lock
from migrate.procure.scoring.offers import Draw, Judge, Offer
from migrate.procure.scoring.rules import Rules
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

ALL = procure_desk.Desk(kind="rfp")
"""All competitions."""
PRINTED = 5
"""Differences from what was locked that a message names."""


@value
class Desk:
    """Where the files of one competition are."""

    unit: str
    """Key of the unit of procurement."""

    def name(self, file: str) -> str:
        """A file that people edit, relative to the workspace."""
        return f"{ALL.kept(self.unit)}/{file}"

    def out(self, file: str) -> str:
        """A file that we make."""
        return f"{ALL.folder(self.unit)}/{file}"

    @property
    def typed(self) -> str:
        """What stands behind a command that is to be typed."""
        return "" if self.unit == procure_desk.DEFAULT else f" --unit {self.unit}"


def desk(unit: str) -> Desk:
    """The folder of a unit of procurement; of whoever names none, that of all businesses.

    Raises:
        MigrateError: MIG-RFP-036, the unit's key is none.
    """
    if unit and (not KEY.fullmatch(unit) or unit == procure_desk.STEPS):
        raise MigrateError("MIG-RFP-036", params={"unit": unit[:40]})
    return Desk(unit=unit or procure_desk.DEFAULT)


@value
class Basis:
    """What points rest on before anybody has offered anything."""

    criteria: Criteria
    rules: Rules
    parts: Mapping[str, str] = field(default_factory=dict)
    """What the lock is taken over."""


def basis(work: Job, at: Desk) -> Basis:
    """Criteria and rules; rules that are not there are the default ones, and name and businesses those of the request.

    Raises:
        MigrateError: MIG-RFP-001, -002, -048 (there are no criteria). UnreadableError: MIG-SYS-003.
    """
    data = _bytes(work, name := at.name(criteria.FILE))
    if data is None:
        raise MigrateError("MIG-RFP-048", Place(file=name), {"typed": at.typed})
    found = criteria.load(data, name)
    data = _bytes(work, name := at.name(rules.FILE))
    settings = rules.load(data if data is not None else written(rules.COLUMNS, ()), name, found)
    return Basis(criteria=found, rules=_of_request(work, at, settings), parts=lock.content(found, settings))


def _of_request(work: Job, at: Desk, settings: Rules) -> Rules:
    asked = ALL.packages(work, at.unit).get(STANDARD)
    if asked is None:
        return settings
    ids = tuple(one.id for one in asked.businesses)
    return replace(settings, title=settings.title or asked.title, businesses=settings.businesses or ids)


def _bytes(work: Job, name: str) -> bytes | None:
    path = work.workspace.path(name)
    return work.read(path) if path.is_file() else None


def offered(work: Job, at: Desk) -> tuple[Offer, ...]:
    """The offers; none where there is no file yet. Raises: MigrateError: MIG-RFP-003."""
    data = _bytes(work, name := at.name(offers.FILE))
    return offers.load(data, name) if data is not None else ()


def judges(work: Job, at: Desk) -> tuple[Judge, ...]:
    """The committee; none where there is no file. Raises: MigrateError: MIG-RFP-004."""
    data = _bytes(work, name := at.name(offers.JUDGES_FILE))
    return offers.load_judges(data, name) if data is not None else ()


def drawn(work: Job, at: Desk) -> Draw:
    """The lots that people drew. Raises: MigrateError: MIG-RFP-005."""
    data = _bytes(work, name := at.name(offers.DRAW_FILE))
    return offers.load_draw(data, name) if data is not None else Draw()


def decided(work: Job, at: Desk, known: tuple[Offer, ...]) -> Decision:
    """What people decided. Raises: MigrateError: MIG-RFP-006."""
    data = _bytes(work, name := at.name(decision.FILE))
    return decision.load(data, name, known) if data is not None else Decision()


def kept_lock(work: Job, at: Desk) -> Lock | None:
    """The lock, None where nothing is locked yet. Raises: UnreadableError: MIG-SYS-003."""
    data = _bytes(work, name := at.name(lock.FILE))
    return records.load(Lock, data, name) if data is not None else None


def locked(work: Job, at: Desk, found: Basis) -> Lock:
    """The lock on exactly these criteria and rules.

    Raises:
        MigrateError: MIG-RFP-007 (nothing is locked), -008 (something has changed since).
    """
    kept = kept_lock(work, at)
    if kept is None:
        raise MigrateError("MIG-RFP-007", params={"typed": at.typed})
    if different := lock.different(kept, found.parts):
        params = {"at": kept.moment, "parts": listed(different), "typed": at.typed}
        raise MigrateError("MIG-RFP-008", Place(file=at.name(criteria.FILE)), params)
    return kept


def check_locked(work: Job, at: Desk) -> Lock:
    """For whoever opens offers: the criteria must have been locked before, and be as they were.

    Raises: as `basis` and `locked`.
    """
    return locked(work, at, basis(work, at))


def listed(parts: tuple[str, ...]) -> str:
    """Parts that differ, in words."""
    more = f" ほか {len(parts) - PRINTED} か所" if len(parts) > PRINTED else ""
    return "、".join(parts[:PRINTED]) + more


def businesses(workspace: Workspace, settings: Rules) -> Mapping[str, str]:
    """業務ID → name of what is procured: those of the rules, else those that `project.yaml` pins, else all.

    Raises:
        MigrateError: MIG-RFP-002, progress is not kept of a 業務ID.
    """
    known = {one.id: one.name for one in phase.businesses(workspace)}
    strange = [one for one in settings.businesses if one not in known]
    if strange:
        reason = f"「業務」の {'、'.join(strange)} は、進捗を管理する業務ではありません。"
        raise MigrateError("MIG-RFP-002", params={"reason": reason})
    pinned = [one for one in workspace.project.specs if one in known]
    return {id: known[id] for id in settings.businesses or pinned or known}
