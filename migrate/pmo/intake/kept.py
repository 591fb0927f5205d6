"""What the store remembers of earlier intakes besides the rows: the verdicts of each, and whose report was what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from migrate.files import atomic, records
from migrate.files.digest import sha256_of_bytes
from migrate.model.pmo import Body, BodyKind, BodyReport, ReportedBusiness, ReportedStep, ReportedSystem
from migrate.model.procedure import Status
from migrate.model.value import value
from migrate.pmo import store
from migrate.pmo.columns import MARKS
from migrate.pmo.intake.verdict import FileVerdict

_STATUS_OF = {mark: status for status, mark in MARKS.items()}
_LEFT = re.compile(r"\.[0-9a-f]{32}\.(?:part|stale)")
"""What a killed run leaves of files that it was writing."""


@value
class Verdicts:
    """The verdicts of one intake, as they are kept beside its rows."""

    period: str
    intake: int
    files: tuple[FileVerdict, ...]


@value
class Stored:
    """A report of a body that is in the store."""

    revision: int
    as_of: str
    file: str


@value
class Past:
    """What earlier intakes took of a month."""

    files: Mapping[str, str]
    """Sha256 → name of the file that was taken."""
    contents: Mapping[str, str]
    """Sha256 of a report as it was understood → name of its file."""
    own: Mapping[str, Stored]
    """Key of a body → its newest own report."""


def content(report: BodyReport) -> str:
    """Sha256 of what a report says, whichever tool wrote it and in whichever form."""
    return sha256_of_bytes(records.compact(replace(report, tool="")))


def past(folder: Path, period: str) -> Past:
    """What the store in ``folder`` has of a month.

    Raises:
        UnreadableError: MIG-SYS-003, the verdicts of an intake are not what this version writes.
    """
    rows = (
        store.taken(folder, period).select(["body", "revision", "as_of", "file", "sha256", "own", "intake"]).to_pylist()
    )
    own = dict[str, Stored]()
    for row in rows:
        one = Stored(revision=row["revision"], as_of=row["as_of"], file=row["file"])
        before = own.get(row["body"])
        if row["own"] and (before is None or one.revision >= before.revision):
            own[row["body"]] = one
    told = [one for number in sorted({row["intake"] for row in rows}) for one in _verdicts(folder, period, number)]
    files = {row["sha256"]: row["file"] for row in rows} | {one.sha256: one.file for one in told if one.reports}
    return Past(files=files, contents={one.content: one.file for one in told if one.content and one.reports}, own=own)


def _path(folder: Path, period: str, number: int) -> Path:
    return folder / period / f"{number:04}-verdicts.json"


def _verdicts(folder: Path, period: str, number: int) -> Sequence[FileVerdict]:
    path = _path(folder, period, number)
    return records.load(Verdicts, path.read_bytes(), path.name).files if path.is_file() else ()


def keep(folder: Path, verdicts: Verdicts) -> None:
    """Keep the verdicts of an intake; before its rows, so that what is visible has its verdicts."""
    atomic.write(_path(folder, verdicts.period, verdicts.intake), records.dump(verdicts))


def next_number(folder: Path, period: str) -> int:
    """The number of the next intake of a month."""
    return max(store.taken(folder, period).column("intake").to_pylist(), default=0) + 1


def clear(folder: Path) -> None:
    """Remove what a killed run left of files that it was writing; the caller holds the lock."""
    for one in folder.rglob(".*"):
        if _LEFT.fullmatch(one.name):
            one.unlink(missing_ok=True)


def published(folder: Path, period: str) -> dict[str, BodyReport]:
    """The published reports of a month in the store, by body."""
    if period not in store.periods(folder):
        return {}
    with store.opened(folder, (period,)) as engine:
        bodies = engine.rows(
            "SELECT body, code, prefecture, name, kind, population, as_of, printed FROM published ORDER BY body"
        )
        rows = engine.rows(
            "SELECT b.body, b.business, b.statuses, b.printed, b.systems "
            "FROM all_businesses b JOIN published USING (period, body, own, intake)"
        )
    businesses = dict[str, list[ReportedBusiness]]()
    for body, business, statuses, printed, systems in rows:
        told = ReportedBusiness(
            business=business,
            name="",
            steps=tuple(ReportedStep(status=Status(_STATUS_OF[mark])) for mark in statuses),
            printed=printed,
            systems=tuple(ReportedSystem(reason=one["reason"]) for one in systems),
        )
        businesses.setdefault(body, []).append(told)
    return {row[0]: _published(row, tuple(businesses.get(row[0], ())), period) for row in bodies}


def _published(row: Sequence[object], businesses: tuple[ReportedBusiness, ...], period: str) -> BodyReport:
    _, code, prefecture, name, kind, population, as_of, printed = row
    return BodyReport(
        period=period,
        as_of=str(as_of),
        body=Body(
            name=str(name),
            prefecture=str(prefecture),
            code=str(code),
            kind=BodyKind(str(kind)),
            population=population if isinstance(population, int) else None,
        ),
        businesses=businesses,
        printed=printed if isinstance(printed, float) else None,
    )
