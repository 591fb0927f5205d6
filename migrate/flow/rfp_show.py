"""`rfp show`: who proposed what and when, which questions are open, and what is proven of ⑨-1 to ⑨-3."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.errors import NothingCheckedError
from migrate.flow import phase_facts, procure_proofs, procure_unit, rfp_desk, rfp_situation, rfp_state
from migrate.flow.outcome import Outcome
from migrate.flow.procure_desk import DEFAULT, vendors
from migrate.flow.procure_log import Log
from migrate.model.document import Cell, Column, Document, Grid, Note, Section, Tone, Value
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.phase.facts import Facts
from migrate.procure import days, layouts
from migrate.procure.package import STANDARD, Package
from migrate.procure.proof import StepProof
from migrate.procure.rfi import log
from migrate.procure.rfp import steps
from migrate.procure.rfp.steps import State
from migrate.procure.submission import Current
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class Proposal:
    """What a vendor has sent."""

    vendor: str
    name: str
    received: str
    late: bool
    deliveries: tuple[int, ...]
    """Numbers of those that count."""
    superseded: tuple[int, ...]
    missing: tuple[str, ...]
    """Workbooks of the package that have not come."""


@value
class UnitState:
    """One unit of procurement."""

    unit: str
    title: str
    issued: str
    questions_due: str
    answers_due: str
    edition: int
    questions: int
    published: int
    lacking: tuple[str, ...]
    proposals: tuple[Proposal, ...]


@value
class RfpShow:
    """Result of `rfp show`."""

    as_of: str
    units: tuple[UnitState, ...]
    proofs: tuple[StepProof, ...]


def show(workspace: Workspace, session: Session, asked: str = "") -> Outcome:
    """Every unit, or the one of that key; writes a proof for each step of a business that is proven.

    Raises:
        NothingCheckedError: MIG-RFI-027, no package is built.
        MigrateError: MIG-RFI-020, -026, MIG-RFP-001, -002. UnreadableError: MIG-SYS-003, -007.
    """
    desk = rfp_state.DESK
    units = (desk.unit_of(workspace, asked),) if asked else desk.units(workspace)
    if not units:
        raise NothingCheckedError("MIG-RFI-027", Place(file=desk.out), {"unit": DEFAULT, "kind": desk.kind})
    with job.run(workspace, session, "rfp show") as work:
        known = phase_facts.gather(work)
        states = tuple(_state(work, known, unit) for unit in units)
        proofs = procure_proofs.best(one for state in states for one in steps.proofs(state, session.as_of))
        procure_proofs.write(work, rfp_desk.STEPS, proofs)
    result = RfpShow(as_of=session.as_of.isoformat(), units=tuple(map(_unit, states)), proofs=proofs)
    return Outcome(kind="rfp-show", data=result, document=_document(result), inputs=tuple(work.inputs.values()))


def _state(work: Job, known: Facts, key: str) -> State:
    package = rfp_state.DESK.packages(work, key)[STANDARD]
    unit = procure_unit.unit(known, key)
    ids = [one.id for one in package.businesses]
    given = rfp_situation.given(known, unit, ids, rfp_state.given_terms(work, key))
    _, lock = rfp_state.basis(work, key)
    return State(
        package=package,
        lacking=rfp_state.terms(key, unit.title, given, lock is not None).lacking,
        asked=log.asked(Log(desk=rfp_state.DESK, unit=key).load(work)),
        vendors=vendors(rfp_state.DESK.received(work, key)),
    )


def _unit(state: State) -> UnitState:
    package = state.package
    return UnitState(
        unit=package.unit,
        title=package.title,
        issued=package.issued,
        questions_due=package.questions_due,
        answers_due=package.answers_due,
        edition=package.edition,
        questions=len(state.asked),
        published=sum(bool(one.published) for one in state.asked),
        lacking=state.lacking,
        proposals=tuple(_proposal(package, one) for one in state.vendors),
    )


def _proposal(package: Package, one: Current) -> Proposal:
    have = {(book.layout, book.scope) for book in one.books}
    wanted = (book for book in package.books if layouts.is_answer(book.layout))
    return Proposal(
        vendor=one.vendor,
        name=one.name,
        received=one.received,
        late=one.late,
        deliveries=one.numbers,
        superseded=one.superseded,
        missing=tuple(book.file for book in wanted if (book.layout, book.scope) not in have),
    )


def _document(result: RfpShow) -> Document:
    proven = sum(one.proven for one in result.proofs)
    count = sum(len(one.proposals) for one in result.units)
    return Document(
        title="提案依頼（RFP）の状況",
        facts=(("時点", result.as_of),),
        summary=f"提案を {count} 件受領しています。裏づけのあるステップは {proven}／{len(result.proofs)} です。",
        sections=(*map(_section, result.units), _proofs(result.proofs)),
    )


def _section(unit: UnitState) -> Section:
    heads = ("発行日", "質問の期限", "提案の期限", "資料の版", "質問", "公表した回答")
    told = (unit.issued, unit.questions_due, unit.answers_due)
    row: tuple[Value, ...] = tuple(days.written(day) or Cell(text="未定", tone=Tone.CAUTION) for day in told)
    row = (*row, f"第{unit.edition}版", unit.questions, unit.published)
    dates = Grid(title="日程", columns=tuple(Column(title=one, width=16) for one in heads), rows=(row,))
    notes = (Note(text=f"発行の前に要ること: {'、'.join(unit.lacking)}。", tone=Tone.CAUTION),) if unit.lacking else ()
    return Section(
        id=f"unit-{unit.unit}", title=f"{unit.unit}　{unit.title}", blocks=(dates, *notes, _received(unit.proposals))
    )


def _received(found: Sequence[Proposal]) -> Grid | Note:
    if not found:
        return Note(text="提案は、まだ受領していません。", tone=Tone.CAUTION)
    heads = (
        ("事業者", 12),
        ("会社", 26),
        ("受領日", 26),
        ("有効な回", 10),
        ("差し替えた回", 12),
        ("届いていないもの", 40),
    )
    rows = tuple(
        (
            one.vendor,
            one.name,
            Cell(text=f"{days.written(one.received)}（期限の後）", tone=Tone.CAUTION)
            if one.late
            else days.written(one.received),
            "、".join(map(str, one.deliveries)),
            "、".join(map(str, one.superseded)),
            Cell(text="、".join(one.missing), tone=Tone.CAUTION) if one.missing else "",
        )
        for one in found
    )
    return Grid(title="提案の受領", columns=tuple(Column(title=t, width=w) for t, w in heads), rows=rows)


def _proofs(found: Sequence[StepProof]) -> Section:
    columns = (Column(title="業務", width=8), Column(title="ステップ", width=10), Column(title="裏づけ", width=70))
    rows = tuple(
        (one.business, one.code, Cell(text=one.lacking or "裏づけあり", tone=Tone.GOOD if one.proven else Tone.CAUTION))
        for one in found
    )
    note = "どこまでそろえば裏づけになるかは、本ツール独自です。状態を変えるには migrate phase set を使います。"
    grid = Grid(title="裏づけ", columns=columns, rows=rows, note=note)
    return Section(id="steps", title="ステップの裏づけ", blocks=(grid,))
