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


def sentence(lines: tuple[BalanceLine, ...]) -> str:
    """The balance of all tables in one line."""
    fates = (
        ("書込", sum(line.written for line in lines)),
        ("統合", sum(sum(line.merged.values()) for line in lines)),
        ("対象外", sum(sum(line.excluded.values()) for line in lines)),
        ("拒否", sum(sum(line.rejected.values()) for line in lines)),
    )
    said = " ＋ ".join(f"{word} {number:,}" for word, number in fates)
    verdict = "一致" if all(line.closed for line in lines) else "不一致"
    return f"収支: 読込 {sum(line.read for line in lines):,} ＝ {said}（{verdict}）"
