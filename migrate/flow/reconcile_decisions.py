"""What people decided about differences, in the workspace's `reconcile/`, and blank sheets to write it in."""

from __future__ import annotations

from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import standardised
from migrate.forms import decision_sheet
from migrate.model.document import Column, Document, Grid, Note, Section
from migrate.model.reconcile import TOTAL, DifferenceKind, Fate
from migrate.model.value import value
from migrate.reconcile import decisions
from migrate.reconcile.decisions import ACCEPTED, EXPECTED, Decision
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_SHEETS = (
    (EXPECTED, "想定: どの規則のために、どの項目がどう違うはずか"),
    (ACCEPTED, "了承: だれが、いつまで、どの相違を引き受けるか"),
)
_HOW = (
    f"種類は、{'、'.join((*DifferenceKind, TOTAL))}のどれかです。"
    "見出しの下に 1 行ずつ書き、CSV のまま保存してください（# で始まる行は読みません）。"
    "項目・キーと、了承のグループは、すべてに当てるときに * と書きます。欠落と余分の項目は * です。"
    "どちらも migrate reconcile run が読み、決めた人と理由を結果に載せます。"
)


@value
class SheetList:
    """Sheets that people edit. ``made``: those that were not there before."""

    files: tuple[str, ...]
    made: tuple[str, ...]


def load(work: Job, business: str) -> tuple[Decision, ...]:
    """What was decided about a business; the sheets are noted as inputs.

    Raises:
        MigrateError: MIG-REC-040, a sheet has faulty lines.
    """
    known = frozenset(standardised().by_id)
    found: list[Decision] = []
    for sheet in (EXPECTED, ACCEPTED):
        path = work.workspace.path(sheet.file)
        if path.is_file():
            found += decisions.read(sheet, work.read(path), known)
    return tuple(one for one in found if one.business == business)


def notices(used: tuple[Decision, ...]) -> tuple[str, ...]:
    """Which sheets were read, and how much of them is about this business."""
    parts = [
        f"{sheet.file}（{number} 行）"
        for fate, sheet in ((Fate.EXPECTED, EXPECTED), (Fate.ACCEPTED, ACCEPTED))
        if (number := sum(one.fate is fate for one in used))
    ]
    return (f"決めたことを当てました: {'、'.join(parts)}",) if parts else ()


def init(workspace: Workspace, session: Session) -> Outcome:
    """Make blank sheets where there are none; what people have written is left as it is."""
    made = []
    with job.run(workspace, session, "reconcile init") as work:
        for sheet, _ in _SHEETS:
            if not workspace.path(sheet.file).is_file():
                work.write(sheet.file, decision_sheet.blank(sheet.columns, decisions.EXAMPLES[sheet.file]))
                made.append(sheet.file)
    rows = tuple(
        (
            sheet.file,
            said,
            "作りました" if sheet.file in made else "前からあります（そのまま）",
            "、".join(sheet.columns),
        )
        for sheet, said in _SHEETS
    )
    columns = (
        Column(title="ファイル", width=24),
        Column(title="書くこと", width=50),
        Column(title="状態", width=22),
        Column(title="見出し", width=50),
    )
    grid = Grid(title="想定と了承の表", columns=columns, rows=rows)
    section = Section(id="sheets", title="書き方", blocks=(Note(text=_HOW), grid))
    return Outcome(
        kind="reconcile-init",
        data=SheetList(files=tuple(sheet.file for sheet, _ in _SHEETS), made=tuple(made)),
        document=Document(title="想定と了承の表", sections=(section,)),
        notices=("書き終えたら: migrate reconcile run",),
    )
