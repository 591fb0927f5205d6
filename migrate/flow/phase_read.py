"""Filled-in forms of the work items: what is new goes to phase/, what cannot be decided is left and named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.errors import NothingCheckedError, UnreadableError
from migrate.files import xlsx, xlsx_unread
from migrate.flow import answers, read_back
from migrate.flow.outcome import Outcome
from migrate.flow.phase_make import FORMS
from migrate.flow.read_back import ReadBack
from migrate.forms.form import Codes, Form
from migrate.forms.merge import Merged, merge
from migrate.forms.read import workbook
from migrate.forms.read.rows import Source
from migrate.forms.read.workbook import Around, Filled
from migrate.model.finding import Finding, Place, sort_key
from migrate.model.value import value
from migrate.phase import form as forms
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_MAKE, _READ = forms.COMMANDS


@value
class PhaseRead(ReadBack):
    """Result of `phase read`; the numbers count answers."""


@value
class _Opened:
    form: Form
    filled: Filled


def read(workspace: Workspace, session: Session, files: Sequence[Path], overwrite: bool = False) -> Outcome:
    """Read filled-in forms and add what is new to phase/; ``files`` may be folders, without any phase/forms/ is meant.

    Raises:
        NothingCheckedError: MIG-PHS-041, no form in the folder.
        UnreadableError: MIG-PHS-020 (none of our forms), MIG-FORM-001 to -015, MIG-SYS-001, -002, -007.
        MigrateError: MIG-PHS-039 (the kept answers are damaged), MIG-SYS-010.
    """
    with job.run(workspace, session, _READ) as work:
        opened = [_open(work, path) for path in _given(workspace, files)]
        merged: list[Merged] = []
        written: list[str] = []
        for form in dict.fromkeys(one.form.head.id for one in opened):
            mine = [one for one in opened if one.form.head.id == form]
            merged.append(merge(mine[0].form, answers.load(work, mine[0].form), [m.filled for m in mine], overwrite))
            written += answers.write(work, mine[0].form, merged[-1])
        told = (*(f for one in opened for f in one.filled.findings), *(f for one in merged for f in one.findings))
        found = tuple(sorted(told, key=sort_key))
        work.findings = len(found)
    codes = opened[0].form.head.codes
    result = PhaseRead(
        files=tuple(one.filled.file for one in opened),
        new=sum(one.new for one in merged),
        changed=sum(one.changed for one in merged),
        same=sum(one.same for one in merged),
        unreadable=_count(found, codes.refused, codes.no_value, codes.unnamed),
        conflicts=_count(found, codes.twice, codes.conflict, codes.changed),
        written=tuple(sorted(written)),
    )
    return _outcome(work, result, found)


def _outcome(work: Job, result: PhaseRead, found: tuple[Finding, ...]) -> Outcome:
    empty = not (result.new + result.changed + result.same + result.unreadable + result.conflicts)
    then = f"次は migrate {_MAKE} で文書を作り直し、migrate phase status で裏づけを確かめます。"
    return Outcome(
        kind="phase-read",
        data=result,
        document=read_back.document(result, "作業項目の様式の読み取り", "回答"),
        findings=found,
        inputs=tuple(work.inputs.values()),
        nothing_checked=empty,
        notices=(read_back.following(empty, found, f"migrate {_READ}", then),),
    )


def _count(found: Sequence[Finding], *codes: str) -> int:
    return sum(one.code in codes for one in found)


def _given(workspace: Workspace, files: Sequence[Path]) -> tuple[Path, ...]:
    """The forms that are meant: the files, those in the folders, without either those in phase/forms/."""
    found: list[Path] = []
    for path in files or (workspace.root / FORMS,):
        inside = sorted(one for one in path.glob("*.xlsx") if not one.name.startswith("~$")) if path.is_dir() else []
        if not inside and (path.is_dir() or not files):
            raise NothingCheckedError("MIG-PHS-041", Place(file=path.name if files else FORMS))
        found += inside or [path]
    return tuple(found)


def _open(work: Job, path: Path) -> _Opened:
    """A form with its answers; which of the forms it is, its stamps say."""
    data = xlsx.read_bytes(path)
    name = work.note(path).path
    book = xlsx.loads(data, name)
    for item in forms.items():
        form = forms.form(item)
        if workbook.is_ours(form.head, book):
            unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
            around = Around(form=form, names={}, municipality=work.workspace.project.code)
            return _Opened(form=form, filled=workbook.of_book(book, Source(file=name, unread=unread), around))
    codes: Codes = forms.form(forms.items()[0]).head.codes
    raise UnreadableError(codes.not_ours, Place(file=name), {"file": name})
