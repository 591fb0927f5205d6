"""Which of the steps ③-1 and ③-2 the answers prove, business by business. What counts as proof is ours."""

from __future__ import annotations

from migrate.gap.functions.requirement import Duty
from migrate.gap.functions.standing import BusinessStanding, lacking
from migrate.model.value import value

SCOPE, ISSUES = 8, 9
"""Numbers of the steps ③-1 and ③-2."""


@value
class StepProof:
    """What the answers show of one step for one business."""

    step: int
    business: str
    """業務ID."""
    proven: bool
    lacking: str
    """What is still missing, in one sentence; empty where the step is proven."""


def _scope(found: BusinessStanding) -> str:
    """③-1: what is used today is known of every requirement, what is wanted of every optional one."""
    unknown = sum(one.current not in ("有", "無") for one in (*found.rows, *found.outside))
    if unknown:
        return f"「現行の有無」の決まっていない行が {unknown:,} 件あります。"
    undecided = sum(one.duty == Duty.OPTION and one.adopt not in ("採用", "不採用") for one in found.rows)
    return f"「採否」の決まっていない標準オプション機能が {undecided:,} 件あります。" if undecided else ""


def _issues(found: BusinessStanding) -> str:
    """③-2: every row is complete, and every issue has its policy, department and deadline."""
    left = sum(not one.settled for one in (*found.rows, *found.outside))
    if left:
        return f"未記入か、不明・未定の行が {left:,} 件あります。"
    without = sum(bool(lacking(one)) for one in (*found.rows, *found.outside))
    return f"対応方針・担当課・期限のそろっていない課題が {without:,} 件あります。" if without else ""


def proofs(found: BusinessStanding) -> tuple[StepProof, StepProof]:
    """Both steps of a business."""
    one, two = _scope(found), _issues(found)
    return (
        StepProof(step=SCOPE, business=found.business, proven=not one, lacking=one),
        StepProof(step=ISSUES, business=found.business, proven=not two, lacking=two),
    )
