"""`rfp lock`: the hash of criteria, weights, formulas and rules, with its date, before the offers are opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import rfp_desk
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Note, Section, Tone
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.procure.scoring import criteria, exact, lock, offers
from migrate.procure.scoring.lock import Earlier, Lock
from migrate.procure.scoring.score import OURS
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace


@value
class RfpLock:
    """Result of `rfp lock`."""

    unit: str
    at: str
    sha256: str
    points: str
    items: int
    again: bool
    """True where an earlier lock was replaced."""
    unchanged: bool
    """True where exactly this was locked already."""


def set_lock(workspace: Workspace, session: Session, unit: str = "", reason: str = "") -> Outcome:
    """Lock the criteria; a changed tree is locked anew only with a ``reason``, and the earlier lock is kept.

    Raises:
        UnreadableError: MIG-SYS-003. MigrateError: MIG-RFP-001 to -003, -009, -036, -048.
    """
    at = rfp_desk.desk(unit)
    with job.run(workspace, session, "rfp lock") as work:
        found, before = rfp_desk.basis(work, at), rfp_desk.kept_lock(work, at)
        rfp_desk.businesses(workspace, found.rules)
        known = len(rfp_desk.offered(work, at))
        different = lock.different(before, found.parts) if before is not None else ()
        if before is not None and different and not reason.strip():
            params = {"at": before.moment, "parts": rfp_desk.listed(different), "typed": at.typed}
            raise MigrateError("MIG-RFP-009", Place(file=at.name(criteria.FILE)), params)
        same = before is not None and not different
        made = before if before is not None and same else _made(work.session.now(), found.parts, before, reason)
        if not same:
            made = replace(made, offers=known)
        findings = () if same else _late(at.name(offers.FILE), known)
        work.write(at.name(lock.FILE), records.dump(made))
        work.findings = len(findings)
    result = RfpLock(
        unit=at.unit,
        at=made.at,
        sha256=made.sha256,
        points=exact.written(found.criteria.total),
        items=len(found.criteria.items),
        again=before is not None and not same,
        unchanged=same,
    )
    return Outcome(
        kind="rfp-lock",
        data=result,
        document=_document(result, made),
        findings=findings,
        inputs=tuple(work.inputs.values()),
        notices=(
            "資料は migrate rfp build で発行し、届いた提案は migrate rfp collect で受け取ります。",
            f"提案がそろったら、migrate rfp sheets{at.typed} で委員の採点表を作ります。",
        ),
    )


def _made(now: str, parts: Mapping[str, str], before: Lock | None, reason: str) -> Lock:
    earlier: tuple[Earlier, ...] = ()
    if before is not None:
        earlier = (*before.earlier, Earlier(at=before.at, sha256=before.sha256, reason=reason.strip()))
    return Lock(at=now, sha256=lock.digest(parts), content=parts, offers=0, earlier=earlier)


def _late(name: str, known: int) -> tuple[Finding, ...]:
    """What is to be said where offers were known when the criteria were locked."""
    if not known:
        return ()
    return (
        Finding(
            code="MIG-RFP-010",
            severity=Severity.ERROR,
            place=Place(file=name),
            params={"vendors": known},
            basis=OURS,
        ),
    )


def _document(result: RfpLock, made: Lock) -> Document:
    rows = (
        ("固定した時刻", made.moment),
        ("固定の符号（SHA-256）", result.sha256),
        ("配点の合計", f"{result.points} 点"),
        ("項目", f"{result.items} 件（見出しと条件を含む）"),
        *(
            (f"前の固定（{one.at[:10]}）", f"{one.sha256[: lock.SHORT]}　直した理由: {one.reason}")
            for one in made.earlier
        ),
    )
    columns = (Column(title="事項", width=26), Column(title="内容", width=70))
    summary = "評価基準は、もう固定されています。" if result.unchanged else "評価基準を固定しました。"
    told = Note(text="ここからは、基準・配点・式・決まりを変えると、採点できません。", tone=Tone.CAUTION)
    return Document(
        title="評価基準の固定",
        summary=summary,
        sections=(Section(id="lock", title="固定", blocks=(told, Grid(title="固定", columns=columns, rows=rows))),),
    )
