"""The procedure's steps: list them, explain one, say where the businesses stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of
from migrate.flow import phase_witness
from migrate.flow.outcome import Outcome
from migrate.model.catalogue import BusinessKind
from migrate.model.procedure import Progress, Status, Step, StepEvidence, StepGuide, StepState, SystemFacts
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.phase import board, document, explained, history, steps, systems
from migrate.phase.progress import Business, progress
from migrate.spec import catalogue, library
from migrate.workspace.folder import Workspace


@value
class StepList:
    """All steps in their order."""

    steps: tuple[Step, ...]


@value
class StepShown:
    """One step with its guide. ``rules`` are our rules of evidence: command, and when its run proves the step."""

    step: Step
    guide: StepGuide
    rules: tuple[steps.EvidenceRule, ...]


@value
class StepsShown:
    """The steps that were asked for."""

    steps: tuple[StepShown, ...]


@value
class Standing:
    """Where one business stands: both measures (``completion`` 0–1, ``evidenced`` 0–40) and the 40 steps."""

    business: str
    business_name: str
    completion: float
    evidenced: int
    steps: tuple[StepState, ...]
    systems: tuple[SystemFacts, ...] = ()
    """What is told of its systems apart from the steps."""


@value
class BoardCell:
    """One step of one business; ``step`` is its number, 1–40."""

    step: int
    status: Status
    proven: bool
    evidence: tuple[StepEvidence, ...]


@value
class BoardRow:
    """One business: both measures (``completion`` 0–1, ``evidenced`` 0–40), its steps, what is told of its systems."""

    business: str
    business_name: str
    completion: float
    evidenced: int
    steps: tuple[BoardCell, ...]
    systems: tuple[SystemFacts, ...]


@value
class Board:
    """Where all businesses stand. ``completion`` is the plain mean of the 20 businesses, 0–1."""

    municipality: str
    completion: float
    evidence_rate: float
    """Mean share of proven steps of the same businesses, 0–1; never mixed with ``completion``."""
    steps: tuple[Step, ...]
    businesses: tuple[BoardRow, ...]


def procedure() -> steps.Procedure:
    """The bundled steps and rules of evidence."""
    return steps.load(bundled("specs") / "procedure" / steps.EDITION)


def list_steps() -> Outcome:
    """All 40 steps; works without a workspace."""
    found = procedure().steps
    return Outcome(kind="phase-list", data=StepList(steps=found), document=document.steps_document(found))


def show(text: str) -> Outcome:
    """What a step, or each step of a work item, is about; works without a workspace.

    Raises:
        MigrateError: MIG-PHS-040, neither a work item nor a step.
    """
    known = procedure()
    wanted = steps.find_steps(known.steps, text)
    shown = tuple(
        StepShown(step=one, guide=known.guide(one.number), rules=tuple(r for r in known.rules if r.step == one.number))
        for one in wanted
    )
    page = explained.document([(one.step, one.guide, one.rules) for one in shown], known.steps)
    return Outcome(kind="phase-show", data=StepsShown(steps=shown), document=page)


def main_businesses() -> dict[str, str]:
    """業務ID → name as in the ministry's published progress, of the 20 businesses in the published order."""
    known = catalogue.load(bundled("specs") / catalogue.FOLDER)
    found = [one for one in known.of_kind(BusinessKind.STANDARDISED) if one.systems]
    return {one.systems[0]: one.name for one in sorted(found, key=lambda one: one.order or 0)}


def businesses(workspace: Workspace) -> tuple[Business, ...]:
    """The 20 businesses, then what `project.yaml` pins beside them or of which anything was set or told.

    Raises:
        UnreadableError: MIG-PHS-003, -046, MIG-SYS-008, what was set or told is damaged.
    """
    main = main_businesses()
    named = {one.business for one in changes(workspace, procedure().steps)}
    named |= {one.facts.business for one in told(workspace)} | set(workspace.project.specs)
    extra = {id: _name(workspace, id) for id in sorted(named - main.keys())}
    return tuple(Business(id=id, name=name) for id, name in (main | extra).items())


def choose(workspace: Workspace, business: str) -> Business:
    """The business meant: the one named, else the only one that `project.yaml` pins, else none (「」).

    Raises:
        MigrateError: MIG-PHS-004, several are pinned and none was named, or the name is not a 業務ID.
    """
    pinned = sorted(workspace.project.specs)
    known = "、".join(pinned) or "（なし）"
    if business and not (len(business) == 3 and business.isascii() and business.isdigit()):
        raise MigrateError("MIG-PHS-004", params={"business": business, "known": known})
    if not business and len(pinned) > 1:
        raise MigrateError("MIG-PHS-004", params={"business": "（指定なし）", "known": known})
    chosen = business or (pinned[0] if pinned else "")
    return Business(id=chosen, name=_name(workspace, chosen))


