"""Questions of vendors registered, answered by the staff, published to all without the asker's name (⑥-1, ⑨-2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records, xlsx, xlsx_unread
from migrate.flow import answers, procure_terms, read_back
from migrate.flow.filled_in import check_unread
from migrate.flow.outcome import Outcome
from migrate.flow.procure_desk import Desk, vendors
from migrate.flow.procure_log import Log
from migrate.forms.answer import Answer
from migrate.forms.book import make as book
from migrate.forms.form import ALL, KEY
from migrate.forms.merge import Merged, merge
from migrate.forms.read import workbook
from migrate.forms.read.rows import Source
from migrate.forms.read.workbook import Around, Filled
from migrate.forms.records import Answers, Record
from migrate.model.document import Document
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.value import value
from migrate.procure import layouts
from migrate.procure.rfi import log
from migrate.procure.rfi.log import Asked, Published
from migrate.report.formats import docx
from migrate.report.formats import xlsx as sheets
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class Questions:
    """Result of `qa sheet`, `add`, `publish`: the register as it stands, without the askers."""

    procurement: str
    """``rfi`` or ``rfp``."""
    unit: str
    questions: int
    answered: int
    published: int
    written: tuple[str, ...]


@value
class QuestionsRead:
    """Result of `qa import`. Numbers count questions that came in, and answers of the register's workbook."""

    procurement: str
    """``rfi`` or ``rfp``."""
    files: tuple[str, ...]
    new: int
    changed: int
    same: int
    conflicts: int
    unreadable: int
    written: tuple[str, ...]


def _log(desk: Desk, workspace: Workspace, asked: str) -> Log:
    return Log(desk=desk, unit=desk.unit_of(workspace, asked))


def sheet(desk: Desk, workspace: Workspace, session: Session, asked: str = "", force: bool = False) -> Outcome:
    """Write the register as a workbook in which the staff answer.

    Raises:
        MigrateError: MIG-RFI-019 (a filled-in one was not read), -020, -026. NothingCheckedError: MIG-RFI-027.
    """
    mine = _log(desk, workspace, asked)
    with job.run(workspace, session, mine.command("sheet")) as work:
        name, form = mine.book, mine.form
        if not force:
            check_unread(work, name, form.head.commands, form.head.codes.unread)
        kept = mine.load(work)
        file = name.rpartition("/")[2]
        work.write(name, book.workbook(log.plan(form, file, mine.package(work), kept, session.as_of)))
    told = f"{name} に書きました。回答を書いたら、migrate {mine.command('import')} {name} で読み取ります。"
    return _outcome(work, mine, log.asked(kept), (name,), told)


def add(desk: Desk, workspace: Workspace, session: Session, given: Mapping[str, str], asked: str = "") -> Outcome:
    """Register one question that came by telephone or letter; ``given`` are questions of the form `rfi/log`.

    Raises:
        MigrateError: MIG-RFI-020, -026, -029, -040. NothingCheckedError: MIG-RFI-027.
    """
    mine = _log(desk, workspace, asked)
    _check_vendor(given.get("asker", ""))
    with job.run(workspace, session, mine.command("add")) as work:
        kept = mine.load(work)
        form = mine.form
        told = procure_terms.checked(form.of(log.SHEET), {"received": session.as_of.isoformat(), **given})
        made = log.entry(kept, told)
        procure_terms.keep(work, form, made)
        now = log.asked(_joined(kept, (made,)))
    number = int(made.key.removeprefix(log.PREFIX))
    said = f"質問 {number} として控えました。" if made.answers else f"同じ質問が、質問 {number} にあります。"
    return _outcome(work, mine, now, (), said)


def _check_vendor(key: str) -> None:
    if not KEY.fullmatch(key):
        raise MigrateError("MIG-RFI-029", params={"vendor": key})


def _joined(kept: Answers, changes: Sequence[Record]) -> Answers:
    found = {one.key: dict(one.answers) for one in kept.of(log.SHEET)}
    for one in changes:
        found.setdefault(one.key, {}).update(one.answers)
    return Answers(records=tuple(Record(sheet=log.SHEET, key=key, answers=said) for key, said in found.items()))


