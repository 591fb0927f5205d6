"""`rfp init`: the files that people edit before a competition, from a template; what is there already stays."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.flow import rfp_desk
from migrate.flow.outcome import Outcome
from migrate.forms.decision_sheet import blank, written
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.value import value
from migrate.procure.scoring import criteria, decision, offers, rules
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

STANDARD = "standard"
_TOLD = {
    criteria.FILE: "評価基準（項目、配点、採点のしかた、式、端数）",
    rules.FILE: "決まり（委員の点のまとめ、端数、同点、最低基準点、期限）",
    offers.JUDGES_FILE: "委員（呼び名、出席、除斥）",
    offers.FILE: "提案の値（見積額、機能の数、受領日）",
    offers.DRAW_FILE: "くじの記録（同点のときだけ）",
    decision.FILE: "決定の記録（選定した業者、次点、日）",
}


@value
class RfpInit:
    """Result of `rfp init`."""

    unit: str
    template: str
    written: tuple[str, ...]
    kept: tuple[str, ...]
    """Files that were there already."""


def _files(template: str) -> dict[str, bytes]:
    """Name of a file → its first content."""
    settings = [(one.label, one.default, one.help) for one in rules.settings()]
    return {
        criteria.FILE: written(criteria.COLUMNS, criteria.templates()[template]),
        rules.FILE: written(rules.COLUMNS, settings),
        offers.JUDGES_FILE: blank(offers.JUDGES_COLUMNS, ("j1", "委員A", offers.PRESENT, "")),
        offers.FILE: blank(offers.COLUMNS, ("v1", "（業者の名）", "見積額", "100000000")),
        offers.DRAW_FILE: blank(offers.DRAW_COLUMNS, ("1", "v1", "2027-04-10", "（立会いの役職）")),
        decision.FILE: written(decision.COLUMNS, [(label, "") for label in decision.LABELS]),
    }


def init(workspace: Workspace, session: Session, unit: str = "", template: str = STANDARD) -> Outcome:
    """Write the files that are not there yet.

    Raises:
        MigrateError: MIG-RFP-035 (no such template), -036 (no key of a unit).
    """
    at = rfp_desk.desk(unit)
    if template not in criteria.templates():
        raise MigrateError("MIG-RFP-035", params={"template": template[:40], "known": "、".join(criteria.templates())})
    with job.run(workspace, session, "rfp init") as work:
        files = {at.name(file): data for file, data in _files(template).items()}
        kept = tuple(name for name in files if workspace.path(name).is_file())
        for name, data in files.items():
            if name not in kept:
                work.write(name, data)
    result = RfpInit(unit=at.unit, template=template, written=tuple(n for n in files if n not in kept), kept=kept)
    notice = f"評価基準と決まりを直したら、提案を開く前に migrate rfp lock{at.typed} で固定します。"
    return Outcome(kind="rfp-init", data=result, document=_document(result), notices=(notice,))


def _document(result: RfpInit) -> Document:
    rows = [(name, "作った", _TOLD[name.rpartition("/")[2]]) for name in result.written]
    rows += [(name, "あったものを残した", _TOLD[name.rpartition("/")[2]]) for name in result.kept]
    columns = (Column(title="ファイル", width=32), Column(title="扱い", width=20), Column(title="内容", width=56))
    grid = Grid(
        title="ファイル", columns=columns, rows=tuple(rows), note="ひな型は本ツール独自です。Excel で直せます。"
    )
    return Document(
        title="提案の評価の準備",
        summary=f"ファイル {len(result.written)} 件を作りました。",
        sections=(Section(id="files", title="ファイル", blocks=(grid,)),),
    )
