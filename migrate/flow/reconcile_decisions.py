"""What people decided about differences, in the workspace's `reconcile/`, and blank sheets to write it in."""

from __future__ import annotations

from migrate.flow.blank_sheets import Blank, Blanks, make
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import standardised
from migrate.model.reconcile import TOTAL, DifferenceKind, Fate
from migrate.reconcile import decisions
from migrate.reconcile.decisions import ACCEPTED, EXPECTED, Decision
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
    sheets = tuple(
        Blank(file=sheet.file, said=said, columns=sheet.columns, example=decisions.EXAMPLES[sheet.file])
        for sheet, said in _SHEETS
    )
    return make(workspace, session, Blanks(kind="reconcile-init", title="想定と了承の表", how=_HOW, sheets=sheets))
