"""What a procurement proves of the steps ⑤ to ⑦, ⑨ and ⑩, business by business. What counts as proof is ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrate.model.value import value


@value
class StepProof:
    """One step of one business."""

    business: str
    """業務ID."""
    step: int
    code: str
    """Such as ⑦-1."""
    unit: str
    proven: bool
    lacking: str
    """What is still missing, in one sentence; empty where the step is proven."""

    def file_in(self, folder: str) -> str:
        """Where the proof stands while it holds.

        >>> StepProof(business="010", step=27, code="⑩-2", unit="", proven=True, lacking="").file_in("out/rfp/steps")
        'out/rfp/steps/010-10-2.json'
        """
        item, _, number = self.code.partition("-")
        return f"{folder}/{self.business}-{ord(item) - ord('①') + 1}-{number}.json"


def judged(unit: str, business: str, steps: Mapping[int, str], lacking: Iterable[str]) -> tuple[StepProof, ...]:
    """The proofs of some steps (number → code), by what each of them still lacks."""
    return tuple(
        StepProof(business=business, step=step, code=code, unit=unit, proven=not text, lacking=text)
        for (step, code), text in zip(steps.items(), lacking, strict=True)
    )
