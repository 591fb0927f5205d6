"""How a procurement stands: who answered what and when, which questions are open, which steps are proven."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrate.errors import NothingCheckedError
from migrate.flow import phase_facts, procure_proofs
from migrate.flow.procure_desk import DEFAULT, Desk
from migrate.model.document import Block, Cell, Column, Document, Grid, Note, Section, Tone, Value
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.phase.facts import Facts
from migrate.procure import days, layouts
from migrate.procure.package import Package
from migrate.procure.proof import StepProof
from migrate.procure.rfi import log
from migrate.procure.rfi.log import Asked
from migrate.procure.submission import Current
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class Standing:
    """One unit: its package with all that came of it."""

    package: Package
    lacking: tuple[str, ...]
    """What has to be stated before the package can be issued."""
    asked: tuple[Asked, ...]
    vendors: tuple[Current, ...]
    proofs: tuple[StepProof, ...]


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
    """Workbooks of the package that have not come."""
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
    lacking: tuple[str, ...]
    """What has to be stated before the package can be issued."""
    vendors: tuple[VendorState, ...]


@value
class Shown:
    """Result of `rfi show` and `rfp show`."""

    as_of: str
    units: tuple[UnitState, ...]
    proofs: tuple[StepProof, ...]


@value
class Found:
    """A result with the page that shows it."""

    result: Shown
    document: Document
    inputs: tuple[FileDigest, ...]


def show(
    desk: Desk, workspace: Workspace, session: Session, asked: str, look: Callable[[Job, Facts, str], Standing]
) -> Found:
    """Every unit, or the one of that key; writes a proof for each step of a business that is proven.

    Raises:
        NothingCheckedError: MIG-RFI-027, no package is built. MigrateError: MIG-RFI-026, and what ``look`` raises.
    """
    units = (desk.unit_of(workspace, asked),) if asked else desk.units(workspace)
    if not units:
        raise NothingCheckedError("MIG-RFI-027", Place(file=desk.out), {"unit": DEFAULT, "kind": desk.kind})
    with job.run(workspace, session, f"{desk.kind} show") as work:
        known = phase_facts.gather(work)
        found = tuple(look(work, known, unit) for unit in units)
        proofs = procure_proofs.best(proof for one in found for proof in one.proofs)
        procure_proofs.write(work, desk, proofs)
    result = Shown(as_of=session.as_of.isoformat(), units=tuple(map(_unit, found)), proofs=proofs)
    return Found(result=result, document=_document(desk, found, result), inputs=tuple(work.inputs.values()))


def _unit(found: Standing) -> UnitState:
    package = found.package
    return UnitState(
        unit=package.unit,
        title=package.title,
        issued=package.issued,
        questions_due=package.questions_due,
        answers_due=package.answers_due,
        edition=package.edition,
        questions=len(found.asked),
        published=sum(bool(one.published) for one in found.asked),
        lacking=found.lacking,
        vendors=tuple(_vendor(package, one) for one in found.vendors),
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


def _document(desk: Desk, found: Sequence[Standing], result: Shown) -> Document:
    vendors = len({one.vendor for unit in result.units for one in unit.vendors})
    proven = sum(one.proven for one in result.proofs)
    return Document(
        title=f"{desk.title}の状況",
        facts=(("時点", result.as_of),),
        summary=f"{vendors} 者から{desk.noun}を受領しています。"
        f"裏づけのあるステップは {proven}／{len(result.proofs)} です。",
        sections=(*(_section(desk, *each) for each in zip(found, result.units, strict=True)), _proofs(result.proofs)),
    )


def _section(desk: Desk, found: Standing, unit: UnitState) -> Section:
    blocks: list[Block] = [_dates(desk, unit)]
    if unit.lacking:
        blocks.append(Note(text=f"発行の前に要ること: {'、'.join(unit.lacking)}。", tone=Tone.CAUTION))
    blocks.append(_vendors(desk, unit))
    if found.asked:
        blocks += log.summary(found.asked).sections[0].blocks
    return Section(id=f"unit-{unit.unit}", title=f"{unit.unit}　{unit.title}", blocks=tuple(blocks))


def _dates(desk: Desk, unit: UnitState) -> Grid:
    heads = ("発行日", "質問の期限", f"{desk.noun}の期限", "資料の版")
    told = (unit.issued, unit.questions_due, unit.answers_due)
    row: tuple[Value, ...] = tuple(days.written(day) or Cell(text="未定", tone=Tone.CAUTION) for day in told)
    columns = tuple(Column(title=title, width=18) for title in heads)
    return Grid(title="日程", columns=columns, rows=((*row, f"第{unit.edition}版"),))


def _vendors(desk: Desk, unit: UnitState) -> Block:
    if not unit.vendors:
        return Note(text=f"{desk.noun}は、まだ受領していません。", tone=Tone.CAUTION)
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
    return Grid(title=f"{desk.noun}の受領", columns=columns, rows=tuple(map(_row, unit.vendors)))


def _row(one: VendorState) -> tuple[Value, ...]:
    day = days.written(one.received)
    return (
        one.vendor,
        one.name,
        Cell(text=f"{day}（期限の後）", tone=Tone.CAUTION) if one.late else day,
        _numbers(one),
        f"{one.answered:,}／{one.asked:,}",
        one.pending,
        Cell(text=one.refused, tone=Tone.BAD) if one.refused else 0,
        Cell(text="、".join(one.missing), tone=Tone.CAUTION) if one.missing else "",
    )


def _numbers(one: VendorState) -> str:
    """Deliveries that count, with those that no longer do."""
    replaced = f"（差し替え前 {'、'.join(map(str, one.superseded))}）" if one.superseded else ""
    return "、".join(map(str, one.deliveries)) + replaced


def _proofs(found: Sequence[StepProof]) -> Section:
    """What is proven, a row a business."""
    codes = {one.step: one.code for one in found}
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
