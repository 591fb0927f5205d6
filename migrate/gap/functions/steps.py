"""Whether the answers prove ③-2, business by business. What counts as proof is ours."""

from __future__ import annotations

from migrate.gap.functions.standing import BusinessStanding, lacking
from migrate.model.value import value

ISSUES = 9
"""Number of the step ③-2."""


@value
class StepProof:
    """What the answers show of one step for one business."""

    step: int
    business: str
    """業務ID."""
    proven: bool
    lacking: str
    """What is still missing, in one sentence; empty where the step is proven."""


def _issues(found: BusinessStanding) -> str:
    """Every row is complete, and every issue has its policy, department and deadline."""
    left = sum(not one.settled for one in (*found.rows, *found.outside))
    if left:
        return f"未記入か、不明・未定の行が {left:,} 件あります。"
    without = sum(bool(lacking(one)) for one in (*found.rows, *found.outside))
    return f"対応方針・担当課・期限のそろっていない課題が {without:,} 件あります。" if without else ""


def proof(found: BusinessStanding) -> StepProof:
    """③-2 of a business."""
    text = _issues(found)
    return StepProof(step=ISSUES, business=found.business, proven=not text, lacking=text)
