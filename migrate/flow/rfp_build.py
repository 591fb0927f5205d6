"""`rfp build`: the papers and workbooks of a request for proposals (⑨-1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from migrate.errors import MigrateError
from migrate.flow import (
    phase_facts,
    procure_issue,
    procure_terms,
    procure_unit,
    rfi_situation,
    rfi_state,
    rfp_desk,
    rfp_situation,
    rfp_state,
)
from migrate.flow.outcome import Outcome
from migrate.flow.procure_issue import Made
from migrate.flow.procure_unit import Unit
from migrate.forms.answer import Answer
from migrate.model.document import Cell, Column, Document, Grid, Section, Tone, Value
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.phase.facts import Facts
from migrate.procure.package import STANDARD, Package
from migrate.procure.rfp import books, chapters, checks, evaluation, letter, migration, paper, specification
from migrate.procure.rfp.chapters import PAPERS, Chapter
from migrate.procure.rfp.tender import Tender
from migrate.procure.scoring import rules as settings
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_PAGES = (letter, specification, migration, evaluation, checks)
"""The papers in the order of `PAPERS`."""


@value
class Wish:
    """What the user asks for; what is empty stays as it was said before."""

    unit: str = ""
    """Key or name of a unit of procurement."""
    businesses: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    """Question of `reports/layouts/rfp/request` → answer as it was typed."""
    revise: bool = False
    """True to change a package that was issued."""


@value
class OwnChapter:
    """A chapter that the body wrote instead of ours, or besides."""

    paper: str
    chapter: str
    title: str
    way: str


@value
class RfpBuild:
    """Result of `rfp build`."""

    unit: str
    businesses: tuple[str, ...]
    method: str
    folder: str
    edition: int
    issued: str
    files: tuple[str, ...]
    chapters: tuple[OwnChapter, ...]
    lacking: tuple[str, ...]
    """What has to be stated before the package can be issued."""


def build(workspace: Workspace, session: Session, wish: Wish) -> Outcome:
    """Write the package of a unit into out/rfp/<unit>/standard/; terms and chapters of the body are in rfp/<unit>/.

    Raises:
        MigrateError: MIG-RFP-001, -002, -050 (no competition), -051 (chapters), -052 (it was issued, and would
            change), -053 (it cannot be issued yet), MIG-RFI-020, -026, -028, -040, MIG-GAP-079.
        UnreadableError: MIG-SYS-003, -007.
    """
    with job.run(workspace, session, "rfp build") as work:
        known = phase_facts.gather(work)
        unit = procure_unit.unit(known, wish.unit)
        before = procure_terms.given(work, rfp_state.DESK, unit.key)
        asked = before or procure_terms.given(work, rfi_state.DESK, unit.key)
        ids = procure_unit.businesses(known, unit, wish.businesses, asked)
        rfp_situation.check_method(rfp_situation.methods(known, ids))
        said = _said(unit, before, wish, ids)
        own = rfp_state.own_chapters(work, unit.key)
        given = rfp_situation.given(known, unit, ids, said)
        tender = _tender(work, known, (unit, ids), given, own)
        made = _edition(tender, _made(tender, session), rfp_state.DESK.packages(work, unit.key).get(STANDARD), wish)
        if made.package.issued and (lacking := dict.fromkeys((*tender.terms.lacking, *paper.unsaid(tender)))):
            raise MigrateError("MIG-RFP-053", params={"lacking": "、".join(lacking)})
        _keep(work, unit.key, before, {**said, "edition": made.package.edition})
        folder = procure_issue.write(work, rfp_state.DESK, made)
        procure_issue.tidy(work, folder, made)
        found = (*procure_terms.disordered(rfp_state.DESK, unit.key, given), *_findings(tender))
        work.findings = len(found)
    result = RfpBuild(
        unit=unit.key,
        businesses=ids,
        method=tender.terms.text("method"),
        folder=folder,
        edition=made.package.edition,
        issued=made.package.issued,
        files=made.files,
        chapters=tuple(_own(own)),
        lacking=tender.terms.lacking,
    )
    return Outcome(
        kind="rfp-build",
        data=result,
        document=_document(result, made.package),
        findings=found,
        inputs=tuple(work.inputs.values()),
        notices=(*_notices(result), *procure_issue.unlisted(made.package)),
    )


def _said(unit: Unit, before: Mapping[str, Answer], wish: Wish, ids: tuple[str, ...]) -> dict[str, Answer]:
    """What people said of the request, now or before."""
    sheet = procure_terms.sheet(rfp_state.DESK)
    return {**before, "businesses": " ".join(ids), **procure_terms.checked(sheet, wish.told)}


def _tender(
    work: Job, known: Facts, whose: tuple[Unit, tuple[str, ...]], given: Mapping[str, Answer], own: Iterable[Chapter]
) -> Tender:
    unit, ids = whose
    basis, lock = rfp_state.basis(work, unit.key)
    return Tender(
        terms=rfp_state.terms(unit.key, unit.title, given, lock is not None),
        situation=rfi_situation.situation(work, known, ids),
        moved=tuple(rfp_situation.moved(one) for one in known.businesses if one.id in ids),
        characters=rfp_situation.characters(known),
        around=rfp_situation.around(known, unit, ids),
        days=rfp_situation.listed_days(known, ids),
        chapters=chapters.merged(own),
        criteria=basis.criteria if basis else None,
        rules=basis.rules if basis else None,
        lock=lock,
    )


def _made(tender: Tender, session: Session) -> Made:
    package = books.package(tender, tender.terms.text("issued") or session.as_of.isoformat())
    return procure_issue.made(package, [one.document(package, tender) for one in _PAGES])


def _edition(tender: Tender, coming: Made, earlier: Package | None, wish: Wish) -> Made:
    """What is coming: a package that was issued changes only as a new edition.

    Raises:
        MigrateError: MIG-RFP-052, it would change, and nobody asked for that.
    """
    if earlier is None or earlier.draft or coming.package == earlier:
        return coming
    if not wish.revise:
        folder = rfp_state.DESK.folder(earlier.unit, earlier.part)
        raise MigrateError("MIG-RFP-052", Place(file=folder), {"issued": earlier.issued})
    package = replace(coming.package, edition=earlier.edition + 1)
    return procure_issue.made(package, [one.document(package, tender) for one in _PAGES])


def _keep(work: Job, unit: str, before: Mapping[str, Answer], told: Mapping[str, Answer]) -> None:
    """Keep the terms; give the body its file of chapters, which is never written over."""
    procure_terms.keep_changed(work, rfp_state.DESK, unit, before, told)
    name = rfp_state.chapters_file(unit)
    if not work.workspace.path(*name.split("/")).is_file():
        work.write(name, chapters.template())


def _findings(tender: Tender) -> Iterator[Finding]:
    """Proposals are taken until one day only: that of the request, and of the rules by which they are scored."""
    rules, due = tender.rules, tender.terms.text("answers_due")
    scored = rules.deadline.isoformat() if rules and rules.deadline else ""
    if rules and due and scored != due and not rules.late_counts:
        params = {"due": due, "scored": scored or "（空）"}
        place = Place(file=rfp_desk.desk(tender.terms.unit).name(settings.FILE))
        yield Finding(code="MIG-RFI-081", severity=Severity.WARNING, place=place, params=params)


def _own(own: Iterable[Chapter]) -> Iterable[OwnChapter]:
    titles = {(one.paper, one.id): one.title for one in chapters.ours()}
    for one in own:
        title = one.title or titles[one.paper, one.id]
        yield OwnChapter(paper=PAPERS[one.paper], chapter=one.id, title=title, way=one.way)


def _notices(result: RfpBuild) -> tuple[str, ...]:
    kept = rfp_state.DESK.kept(result.unit)
    told = [f"{result.folder}/ に書きました。条件は {kept}/request.yaml、章の文は {kept}/chapters.csv で変えられます。"]
    if result.lacking:
        told.append(f"発行の前に要ること: {'、'.join(result.lacking)}。")
    if not result.issued:
        told.append("発行する日を --issued に書くと、「案」の印が消えます。")
    return tuple(told)


def _document(result: RfpBuild, package: Package) -> Document:
    columns = (
        Column(title="ファイル", width=60),
        Column(title="版", numeric=True, width=6),
        Column(title="状態", width=10),
    )
    state: Value = "発行" if result.issued else Cell(text="案", tone=Tone.CAUTION)
    rows = tuple((f"{result.folder}/{name}", result.edition, state) for name in result.files)
    files = Grid(title="資料", columns=columns, rows=rows, note="章の立て方のほか、様式と文は本ツール独自です。")
    sections = [Section(id="files", title="資料", blocks=(files,))]
    if result.chapters:
        heads = tuple(Column(title=t, width=w) for t, w in (("文書", 24), ("章", 26), ("題", 30), ("扱い", 12)))
        listed = tuple((one.paper, one.chapter, one.title, one.way) for one in result.chapters)
        own = Grid(title="団体が書いた章", columns=heads, rows=listed)
        sections.append(Section(id="chapters", title="団体が書いた章", blocks=(own,)))
    return Document(
        title="提案依頼（RFP）の資料",
        summary=f"業務 {len(result.businesses)} 件の資料を作りました。",
        facts=(("件名", package.title), ("調達の単位", result.unit), ("調達方式", result.method or "（未定）")),
        sections=tuple(sections),
    )
