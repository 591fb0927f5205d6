"""The survey of the current systems: make the questionnaire, read the answers, show the one inventory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records, xlsx
from migrate.files.bundled import bundled
from migrate.flow import answers, loaded
from migrate.flow.filled_in import check_unread
from migrate.flow.outcome import Outcome
from migrate.forms.merge import merge
from migrate.forms.plan import BookPlan
from migrate.forms.read import workbook
from migrate.model.catalogue import BusinessKind, Catalogue
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Section, Tone
from migrate.model.finding import Place, Severity, sort_key
from migrate.model.source import SourceSchema
from migrate.model.value import value
from migrate.report.findings import SHOWN, with_findings
from migrate.report.formats import html
from migrate.spec import catalogue
from migrate.survey import book, dependencies, document, judge, offers
from migrate.survey import steps as proving
from migrate.survey.form import HEAD, ID, SYSTEM, VERSION, form
from migrate.survey.inventory import Inventory, inventory
from migrate.survey.plan import Known, Wish, books
from migrate.survey.steps import StepProof
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

__all__ = ("Wish", "make", "read", "show")

FORMS = "survey/forms"
INVENTORY, PICTURE, STEPS = "out/survey/inventory.json", "out/survey/dependencies.svg", "out/survey/steps"


@value
class FormFile:
    """One questionnaire that was written."""

    path: str
    sheets: int
    systems: int
    known: int
    """Answers that it holds already."""


@value
class SurveyMake:
    """Result of `survey make`."""

    form: str
    version: int
    forms: tuple[FormFile, ...]


@value
class SurveyRead:
    """Result of `survey read`. Numbers count answers."""

    files: tuple[str, ...]
    new: int
    changed: int
    same: int
    unreadable: int
    """Cells that hold something that is no answer."""
    conflicts: int
    """Cells that say something else than another file, or than what is kept."""
    written: tuple[str, ...]


@value
class SurveyShow:
    """Result of `survey show`."""

    as_of: str
    cutover: str
    inventory: Inventory
    proofs: tuple[StepProof, ...]


def _catalogue() -> Catalogue:
    return catalogue.load(bundled("specs") / catalogue.FOLDER)


def _scan(work: Job) -> SourceSchema | None:
    path = work.workspace.path(loaded.SCHEMA)
    return records.load(SourceSchema, work.read(path), loaded.SCHEMA) if path.is_file() else None


def _check_businesses(known: Catalogue, wish: Wish) -> None:
    strange = sorted(wish.businesses - set(known.by_id))
    if strange:
        raise MigrateError("MIG-SRC-299", params={"business": "、".join(strange)})


def make(workspace: Workspace, session: Session, wish: Wish, force: bool = False) -> Outcome:
    """Write the questionnaire (or one for each group of systems) into survey/forms/, with what is known filled in.

    Raises:
        MigrateError: MIG-SRC-270 (the kept answers are damaged), -289 (a filled-in form was not read), -299.
        UnreadableError: MIG-SYS-003, -007.
    """
    known_names = _catalogue()
    _check_businesses(known_names, wish)
    with job.run(workspace, session, "survey make") as work:
        known = Known(
            form=form(),
            catalogue=known_names,
            answers=answers.load(work, form()),
            offers=offers.from_scan(known_names, tuple(sorted(workspace.project.specs)), _scan(work)),
        )
        made = []
        for one in books(known, wish):
            name = f"{FORMS}/{one.file}"
            if not force:
                check_unread(work, name, HEAD.commands, HEAD.codes.unread)
            full = replace(one, municipality=workspace.project.code, made=session.as_of.isoformat())
            work.write(name, book.workbook(full, known_names.interfaces))
            made.append(_form_file(name, full))
    result = SurveyMake(form=ID, version=VERSION, forms=tuple(made))
    notice = f"{FORMS}/ に書きました。記入されたファイルは migrate survey read で読み取ります。"
    return Outcome(
        kind="survey-make",
        data=result,
        document=_made(result),
        inputs=tuple(work.inputs.values()),
        notices=(notice,),
    )


def _form_file(name: str, made: BookPlan) -> FormFile:
    return FormFile(
        path=name,
        sheets=len(made.sheets),
        systems=sum(sheet.form.id == SYSTEM for sheet in made.sheets),
        known=sum(len(row.answers) for sheet in made.sheets for row in sheet.rows),
    )


def _made(result: SurveyMake) -> Document:
    columns = (
        Column(title="調査票", width=44),
        Column(title="シート", numeric=True, width=8),
        Column(title="システム", numeric=True, width=10),
        Column(title="記入ずみの回答", numeric=True, width=14),
    )
    rows = tuple((one.path, one.sheets, one.systems, one.known) for one in result.forms)
    grid = Grid(title="作った調査票", columns=columns, rows=rows, note="様式は本ツール独自です。")
    return Document(
        title="現行システムの概要調査の調査票",
        summary=f"調査票 {len(result.forms)} 冊を作りました。",
        sections=(Section(id="forms", title="調査票", blocks=(grid,)),),
    )


def _given(workspace: Workspace, files: Sequence[Path]) -> tuple[Path, ...]:
    """The questionnaires meant: the files, those in the folders, without either those in survey/forms/."""
    found: list[Path] = []
    for path in files or (workspace.root / FORMS,):
        inside = sorted(one for one in path.glob("*.xlsx") if not one.name.startswith("~$")) if path.is_dir() else []
        if not inside and (path.is_dir() or not files):
            raise NothingCheckedError("MIG-SRC-252", Place(file=FORMS if not files else path.name))
        found += inside or [path]
    return tuple(found)


def read(workspace: Workspace, session: Session, files: Sequence[Path], overwrite: bool = False) -> Outcome:
    """Read filled-in questionnaires and add what is new to survey/*.yaml; what cannot be decided is left and named.

    ``files`` may be folders; without any, those in survey/forms/ are meant.

    Raises:
        NothingCheckedError: MIG-SRC-252 (no questionnaire in the folder).
        UnreadableError: MIG-SRC-271 (no questionnaire of ours), MIG-FORM-001 to -015, MIG-SYS-001, -002, -007.
        MigrateError: MIG-SRC-270 (the kept answers are damaged), MIG-SYS-010.
    """
    questions = form()
    with job.run(workspace, session, "survey read") as work:
        kept = answers.load(work, questions)
        names = {record.key: record.text("name") for record in kept.of(SYSTEM) if record.text("name")}
        around = workbook.Around(
            form=questions, names=names, municipality=workspace.project.code, others=frozenset({book.INTERFACES})
        )
        filled = []
        for path in _given(workspace, files):
            data = xlsx.read_bytes(path)
            filled.append(workbook.read(data, work.note(path).path, around))
        merged = merge(questions, kept, filled, overwrite)
        written = answers.write(work, questions, merged)
        found = tuple(sorted((*(f for one in filled for f in one.findings), *merged.findings), key=sort_key))
        work.findings = len(found)
    result = SurveyRead(
        files=tuple(one.file for one in filled),
        new=merged.new,
        changed=merged.changed,
        same=merged.same,
        unreadable=sum(f.code in ("MIG-SRC-272", "MIG-SRC-274") for f in found),
        conflicts=sum(f.code in ("MIG-SRC-280", "MIG-SRC-285", "MIG-SRC-286") for f in found),
        written=written,
    )
    empty = not (result.new + result.changed + result.same + result.unreadable + result.conflicts)
    if empty:
        notice = "記入された欄が 1 つもありません。クリーム色の欄に記入してから読んでください。"
    elif any(f.severity is Severity.ERROR for f in found):
        notice = "エラーのあるセルは保存していません。直したファイルを、もう一度 migrate survey read で読んでください。"
    else:
        notice = "次は migrate survey show で、全体の一覧と不足を見られます。"
    return Outcome(
        kind="survey-read",
        data=result,
        document=_read(result),
        findings=found,
        inputs=tuple(work.inputs.values()),
        nothing_checked=empty,
        notices=(notice,),
    )


def _read(result: SurveyRead) -> Document:
    bad = result.unreadable + result.conflicts
    figures = Figures(
        figures=(
            Figure(label="新しい回答", value=f"{result.new:,}"),
            Figure(label="変わった回答", value=f"{result.changed:,}"),
            Figure(label="同じ回答", value=f"{result.same:,}"),
            Figure(
                label="読めないセル", value=f"{result.unreadable:,}", tone=Tone.BAD if result.unreadable else Tone.PLAIN
            ),
            Figure(
                label="食い違うセル", value=f"{result.conflicts:,}", tone=Tone.BAD if result.conflicts else Tone.PLAIN
            ),
        )
    )
    columns = (Column(title="ファイル", width=50), Column(title="扱い", width=20))
    rows = [(name, Cell(text="読んだ", tone=Tone.PLAIN)) for name in result.files]
    rows += [(name, Cell(text="書いた", tone=Tone.GOOD)) for name in result.written]
    grid = Grid(title="ファイル", columns=columns, rows=tuple(rows))
    tail = f"{bad:,} 個のセルは、直すまで保存しません。" if bad else ""
    return Document(
        title="調査票の読み取り",
        summary=f"回答 {result.new + result.changed:,} 個を保存しました。{tail}",
        sections=(Section(id="read", title="結果", blocks=(figures, grid)),),
    )


def _names(known: Catalogue) -> Mapping[str, str]:
    """What the survey has to cover: 業務ID of the 20 businesses and 7 common functions → name."""
    covered = (one for one in known.businesses if one.kind is not BusinessKind.RELATED and one.systems)
    return {one.systems[0]: one.law_name for one in covered}


def show(workspace: Workspace, session: Session, cutover: date | None = None) -> Outcome:
    """The one inventory, the picture of who sends what to whom, and what the answers prove of ②.

    Raises:
        NothingCheckedError: MIG-SRC-290, no answer is kept yet.
        MigrateError: MIG-SRC-270. UnreadableError: MIG-SYS-007.
    """
    questions, known = form(), _catalogue()
    with job.run(workspace, session, "survey show") as work:
        given = answers.load(work, questions)
        if not given.records:
            raise NothingCheckedError("MIG-SRC-290", Place(file=HEAD.folder))
        found = inventory(questions, given, _names(known), offers.aliases(known))
        view = document.View(
            form=questions,
            answers=given,
            inventory=found,
            proofs=proving.proofs(questions, given, found),
            diagram=dependencies.diagram(found),
            as_of=session.as_of,
            cutover=cutover,
        )
        findings = judge.judge(questions, given, found, session.as_of, cutover)
        work.write(INVENTORY, records.dump(found))
        work.write(PICTURE, html.svg(view.diagram))
        _prove(work, view.proofs)
        work.findings = len(findings)
    data = SurveyShow(
        as_of=session.as_of.isoformat(),
        cutover=cutover.isoformat() if cutover else "",
        inventory=found,
        proofs=view.proofs,
    )
    return Outcome(
        kind="survey-show",
        data=data,
        document=document.document(view),
        brief=with_findings(document.brief(view), findings, SHOWN),
        findings=findings,
        inputs=tuple(work.inputs.values()),
        notices=(f"{INVENTORY} と {PICTURE} に書きました。",),
    )


def _prove(work: Job, proofs: Sequence[StepProof]) -> None:
    """A file for each step that is proven; the file of one that is no longer so goes."""
    mine = (one for one in proofs if one.step in proving.PROVEN)
    names = {f"{STEPS}/{one.business}-2-{one.step - proving.BASICS + 1}.json": one for one in mine}
    for name, proof in names.items():
        if proof.proven:
            work.write(name, records.dump(proof))
    for path in sorted(work.workspace.path(STEPS).glob("*.json")):
        name = f"{STEPS}/{path.name}"
        if name not in names or not names[name].proven:
            work.remove(name)
