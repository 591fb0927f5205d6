"""The balance noted by the conversion against the balance of running the same plan on freshly staged source."""

from __future__ import annotations

from migrate.model.balance import BalanceLine
from migrate.model.finding import Finding, Place, Severity

DISAGREES = "MIG-REC-008"


def _numbers(line: BalanceLine | None) -> tuple[object, ...]:
    if line is None:
        return ()
    return (line.read, line.written, dict(line.rejected), dict(line.merged), dict(line.excluded))


def compare(business: str, noted: tuple[BalanceLine, ...], again: tuple[BalanceLine, ...]) -> tuple[Finding, ...]:
    """One finding per source and target table whose fates differ, are missing, or do not add up to the rows read."""
    sides = tuple({(line.target, line.source, line.file): line for line in lines} for lines in (noted, again))
    found = []
    for key in dict.fromkeys((*sides[0], *sides[1])):
        before, now = (side.get(key) for side in sides)
        if before is not None and now is not None and now.closed and _numbers(before) == _numbers(now):
            continue
        target, source, file = key
        params: dict[str, str | int] = {
            "source": source,
            "noted": before.read if before else 0,
            "noted_written": before.written if before else 0,
            "read": now.read if now else 0,
            "written": now.written if now else 0,
        }
        place = Place(business=business, table=target, file=file)
        found.append(Finding(code=DISAGREES, severity=Severity.ERROR, place=place, params=params))
    return tuple(found)
