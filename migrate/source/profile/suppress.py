"""Counts below 10 are not told, nor can they be worked out from the others and the total."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.value import value

LEAST = 10
"""Smallest count that is told."""
_ROOM = 3
"""So many different numbers must stay possible for a count that is not told."""


@value
class Told:
    """What may be told of a code column's counts."""

    counts: Mapping[str, str]
    """Value → number, ``<10`` or ``>=10``."""
    empty: int | None
    blank: int | None
    safe: bool
    """False: the total alone betrays a count (a file of very few records); no value may be listed."""


def _bounds(shown: Mapping[str, str]) -> list[tuple[int, int | None]]:
    """Lowest and highest number that each count which is not told may have."""
    limits = {f"<{LEAST}": (1, LEAST - 1), f">={LEAST}": (LEAST, None)}
    return [limits[text] for text in shown.values() if text in limits]


def _hidden_enough(rest: int, bounds: list[tuple[int, int | None]]) -> bool:
    """True where each count below 10 may still be at least `_ROOM` different numbers that add up to ``rest``."""
    least = sum(low for low, _ in bounds)
    most = sum(LEAST - 1 if high is None else high for _, high in bounds)
    endless = any(high is None for _, high in bounds)
    for low, high in set(bounds):
        if high is None:
            continue
        highest = min(high, rest - (least - low))
        lowest = low if endless else max(low, rest - (most - high))
        if highest - lowest + 1 < _ROOM:
            return False
    return True


def suppress(counts: Mapping[str, int], rows: int, empty: int, blank: int) -> Told:
    """Counts of a code column as they may be told.

    Counts below 10 become ``<10``. Where the total would still give one away, the smallest other counts become
    ``>=10``, then the numbers of blank and of empty cells are left out too.

    Args:
        counts: value → cells.
        rows: all cells, which are told.
        empty: cells of no character.
        blank: cells of blanks only.
    """
    shown = {key: f"<{LEAST}" if count < LEAST else str(count) for key, count in counts.items()}
    spare = sorted((key for key, count in counts.items() if count >= LEAST), key=lambda key: (counts[key], key))
    told: dict[str, int | None] = {"blank": blank, "empty": empty}
    while True:
        open_bounds: list[tuple[int, int | None]] = [(0, None) for count in told.values() if count is None]
        known = sum(int(text) for text in shown.values() if text.isdigit()) + sum(n or 0 for n in told.values())
        if _hidden_enough(rows - known, _bounds(shown) + open_bounds):
            return Told(counts=shown, empty=told["empty"], blank=told["blank"], safe=True)
        hide = next((name for name in ("blank", "empty") if told[name] is not None), None)
        if spare:
            shown[spare.pop(0)] = f">={LEAST}"
        elif hide is not None:
            told[hide] = None
        else:
            return Told(counts={}, empty=None, blank=None, safe=False)
