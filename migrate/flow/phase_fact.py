"""Facts of a system apart from the 40 steps: in operation since, and 特定移行支援システム."""

from __future__ import annotations

from dataclasses import replace

from migrate.errors import MigrateError
from migrate.flow import phase
from migrate.flow.outcome import Outcome
from migrate.flow.phase_set import wanted_businesses
from migrate.forms import answer
from migrate.model.document import Document, Note, Section
from migrate.model.procedure import SystemFacts
from migrate.model.value import value
from migrate.phase import systems, systems_page
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

CLEARED = "なし"
"""What a user types to take a fact back."""
_DATES = {"operation": "--in-operation", "until": "--until"}


@value
class Fact:
    """What the user tells of a system; a text that is empty leaves what was told before, 「なし」 takes it back."""

    business: str = ""
    system: str = ""
    operation: str = ""
    reason: str = ""
    until: str = ""
    remains: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What is to be changed."""
        named = ("operation", "reason", "until", "remains")
        return {name: text for name in named if (text := getattr(self, name).strip())}


@value
class SystemList:
    """What is told of all systems."""

    systems: tuple[SystemFacts, ...]


def _read(name: str, text: str) -> str:
    """A fact as it is kept.

    Raises:
        MigrateError: MIG-PHS-044 (no 事由), -045 (no day or month).
    """
    if text == CLEARED:
        return ""
    if name == "reason" and text not in systems.REASONS:
        known = "、".join(f"{number} {gist}" for number, gist in phase.procedure().reasons.items())
        raise MigrateError("MIG-PHS-044", params={"reason": text, "known": known})
    if name not in _DATES:
        return text
    try:
        found = str(answer.date_of(text).answer or "")
    except answer.RefusedError:
        found = ""
    if not systems.is_day(found) or (name == "operation" and len(found) < len("2026-01-05")):
        raise MigrateError("MIG-PHS-045", params={"option": _DATES[name], "text": text})
    return found


def fact(workspace: Workspace, session: Session, wanted: Fact) -> Outcome:
    """Tell facts of one system; where nothing is told, show what is known.

    Raises:
        MigrateError: MIG-PHS-004, -042 (business), -044, -045.
        UnreadableError: MIG-PHS-046, MIG-SYS-008 (`phase/systems.csv` is damaged: it is left as it is).
    """
    given = {name: _read(name, text) for name, text in wanted.given.items()}
    if given:
        businesses = wanted_businesses(workspace, wanted.business)
        with job.run(workspace, session, "phase fact") as work:
            past = phase.told(workspace)
            path = workspace.path(*systems.FILE.split("/"))
            news = []
            for one in businesses:
                last = systems.last_of(past, one.id, wanted.system)
                facts = replace(last.facts if last else SystemFacts(business=one.id, system=wanted.system), **given)
                if last is None or last.facts != facts:
                    at = max(session.now(), last.at) if last else session.now()
                    news.append(systems.Told(at=at, who=session.who, facts=facts))
            work.write(systems.FILE, systems.add(path.read_bytes() if path.is_file() else b"", *news))
    found = systems.latest(phase.told(workspace))
    names = {one.id: one.name for one in phase.businesses(workspace)}
    shown = systems_page.sections(found, names, phase.procedure().reasons)
    nothing = Section(id="systems", title="システムごとの事実", blocks=(Note(text=_NOTHING),))
    return Outcome(
        kind="phase-fact",
        data=SystemList(systems=found),
        document=Document(
            title="運用開始と特定移行支援システム", subtitle=workspace.project.name, sections=shown or (nothing,)
        ),
    )


_NOTHING = "まだ何も設定されていません。例: migrate phase fact --business 020 --in-operation 2026-01-05"
