"""`rfp score`: read the judges' sheets, compute the points, and write the documents and the proofs of ⑩."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from migrate.files import records, tables
from migrate.flow import procure_proofs, rfp_desk, rfp_marks
from migrate.flow.outcome import Outcome
from migrate.flow.rfp_desk import Desk
from migrate.model.finding import Finding, Severity, sort_key
from migrate.model.value import value
from migrate.procure.proof import StepProof, judged
from migrate.procure.scoring import checks, decision, exact, minutes, report, sensitivity
from migrate.procure.scoring.evaluation import Evaluation
from migrate.procure.scoring.ranking import Verdict, rank
from migrate.procure.scoring.score import Inputs, Line, score
from migrate.report.findings import SHOWN, with_findings
from migrate.report.formats import docx
from migrate.text import formulas
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

REPORT, MINUTES, TRAIL, RESULT = "評価結果書.docx", "選定委員会-議事.docx", "trail.csv", "scores.json"
STEPS = {26: "⑩-1", 27: "⑩-2"}
_TRAIL = ("業者", "番号", "何の点か", "式", "値を入れた式", "丸める前", "端数", "結果")


@value
class VendorScore:
    """One vendor; points are exact decimals as text, those that never end are cut and marked with 「…」."""

    vendor: str
    name: str
    state: str
    reason: str
    rank: int | None
    total: str
    points: Mapping[str, str]
    """Number of an item → points."""


@value
class MovedWeight:
    """One weight moved, see `sensitivity.moves`."""

    number: str
    points: str
    moved: str
    leaders: tuple[str, ...]
    changed: bool


@value
class RfpScore:
    """Result of `rfp score`."""

    unit: str
    title: str
    verdict: str
    first: str
    """Vendor in the first place, empty where none is to be chosen."""
    second: str
    locked_at: str
    lock: str
    vendors: tuple[VendorScore, ...]
    moves: tuple[MovedWeight, ...]
    trail: tuple[Line, ...]
    proofs: tuple[StepProof, ...]


def evaluate(workspace: Workspace, session: Session, files: Sequence[Path] = (), unit: str = "") -> Outcome:
    """Score the offers; ``files`` are filled-in sheets or folders of them, without any the unit's forms/ is meant.

    Raises:
        MigrateError: MIG-RFP-001 to -008, -036. NothingCheckedError: MIG-RFP-020, there is no offer.
        UnreadableError: MIG-RFP-021, MIG-FORM-001 to -015, MIG-SYS-001 to -003.
    """
    at = rfp_desk.desk(unit)
    with job.run(workspace, session, "rfp score") as work:
        view, found = _view(work, at, files)
        result = _result(
            at.unit, view, _proofs(view, at.unit, rfp_desk.businesses(workspace, view.inputs.rules), found)
        )
        work.write(at.out(REPORT), docx.render(report.document(view)))
        work.write(at.out(MINUTES), docx.render(minutes.document(view)))
        work.write(at.out(TRAIL), _trail(result))
        work.write(at.out(RESULT), records.dump(result))
        procure_proofs.write(work, rfp_desk.ALL, result.proofs)
        work.findings = len(found)
    return Outcome(
        kind="rfp-score",
        data=result,
        document=report.document(view),
        brief=with_findings(report.brief(view), found, SHOWN),
        findings=found,
        inputs=tuple(work.inputs.values()),
        notices=(f"{at.out(REPORT)} と {at.out(MINUTES)} に書きました。", _next(view, at)),
    )


def _view(work: Job, at: Desk, files: Sequence[Path]) -> tuple[Evaluation, tuple[Finding, ...]]:
    basis = rfp_desk.basis(work, at)
    lock = rfp_desk.locked(work, at, basis)
    offers, judges, draw = rfp_desk.offered(work, at), rfp_desk.judges(work, at), rfp_desk.drawn(work, at)
    read = rfp_marks.gather(work, at, files, rfp_marks.Known(basis=basis, offers=offers, judges=judges, lock=lock))
    inputs = Inputs(criteria=basis.criteria, rules=basis.rules, offers=offers, judges=judges, marks=read.marks)
    ranking = rank(score(inputs), basis.rules, draw)
    decided = rfp_desk.decided(work, at, offers)
    names = rfp_desk.businesses(work.workspace, basis.rules)
    view = Evaluation(
        municipality=work.workspace.project.name,
        as_of=work.session.as_of,
        businesses=tuple(f"{id} {name}" for id, name in names.items()),
        inputs=inputs,
        lock=lock,
        ranking=ranking,
        draw=draw,
        moves=sensitivity.moves(inputs, ranking),
        decision=decided,
        lacking=decision.lacking(decided, ranking, lock.on),
        reasons=read.reasons,
    )
    return view, tuple(sorted((*read.findings, *checks.findings(view)), key=sort_key))


def _proofs(
    view: Evaluation, unit: str, businesses: Mapping[str, str], found: Sequence[Finding]
) -> tuple[StepProof, ...]:
    """⑩-1: scored without a fault; ⑩-2: decided, with 次点 and the day of the notice."""
    faults = sum(one.severity is Severity.ERROR for one in found)
    open_ = view.ranking.verdict in (Verdict.OPEN, Verdict.TIE)
    lacks = f"{view.ranking.verdict}。" if open_ else f"エラーの指摘が {faults} 件あります。" if faults else ""
    return tuple(one for id in businesses for one in judged(unit, id, STEPS, (lacks, lacks or view.lacking)))


def _result(unit: str, view: Evaluation, proofs: tuple[StepProof, ...]) -> RfpScore:
    ranking = view.ranking
    return RfpScore(
        unit=unit,
        title=view.title,
        verdict=str(ranking.verdict),
        first=ranking.first.offer.vendor if ranking.first else "",
        second=ranking.second.offer.vendor if ranking.second else "",
        locked_at=view.lock.at,
        lock=view.lock.sha256,
        vendors=tuple(
            VendorScore(
                vendor=one.offer.vendor,
                name=one.offer.name,
                state=str(one.state),
                reason=one.reason,
                rank=ranking.ranks.get(one.offer.vendor),
                total="" if one.total is None else exact.written(one.total),
                points={number: exact.written(points) for number, points in one.points.items()},
            )
            for one in ranking.vendors
        ),
        moves=tuple(
            MovedWeight(
                number=one.number,
                points=exact.written(one.points),
                moved=exact.written(one.moved),
                leaders=one.leaders,
                changed=one.changed,
            )
            for one in view.moves
        ),
        trail=tuple(line for one in ranking.vendors for line in one.lines),
        proofs=proofs,
    )


def _trail(result: RfpScore) -> bytes:
    names = {one.vendor: one.name for one in result.vendors}
    rows = (
        (
            names[one.vendor],
            one.number or "合計",
            one.what,
            one.formula,
            one.filled,
            one.exact,
            one.rounding,
            one.result,
        )
        for one in result.trail
    )
    return tables.to_bytes(_TRAIL, map(formulas.row, rows))


def _next(view: Evaluation, at: Desk) -> str:
    match view.ranking.verdict:
        case Verdict.TIE:
            return f"くじを引いたら {at.name('draw.csv')} に残し、もう一度 migrate rfp score{at.typed} を実行します。"
        case Verdict.OPEN:
            return f"採点がそろったら、もう一度 migrate rfp score{at.typed} を実行します。"
    if view.lacking:
        return f"決まったら {at.name(decision.FILE)} に書き、もう一度 migrate rfp score{at.typed} を実行します。"
    return "選定の決定まで、記録がそろいました。"
