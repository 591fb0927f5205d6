"""Where a business stands: the official status of each step, and beside it what the ledger shows.

The two are never mixed: nothing but ``phase set`` changes a status, and evidence is counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.procedure import Progress, Status, StepEvidence, StepState
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.phase import history
from migrate.phase.steps import EvidenceRule, Procedure
from migrate.workspace.ledger import Entry, Result

_SPEAKS = (Result.DONE, Result.FINDINGS)
"""Results that prove a step; 「変更なし」 repeats what an earlier line has proved."""


@value
class Business:
    """業務ID and its name."""

    id: str
    name: str


def artefacts(procedure: Procedure, business: str) -> tuple[str, ...]:
    """Files whose presence the evidence depends on, relative to the workspace, each once."""
    return tuple(dict.fromkeys(rule.artefact.format(business=business) for rule in procedure.rules))


def progress(
    procedure: Procedure,
    business: Business,
    changes: tuple[history.Change, ...],
    entries: tuple[Entry, ...],
    present: Mapping[str, str],
) -> Progress:
    """The 40 steps of one business.

    ``present`` gives the sha256 of each artefact that exists now: a ledger line speaks for a step only while the
    file that it noted is still there unchanged.
    """
    states = []
    for step in procedure.steps:
        change = history.latest(changes, business.id, step.number)
        rules = (rule for rule in procedure.rules if rule.step == step.number)
        found = (_evidence(rule, business.id, entries, present) for rule in rules)
        states.append(
            StepState(
                step=step,
                status=change.status if change else Status.OPEN,
                evidence=tuple(one for one in found if one is not None),
            )
        )
    return Progress(business=business.id, business_name=business.name, steps=tuple(states))


def _evidence(
    rule: EvidenceRule, business: str, entries: tuple[Entry, ...], present: Mapping[str, str]
) -> StepEvidence | None:
    artefact = rule.artefact.format(business=business)
    if artefact not in present:
        return None
    now = FileDigest(path=artefact, sha256=present[artefact])
    for entry in reversed(entries):
        named = entry.command == rule.command or entry.command.startswith(f"{rule.command} ")
        if named and entry.result in _SPEAKS and now in (*entry.outputs, *entry.inputs):
            result = entry.result.value
            return StepEvidence(step=rule.step, command=rule.command, at=entry.at, result=result, artefact=artefact)
    return None
