"""Sheets that people fill in before they reconcile: decisions, decisions between two exports, codes of two editions."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.flow import loaded, pipeline, reconcile_against, reconcile_decisions
from migrate.flow.blank_sheets import SheetList
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Note, Section, Tone, Value
from migrate.model.editions import Recodings
from migrate.reconcile import recode
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_COLUMNS = (
    Column(title="コード一覧", width=26),
    Column(title="後のコード一覧", width=26),
    Column(title="前の値", width=8),
    Column(title="前の意味", width=30),
    Column(title="後の値", width=8),
    Column(title="項目", width=40),
)
_HOW = (
    "版によって意味の違う値と、後の版にない値です。後の版に同じ意味の値が一つだけあるものは、その値を書いてあります。"
    "空欄は版の比較から決められないものです。書き入れるまで、その値の行は未解消に数えます。"
)
_UNKNOWN = (
    "後の版にコード一覧がないため、変わったかどうか分からない項目: {items}。"
    "読み替えずに比べます。コードが変わっていれば、値の相違として見えます。"
)
_NONE = "両方の版にある項目のコードは、どの値も同じ意味です。読み替えの表は要りません。"


def decisions(workspace: Workspace, session: Session, between: bool) -> Outcome:
    """Blank sheets of decisions about `reconcile run`, or about `reconcile between`."""
    return reconcile_decisions.init(workspace, session, between)


def codes(workspace: Workspace, session: Session, reference: str, business: str = "") -> Outcome:
    """Draft the sheet of codes between the mapping's edition and ``reference``; one that is there stays as it is.

    Raises:
        MigrateError: MIG-REC-051 (an edition of another business), -052 (several businesses), MIG-SPEC-006.
        NothingCheckedError: MIG-MAP-040.
    """
    named = reference.rpartition("@")[0]
    found = pipeline.mapped(workspace, business or named)
    if len(found) > 1:
        raise MigrateError("MIG-REC-052", params={"businesses": "、".join(found), "first": found[0]})
    with job.run(workspace, session, f"reconcile init --spec {reference}") as work:
        before = loaded.spec(work, found[0]).spec
        both = reconcile_against.between(work, before, reference)
        sheet = reconcile_against.codes_of(both)
        there = workspace.path(sheet.file).is_file()
        wanted = bool(both.recodings.lines) and not there
        if wanted:
            work.write(sheet.file, recode.draft(both.recodings.lines))
    state = "前からあります（そのまま）。" if there else "作りました。"
    return Outcome(
        kind="reconcile-init",
        data=SheetList(files=(sheet.file,) if there or wanted else (), made=(sheet.file,) if wanted else ()),
        document=Document(
            title="コードの読み替えの表",
            facts=(("前の版", both.before.id), ("後の版", both.after.id)),
            sections=(_section(both.recodings, f"{sheet.file} は、{state}"),),
        ),
        notices=(f"書き終えたら: migrate reconcile run --against フォルダ --spec {both.after.id}",),
    )


def _section(found: Recodings, state: str) -> Section:
    unknown = "、".join(item for _, item in found.unknown)
    unsaid = (Note(text=_UNKNOWN.format(items=unknown), tone=Tone.CAUTION),) if unknown else ()
    if not found.lines:
        return Section(id="codes", title="読み替え", blocks=unsaid or (Note(text=_NONE, tone=Tone.GOOD),))
    users: dict[tuple[str, str], list[str]] = {}
    for one in found.items:
        users.setdefault((one.codes, one.to_codes), []).append(one.item)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.codes,
            one.to_codes,
            one.value,
            one.meaning,
            one.to_value or "（未定）",
            "、".join(dict.fromkeys(users[one.codes, one.to_codes])),
        )
        for one in found.lines
    )
    grid = Grid(title="読み替える値", columns=_COLUMNS, rows=rows)
    return Section(id="codes", title="読み替え", blocks=(Note(text=state), Note(text=_HOW), grid, *unsaid))
