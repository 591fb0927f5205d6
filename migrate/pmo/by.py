"""What a roll-up is grouped by."""

from __future__ import annotations

from enum import StrEnum


class By(StrEnum):
    """One of the groupings, by the word that a user types."""

    PREFECTURE = "都道府県"
    BUSINESS = "業務"
    MINISTRY = "所管"
    PHASE = "フェーズ"
    ITEM = "項目"
    STEP = "ステップ"
    VENDOR = "ベンダ"
    SIZE = "規模"


STEPWISE = (By.PHASE, By.ITEM, By.STEP)
WHOLE = (By.PREFECTURE, By.SIZE)
"""Groups that hold whole bodies: the printed rate of a body is its printed total."""