def import_(
    desk: Desk, workspace: Workspace, session: Session, files: Sequence[Path], vendor: str = "", asked: str = ""
) -> Outcome:
    """Read question sheets of a vendor (``vendor`` is its key), or the register's workbook as the staff filled it in.

    Raises:
        MigrateError: MIG-RFI-020, -026, -029 (a question sheet needs its vendor's key).
        UnreadableError: MIG-RFI-001 (none of our forms), MIG-FORM-001 to -015, MIG-SYS-001, -002.
        NothingCheckedError: MIG-RFI-027.
    """
    mine = _log(desk, workspace, asked)
    form = mine.form
    with job.run(workspace, session, mine.command("import")) as work:
        kept = mine.load(work)
        findings: list[Finding] = []
        registers: list[Filled] = []
        new: list[Record] = []
        for path in files:
            filled, is_register = _read(work, path, mine)
            findings += filled.findings
            if is_register:
                registers.append(filled)
                continue
            _check_vendor(vendor)
            for said in _asked(filled, vendor, session.as_of.isoformat()):
                one = log.entry(_joined(kept, new), said)
                new += [one] if one.answers else []
        merged = merge(form, _joined(kept, new), registers, prefix=log.PREFIX)
        changes = _joined(Answers(records=tuple(new)), merged.changes).records
        written = answers.write(work, form, Merged(changes=changes, new=0, changed=0, same=0, findings=()))
        found = tuple(sorted((*findings, *merged.findings), key=sort_key))
        work.findings = len(found)
    codes = form.head.codes
    result = QuestionsRead(
        procurement=desk.kind,
        files=tuple(path.name for path in files),
        new=len(new) + merged.new,
        changed=merged.changed,
        same=merged.same,
        conflicts=sum(one.code in (codes.twice, codes.conflict, codes.changed) for one in found),
        unreadable=sum(one.code in (codes.refused, codes.no_value, codes.unnamed) for one in found),
        written=written,
    )
    told = read_back.ReadBack(
        files=result.files,
        new=result.new,
        changed=result.changed,
        same=result.same,
        conflicts=result.conflicts,
        unreadable=result.unreadable,
        written=result.written,
    )
    return Outcome(
        kind="procurement-qa-import",
        data=result,
        document=read_back.document(told, "質問と回答の読み取り", "質問・回答"),
        findings=found,
        inputs=tuple(work.inputs.values()),
        nothing_checked=not (result.new + result.changed + result.same + result.conflicts + result.unreadable),
        notices=(
            f"回答は migrate {mine.command('sheet')} の様式に書きます。"
            f"そろったら migrate {mine.command('publish')} で公表の文書を作ります。",
        ),
    )


def _read(work: Job, path: Path, mine: Log) -> tuple[Filled, bool]:
    """A file of the unit, and whether it is the register's workbook rather than a vendor's sheet.

    Raises:
        UnreadableError: MIG-RFI-001, MIG-FORM-001 to -015, MIG-SYS-001, -002.
    """
    data = xlsx.read_bytes(path)
    name = work.note(path).path
    found = xlsx.loads(data, name, any_form=True)
    unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
    register = mine.form
    for form in (register, layouts.form(f"{mine.desk.kind}/ask")):
        if workbook.is_ours(form.head, found) and workbook.scope(form, found) in ("", mine.unit):
            around = Around(form=form, names={}, municipality=work.workspace.project.code)
            return workbook.of_book(found, Source(file=name, unread=unread), around), form is register
    raise UnreadableError("MIG-RFI-001", Place(file=name), {"file": name})


def _asked(filled: Filled, vendor: str, today: str) -> Iterator[dict[str, Answer]]:
    """The questions of a vendor's sheet."""
    company = next((row.said.get("name") for row in filled.rows if row.key == ALL), None)
    name = str(company.answer or "") if company else ""
    for row in filled.rows:
        said = {id: one.answer for id, one in row.said.items() if one.answer is not None}
        if row.key != ALL and said.get("question"):
            yield {**said, "asker": log.asker(vendor, name), "received": today}


