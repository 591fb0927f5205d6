"""Where the Fit&Gap stands: counts, issues, options, transition, packages, and what is proven of ③-2."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.files import records
from migrate.flow import package_answers, requirements
from migrate.flow.functions import COMMAND
from migrate.flow.outcome import Outcome
from migrate.flow.package_answers import Found
from migrate.flow.requirements import Standards
from migrate.gap.functions import document, judge, layout, package, steps, store
from migrate.gap.functions.document import View
from migrate.gap.functions.package import PackageStanding
from migrate.gap.functions.standing import BusinessStanding, standing
from migrate.gap.functions.steps import StepProof
from migrate.model.finding import sort_key
from migrate.model.value import value
from migrate.report.findings import SHOWN, with_findings
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

FOLDER, STEPS = "out/functions", "out/functions/steps"


@value
class FunctionsShow:
    """Result of `gap functions show`."""

    as_of: str
    businesses: tuple[BusinessStanding, ...]
    packages: tuple[PackageStanding, ...]
    proofs: tuple[StepProof, ...]


def _business(
    work: Job, known: Standards, id: str, delivered: Found
) -> tuple[BusinessStanding, tuple[PackageStanding, ...]]:
    sheets = {sheet.id: sheet for sheet in layout.fit().sheets}
    found = standing(sheets, requirements.business(work, known, id), requirements.fit(work, id))
    offered = []
    for key in sorted({*requirements.packages(work.workspace, id), *package_answers.vendors(delivered, id)}):
        kept = requirements.kept(work, layout.offer(), store.folder(id, key))
        offered.append(package.compare(key, found, kept, delivered.get((id, key))))
    return found, tuple(offered)


def show(workspace: Workspace, session: Session, businesses: Sequence[str] = (), department: str = "") -> Outcome:
    """The standing of every business (or those named); ``department`` shows its rows only, and proves nothing.

    A package is one of which people keep answers, or what a vendor answered to a request.
    Writes out/functions/<業務ID>.json, and a file for each business of which ③-2 is proven.

    Raises:
        NothingCheckedError: MIG-GAP-080, no functions or forms are imported.
        MigrateError: MIG-GAP-079 (kept answers are damaged), MIG-SPEC-006. UnreadableError: MIG-SYS-003.
    """
    known = requirements.standards(workspace)
    ids = requirements.wanted(known, businesses)
    with job.run(workspace, session, f"{COMMAND} show") as work:
        delivered = package_answers.delivered(work)
        both = [_business(work, known, id, delivered) for id in ids]
        found = tuple(one for one, _ in both)
        proofs = tuple(map(steps.proof, found))
        for one in found:
            work.write(f"{FOLDER}/{one.business}.json", records.dump(one))
        _prove(work, proofs)
        shown = tuple(one.of_department(department) for one in found) if department else found
        packages = tuple(offer for _, offered in both for offer in offered)
        view = View(businesses=shown, packages=packages, proofs=proofs, as_of=session.as_of)
        findings = tuple(sorted(judge.judge(shown, packages, session.as_of), key=sort_key))
        work.findings = len(findings)
    answered = any(one.current or one.adopt for business in found for one in (*business.rows, *business.outside))
    names = "、".join(f"{FOLDER}/{one.business}.json" for one in found)
    empty = "回答がまだありません。migrate gap functions make で表を作ってください。"
    return Outcome(
        kind="functions-show",
        data=FunctionsShow(as_of=session.as_of.isoformat(), businesses=shown, packages=packages, proofs=proofs),
        document=document.document(view),
        brief=with_findings(document.brief(view), findings, SHOWN),
        findings=findings,
        inputs=tuple(work.inputs.values()),
        nothing_checked=not answered,
        notices=(f"{names} に書きました。" if answered else empty, *_delivered(packages)),
    )


def _delivered(packages: Sequence[PackageStanding]) -> tuple[str, ...]:
    """What was read of vendors' deliveries, in one sentence."""
    found = sum(one.source is not None for one in packages)
    return (f"事業者の回答（RFI・RFP）{found} 件を、受け取ったところから読みました。",) if found else ()


def _prove(work: Job, proofs: Sequence[StepProof]) -> None:
    """A file for each business of which the step is proven; the file of one of which it is no longer so goes."""
    for proof in proofs:
        name = f"{STEPS}/{proof.business}-3-2.json"
        if proof.proven:
            work.write(name, records.dump(proof))
        else:
            work.remove(name)
