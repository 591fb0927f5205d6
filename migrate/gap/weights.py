"""The weights of the estimate: `reports/effort/weights.csv`, changed by the municipality's own `gap/weights.csv`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.finding import Place
from migrate.model.value import value

FILE = "gap/weights.csv"
"""In the workspace: columns ``key`` and ``hours``; others are left aside."""
_MOST = 1e6
_POSITIVE = frozenset({"day", "factor"})


@value
class Weight:
    """One row of the table."""

    key: str
    title: str
    unit: str
    hours: float


@value
class Weights:
    """The table in force."""

    rows: Mapping[str, Weight]
    changed: tuple[str, ...] = field(default=())
    """Keys whose number is the municipality's own, sorted."""

    def hours(self, key: str) -> float:
        """Number of a row."""
        return self.rows[key].hours


def default() -> Weights:
    """The table that is shipped."""
    rows = tables.read(bundled("reports") / "effort" / "weights.csv")
    return Weights(
        rows={
            row["key"]: Weight(key=row["key"], title=row["title"], unit=row["unit"], hours=float(row["hours"]))
            for row in rows
        }
    )


def number(text: str) -> float | None:
    """A number of hours as people write it, 0 to a million; None for anything else."""
    try:
        found = float(text.strip().replace(",", ""))
    except ValueError:
        return None
    return found if math.isfinite(found) and 0 <= found <= _MOST else None


def _refuse(problem: str, line: int | None, known: Sequence[str]) -> UnreadableError:
    params = {"file": FILE, "problem": problem, "known": "、".join(known)}
    return UnreadableError("MIG-GAP-024", Place(file=FILE, line=line), params)


def read(path: Path, base: Weights) -> Weights:
    """``base`` with the numbers that ``path`` gives.

    Raises:
        UnreadableError: MIG-GAP-024 (no such key, no number, a key twice), MIG-SYS-001, -002, -008.
    """
    rows, known = tables.read(path), tuple(base.rows)
    if rows and not {"key", "hours"} <= set(rows[0]):
        raise _refuse("見出しに key と hours がありません。", 1, known)
    found: dict[str, Weight] = {}
    for line, row in enumerate(rows, start=2):
        key, hours = row["key"].strip(), number(row["hours"])
        if not key and not row["hours"].strip():
            continue
        if key not in base.rows:
            raise _refuse(f"key「{key}」は、重み表にありません。", line, known)
        if key in found:
            raise _refuse(f"key「{key}」が二度あります。", line, known)
        if hours is None or (key in _POSITIVE and hours == 0):
            raise _refuse(f"「{key}」の hours が、使える数ではありません。", line, known)
        found[key] = replace(base.rows[key], hours=hours)
    changed = tuple(sorted(key for key, row in found.items() if row.hours != base.hours(key)))
    return Weights(rows={**base.rows, **found}, changed=changed)
