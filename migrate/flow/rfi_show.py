"""`rfi show`: who answered what and when, which questions are open, and what is proven of ⑤-1 to ⑥-2."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.errors import NothingCheckedError
from migrate.flow import phase_facts, procure_proofs, rfi_state
from migrate.flow.outcome import Outcome
from migrate.flow.procure_desk import DEFAULT
from migrate.model.document import Block, Cell, Column, Document, Grid, Note, Section, Tone, Value
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure import days, layouts
from migrate.procure.package import Package
from migrate.procure.rfi import log, steps
from migrate.procure.rfi.books import KIND
from migrate.procure.rfi.steps import State, StepProof
from migrate.procure.submission import Current
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace


@value
class VendorState:
    """What a vendor has sent."""

    vendor: str
    name: str
    received: str
    late: bool
    deliveries: tuple[int, ...]
    """Numbers of those that count."""
    superseded: tuple[int, ...]
    missing: tuple[str, ...]
    """Workbooks of the standard's package that have not come."""
    asked: int
    answered: int
    pending: int
    refused: int


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
    vendors: tuple[VendorState, ...]


@value
class RfiShow:
    """Result of `rfi show`."""

    as_of: str
    units: tuple[UnitState, ...]
    proofs: tuple[StepProof, ...]


def show(workspace: Workspace, session: Session, asked: str = "") -> Outcome:
    """Every unit, or the one of that key; writes a proof for each step of a business that is proven.

    Raises:
        NothingCheckedError: MIG-RFI-027, no package is built.
        MigrateError: MIG-RFI-020, -026, MIG-GAP-079. UnreadableError: MIG-SYS-003, -007.
    """
    units = (rfi_state.unit_of(workspace, asked),) if asked else rfi_state.DESK.units(workspace)
    if not units:
        raise NothingCheckedError("MIG-RFI-027", Place(file=rfi_state.DESK.out), {"unit": DEFAULT, "kind": KIND})
    with job.run(workspace, session, "rfi show") as work:
        known = phase_facts.gather(work)
        states = tuple(rfi_state.state(work, unit, known) for unit in units)
        proofs = procure_proofs.best(one for state in states for one in steps.proofs(state, session.as_of))
        procure_proofs.write(work, steps.FOLDER, proofs)
    result = RfiShow(as_of=session.as_of.isoformat(), units=tuple(map(_unit, states)), proofs=proofs)
    return Outcome(kind="rfi-show", data=result, document=_document(states, result), inputs=tuple(work.inputs.values()))


def _unit(state: State) -> UnitState:
    package = state.standard
    return UnitState(
        unit=state.terms.unit,
        title=state.terms.title,
        issued=state.terms.issued,
        questions_due=state.terms.questions_due,
        answers_due=state.terms.answers_due,
        edition=state.terms.edition,
        questions=len(state.asked),
        published=sum(bool(one.published) for one in state.asked),
        vendors=tuple(_vendor(package, one) for one in state.vendors if package is not None),
    )


def _vendor(package: Package, one: Current) -> VendorState:
    have = {(book.layout, book.scope) for book in one.books}
    wanted = (book for book in package.books if layouts.is_answer(book.layout))
    return VendorState(
        vendor=one.vendor,
        name=one.name,
        received=one.received,
        late=one.late,
        deliveries=one.numbers,
        superseded=one.superseded,
        missing=tuple(book.file for book in wanted if (book.layout, book.scope) not in have),
        asked=sum(book.asked for book in one.books),
        answered=sum(book.answered for book in one.books),
        pending=sum(book.pending for book in one.books),
        refused=sum(len(book.refused) for book in one.books),
    )


def _document(states: Sequence[State], result: RfiShow) -> Document:
    sections: list[Section] = []
    for state, unit in zip(states, result.units, strict=True):
        blocks: list[Block] = [_dates(unit), _vendors(unit)]
        if state.asked:
            blocks += log.summary(state.asked).sections[0].blocks
        sections.append(Section(id=f"unit-{unit.unit}", title=f"{unit.unit}　{unit.title}", blocks=tuple(blocks)))
    vendors = len({one.vendor for unit in result.units for one in unit.vendors})
    proven = sum(one.proven for one in result.proofs)
    return Document(
        title="情報提供依頼（RFI）の状況",
        facts=(("時点", result.as_of),),
        summary=f"{vendors} 者から回答を受領しています。裏づけのあるステップは {proven}／{len(result.proofs)} です。",
        sections=(*sections, _proofs(result.proofs)),
    )


def _dates(unit: UnitState) -> Grid:
    columns = tuple(Column(title=title, width=18) for title in ("発行日", "質問の期限", "回答の期限", "資料の版"))
    told = (unit.issued, unit.questions_due, unit.answers_due)
    row: tuple[Value, ...] = tuple(days.written(day) or Cell(text="未定", tone=Tone.CAUTION) for day in told)
    return Grid(title="日程", columns=columns, rows=((*row, f"第{unit.edition}版"),))


def _vendors(unit: UnitState) -> Block:
    if not unit.vendors:
        return Note(text="回答は、まだ受領していません。", tone=Tone.CAUTION)
    columns = (
        Column(title="事業者", width=12),
        Column(title="会社", width=24),
        Column(title="受領日", width=18),
        Column(title="有効な回", width=10),
        Column(title="記入済", numeric=True, width=12),
        Column(title="不明・未定", numeric=True, width=12),
        Column(title="読めないセル", numeric=True, width=13),
        Column(title="届いていないもの", width=40),
    )
    rows = tuple(_row(one) for one in unit.vendors)
    return Grid(title="回答の受領", columns=columns, rows=rows)


def _row(one: VendorState) -> tuple[Value, ...]:
    day = days.written(one.received)
    return (
        one.vendor,
        one.name,
        Cell(text=f"{day}（期限の後）", tone=Tone.CAUTION) if one.late else day,
        "、".join(f"{number}" for number in one.deliveries),
        f"{one.answered:,}／{one.asked:,}",
        one.pending,
        Cell(text=one.refused, tone=Tone.BAD) if one.refused else 0,
        Cell(text="、".join(one.missing), tone=Tone.CAUTION) if one.missing else "",
    )


def _proofs(found: Sequence[StepProof]) -> Section:
    """What is proven, a row a business."""
    codes = {step: f"{'⑤' if code[0] == '5' else '⑥'}-{code[2]}" for step, code in steps.CODES.items()}
    by_business: dict[str, dict[int, StepProof]] = {}
    for one in found:
        by_business.setdefault(one.business, {})[one.step] = one
    columns = (Column(title="業務", width=8), *(Column(title=code, width=24) for code in codes.values()))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (business, *(_proof(mine[step]) for step in codes)) for business, mine in sorted(by_business.items())
    )
    note = "どこまでそろえば裏づけになるかは、本ツール独自です。状態を変えるには migrate phase set を使います。"
    grid = Grid(title="裏づけ", columns=columns, rows=rows, note=note)
    return Section(id="steps", title="ステップの裏づけ", blocks=(grid,))


def _proof(one: StepProof) -> Cell:
    return Cell(text=one.lacking or "裏づけあり", tone=Tone.GOOD if one.proven else Tone.CAUTION)
