"""What people decided (⑩-2): `decision.csv`; the points propose, they never decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from migrate.errors import MigrateError
from migrate.forms.decision_sheet import FaultError, Line, Sheet, day, filled
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure.scoring.offers import Offer
from migrate.procure.scoring.ranking import Ranking

FILE = "decision.csv"
FAULT = "MIG-RFP-006"
COLUMNS = ("項目", "値")
CHOSEN, SECOND, DECIDED, APPROVED, NOTIFIED, REASON = "選定した業者", "次点", "決定日", "決裁", "通知日", "理由"
LABELS = (CHOSEN, SECOND, DECIDED, APPROVED, NOTIFIED, REASON)
NONE = "なし"


@value
class Decision:
    """What was decided; empty where it was not yet."""

    chosen: str = ""
    """Key of the vendor, or なし where none was chosen."""
    second: str = ""
    """次点: key of the vendor, or なし."""
    on: date | None = None
    approved: str = ""
    """Who approved it, by office."""
    notified: date | None = None
    reason: str = ""
    """Why it differs from what the points say."""


def load(data: bytes, name: str, offers: Sequence[Offer]) -> Decision:
    """The decision; lines with an empty value say nothing.

    Raises:
        MigrateError: MIG-RFP-006 with every fault and its line.
    """
    known = {one.vendor for one in offers}

    def parse(line: Line) -> tuple[str, str | date]:
        label = filled(line, "項目")
        if label not in LABELS:
            raise FaultError(f"項目「{label}」はありません。あるもの: {'、'.join(LABELS)}。")
        text = line.cells["値"]
        if label in (DECIDED, NOTIFIED):
            return label, day(line, "値") if text else ""
        if label in (CHOSEN, SECOND) and text and text not in {*known, NONE}:
            raise FaultError(f"業者「{text}」は、提案の一覧にありません。いなければ {NONE} と書いてください。")
        return label, text

    lines = Sheet(file=name, columns=COLUMNS, fault=FAULT).read(data, parse)
    if len({label for label, _ in lines}) < len(lines):
        raise MigrateError(FAULT, Place(file=name), {"reason": "同じ「項目」が 2 回あります。"})
    given = {label: text for label, text in lines if text}
    on, notified = given.get(DECIDED), given.get(NOTIFIED)
    return Decision(
        chosen=str(given.get(CHOSEN, "")),
        second=str(given.get(SECOND, "")),
        on=on if isinstance(on, date) else None,
        approved=str(given.get(APPROVED, "")),
        notified=notified if isinstance(notified, date) else None,
        reason=str(given.get(REASON, "")),
    )


def lacking(decision: Decision, ranking: Ranking, locked: date) -> str:
    """What the decision still needs, in one sentence; empty where it stands."""
    empty = [
        label
        for label, given in (
            (CHOSEN, decision.chosen),
            (SECOND, decision.second),
            (DECIDED, decision.on),
            (APPROVED, decision.approved),
            (NOTIFIED, decision.notified),
        )
        if not given
    ]
    if empty:
        return f"決定の記録に、{'、'.join(empty)}がありません。"
    if decision.on and (decision.on < locked or (decision.notified and decision.notified < decision.on)):
        return "決定日が、基準を固定した日か通知日と前後しています。"
    if decision.chosen == decision.second != NONE:
        return "選定した業者と次点が、同じ業者です。"
    first = ranking.first.offer.vendor if ranking.first else NONE
    second = ranking.second.offer.vendor if ranking.second else NONE
    if (decision.chosen, decision.second) != (first, second) and not decision.reason:
        return "選定した業者か次点が採点の順位と違うのに、理由がありません。"
    return ""
