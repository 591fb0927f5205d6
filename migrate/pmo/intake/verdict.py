"""What becomes of a file in a folder of returns: exactly one verdict each."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.finding import Severity
from migrate.model.value import value


class Verdict(StrEnum):
    """One a file."""

    TAKEN = "taken"
    PARTLY = "partly"
    """Some of its rows are taken, others are not."""
    LATE = "late"
    """Taken, though it came after the day by which it was due."""
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    SCHEMA = "schema"
    NEWER = "newer"
    BROKEN = "broken"
    BODY = "body"
    PERIOD = "period"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    OTHER = "other"
    """No report: a letter, a file of the system."""


COUNTED = frozenset({Verdict.TAKEN, Verdict.PARTLY, Verdict.LATE})
"""Verdicts with which something goes into the store."""
KNOWN_ALREADY = frozenset({Verdict.DUPLICATE, Verdict.SUPERSEDED})
"""Verdicts of sound files that add nothing."""


@value
class Meaning:
    """How a verdict is told."""

    word: str
    code: str = ""
    """Of the finding; empty where there is nothing to say."""
    severity: Severity = Severity.ERROR


MEANINGS = {
    Verdict.TAKEN: Meaning(word="取込"),
    Verdict.PARTLY: Meaning(word="一部取込", code="MIG-PMO-064"),
    Verdict.LATE: Meaning(word="取込（遅延）", code="MIG-PMO-052", severity=Severity.WARNING),
    Verdict.DUPLICATE: Meaning(word="重複", code="MIG-PMO-050", severity=Severity.INFO),
    Verdict.SUPERSEDED: Meaning(word="旧版", code="MIG-PMO-051", severity=Severity.INFO),
    Verdict.SCHEMA: Meaning(word="形式の誤り", code="MIG-PMO-053"),
    Verdict.NEWER: Meaning(word="新しい版の形式", code="MIG-PMO-054"),
    Verdict.BROKEN: Meaning(word="封の破れ", code="MIG-PMO-055"),
    Verdict.BODY: Meaning(word="団体の不明", code="MIG-PMO-056"),
    Verdict.PERIOD: Meaning(word="期間の違い", code="MIG-PMO-057"),
    Verdict.REFUSED: Meaning(word="受入拒否", code="MIG-PMO-058"),
    Verdict.UNREADABLE: Meaning(word="読取不能", code="MIG-PMO-059"),
    Verdict.OTHER: Meaning(word="報告以外", code="MIG-PMO-060", severity=Severity.INFO),
}


@value
class Fault:
    """One thing that is wrong in a file, at a place that its writer can find; never the value."""

    place: str
    """固定資産税・ステップ 8・状態; of a workbook also the cell."""
    reason: str
    sheet: str = ""
    cell: str = ""


@value
class Remark:
    """Something about a file that was read nevertheless: a code of `reports/messages/pmo.yaml` and its parameters."""

    code: str
    severity: Severity = Severity.WARNING
    detail: str = ""


class NotTakenError(Exception):
    """A file, or a report in it, is not taken; why."""

    def __init__(self, verdict: Verdict, reason: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(verdict)
        self.verdict = verdict
        self.reason = reason
        self.faults = faults


@value
class FileVerdict:
    """What became of one file."""

    file: str
    """Below the folder of returns."""
    sha256: str
    verdict: Verdict
    form: str = ""
    """JSON, xlsx, or the name of a published layout; empty where it was not read."""
    reason: str = ""
    period: str = ""
    body: str = ""
    """Key of the body; empty for a file of several bodies."""
    prefecture: str = ""
    name: str = ""
    revision: int = 0
    late: int = 0
    """Days."""
    reports: int = 0
    """Reports of it that are taken."""
    content: str = ""
    """Sha256 of the report as it was understood, so that the same report in other bytes is known again."""
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()
