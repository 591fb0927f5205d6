"""What `pmo collect` found: its data, and the same as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.pmo import BodyKind
from migrate.model.value import value
from migrate.pmo.intake.verdict import MEANINGS, FileVerdict, Verdict

_LISTED = frozenset({one.code for one in MEANINGS.values()} | {"MIG-PMO-061", "MIG-PMO-066"})
_MOST = 50
"""Places of one file that are findings of their own; the data have all."""


@value
class Lack:
    """A body that is to be called: nothing came of it, or what came was not taken."""

    code: str
    prefecture: str
    name: str
    kind: BodyKind
    verdict: Verdict | None
    """Of the file that came; None where none did."""
    reason: str
    file: str


@value
class Month:
    """How a month stands after the intake."""

    period: str
    intake: int
    """Its number; 0 where the month gained nothing."""
    added: int
    """Reports that this intake stored."""
    expectation: str
    """Who is expected, in words."""
    expected: int
    received: int
    """Bodies of which the store has a report."""
    missing: int
    lacks: tuple[Lack, ...]


@value
class PmoCollect:
    """Result of `pmo collect`. The sum of ``verdicts`` is ``files_in``: no file is passed over."""

    folder: str
    store: str
    files_in: int
    verdicts: Mapping[str, int]
    """Verdict → files."""
    changed: bool
    months: tuple[Month, ...]
    files: tuple[FileVerdict, ...]


def findings(data: PmoCollect) -> tuple[Finding, ...]:
    """All that is to be said of files and months."""
    found = [one for file in data.files for one in _of_file(file)]
    found += [one for month in data.months for one in _of_month(month)]
    if len(data.months) > 1:
        periods = "、".join(one.period for one in data.months)
        found.append(Finding(code="MIG-PMO-067", severity=Severity.INFO, params={"periods": periods}))
    return tuple(sorted(found, key=sort_key))


def unlisted(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that no list of the page has: what is to be said of files that were taken."""
    return tuple(one for one in found if one.code not in _LISTED)


def _of_file(file: FileVerdict) -> Iterator[Finding]:
    meaning = MEANINGS[file.verdict]
    if meaning.code:
        yield _finding(meaning.code, meaning.severity, Place(file=file.file), {"reason": file.reason})
    for fault in file.faults[:_MOST]:
        place = Place(file=file.file, sheet=fault.sheet or None, cell=fault.cell or None, item=fault.place)
        yield _finding("MIG-PMO-061", Severity.ERROR, place, {"place": fault.place, "reason": fault.reason})
    if len(file.faults) > _MOST:
        params: dict[str, str | int] = {"shown": _MOST, "all": len(file.faults)}
        yield _finding("MIG-PMO-070", Severity.WARNING, Place(file=file.file), params)
    for remark in file.remarks:
        yield _finding(remark.code, remark.severity, Place(file=file.file), {"detail": remark.detail})


def _of_month(month: Month) -> Iterator[Finding]:
    if month.missing:
        params: dict[str, str | int] = {
            "period": month.period,
            "missing": month.missing,
            "expected": month.expected,
            "words": month.expectation,
        }
        yield _finding("MIG-PMO-066", Severity.WARNING, Place(), params)


def _finding(code: str, severity: Severity, place: Place, params: Mapping[str, str | int]) -> Finding:
    name: dict[str, str | int] = {"file": place.file} if place.file else {}
    return Finding(code=code, severity=severity, place=place, params={**name, **params})
