"""文字同定の進捗 and its effort: how many characters are decided, and what the rest will take, with the arithmetic."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.characters import CharacterKind, CharacterLedger, CharacterVerdict, decided, in_force
from migrate.model.finding import Place
from migrate.model.value import value

FILE = "mapping/character-effort.csv"
"""In the workspace: columns ``key`` and ``minutes``; others are left aside."""
HELD = CharacterVerdict.HOLD.value
DAY = "day"
_MOST = 1e5


@value
class Minutes:
    """The weights in force: kind of character (or 保留) → minutes a character, and the minutes of a working day."""

    each: Mapping[str, float]
    day: float
    changed: tuple[str, ...] = ()
    """Keys whose number is the municipality's own."""


@value
class ProgressLine:
    """Characters of one kind."""

    kind: CharacterKind
    all: int
    decided: int
    """With a decision that is no 保留."""
    held: int

    @property
    def open(self) -> int:
        """Nothing is decided yet."""
        return self.all - self.decided - self.held


@value
class EffortLine:
    """One product of the estimate: ``characters`` × ``minutes``."""

    key: str
    characters: int
    minutes: float

    @property
    def total(self) -> float:
        """Minutes."""
        return self.characters * self.minutes


@value
class CharacterProgress:
    """Where the identification of characters stands."""

    lines: tuple[ProgressLine, ...]
    effort: tuple[EffortLine, ...]
    hours: float
    days: float


def _wrong(line: int, reason: str) -> MigrateError:
    return MigrateError("MIG-CHR-028", Place(file=FILE, line=line), {"reason": reason, "file": FILE})


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) and 0 <= found <= _MOST else None


def minutes(own: Path) -> Minutes:
    """The weights that are shipped, with the municipality's ``own`` (`mapping/character-effort.csv`) where it is there.

    Raises:
        UnreadableError: MIG-SYS-008.
        MigrateError: MIG-CHR-028 with the line: no such key, or no number.
    """
    rows = tables.read(bundled("reports") / "layouts" / "chars" / "effort.csv")
    known = {row["key"]: float(row["minutes"]) for row in rows}
    shipped = dict(known)
    for line, row in enumerate(tables.read(own) if own.is_file() else (), start=2):
        key, number = row.get("key", "").strip(), _number(row.get("minutes", ""))
        if key not in known:
            raise _wrong(line, f"key「{key}」は、工数の表にありません")
        if number is None or (key == DAY and number == 0):
            raise _wrong(line, f"「{key}」の minutes が、使える数ではありません")
        known[key] = number
    changed = tuple(sorted(key for key in known if known[key] != shipped[key]))
    return Minutes(each={key: one for key, one in known.items() if key != DAY}, day=known[DAY], changed=changed)


def progress(ledger: CharacterLedger, weights: Minutes) -> CharacterProgress:
    """Count the ledger by kind; a kind without characters has no line."""
    known = decided(ledger.decisions)
    every: Counter[CharacterKind] = Counter(one.kind for one in ledger.found)
    done: Counter[CharacterKind] = Counter()
    held: Counter[CharacterKind] = Counter()
    for one in ledger.found:
        decision = in_force(known, one.key)
        if decision is not None:
            (held if decision.verdict is CharacterVerdict.HOLD else done)[one.kind] += 1
    lines = tuple(
        ProgressLine(kind=kind, all=every[kind], decided=done[kind], held=held[kind])
        for kind in CharacterKind
        if every[kind]
    )
    products = [(line.kind.value, line.open) for line in lines] + [(HELD, sum(line.held for line in lines))]
    effort = tuple(EffortLine(key=key, characters=count, minutes=weights.each[key]) for key, count in products if count)
    total = sum(one.total for one in effort)
    return CharacterProgress(lines=lines, effort=effort, hours=total / 60, days=total / weights.day)
