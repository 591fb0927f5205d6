"""The artefact of a work item or of one of its steps: form, document, and what the registers prove."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.flow import phase, phase_facts
from migrate.flow.filled_in import check_unread
from migrate.flow.outcome import Outcome
from migrate.forms.book import make as book
from migrate.forms.plan import BookPlan, file_part
from migrate.forms.records import Answers
from migrate.model.document import Document, Section
from migrate.model.procedure import Step
from migrate.model.value import value
from migrate.phase import artefact, form, proof, register
from migrate.phase.artefact import Offers
from migrate.phase.facts import Facts
from migrate.phase.proof import StepProof
from migrate.phase.steps import find_item, find_step
from migrate.report.formats import docx
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

FORMS, DOCUMENTS = "phase/forms", "out/phase"


@value
class PhaseMake:
    """Result of `phase make`."""

    code: str
    title: str
    form: str
    """The form to fill in, empty where the step has none of its own."""
    document: str
    rows: int
    """Rows of the form that are answered or offered."""
    proofs: tuple[StepProof, ...]


@value
class _Wanted:
    """What was asked for: a whole work item, one step of it, or (no steps) the registers of the whole project."""

    code: str
    steps: tuple[Step, ...]

    @property
    def item(self) -> int:
        return self.steps[0].item_number if self.steps else form.REGISTERS

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(one.number for one in self.steps) or frozenset({form.REGISTERS})

    @property
    def title(self) -> str:
        return form.titles()[self.code]

    @property
    def file(self) -> str:
        """The name of its files, without its end."""
        number = self.code.partition("-")[2]
        return f"{self.item:02}{f'-{number}' if number else ''}-{file_part(self.title)}"


def _wanted(text: str) -> _Wanted:
    """Raises: MigrateError: MIG-PHS-040, neither a work item nor a step."""
    steps = phase.procedure().steps
    if text.strip() == form.ACROSS:
        return _Wanted(code=form.ACROSS, steps=())
    if item := find_item(steps, text):
        mine = tuple(one for one in steps if one.item_number == item)
        return _Wanted(code=mine[0].code.partition("-")[0], steps=mine)
    try:
        step = find_step(steps, text)
    except MigrateError:
        raise MigrateError("MIG-PHS-040", params={"step": text}) from None
    return _Wanted(code=step.code, steps=(step,))


def make(workspace: Workspace, session: Session, step: str, force: bool = False) -> Outcome:
    """Write form and document of ``step`` (①, ①-1, 1-1, 横断), and a proof for each business with whole registers.

    Raises:
        MigrateError: MIG-PHS-038 (a filled-in form was not read), -039 (kept answers are damaged), -040.
        NothingCheckedError: MIG-PHS-060, other commands make its documents.
        UnreadableError: MIG-SYS-003, -007.
    """
    wanted = _wanted(step)
    if not artefact.is_made(wanted.item):
        raise NothingCheckedError("MIG-PHS-060", params={"step": wanted.code, "commands": _others(wanted)})
    with job.run(workspace, session, f"phase make {wanted.code}") as work:
        facts = phase_facts.gather(work)
        made = artefact.of_item(wanted.item)
        plan = _plan(wanted, facts, made.offers(facts))
        name = f"{FORMS}/{wanted.file}.xlsx" if plan else ""
        if plan:
            if not force:
                check_unread(work, name, (work.command, form.COMMANDS[1]), plan.form.head.codes.unread)
            work.write(name, book.workbook(plan))
        page = _document(wanted, facts, made.sections(facts, wanted.item, wanted.numbers))
        target = f"{DOCUMENTS}/{wanted.file}.docx"
        work.write(target, docx.render(page))
        papers = made.papers(facts, wanted.numbers)
        for paper, content in papers.items():
            work.write(f"{DOCUMENTS}/{paper}.docx", docx.render(content))
        found = tuple(one for each in wanted.steps for one in proof.proofs(facts, each))
        _prove(work, found)
    rows = sum(bool(row.shown) for sheet in plan.sheets for row in sheet.rows) if plan else 0
    told = [f"文書を {target} に書きました。"]
    told += [f"{DOCUMENTS}/{paper}.docx も書きました。" for paper in papers]
    if plan:
        told.append(
            f"様式 {name} に書き足したら、migrate phase read で読み取り、"
            f"もう一度 migrate phase make {wanted.code} を実行します。"
        )
    result = PhaseMake(code=wanted.code, title=wanted.title, form=name, document=target, rows=rows, proofs=found)
    return Outcome(
        kind="phase-make",
        data=result,
        document=page,
        inputs=tuple(work.inputs.values()),
        notices=tuple(told),
    )


def _others(wanted: _Wanted) -> str:
    """What else is to be typed for the steps, in words."""
    guides = (one for one in phase.procedure().guides if one.step in wanted.numbers)
    typed = dict.fromkeys(each for one in guides for each in one.commands if not each.startswith("phase "))
    return "、".join(f"migrate {one}" for one in typed)


def _plan(wanted: _Wanted, facts: Facts, offers: Offers) -> BookPlan | None:
    """The workbook; None where no register of ours serves the steps."""
    sheets = register.wanted(form.form(wanted.item), wanted.numbers) if wanted.item in form.items() else ()
    if not sheets:
        return None
    known: Answers = facts.of(wanted.item)
    nothing: Mapping[str, Mapping[str, str | int]] = {}
    return BookPlan(
        form=form.form(wanted.item),
        title=f"{wanted.code} {wanted.title}",
        file=f"{wanted.file}.xlsx",
        sheets=tuple(register.plan(sheet, known, offers.get(sheet.id, nothing)) for sheet in sheets),
        parties=(),
        municipality=facts.code,
        made=facts.as_of.isoformat(),
    )


def _document(wanted: _Wanted, facts: Facts, sections: tuple[Section, ...]) -> Document:
    left = register.left(wanted.item, facts.of(wanted.item), wanted.numbers)
    steps = "、".join(f"{one.code} {one.name}" for one in wanted.steps)
    return Document(
        title=f"{wanted.code} {wanted.title}",
        subtitle=facts.municipality,
        facts=(
            ("ステップ", steps or "なし（移行の全体の登録簿）"),
            ("時点", facts.as_of.isoformat()),
            ("様式", "本ツール独自（公表された様式ではありません）"),
        ),
        summary="" if sections else "まだ何も分かっていません。様式に書くか、調査・比較分析を先に行ってください。",
        sections=(*sections, left) if left else sections,
    )


def _prove(work: Job, found: tuple[StepProof, ...]) -> None:
    """A file for each step of a business that is proven; the file of one that is no longer so goes."""
    for one in found:
        name = proof.file_name(one.business, one.code)
        if one.proven:
            work.write(name, records.dump(one))
        else:
            work.remove(name)
