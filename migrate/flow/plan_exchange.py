"""`plan export` and `plan import`: the plan as workbooks to edit and to hand out, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import tables, xlsx, xlsx_unread
from migrate.flow import plan
from migrate.flow.filled_in import check_unread
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Section, Value
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.phase.plan import book, page, read, tasks
from migrate.phase.plan.book_look import Paper
from migrate.phase.plan.page import View
from migrate.phase.plan.read import Read, Table
from migrate.phase.plan.schedule import schedule
from migrate.phase.plan.tasks import Task
from migrate.text import formulas
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

FOLDER = "out/plan"
BOOKS = {Paper.A3: f"{FOLDER}/工程表-A3.xlsx", Paper.A4: f"{FOLDER}/工程表-A4.xlsx"}
TABLE = f"{FOLDER}/工程表.csv"
_EXPORT, _IMPORT = "plan export", "plan import"
_EXPECTED = ("見込み開始", "見込み終了", "余裕（営業日）", "状態")


@value
class PlanExport:
    """The files that were written."""

    files: tuple[str, ...]
    tasks: int


@value
class PlanImport:
    """What an imported file changed, as keys of tasks; nothing where ``written`` is False."""

    file: str
    sheet: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    missing: tuple[str, ...]
    """Tasks of the plan that are not in the file."""
    removed: bool
    """True where those were taken out of the plan."""
    written: bool


def _table(view: View) -> bytes:
    """The plan as CSV for machines, with what is expected."""
    rows = [
        (
            *(formulas.shielded(tasks.text_of(one.task, head.field)) for head in tasks.headings()),
            one.start.isoformat(),
            one.end.isoformat(),
            "" if one.task.finished else one.slack,
            str(page.state(one, view.schedule).text),
        )
        for one in view.shown
    ]
    return tables.to_bytes([*(head.title for head in tasks.headings()), *_EXPECTED], rows)


def export(workspace: Workspace, session: Session, force: bool = False) -> Outcome:
    """Write the plan as an A3 workbook by weeks (to edit), an A4 workbook by months (to hand out), and CSV.

    Raises:
        NothingCheckedError: MIG-PHS-094. UnreadableError: MIG-PHS-090, -091, -104, MIG-SYS-005.
        MigrateError: MIG-PHS-093, -098 (people have edited a workbook that nobody has imported).
    """
    with job.run(workspace, session, _EXPORT) as work:
        known = plan.load(workspace)
        for one in plan.inputs(workspace):
            work.note(workspace.path(*one.path.split("/")))
        view = plan.view(workspace, schedule(known, plan.load_calendar(workspace), session.as_of))
        for paper, name in BOOKS.items():
            if not force:
                check_unread(work, name, (_EXPORT, _IMPORT), "MIG-PHS-098")
            work.write(name, book.workbook(view, paper))
        work.write(TABLE, _table(view))
    files = (*BOOKS.values(), TABLE)
    told = f"{BOOKS[Paper.A3]} の黄色の列を直したら、migrate plan import {BOOKS[Paper.A3]} で読みこみます。"
    columns = (Column(title="ファイル", width=34), Column(title="使いみち", width=60))
    uses = (
        "直すための工程表（A3、週の帯）",
        "配るための工程表（A4、月の帯）",
        "機械で読むための表（見込みと余裕つき）",
    )
    grid = Grid(title="書いたファイル", columns=columns, rows=tuple(zip(files, uses, strict=True)))
    return Outcome(
        kind="plan-export",
        data=PlanExport(files=files, tasks=len(known)),
        document=Document(
            title="工程表の書き出し",
            subtitle=workspace.project.name,
            summary=f"{len(known)} 件の作業を書き出しました。",
            sections=(Section(id="files", title="書いたファイル", blocks=(grid,)),),
        ),
        inputs=tuple(work.inputs.values()),
        notices=(told,),
    )


def _tables_of(work: Job, path: Path) -> list[Table]:
    """The tables of a file that may be a plan.

    Raises:
        UnreadableError: MIG-FORM-001 to -015, MIG-SYS-001, -002.
    """
    name = work.note(path).path
    if path.suffix.lower() == ".csv":
        return [read.of_csv(path.read_bytes(), name)]
    data = xlsx.read_bytes(path)
    sheets = xlsx.loads(data, name).sheets
    unread = xlsx_unread.unread(data)
    return [
        Table(
            file=name,
            rows=one.rows,
            sheet=one.name,
            unread=frozenset(cell.cell for cell in unread if cell.sheet == one.name),
        )
        for one in sheets
        if one.visible
    ]


def _read(work: Job, path: Path) -> tuple[Table, Read, tuple[str, ...]]:
    """The table that is the plan, what it says, and other sheets that look like one."""
    names = plan.spellings(work.workspace)
    found = [(one, head) for one in _tables_of(work, path) if (head := read.head_of(one)) is not None]
    if not found:
        name = work.workspace.relative(path)
        raise UnreadableError("MIG-PHS-090", Place(file=name), {"file": name})
    found.sort(key=lambda one: -len(one[1][1]))
    table = found[0][0]
    result = read.read(table, names)
    assert result is not None  # it has a head
    return table, result, tuple(one.sheet for one, _ in found[1:])


def _without(coming: Iterable[Task], gone: frozenset[str]) -> tuple[Task, ...]:
    """Tasks that no longer wait for what is gone."""
    return tuple(replace(one, after=tuple(each for each in one.after if each.key not in gone)) for one in coming)


def import_(workspace: Workspace, session: Session, file: Path, remove: bool = False) -> Outcome:
    """Read a plan from a workbook or CSV file; where a cell cannot be read, nothing of it is taken.

    Raises:
        UnreadableError: MIG-PHS-090 (no plan in it), -091, -104 (the plan at hand is damaged), MIG-FORM-001 to -015.
        MigrateError: MIG-PHS-093, tasks wait for each other.
    """
    with job.run(workspace, session, _IMPORT) as work:
        table, found, others = _read(work, file)
        before = plan.load(workspace) if plan.is_there(workspace) else ()
        coming = tasks.merged(before, found.tasks, found.fields)
        missing = tasks.missing(before, coming) if found.usable else ()
        after = _without(coming, frozenset(one.key for one in missing)) if remove else (*coming, *missing)
        usable = found.usable and bool(coming)
        if usable:
            plan.judged(workspace, after, session.as_of)
            work.write(tasks.FILE, tasks.to_bytes(after))
        work.findings = len(found.findings)
    old = {one.key: one for one in before}
    result = PlanImport(
        file=table.file,
        sheet=table.sheet,
        new=tuple(one.key for one in coming if one.key not in old),
        changed=tuple(one.key for one in coming if one.key in old and old[one.key] != one),
        same=sum(old.get(one.key) == one for one in coming),
        missing=tuple(one.key for one in missing),
        removed=remove and usable,
        written=usable,
    )
    return Outcome(
        kind="plan-import",
        data=result,
        document=_document(workspace, result),
        findings=found.findings,
        inputs=tuple(work.inputs.values()),
        nothing_checked=not coming and found.usable,
        notices=_notices(result, others),
    )


def _document(workspace: Workspace, result: PlanImport) -> Document:
    rows: tuple[tuple[Value, ...], ...] = (
        ("新しい作業", len(result.new), "、".join(result.new)),
        ("変わった作業", len(result.changed), "、".join(result.changed)),
        ("同じ作業", result.same, ""),
        ("ファイルにない作業", len(result.missing), "、".join(result.missing)),
    )
    columns = (
        Column(title="区分", width=20),
        Column(title="件", numeric=True, width=8),
        Column(title="番号", width=70),
    )
    said = "工程表に読みこみました。" if result.written else "読めないセルがあるので、何も読みこんでいません。"
    where = f"{result.file}{f'（シート「{result.sheet}」）' if result.sheet else ''}"
    return Document(
        title="工程表の読みこみ",
        subtitle=workspace.project.name,
        facts=(("ファイル", where),),
        summary=said,
        sections=(
            Section(id="read", title="読みこんだもの", blocks=(Grid(title="作業", columns=columns, rows=rows),)),
        ),
    )


def _notices(result: PlanImport, others: tuple[str, ...]) -> tuple[str, ...]:
    told = []
    if others:
        told.append(f"読んだシートは「{result.sheet}」です。ほかに工程表に見えるシート: {'、'.join(others)}")
    if result.missing and not result.removed and result.written:
        told.append(f"ファイルにない {len(result.missing)} 件は、工程表に残しました。消すには --remove を付けます。")
    if result.written:
        told.append("次は migrate plan show で、遅れと期限を確かめます。")
    return tuple(told)