def _name(workspace: Workspace, business: str) -> str:
    """The name that a known spec gives the business (the pinned edition first), else its published one, else none."""
    known = library.entries(bundled("specs"), workspace.path("spec"))
    heads = [entry.head for entry in known if entry.head.business == business]
    pinned = workspace.project.specs.get(business)
    heads.sort(key=lambda head: head.edition != pinned)
    if heads:
        return heads[0].business_name
    known_systems = catalogue.load(bundled("specs") / catalogue.FOLDER).by_id
    return main_businesses().get(business) or (known_systems[business].name if business in known_systems else "")


def changes(workspace: Workspace, known: tuple[Step, ...]) -> tuple[history.Change, ...]:
    """The history of the steps.

    Raises:
        UnreadableError: MIG-PHS-003, MIG-SYS-008 (`progress.csv` is damaged).
    """
    path = workspace.path(history.FILE)
    return history.read(tables.read(path), known) if path.is_file() else ()


def told(workspace: Workspace) -> tuple[systems.Told, ...]:
    """What was told of systems apart from the steps.

    Raises:
        UnreadableError: MIG-PHS-046, MIG-SYS-008 (`phase/systems.csv` is damaged).
    """
    path = workspace.path(*systems.FILE.split("/"))
    return systems.read(tables.read(path)) if path.is_file() else ()


def progress_of_all(workspace: Workspace, wanted: Iterable[Business]) -> tuple[Progress, ...]:
    """Where businesses stand now; every file is hashed once for all of them."""
    known = procedure()
    past = changes(workspace, known.steps)
    speak = phase_witness.witnesses(workspace)
    return tuple(progress(known, one, past, speak) for one in wanted)


def progress_of(workspace: Workspace, business: str = "") -> Progress:
    """Where a business stands now (also for the big report)."""
    return progress_of_all(workspace, (choose(workspace, business),))[0]


def _standing(found: Progress, facts: Iterable[SystemFacts]) -> Standing:
    return Standing(
        business=found.business,
        business_name=found.business_name,
        completion=found.completion,
        evidenced=found.evidenced,
        steps=found.steps,
        systems=tuple(one for one in facts if one.business == found.business),
    )


def _row(found: Progress, facts: Iterable[SystemFacts]) -> BoardRow:
    cells = (
        BoardCell(step=one.step.number, status=one.status, proven=one.proven, evidence=one.evidence)
        for one in found.steps
    )
    return BoardRow(
        business=found.business,
        business_name=found.business_name,
        completion=found.completion,
        evidenced=found.evidenced,
        steps=tuple(cells),
        systems=tuple(one for one in facts if one.business == found.business),
    )


def _inputs(workspace: Workspace) -> tuple[FileDigest, ...]:
    names = (history.FILE, systems.FILE, workspace.ledger.name, *phase_witness.kept(workspace))
    paths = {name: workspace.path(*name.split("/")) for name in names}
    return tuple(FileDigest(path=name, sha256=sha256_of(path)) for name, path in paths.items() if path.is_file())


def status(workspace: Workspace, business: str, as_of: date | None = None) -> Outcome:
    """The 40 steps of one business with status and evidence; paper carries ``as_of``.

    Raises:
        MigrateError: MIG-PHS-004. UnreadableError: MIG-PHS-003, -046, MIG-SYS-003, -008, -011.
    """
    found = progress_of(workspace, business)
    data = _standing(found, systems.latest(told(workspace)))
    view = document.View(progress=found, systems=data.systems, reasons=procedure().reasons, as_of=as_of)
    return Outcome(
        kind="phase-status",
        data=data,
        document=document.document(view),
        brief=document.document(view, brief=True),
        inputs=_inputs(workspace),
    )


def board_of(workspace: Workspace, as_of: date | None = None) -> tuple[Board, board.View]:
    """Where all businesses of the workspace stand, for machines and for people (also for the home page)."""
    found = progress_of_all(workspace, businesses(workspace))
    facts = systems.latest(told(workspace))
    view = board.View(
        municipality=workspace.project.name,
        main=frozenset(main_businesses()),
        progress=found,
        systems=facts,
        reasons=procedure().reasons,
        as_of=as_of,
    )
    data = Board(
        municipality=view.municipality,
        completion=view.completion,
        evidence_rate=view.evidence_rate,
        steps=procedure().steps,
        businesses=tuple(_row(one, facts) for one in found),
    )
    return data, view


def status_of_all(workspace: Workspace, as_of: date | None = None) -> Outcome:
    """Business × step; paper carries ``as_of``.

    Raises:
        UnreadableError: MIG-PHS-003, -046, MIG-SYS-003, -008, -011.
    """
    data, view = board_of(workspace, as_of)
    return Outcome(
        kind="phase-board",
        data=data,
        document=board.document(view),
        brief=board.document(view, brief=True),
        inputs=_inputs(workspace),
    )
