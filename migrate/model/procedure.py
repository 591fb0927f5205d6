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


@value
class StepEvidence:
    """What in the ledger speaks for a step: the command that ran last, when, with which result."""

    step: int
    command: str
    at: str
    result: str
    artefact: str


@value
class StepState:
    """One step of one business."""

    step: Step
    status: Status
    evidence: tuple[StepEvidence, ...] = ()


@value
class Progress:
    """State of one business. Official rate and evidence-backed rate are two measures, never mixed."""

    business: str
    business_name: str
    steps: tuple[StepState, ...]

    @property
    def completion(self) -> float:
        """完了率 = (完了済み + 対象外) / 40 (総務省の進捗公表の定義)."""
        done = sum(s.status in (Status.DONE, Status.NOT_APPLICABLE) for s in self.steps)
        return done / TOTAL_STEPS

    @property
    def evidenced(self) -> int:
        """Number of steps for which the workspace holds evidence."""
        return sum(bool(s.evidence) for s in self.steps)
