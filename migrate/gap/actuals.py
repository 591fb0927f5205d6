"""Actual hours beside the estimate, and the factor that they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import tables
from migrate.gap.weights import number
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.gap import Actual, Calibration, Effort
from migrate.model.value import value

HEADER = ("business", "group", "hours", "actual")
"""Columns of the sheet in which people write their hours; ``hours`` is the estimate."""
_NEEDED = frozenset(HEADER) - {"hours"}
_OWN = Basis(document="本ツール独自", section="工数の見積り")


@value
class Spent:
    """One row of the sheet that has actual hours."""

    business: str
    group: str
    hours: float
    line: int


def sheet(business: str, effort: Effort) -> bytes:
    """The sheet for one business: its グループ with their estimates, actual hours to be filled in."""
    return tables.to_bytes(HEADER, ((business, one.table, f"{one.hours:g}", "") for one in effort.tables))


def _refuse(name: str, problem: str, line: int | None) -> UnreadableError:
    return UnreadableError("MIG-GAP-025", Place(file=name, line=line), {"file": name, "problem": problem})


def read(path: Path, name: str) -> tuple[Spent, ...]:
    """The rows with actual hours; rows without are left aside, those of one グループ are added up later.

    Raises:
        UnreadableError: MIG-GAP-025 (no such columns, no number), MIG-SYS-001, -002, -008.
    """
    rows = tables.read(path)
    if rows and not set(rows[0]) >= _NEEDED:
        raise _refuse(name, "見出しに business、group、actual がそろっていません。", 1)
    found = []
    for line, row in enumerate(rows, start=2):
        if not row["actual"].strip():
            continue
        hours = number(row["actual"])
        if hours is None:
            raise _refuse(name, "actual が、0 以上の数ではありません。", line)
        found.append(Spent(business=row["business"].strip(), group=row["group"].strip(), hours=hours, line=line))
    return tuple(found)


def calibrate(spent: Sequence[Spent], efforts: Mapping[str, Effort]) -> Calibration:
    """Compare actual hours with the estimates; only グループ that have both count.

    The factor is that of all グループ together, so that a large one weighs more.
    """
    estimates = {(b, one.table): one for b, effort in efforts.items() for one in effort.tables}
    sums: dict[tuple[str, str], float] = {}
    for one in spent:
        key = one.business, one.group
        if key in estimates:
            sums[key] = sums.get(key, 0.0) + one.hours
    compared = tuple(
        Actual(
            business=key[0],
            table=key[1],
            base=estimates[key].base,
            estimate=estimates[key].hours,
            actual=round(hours, 2),
        )
        for key, hours in sorted(sums.items())
    )
    base, actual = sum(one.base for one in compared), sum(one.actual for one in compared)
    return Calibration(
        base=round(base, 2),
        estimate=round(sum(one.estimate for one in compared), 2),
        actual=round(actual, 2),
        corrected=round(actual / base, 2) if base and actual else None,
        tables=compared,
    )


def findings(spent: Sequence[Spent], efforts: Mapping[str, Effort], name: str) -> Iterator[Finding]:
    """MIG-GAP-026 for each row whose グループ has no estimate."""
    known = {(business, one.table) for business, effort in efforts.items() for one in effort.tables}
    for one in spent:
        if (one.business, one.group) not in known:
            yield Finding(
                code="MIG-GAP-026",
                severity=Severity.WARNING,
                place=Place(business=one.business or None, table=one.group or None, file=name, line=one.line),
                params={"business": one.business, "group": one.group},
                basis=_OWN,
            )
