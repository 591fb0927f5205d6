"""What people decided about differences, in the workspace's `reconcile/`, and blank sheets to write it in."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from migrate.errors import MigrateError
from migrate.flow.blank_sheets import Blank, Blanks, make
from migrate.flow.outcome import Outcome
from migrate.flow.pipeline import Prepared
from migrate.flow.spec.at_hand import standardised
from migrate.forms.decision_sheet import Sheet
from migrate.model.finding import Place
from migrate.model.mapping import Mapping
from migrate.model.reconcile import DifferenceKind, Fate
from migrate.reconcile import decisions, rule_ids
from migrate.reconcile.decisions import ACCEPTED, BETWEEN_ACCEPTED, BETWEEN_EXPECTED, EXPECTED, KINDS, Decision
from migrate.reconcile.rule_ids import RULES
from migrate.report import messages
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_SAID = {
    EXPECTED.columns: "想定: どの規則のために、どの項目がどう違うはずか",
    ACCEPTED.columns: "了承: だれが、いつまで、どの相違を引き受けるか",
    RULES.columns: "規則: 想定が名前で指す、話し合って決めた規則",
}
_HOW = (
    f"種類は、{'、'.join(KINDS)}のどれかです。"
    "見出しの下に 1 行ずつ書き、CSV のまま保存してください（# で始まる行は読みません）。"
    "項目・キーと、了承のグループは、すべてに当てるときに * と書きます。欠落と余分の項目は * です。"
    "想定の規則は、対応表の規則・関数・コード表の名前、この道具のコード、または規則の表（rules.csv）の番号で書きます。"
    "どれも migrate reconcile {verb} が読み、決めた人と理由を結果に載せます。"
)


def load(work: Job, business: str, sheets: tuple[Sheet, ...] = (EXPECTED, ACCEPTED)) -> tuple[Decision, ...]:
    """What was decided about a business in ``sheets``, which are noted as inputs.

    Raises:
        MigrateError: MIG-REC-040, a sheet has faulty lines.
    """
    known = frozenset(standardised().by_id)
    found: list[Decision] = []
    for sheet in sheets:
        path = work.workspace.path(sheet.file)
        if path.is_file():
            found += decisions.read(sheet, work.read(path), known)
    return tuple(one for one in found if one.business == business)


def check_rules(work: Job, decided: tuple[Decision, ...], mapping: Mapping | None = None) -> None:
    """Refuse expectations whose rule stands nowhere; ``mapping``: by which the rows came, where one is concerned.

    Raises:
        MigrateError: MIG-REC-040, `reconcile/rules.csv` has faulty lines; MIG-REC-072, a rule is not known.
    """
    path = work.workspace.path(RULES.file)
    written = rule_ids.read(work.read(path)) if path.is_file() else frozenset()
    wrong = rule_ids.unknown(decided, written, mapping, lambda code: messages.message(code) is not None)
    if wrong:
        lines = "、".join(f"{one.line} 行目 {one.rule}" for one in wrong)
        first = wrong[0]
        place = Place(business=first.business, table=first.table, file=first.file, line=first.line)
        raise MigrateError("MIG-REC-072", place, {"lines": lines})


def tolerated(prepared: Prepared) -> tuple[Decision, ...]:
    """What the mapping allows at its items: expected by it, with its reasons."""
    return tuple(
        Decision(
            fate=Fate.EXPECTED,
            file=prepared.mapping.path,
            line=allowed.line or 0,
            kind=DifferenceKind.TOLERATED.value,
            business=prepared.business,
            table=table,
            item=item,
            rule=f"対応表の許容差 {allowed.words}",
            owner="",
            reason=allowed.reason,
        )
        for table in prepared.plan.tables
        for item, allowed in prepared.mapping.tolerances(table).items()
    )


def notices(used: tuple[Decision, ...]) -> tuple[str, ...]:
    """Which sheets were read, and how many of their lines are about this business."""
    lines = Counter(one.file for one in used)
    parts = [f"{file}（{number} 行）" for file, number in lines.items()]
    return (f"決めたことを当てました: {'、'.join(parts)}",) if parts else ()


def init(workspace: Workspace, session: Session, between: bool = False) -> Outcome:
    """Make blank sheets where there are none, ``between``: about two exports; what people wrote is left as it is."""
    chosen = (BETWEEN_EXPECTED, BETWEEN_ACCEPTED) if between else (EXPECTED, ACCEPTED)
    examples = (decisions.EXAMPLES[EXPECTED.file], decisions.EXAMPLES[ACCEPTED.file])
    sheets = tuple(
        Blank(file=sheet.file, said=_SAID[sheet.columns], columns=sheet.columns, example=example)
        for sheet, example in zip((*chosen, RULES), (*examples, rule_ids.EXAMPLE), strict=True)
    )
    how = _HOW.format(verb="between" if between else "run")
    made = make(workspace, session, Blanks(kind="reconcile-init", title="想定と了承の表", how=how, sheets=sheets))
    return replace(made, notices=("書き終えたら: migrate reconcile between 前 後",)) if between else made
