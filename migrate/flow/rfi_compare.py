"""`rfi compare`: the vendors' answers side by side (⑦-1), and what they changed in the migration plan (⑦-2)."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.errors import NothingCheckedError
from migrate.files import tables
from migrate.flow import procure_answers, procure_proofs, procure_terms, rfi_state
from migrate.flow.outcome import Outcome
from migrate.forms import answer, decision_sheet
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.value import value
from migrate.procure.compare import changes, proposals, report
from migrate.procure.compare.changes import Change
from migrate.procure.compare.comparison import Comparison, compare
from migrate.procure.compare.proposals import Proposal
from migrate.procure.compare.report import View
from migrate.procure.package import STANDARD
from migrate.procure.proof import StepProof, judged
from migrate.report.findings import SHOWN, with_findings
from migrate.report.formats import docx, xlsx
from migrate.text import formulas
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

OURS = Basis(document="本ツール独自", section="RFI 結果の分析（⑦）")
STEPS = {19: "⑦-1", 20: "⑦-2"}
PAPER, BOOK, COSTS = "RFI結果の分析表.docx", "RFI結果の分析表.xlsx", "costs.csv"
_CHANGES = "移行計画に反映したことを {name} に書き、もう一度 migrate rfi compare を実行します。"
_COSTS = ("業者", "業者名", "費目の ID", "費目", "年", "税込の額")


@value
class RfiCompare:
    """Result of `rfi compare`."""

    unit: str
    comparison: Comparison
    changes: tuple[Change, ...]
    proposed: tuple[Proposal, ...]
    """What the answers suggest for the plan and nobody has decided on."""
    proofs: tuple[StepProof, ...]


def run(workspace: Workspace, session: Session, asked: str = "") -> Outcome:
    """Compare the answers of a unit's vendors; write analysis, costs and proofs.

    Raises:
        NothingCheckedError: MIG-RFI-027 (no package is built), MIG-RFP-041 (no vendor has answered).
        MigrateError: MIG-RFI-020, -026, MIG-RFP-042. UnreadableError: MIG-SYS-003, -007.
    """
    unit = rfi_state.unit_of(workspace, asked)
    with job.run(workspace, session, "rfi compare") as work:
        view = _view(work, unit)
        page, found = report.document(view), _findings(view.comparison)
        proofs = _proofs(view, unit)
        folder = rfi_state.folder(unit)
        work.write(f"{folder}/{PAPER}", docx.render(page))
        work.write(f"{folder}/{BOOK}", xlsx.render(page))
        work.write(f"{folder}/{COSTS}", _costs(view.comparison))
        draft = decision_sheet.written(changes.COLUMNS, [one.cells for one in view.proposed])
        work.write(f"{folder}/{proposals.FILE}", draft)
        name = _changes_file(unit)
        if not workspace.path(name).is_file():
            work.write(name, decision_sheet.blank(changes.COLUMNS, changes.EXAMPLE))
        procure_proofs.write(work, rfi_state.DESK, proofs)
        work.findings = len(found)
    return Outcome(
        kind="rfi-compare",
        data=RfiCompare(
            unit=unit, comparison=view.comparison, changes=view.changes, proposed=view.proposed, proofs=proofs
        ),
        document=page,
        brief=with_findings(report.brief(view), found, SHOWN),
        findings=found,
        inputs=tuple(work.inputs.values()),
        notices=_notices(view, folder, name),
    )


def _notices(view: View, folder: str, name: str) -> tuple[str, ...]:
    told = [f"{folder}/{PAPER} と {BOOK} に書きました。"]
    told += [] if view.changes else [_CHANGES.format(name=name)]
    told += [f"反映の案 {len(view.proposed)} 件が、{folder}/{proposals.FILE} にあります。"] if view.proposed else []
    return tuple(told)


def _changes_file(unit: str) -> str:
    return f"{rfi_state.kept(unit)}/{changes.FILE}"


def _view(work: Job, unit: str) -> View:
    folder = rfi_state.folder(unit)
    package = rfi_state.packages(work, unit)[STANDARD]
    vendors = procure_answers.vendors(work, folder)
    if not vendors:
        raise NothingCheckedError("MIG-RFP-041", Place(file=folder), {"unit": unit, "kind": rfi_state.DESK.kind})
    requirements = procure_answers.requirements(work, folder)
    businesses = {one.id: one.name for one in package.businesses}
    terms = rfi_state.terms(unit, procure_terms.given(work, rfi_state.DESK, unit))
    compared = compare(requirements, vendors, businesses, answer.day(terms.go_live))
    wished = terms.go_live if answer.day(terms.go_live) else ""
    decided = _changes(work, unit, businesses)
    return View(
        title=package.title,
        municipality=package.municipality,
        as_of=work.session.as_of,
        wished=wished,
        comparison=compared,
        changes=decided,
        proposed=proposals.proposed(compared, wished, decided),
    )


def _changes(work: Job, unit: str, businesses: Mapping[str, str]) -> tuple[Change, ...]:
    name = _changes_file(unit)
    path = work.workspace.path(name)
    return changes.load(work.read(path), name, frozenset(businesses)) if path.is_file() else ()


def _findings(found: Comparison) -> tuple[Finding, ...]:
    """Businesses that nobody or only one vendor offers; requirements of 必須 that nobody meets."""
    told = []
    for one in found.coverage:
        params: dict[str, str | int] = {"business": f"{one.business} {one.name}", "vendors": len(one.offering)}
        if len(one.offering) < 2:
            place = Place(business=one.business)
            told.append(Finding(code="MIG-RFP-043", severity=Severity.WARNING, place=place, params=params, basis=OURS))
    far = sum(len(line.far) for line in found.lines)
    blank = sum(len(one.blank) + len(one.short) for one in found.totals)
    if far or blank:
        told.append(
            Finding(code="MIG-RFP-044", severity=Severity.INFO, params={"far": far, "blank": blank}, basis=OURS)
        )
    return tuple(told)


def _proofs(view: View, unit: str) -> tuple[StepProof, ...]:
    found: list[StepProof] = []
    for one in view.comparison.coverage:
        lacking = _compared(view.comparison, one.business)
        then = changes.proves(view.changes, one.business, not lacking)
        found += judged(unit, one.business, STEPS, (lacking, then))
    return tuple(found)


def _compared(found: Comparison, business: str) -> str:
    """What ⑦-1 still needs for a business, in one sentence."""
    mine = next(one for one in found.coverage if one.business == business)
    answered = any(one.business == business and one.unanswered < one.asked for one in found.tallies)
    if not mine.offers and not answered:
        return "この業務に回答した業者が、まだありません。"
    return "" if found.totals else "費用を回答した業者が、まだありません。"


def _costs(found: Comparison) -> bytes:
    """Every amount as a line, for the budget."""
    rows = (
        (one.vendor, one.name, row.id, row.label, "初期" if row.initial else year, yen)
        for one in found.vendors
        for row in one.costs
        for year, yen in row.years.items()
    )
    return tables.to_bytes(_COSTS, map(formulas.row, rows))
