"""The review of counterparts: make the workbooks, read them back into the decisions that every run follows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import xlsx
from migrate.flow import decided, departments, loaded, read_back
from migrate.flow.filled_in import check_unread
from migrate.flow.gap import case_of
from migrate.flow.outcome import Outcome
from migrate.flow.read_back import ReadBack
from migrate.gap import comparison
from migrate.gap.decisions import store
from migrate.gap.review import book, offers, parts
from migrate.gap.review import read as reading
from migrate.gap.review.book import Book
from migrate.gap.review.merge import Merged, merge
from migrate.gap.review.offers import Sheetful
from migrate.lexicon import vocabulary
from migrate.model.decision import Decisions
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.review import ReviewSplit
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_MAKE, _READ = "gap review --xlsx", "gap review"
_THEN = "次は migrate gap run で、決定に従った比較を作ります。"


@value
class ReviewFile:
    """One workbook that was written."""

    path: str
    specs: tuple[str, ...]
    items: int
    """Rows of items."""
    columns: int
    """Rows of columns."""
    decided: int
    """Rows that hold a decision already."""


@value
class GapReviewMake:
    """Result of `gap review --xlsx`."""

    files: tuple[ReviewFile, ...]


@value
class GapReviewRead(ReadBack):
    """Result of `gap review FILE…`."""


@value
class Wanted:
    """What the workbooks are made for."""

    file: Path
    business: str = ""
    split: ReviewSplit = ReviewSplit.NONE
    force: bool = False


def _name(work: Job, path: Path) -> str:
    """The file's name in the workspace.

    Raises:
        MigrateError: MIG-GAP-104, it is outside, or no .xlsx.
    """
    inside = path.resolve().is_relative_to(work.workspace.root.resolve())
    if not inside or path.suffix.lower() != ".xlsx":
        reason = f"{path.name} は、作業フォルダの中の .xlsx ファイルではありません"
        raise MigrateError("MIG-GAP-104", params={"reason": reason})
    return work.workspace.relative(path)


def _of(decisions: Sequence[Decisions], business: str) -> Decisions:
    return next((one for one in decisions if one.business == business), Decisions(business=business))


def _sheets(work: Job, business: str) -> tuple[tuple[Sheetful, ...], tuple[Finding, ...]]:
    """All rows, and what changed under the decisions so far."""
    schema = loaded.schema(work)
    specs = [loaded.spec(work, one).spec for one in loaded.businesses(work.workspace, business)]
    known, case = decided.load(work), case_of(work, schema, specs)
    matched = comparison.matches(vocabulary.load(), case)
    reports = comparison.reports_of(case, matched)
    made = tuple(
        offers.sheetful(report, spec, schema, matched, _of(known, spec.business))
        for spec, report in zip(specs, reports, strict=True)
    )
    return made, tuple(decided.eyes(known, specs, schema))


def make(workspace: Workspace, session: Session, wanted: Wanted) -> Outcome:
    """Write the review (or one for each business, グループ or department), with what is decided filled in.

    Raises:
        NothingCheckedError: MIG-GAP-020, -021, -022.
        MigrateError: MIG-SPEC-006, MIG-GAP-104, -072 (a filled-in review was not read), -090.
    """
    with job.run(workspace, session, _MAKE) as work:
        name = _name(work, wanted.file)
        sheets, eyes = _sheets(work, wanted.business)
        asked = wanted.split is ReviewSplit.DEPARTMENT
        known = departments.of_businesses(work) if asked else {}
        files = []
        for part, held in parts.parts(sheets, wanted.split, known):
            file = f"{name[: -len('.xlsx')]}-{part}.xlsx" if part else name
            if not wanted.force:
                check_unread(work, file, (_MAKE, _READ), "MIG-GAP-099")
            title = f"対応の確認（{workspace.project.name}）" + (f"　{part}" if part else "")
            plan = Book(title=title, municipality=workspace.project.code, made=session.as_of.isoformat(), sheets=held)
            work.write(file, book.workbook(plan))
            files.append(_file(file, held))
        work.findings = len(eyes)
    result = GapReviewMake(files=tuple(files))
    return Outcome(
        kind="gap-review-make",
        data=result,
        document=_made(result),
        findings=tuple(sorted(eyes, key=sort_key)),
        inputs=tuple(work.inputs.values()),
        notices=("記入されたファイルは migrate gap review ファイル名　で読み取ります。",),
    )


def _file(name: str, held: Sequence[Sheetful]) -> ReviewFile:
    rows = [row for one in held for row in (*one.items, *one.columns)]
    return ReviewFile(
        path=name,
        specs=tuple(one.spec.id for one in held),
        items=sum(len(one.items) for one in held),
        columns=sum(len(one.columns) for one in held),
        decided=sum(bool(row.answer.choice) for row in rows),
    )


def _made(result: GapReviewMake) -> Document:
    columns = (
        Column(title="ファイル", width=44),
        Column(title="標準仕様", width=24),
        Column(title="項目の行", numeric=True, width=10),
        Column(title="列の行", numeric=True, width=10),
        Column(title="決定ずみの行", numeric=True, width=14),
    )
    rows = tuple((one.path, "、".join(one.specs), one.items, one.columns, one.decided) for one in result.files)
    grid = Grid(title="作ったファイル", columns=columns, rows=rows, note="様式は本ツール独自です。")
    return Document(
        title="対応の確認の様式",
        summary=f"対応の確認 {len(result.files)} 冊を作りました。",
        sections=(Section(id="review", title="対応の確認", blocks=(grid,)),),
    )


def _write(work: Job, merged: Merged) -> str:
    """Stage the file of a business whose decisions changed; its name, empty where nothing did."""
    if not merged.changes:
        return ""
    name = store.file_of(merged.business)
    path = work.workspace.path(name)
    before = path.read_bytes() if path.is_file() else None
    work.write(name, store.written(before, merged.business, merged.changes))
    return name


def _specs(work: Job, filled: Sequence[reading.Filled]) -> list[Spec]:
    businesses = sorted({one.printed.spec.partition("@")[0] for file in filled for one in file.said})
    return [loaded.spec(work, business).spec for business in businesses]


def read(workspace: Workspace, session: Session, files: Sequence[Path]) -> Outcome:
    """Read filled-in reviews and add what is new to gap/decisions; what cannot be decided is left and named.

    Raises:
        UnreadableError: MIG-GAP-095 (no review of ours), -100, MIG-FORM-001 to -015, MIG-SYS-001, -002, -007.
        NothingCheckedError: MIG-GAP-020, -021.
        MigrateError: MIG-GAP-090, MIG-SPEC-006.
    """
    with job.run(workspace, session, _READ) as work:
        schema, known = loaded.schema(work), decided.load(work)
        filled = [reading.read(xlsx.read_bytes(path), work.note(path).path, workspace.project.code) for path in files]
        specs = _specs(work, filled)
        today = session.as_of.isoformat()
        merged = [merge(spec, schema, _of(known, spec.business), filled, today) for spec in specs]
        written = tuple(name for one in merged if (name := _write(work, one)))
        found = sorted(
            (
                *(f for one in filled for f in one.findings),
                *(f for one in merged for f in one.findings),
                *_nobody(filled),
            ),
            key=sort_key,
        )
        work.findings = len(found)
    result = GapReviewRead(
        files=tuple(one.file for one in filled),
        new=sum(one.new for one in merged),
        changed=sum(one.changed for one in merged),
        same=sum(one.same for one in merged),
        conflicts=sum(one.conflicts for one in merged),
        unreadable=sum(f.code in ("MIG-GAP-096", "MIG-GAP-103") for f in found),
        written=written,
    )
    empty = not any(one.answer.choice or one.answer.comment for file in filled for one in file.said) and not found
    return Outcome(
        kind="gap-review-read",
        data=result,
        document=read_back.document(result, "対応の確認の読み取り"),
        findings=tuple(found),
        inputs=tuple(work.inputs.values()),
        nothing_checked=empty,
        notices=(read_back.following(empty, found, f"migrate {_READ}", _THEN),),
    )


def _nobody(filled: Sequence[reading.Filled]) -> list[Finding]:
    """MIG-GAP-109 for a file with decisions that name no reviewer."""
    found = []
    for file in filled:
        count = sum(bool(one.answer.choice) and not one.answer.reviewer for one in file.said)
        if count:
            place = Place(file=file.file)
            found.append(reading.finding("MIG-GAP-109", Severity.WARNING, place, {"count": count}))
    return found
