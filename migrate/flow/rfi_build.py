"""`rfi build`: the papers and workbooks of a request, for the standard's systems and for all others (⑤-1, ⑤-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from migrate.errors import MigrateError
from migrate.flow import phase_facts, procure_issue, procure_terms, procure_unit, rfi_situation, rfi_state
from migrate.flow.outcome import Outcome
from migrate.flow.procure_issue import Made
from migrate.flow.procure_unit import Unit
from migrate.forms.answer import Answer
from migrate.model.document import Cell, Column, Document, Grid, Section, Tone, Value
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure.package import OUTSIDE, STANDARD, Package
from migrate.procure.rfi import books, overview, request
from migrate.procure.rfi.books import Terms
from migrate.procure.rfi.situation import Situation
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

BOTH = (STANDARD, OUTSIDE)
_NAMES = {STANDARD: "標準準拠システム", OUTSIDE: "標準準拠システム以外"}


@value
class Wish:
    """What the user asks for; what is empty stays as it was said before."""

    unit: str = ""
    """Key or name of a unit of procurement."""
    businesses: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    """Question of `reports/layouts/rfi/request` → answer as it was typed."""
    revise: bool = False
    """True to change a package that was issued."""
    parts: tuple[str, ...] = BOTH
    """The packages to make; another one stays as it is."""


@value
class PackageFiles:
    """One package that was written."""

    part: str
    folder: str
    edition: int
    issued: str
    files: tuple[str, ...]


@value
class RfiBuild:
    """Result of `rfi build`."""

    unit: str
    businesses: tuple[str, ...]
    packages: tuple[PackageFiles, ...]
    lacking: tuple[str, ...]
    """Terms that nobody has stated yet."""


def build(workspace: Workspace, session: Session, wish: Wish) -> Outcome:
    """Write the packages of a unit into out/rfi/<unit>/, keep the terms in rfi/<unit>/request.yaml.

    Raises:
        MigrateError: MIG-RFI-020 (the kept terms are damaged), -025 (it was issued, and would change), -026, -028,
            -040 (a term cannot be kept), -080 (it cannot be issued yet), MIG-GAP-079.
        UnreadableError: MIG-SYS-003, -007.
    """
    with job.run(workspace, session, "rfi build") as work:
        known = phase_facts.gather(work)
        unit = procure_unit.unit(known, wish.unit)
        before = procure_terms.given(work, rfi_state.DESK, unit.key)
        ids = procure_unit.businesses(known, unit, wish.businesses, before)
        told = _told(unit, before, wish, ids)
        terms = rfi_state.terms(unit.key, told)
        if terms.issued and terms.lacking:
            raise MigrateError("MIG-RFI-080", params={"lacking": "、".join(terms.lacking)})
        situation = rfi_situation.situation(work, known, ids)
        earlier = {part: one for part, one in rfi_state.packages(work, unit.key).items() if part in wish.parts}
        terms = _edition(terms, _made(terms, situation, session, wish.parts), earlier, wish.revise)
        procure_terms.keep_changed(work, rfi_state.DESK, unit.key, before, {**told, "edition": terms.edition})
        made = _made(terms, situation, session, wish.parts)
        written = tuple(_write(work, one) for one in made.values())
        for part in wish.parts:
            procure_issue.tidy(work, rfi_state.folder(unit.key, part), made.get(part))
        found = tuple(procure_terms.disordered(rfi_state.DESK, unit.key, told))
        work.findings = len(found)
    result = RfiBuild(unit=unit.key, businesses=ids, packages=written, lacking=terms.lacking)
    return Outcome(
        kind="rfi-build",
        data=result,
        document=_document(result, terms),
        findings=found,
        inputs=tuple(work.inputs.values()),
        notices=_notices(result, terms, made, OUTSIDE in wish.parts and OUTSIDE not in made),
    )


def _told(unit: Unit, before: Mapping[str, Answer], wish: Wish, ids: tuple[str, ...]) -> dict[str, Answer]:
    title: dict[str, Answer] = {"title": f"{unit.title or '標準準拠システムへの移行'}に関する情報提供依頼"}
    title |= {"unit": unit.title} if unit.title else {}
    named: dict[str, Answer] = {"businesses": " ".join(ids)}
    sheet = procure_terms.sheet(rfi_state.DESK)
    return {**title, **before, **named, **procure_terms.checked(sheet, wish.told)}


def _made(terms: Terms, situation: Situation, session: Session, parts: tuple[str, ...]) -> dict[str, Made]:
    """Part → package; there is none for systems outside the standard where nobody knows of any."""
    day, found = terms.issued or session.as_of.isoformat(), {}
    for part in parts if situation.beside else (one for one in parts if one != OUTSIDE):
        package = books.package(part, terms, situation, day)
        pages = (request.document(package, terms, situation), overview.document(package, situation))
        found[part] = procure_issue.made(package, pages)
    return found


def _edition(terms: Terms, coming: Mapping[str, Made], earlier: Mapping[str, Package], revise: bool) -> Terms:
    """The terms with the edition of what is coming: a package that was issued changes only as a new edition.

    Raises:
        MigrateError: MIG-RFI-025, it would change, and nobody asked for that.
    """
    for part, old in earlier.items():
        new = coming.get(part)
        if old.draft or (new is not None and new.package == old):
            continue
        if not revise:
            raise MigrateError("MIG-RFI-025", Place(file=rfi_state.folder(terms.unit, part)), {"issued": old.issued})
        return replace(terms, edition=max(one.edition for one in earlier.values()) + 1)
    return terms


def _write(work: Job, made: Made) -> PackageFiles:
    package = made.package
    folder = procure_issue.write(work, rfi_state.DESK, made)
    return PackageFiles(
        part=package.part, folder=folder, edition=package.edition, issued=package.issued, files=made.files
    )


def _notices(result: RfiBuild, terms: Terms, made: Mapping[str, Made], no_outside: bool) -> tuple[str, ...]:
    told = [
        f"{rfi_state.folder(result.unit)}/ に書きました。条件は {rfi_state.kept(result.unit)}/request.yaml にあります。"
    ]
    if terms.lacking:
        told.append(f"まだ決まっていない条件: {'、'.join(terms.lacking)}。migrate rfi build の指定で足せます。")
    if not terms.issued:
        told.append("発行する日を --issued に書くと、「案」の印が消えます。")
    if STANDARD in made:
        told += procure_issue.unlisted(made[STANDARD].package)
    if no_outside:
        told.append("標準準拠システム以外のシステム・機能が調査に無いので、その一式は作っていません（⑤-3）。")
    return tuple(told)


def _document(result: RfiBuild, terms: Terms) -> Document:
    columns = (
        Column(title="一式", width=22),
        Column(title="ファイル", width=60),
        Column(title="版", numeric=True, width=6),
        Column(title="状態", width=10),
    )
    rows: list[tuple[Value, ...]] = []
    for one in result.packages:
        state: Value = "発行" if one.issued else Cell(text="案", tone=Tone.CAUTION)
        rows += ((_NAMES[one.part], f"{one.folder}/{name}", one.edition, state) for name in one.files)
    grid = Grid(title="資料", columns=columns, rows=tuple(rows), note="様式と文は本ツール独自です。")
    return Document(
        title="情報提供依頼（RFI）の資料",
        summary=f"業務 {len(result.businesses)} 件の資料を、{len(result.packages)} 式作りました。",
        facts=(("件名", terms.title), ("調達の単位", result.unit)),
        sections=(Section(id="files", title="資料", blocks=(grid,)),),
    )
