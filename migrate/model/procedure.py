"""The procedure manual: 3 phases, 18 work items, 40 progress steps, and a municipality's state in them."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.value import value

TOTAL_STEPS = 40


class Status(StrEnum):
    """ステップの状態, as the official progress tool names them (the published file writes 「未」 for 未着手)."""

    DONE = "完了済み"
    WORKING = "作業中"
    OPEN = "未着手"
    NOT_APPLICABLE = "対象外"


@value
class Step:
    """One of the 40 steps; names byte for byte as published."""

    number: int
    code: str
    phase: str
    item_number: int
    item: str
    name: str
    published_name: str


@value
class StepGuide:
    """What a step is about, for people. Only the fields named in ``stated`` are said by the published step name."""

    step: int
    who: tuple[str, ...]
    inputs: str
    outputs: str
    proof: str
    """The artefact that would prove it."""
    stated: frozenset[str]
    after: tuple[int, ...] = ()
    """Steps that it usually rests on (ours; no order is enforced)."""
    commands: tuple[str, ...] = ()
    """What to type, without ``migrate``."""
    traps: tuple[str, ...] = ()
    """Usual traps (ours)."""
    reported: tuple[str, ...] = ()
    """What published texts tell of it."""


@value
class StepEvidence:
    """What in the ledger speaks for a step: the command that ran last, when, with which result.

    Only what ``proves`` is counted; the rest is a trace: it has findings left, is outdated, or is no final check.
    """

    step: int
    command: str
    at: str
    result: str
    artefact: str
    origin: str = ""
    """The workspace in whose ledger it stands, where that is another one (`migrate ledger merge`)."""
    proves: bool = True
    findings: int = 0
    """Findings that the run left open, where they keep it from proving the step."""
    changed: str = ""
    """An input that has changed since the run; empty where none is known to have."""
    untold: tuple[str, ...] = ()
    """Inputs of which it cannot be told whether they have changed."""


@value
class StepState:
    """One step of one business."""

    step: Step
    status: Status
    evidence: tuple[StepEvidence, ...] = ()

    @property
    def proven(self) -> bool:
        """True where something present, fresh and passed speaks for it."""
        return any(one.proves for one in self.evidence)

    @property
    def closed(self) -> bool:
        """True where it counts for the official rate."""
        return self.status in (Status.DONE, Status.NOT_APPLICABLE)


@value
class SystemFacts:
    """What is told of one system apart from the 40 steps; texts are empty where nothing is told."""

    business: str
    system: str = ""
    """Its name; empty where the business has one system only."""
    operation: str = ""
    """ISO day since which it is in operation (稼働中)."""
    reason: str = ""
    """特定移行支援システム: 事由 1–4."""
    until: str = ""
    """特定移行支援システム: ISO day or month of the new deadline."""
    remains: str = ""
    """特定移行支援システム: what is left to be done."""


@value
class Progress:
    """State of one business. Official rate and evidence-backed rate are two measures, never mixed."""

    business: str
    business_name: str
    steps: tuple[StepState, ...]

    @property
    def completion(self) -> float:
        """完了率 = (完了済み + 対象外) / 40 (総務省の進捗公表の定義)."""
        return sum(s.closed for s in self.steps) / TOTAL_STEPS

    @property
    def evidenced(self) -> int:
        """Number of steps that are proven: artefact present, fresh, its check passed."""
        return sum(s.proven for s in self.steps)