def publish(
    desk: Desk, workspace: Workspace, session: Session, asked: str = "", allowed: Sequence[int] = ()
) -> Outcome:
    """Publish the answered questions to all vendors, numbered, without a name; what would name one is held back.

    ``allowed`` are numbers of questions that people have looked at: they name nobody.

    Raises:
        MigrateError: MIG-RFI-020, -026. NothingCheckedError: MIG-RFI-027, -038 (nothing is answered).
    """
    mine = _log(desk, workspace, asked)
    with job.run(workspace, session, mine.command("publish")) as work:
        kept = mine.load(work)
        listed = log.asked(kept)
        if not any(one.answer for one in listed):
            params: dict[str, str | int] = {"count": len(listed), "kind": desk.kind}
            raise NothingCheckedError("MIG-RFI-038", Place(file=desk.kept(mine.unit)), params)
        names = {one.name for one in vendors(desk.received(work, mine.unit))}
        names.update(name for one in listed for name in log.names_of(one.asker))
        named = {one.number for one in listed if one.ready and log.names_vendor(one, names)}
        held = named - set(allowed)
        changes = tuple(
            Record(sheet=log.SHEET, key=record.key, answers={"published": session.as_of.isoformat()})
            for record, one in ((kept.get(log.SHEET, f"{log.PREFIX}{one.number:04}"), one) for one in listed)
            if record is not None and one.ready and one.number not in held
        )
        procure_terms.keep(work, mine.form, *changes)
        now = log.asked(_joined(kept, changes))
        findings = (*(_named(desk, number) for number in sorted(held)), *_corrected(work, mine, now))
        written = _publication(work, mine, now)
        work.findings = len(findings)
    told = (
        f"{'、'.join(written)} に書きました。すべての事業者に同時に送ってください。"
        if written
        else "公表できる回答がありません。"
    )
    return _outcome(work, mine, now, written, told, findings)


def _publication(work: Job, mine: Log, now: Sequence[Asked]) -> tuple[str, ...]:
    told = log.published(now)
    if not told:
        return ()
    page: Document = log.document(mine.package(work), told)
    base = f"{mine.desk.folder(mine.unit)}/質問回答書"
    work.write(f"{base}.docx", docx.render(page))
    work.write(f"{base}.xlsx", sheets.render(page))
    work.write(mine.published, records.dump(told))
    return (f"{base}.docx", f"{base}.xlsx")


def _corrected(work: Job, mine: Log, now: Sequence[Asked]) -> Iterator[Finding]:
    """A finding for each question that was published and now reads otherwise.

    Raises:
        UnreadableError: MIG-SYS-003, what was published last is damaged.
    """
    path = work.workspace.path(*mine.published.split("/"))
    if path.is_file():
        before = records.load(tuple[Published, ...], work.read(path), mine.published)
        after = {one.number: one for one in log.published(now)}
        for one in before:
            if after.get(one.number) != one:
                params = {"number": one.number}
                yield Finding(code="MIG-RFI-039", severity=Severity.WARNING, place=Place(), params=params)


def _named(desk: Desk, number: int) -> Finding:
    params: dict[str, str | int] = {"number": number, "kind": desk.kind}
    return Finding(code="MIG-RFI-037", severity=Severity.ERROR, place=Place(), params=params)


def _outcome(
    work: Job, mine: Log, now: Sequence[Asked], written: tuple[str, ...], told: str, findings: tuple[Finding, ...] = ()
) -> Outcome:
    result = Questions(
        procurement=mine.desk.kind,
        unit=mine.unit,
        questions=len(now),
        answered=sum(bool(one.answer) for one in now),
        published=sum(bool(one.published) for one in now),
        written=written,
    )
    return Outcome(
        kind="procurement-qa",
        data=result,
        document=log.summary(now),
        findings=findings,
        inputs=tuple(work.inputs.values()),
        notices=(told,),
    )
