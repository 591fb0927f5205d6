"""Where a business stands: the official status of each step, and beside it what the ledgers show.

The two are never mixed: nothing but ``phase set`` changes a status, and evidence is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from migrate.forms import kept
from migrate.model.procedure import Progress, Status, Step, StepEvidence, StepState
from migrate.model.value import value
from migrate.phase import form, history, register
from migrate.phase.steps import REGISTERS, EvidenceRule, Passes, Procedure
from migrate.workspace.ledger import Entry, Result

TOO_LARGE = ""
"""In place of a digest: the file is there and was not hashed."""
_SPEAKS = (Result.DONE, Result.FINDINGS)
"""Results that prove a step; 「変更なし」 repeats what an earlier line has proved."""
_DELETED_ON_PURPOSE = "source/"
"""Data of residents is deleted when it is no longer needed; nothing follows from its absence."""


@value
class Business:
    """業務ID and its name."""

    id: str
    name: str


@value
class Witness:
    """One workspace's word: the lines of its ledger, and the files that lie in it now."""

    entries: tuple[Entry, ...]
    present: Mapping[str, str]
    """Path → sha256 of what is there, or `TOO_LARGE`; what is not there is missing."""
    origin: str = ""
    """Empty for the workspace at hand."""
    disposed: Mapping[str, str] = field(default_factory=dict)
    """Path → sha256 of what was disposed of, as the record tells."""


def artefacts(procedure: Procedure, businesses: Iterable[str]) -> tuple[str, ...]:
    """Files whose presence the evidence depends on, relative to the workspace, each once."""
    named = (rule.artefact.format(business=id) for id in businesses for rule in procedure.rules)
    return tuple(dict.fromkeys(named))


def progress(
    procedure: Procedure,
    business: Business,
    changes: Sequence[history.Change],
    witnesses: Sequence[Witness],
) -> Progress:
    """The 40 steps of one business.

    A ledger line speaks for a step only while the file that it noted is still there unchanged.
    """
    last = {one.step: one for one in history.in_order(changes) if one.business == business.id}
    states = []
    for step in procedure.steps:
        rules = [rule for rule in procedure.rules if rule.step == step.number]
        found = [_evidence(rule, step, business.id, witness) for witness in witnesses for rule in rules]
        states.append(
            StepState(
                step=step,
                status=last[step.number].status if step.number in last else Status.OPEN,
                evidence=_once([one for one in found if one is not None]),
            )
        )
    return Progress(business=business.id, business_name=business.name, steps=tuple(states))


def _once(found: Sequence[StepEvidence]) -> tuple[StepEvidence, ...]:
    """Each run once: a workspace that began as a copy tells the same of the lines that both have."""
    apart = {(one.command, one.artefact, one.at, one.proves): one for one in reversed(found)}
    return tuple(one for one in found if apart[one.command, one.artefact, one.at, one.proves] is one)


def proving(procedure: Procedure, businesses: Iterable[str], witness: Witness) -> tuple[Entry, ...]:
    """The ledger lines that speak for some step of some business, each once."""
    found: dict[int, Entry] = {}
    for id in businesses:
        for rule in procedure.rules:
            place = _speaker(rule, rule.artefact.format(business=id), witness)
            if place is not None:
                found[place] = witness.entries[place]
    return tuple(found.values())


def _speaker(rule: EvidenceRule, artefact: str, witness: Witness) -> int | None:
    """Position of the newest line that noted the artefact as it is now (whichever it noted, where that is untold)."""
    sha256 = witness.present.get(artefact)
    if sha256 is None:
        return None
    for place in range(len(witness.entries) - 1, -1, -1):
        entry = witness.entries[place]
        named = entry.command == rule.command or entry.command.startswith(f"{rule.command} ")
        noted = (one.sha256 for one in (*entry.outputs, *entry.inputs) if one.path == artefact)
        if named and entry.result in _SPEAKS and any(sha256 in (TOO_LARGE, one) for one in noted):
            return place
    return None


def _evidence(rule: EvidenceRule, step: Step, business: str, witness: Witness) -> StepEvidence | None:
    artefact = rule.artefact.format(business=business)
    place = _speaker(rule, artefact, witness)
    if place is None:
        return None
    entry = witness.entries[place]
    final = rule.passes is Passes.ALWAYS
    changed, untold = _freshness(matters(rule, step, business), place, witness) if final else ("", ())
    if final and witness.present[artefact] == TOO_LARGE and artefact not in untold:
        untold = (*untold, artefact)
    left = entry.findings or int(entry.result is Result.FINDINGS)
    return StepEvidence(
        step=rule.step,
        command=rule.command,
        at=entry.at,
        result=entry.result.value,
        artefact=artefact,
        origin=witness.origin,
        proves=final and not changed,
        findings=left if rule.passes is Passes.LEFT else 0,
        changed=changed,
        untold=untold,
    )


def matters(rule: EvidenceRule, step: Step, business: str) -> frozenset[str]:
    """The inputs that the proof rests on; none: all of them."""
    found: set[str] = set()
    for one in rule.rests_on:
        if one != REGISTERS:
            found.add(one.format(business=business))
        elif step.item_number in form.items():
            mine = form.form(step.item_number)
            found |= {kept.file_name(mine, sheet, "") for sheet in register.wanted(mine, frozenset({step.number}))}
    return frozenset(found)


def _freshness(matters: frozenset[str], place: int, witness: Witness) -> tuple[str, tuple[str, ...]]:
    """The first input that has changed since the line at ``place`` (empty: none), and those of which none can tell."""
    entry = witness.entries[place]
    noted = {one.path: one.sha256 for one in entry.inputs if one.path in matters or not matters}
    for name in sorted(matters - noted.keys()):
        if name in witness.present:
            return name, ()
    untold = []
    for name, before in noted.items():
        now = witness.present.get(name)
        if now == TOO_LARGE:
            now = _said_later(name, place, witness.entries)
        if now is None and witness.disposed.get(name) == before:
            continue
        if now is None and (name.startswith(_DELETED_ON_PURPOSE) or "/" not in name or name in witness.present):
            untold.append(name)
        elif now != before:
            return name, ()
    return "", tuple(untold)


def _said_later(name: str, place: int, entries: tuple[Entry, ...]) -> str | None:
    """The digest of a file that the last line after ``place`` noted; None where none did."""
    for entry in reversed(entries[place + 1 :]):
        for one in (*entry.outputs, *entry.inputs):
            if one.path == name:
                return one.sha256
    return None
