"""Fit&Gap of functions: make the forms for departments and vendors, and read what they answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import xlsx, xlsx_unread
from migrate.flow import package_answers, requirements
from migrate.flow.filled_in import check_unread
from migrate.flow.outcome import Outcome
from migrate.flow.package_answers import Found
from migrate.flow.requirements import Standards
from migrate.forms.book import make as book
from migrate.forms.form import KEY
from migrate.forms.merge import merge
from migrate.forms.plan import BookPlan
from migrate.forms.read import workbook
from migrate.forms.read.rows import Source
from migrate.forms.read.workbook import Around, Filled
from migrate.forms.records import Answers
from migrate.gap.functions import layout, plan, store
from migrate.gap.functions.edition import stale
from migrate.gap.functions.plan import Kept, Wish
from migrate.gap.functions.requirement import OUTSIDE, Business
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Section, Tone
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

__all__ = ("Wish", "make", "read")

FORMS = "fit/forms"
COMMAND = "gap functions"
_BUSINESS = re.compile(r"\d{3}", re.ASCII)
_UNREADABLE = ("MIG-GAP-061", "MIG-GAP-063", "MIG-GAP-071")
_CONFLICTS = ("MIG-GAP-069", "MIG-GAP-074", "MIG-GAP-075")


@value
class FitForm:
    """One form that was written."""

    path: str
    business: str
    rows: int
    """Requirements that it lists."""
    known: int
    """Answers that it holds already."""


@value
class FunctionsMake:
    """Result of `gap functions make`."""

    form: str
    version: int
    forms: tuple[FitForm, ...]


@value
class FunctionsRead:
    """Result of `gap functions read`. Numbers count answers."""

    files: tuple[str, ...]
    new: int
    changed: int
    same: int
    unreadable: int
    """Cells that hold something that is no answer, and rows that nothing names."""
    conflicts: int
    """Cells that say something else than another file, or than what is kept."""
    written: tuple[str, ...]


def _kept(work: Job, known: Standards, scope: tuple[str, str], delivered: Found | None = None) -> Kept:
    """What is kept of a business and of a package, and what its vendor ``delivered``.

    ``scope`` is 業務ID and the package's key, which may be empty.
    """
    id, package = scope
    offered = requirements.kept(work, layout.offer(), store.folder(id, package)) if package else Answers()
    said = delivered.get(scope) if delivered else None
    return Kept(
        business=requirements.business(work, known, id),
        fit=requirements.fit(work, id),
        offer=offered,
        delivered=said.answers if said else Answers(),
        package=package,
    )


def make(workspace: Workspace, session: Session, wish: Wish, force: bool = False) -> Outcome:
    """Write a form for each business into fit/forms/, with what is known filled in.

    What the vendor of a package answered to a request is suggested in its form.

    Raises:
        NothingCheckedError: MIG-GAP-080, no functions or forms are imported.
        MigrateError: MIG-GAP-078 (a filled-in form was not read), -079 (kept answers are damaged), MIG-SPEC-006.
    """
    known = requirements.standards(workspace)
    ids = requirements.wanted(known, wish.businesses)
    made = []
    with job.run(workspace, session, f"{COMMAND} make") as work:
        delivered = package_answers.delivered(work) if wish.package else None
        for id in ids:
            one = plan.book(_kept(work, known, (id, wish.package), delivered), wish)
            name = f"{FORMS}/{one.file}"
            if not force:
                check_unread(work, name, layout.FIT.commands, layout.FIT.codes.unread)
            full = replace(one, municipality=workspace.project.code, made=session.as_of.isoformat())
            work.write(name, book.workbook(full))
            made.append(_made(id, name, full))
    head = layout.OFFER if wish.package else layout.FIT
    result = FunctionsMake(form=head.id, version=head.version, forms=tuple(made))
    notices = [f"{FORMS}/ に書きました。記入されたファイルは migrate gap functions read で読み取ります。"]
    if left := [one for one in dict.fromkeys(wish.businesses) if one not in ids]:
        notices.append(f"業務 {'、'.join(left)} は、機能・帳票の要件を取り込んでいないので、作っていません。")
    return Outcome(
        kind="functions-make",
        data=result,
        document=_make_document(result, head.noun),
        inputs=tuple(work.inputs.values()),
        notices=tuple(notices),
    )


def _made(business: str, path: str, full: BookPlan) -> FitForm:
    rows = [row for sheet in full.sheets if sheet.form.table for row in sheet.rows if row.key]
    known = sum(len(row.answers) for sheet in full.sheets for row in sheet.rows)
    return FitForm(path=path, business=business, rows=len(rows), known=known)


def _make_document(result: FunctionsMake, noun: str) -> Document:
    columns = (
        Column(title="ファイル", width=56),
        Column(title="業務", width=6),
        Column(title="要件など", numeric=True, width=10),
        Column(title="記入ずみの回答", numeric=True, width=14),
    )
    rows = tuple((one.path, one.business, one.rows, one.known) for one in result.forms)
    grid = Grid(title=f"作った{noun}", columns=columns, rows=rows, note="様式は本ツール独自です。")
    return Document(
        title="標準仕様との比較: 機能・帳票の表",
        summary=f"{noun} {len(result.forms)} 冊を作りました。",
        sections=(Section(id="forms", title=noun, blocks=(grid,)),),
    )


@value
class _File:
    """A file that is one of the two forms."""

    name: str
    book: xlsx.Workbook
    source: Source
    scope: tuple[str, str]
    """業務ID and key of the package (empty in a department's form)."""


def _open(work: Job, path: Path) -> _File:
    """A file, and what it is about.

    Raises:
        UnreadableError: MIG-GAP-060 (none of our forms), MIG-FORM-001 to -015, MIG-SYS-001, -002.
    """
    data = xlsx.read_bytes(path)
    name = work.note(path).path
    found = xlsx.loads(data, name)
    for form in (layout.fit(), layout.offer()):
        business, _, package = workbook.scope(form, found).partition("-")
        fits = KEY.fullmatch(package) if form is layout.offer() else not package
        if workbook.is_ours(form.head, found) and _BUSINESS.fullmatch(business) and fits:
            unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
            return _File(name=name, book=found, source=Source(file=name, unread=unread), scope=(business, package))
    raise UnreadableError(layout.FIT.codes.not_ours, Place(file=name), {"file": name})


@value
class _Group:
    """What the files of one business (and one package) came to."""

    new: int
    changed: int
    same: int
    findings: tuple[Finding, ...]
    written: tuple[str, ...]


def _group(work: Job, kept: Kept, files: Sequence[_File], overwrite: bool) -> _Group:
    scope = (kept.business.id, kept.package)
    form = plan.form_of(kept)
    around = Around(form=form, names={}, municipality=work.workspace.project.code)
    filled = [workbook.of_book(one.book, one.source, around) for one in files]
    own = kept.offer if kept.package else kept.fit
    merged = merge(form, own, filled, overwrite, prefix=f"{scope[0]}-r")
    full = store.joined(own, merged.changes)
    written = []
    for sheet in form.sheets:
        if any(one.sheet == sheet.id for one in merged.changes):
            name = f"{store.folder(*scope)}/{sheet.id}.csv"
            work.write(name, store.written(sheet, full.of(sheet.id), _names(kept, sheet.id)))
            written.append(name)
    found = [*(f for one in filled for f in one.findings), *merged.findings, *_stale(kept.business, filled)]
    return _Group(
        new=merged.new, changed=merged.changed, same=merged.same, findings=tuple(found), written=tuple(written)
    )


def _names(kept: Kept, sheet: str) -> dict[str, str]:
    """What a key of a sheet is called, for readers of the stored file."""
    if sheet == OUTSIDE:
        return {one.key: one.text("name") for one in kept.fit.of(OUTSIDE)}
    return {one.key: one.name for one in kept.business.of(sheet)}


def _stale(business: Business, files: Sequence[Filled]) -> list[Finding]:
    return [one for filled in files for one in stale(business, filled)]


def read(workspace: Workspace, session: Session, files: Sequence[Path], overwrite: bool = False) -> Outcome:
    """Read filled-in forms and add what is new to fit/; what cannot be decided is left and named.

    Raises:
        UnreadableError: MIG-GAP-060 (none of our forms), MIG-FORM-001 to -015, MIG-SYS-001, -002.
        MigrateError: MIG-GAP-079 (the kept answers are damaged), MIG-SYS-010.
        NothingCheckedError: MIG-GAP-080, the requirements of a form's business are not imported.
    """
    with job.run(workspace, session, f"{COMMAND} read") as work:
        opened = [_open(work, path) for path in files]
        known = requirements.standards(workspace)
        groups = []
        for scope in dict.fromkeys(one.scope for one in opened):
            mine = [one for one in opened if one.scope == scope]
            groups.append(_group(work, _kept(work, known, scope), mine, overwrite))
        found = tuple(sorted((f for one in groups for f in one.findings), key=sort_key))
        work.findings = len(found)
    result = FunctionsRead(
        files=tuple(one.name for one in opened),
        new=sum(one.new for one in groups),
        changed=sum(one.changed for one in groups),
        same=sum(one.same for one in groups),
        unreadable=sum(f.code in _UNREADABLE for f in found),
        conflicts=sum(f.code in _CONFLICTS for f in found),
        written=tuple(sorted(name for one in groups for name in one.written)),
    )
    empty = not (result.new + result.changed + result.same + result.unreadable + result.conflicts)
    return Outcome(
        kind="functions-read",
        data=result,
        document=_read_document(result),
        findings=found,
        inputs=tuple(work.inputs.values()),
        nothing_checked=empty,
        notices=(_next(empty, found),),
    )


def _next(empty: bool, found: Sequence[Finding]) -> str:
    if any(f.severity is Severity.ERROR for f in found):
        return "エラーのあるセルは保存していません。直してから、もう一度 migrate gap functions read で読んでください。"
    if empty:
        return "記入された欄が 1 つもありません。クリーム色の欄に記入してから読んでください。"
    return "次は migrate gap functions show で、課題と残っている行を見られます。"


def _read_document(result: FunctionsRead) -> Document:
    bad = result.unreadable + result.conflicts
    counts = (
        ("新しい回答", result.new, Tone.PLAIN),
        ("変わった回答", result.changed, Tone.PLAIN),
        ("同じ回答", result.same, Tone.PLAIN),
        ("読めないセル", result.unreadable, Tone.BAD),
        ("食い違うセル", result.conflicts, Tone.BAD),
    )
    figures = tuple(Figure(label=name, value=f"{n:,}", tone=tone if n else Tone.PLAIN) for name, n, tone in counts)
    columns = (Column(title="ファイル", width=50), Column(title="扱い", width=20))
    rows = [(name, Cell(text="読んだ", tone=Tone.PLAIN)) for name in result.files]
    rows += [(name, Cell(text="書いた", tone=Tone.GOOD)) for name in result.written]
    grid = Grid(title="ファイル", columns=columns, rows=tuple(rows))
    tail = f"{bad:,} 個のセルは、直すまで保存しません。" if bad else ""
    return Document(
        title="標準仕様との比較: 機能・帳票の表の読み取り",
        summary=f"回答 {result.new + result.changed:,} 個を保存しました。{tail}",
        sections=(Section(id="read", title="結果", blocks=(Figures(figures=figures), grid)),),
    )
