"""The filled-in score sheets of one competition: whose they are, whether they are of the locked criteria, the marks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from migrate.errors import NothingCheckedError
from migrate.files import xlsx, xlsx_unread
from migrate.flow.rfp_desk import Basis, Desk
from migrate.flow.rfp_sheets import FORMS
from migrate.forms.read.rows import Source
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.procure.scoring import offers as offered
from migrate.procure.scoring import sheet
from migrate.procure.scoring.criteria import By
from migrate.procure.scoring.judging import Marks
from migrate.procure.scoring.lock import SHORT, Lock
from migrate.procure.scoring.offers import Judge, Offer
from migrate.procure.scoring.score import OURS
from migrate.workspace.job import Job


@value
class Known:
    """What the sheets are read against."""

    basis: Basis
    offers: tuple[Offer, ...]
    judges: tuple[Judge, ...]
    lock: Lock


@value
class Gathered:
    """What all sheets say together."""

    marks: Marks
    reasons: tuple[tuple[str, str, str], ...]
    findings: tuple[Finding, ...]


def gather(work: Job, at: Desk, files: Sequence[Path], known: Known) -> Gathered:
    """The marks of every judge; a sheet that must not count is left out and named.

    Raises:
        NothingCheckedError: MIG-RFP-020, there is no offer.
        UnreadableError: MIG-RFP-021 (no score sheet), MIG-FORM-001 to -015, MIG-SYS-001, -002.
    """
    if not known.offers:
        raise NothingCheckedError("MIG-RFP-020", Place(file=at.name(offered.FILE)), {"lacks": "提案"})
    marks: dict[tuple[str, str, str], Fraction] = {}
    reasons: list[tuple[str, str, str]] = []
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for path in _given(work, at, files) if known.basis.criteria.given(By.JUDGES) else ():
        data = xlsx.read_bytes(path)
        name = work.note(path).path
        unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
        source = Source(file=name, unread=unread)
        read = sheet.read(xlsx.loads(data, name), source, known.basis.criteria, known.offers)
        if (refused := _refused(read, name, known, seen)) is not None:
            findings.append(refused)
            continue
        seen[read.judge] = name
        recused = {one.id: one.recused for one in known.judges}[read.judge]
        strange = sorted({vendor for _, vendor, _ in read.marks} & recused)
        if strange:
            names = "、".join(one.name for one in known.offers if one.vendor in strange)
            findings.append(_note("MIG-RFP-019", Severity.WARNING, name, {"vendors": names}))
        marks |= {spot: share for spot, share in read.marks.items() if spot[1] not in recused}
        reasons += [one for one in read.reasons if one[0] not in recused]
        findings += read.findings
    order = [one.vendor for one in known.offers]
    reasons.sort(key=lambda one: (order.index(one[0]), one[1]))
    return Gathered(marks=marks, reasons=tuple(reasons), findings=tuple(findings))


def _note(code: str, severity: Severity, file: str, params: dict[str, str | int]) -> Finding:
    return Finding(code=code, severity=severity, place=Place(file=file), params=params, basis=OURS)


def _refused(read: sheet.Read, name: str, known: Known, seen: dict[str, str]) -> Finding | None:
    """Why a whole sheet must not count; None where it does."""
    by_id = {one.id: one for one in known.judges}
    if read.judge not in by_id:
        return _note("MIG-RFP-037", Severity.ERROR, name, {"reason": "委員の一覧（judges.csv）にない委員の採点表です"})
    if read.lock != known.lock.sha256[:SHORT]:
        return _note(
            "MIG-RFP-037", Severity.ERROR, name, {"reason": "いま固定してある基準で作った採点表ではありません"}
        )
    if not by_id[read.judge].present:
        return _note("MIG-RFP-037", Severity.ERROR, name, {"reason": "欠席とした委員の採点表です"})
    if read.judge in seen:
        reason = f"同じ委員の採点表がもう 1 つあります（{seen[read.judge]}）"
        return _note("MIG-RFP-037", Severity.ERROR, name, {"reason": reason})
    return None


def _given(work: Job, at: Desk, files: Sequence[Path]) -> tuple[Path, ...]:
    """The sheets that are meant; none where nobody has made any."""
    found: list[Path] = []
    for path in files or (work.workspace.path(at.name(FORMS)),):
        if path.is_dir():
            found += sorted(one for one in path.glob("*.xlsx") if not one.name.startswith("~$"))
        elif files:
            found.append(path)
    return tuple(found)
