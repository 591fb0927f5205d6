"""What a score is made of: a product of one factor per part, ``1 − weight × (1 − score)``, each part 0–1.

A part that agrees in full leaves the score as it is, one that does not agree lowers it by its weight. Values that tell
much (an overlap with the target's own values, a right check digit) take weight from the name, so that an opaque name
(COL01) does not decide; values that contradict lower the score whatever the name says.
"""

from __future__ import annotations

NAME = 1.0
TYPE = 0.15
HOME = 0.36
BUSINESS = 0.10
PART = 0.05
VALUE = 0.40
RAISE = 0.70
"""Share of the name's weight that values which tell all there is to tell take away."""
OPAQUE = 0.5
"""Weight of a name that says nothing (COL01) beside values that tell nothing."""


def factor(points: float, weight: float) -> float:
    """What a part leaves of the score."""
    return 1 - weight * (1 - points)


def name_weight(telling: float, opaque: bool = False) -> float:
    """Weight of the name beside values that tell so much, 0–1; an opaque name leaves the word to the values."""
    return OPAQUE * (1 - telling) if opaque else NAME - RAISE * telling
