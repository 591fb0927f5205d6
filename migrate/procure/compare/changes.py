"""What the answers changed in the migration plan (⑦-2): `rfi/<unit>/changes.csv`, a line a change. Ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from migrate.forms.decision_sheet import ANY, FaultError, Line, Sheet, day, filled
from migrate.model.value import value

FILE = "changes.csv"
FAULT = "MIG-RFP-042"
COLUMNS = ("業務", "項目", "変更前", "変更後", "理由", "決めた日")
EXAMPLE = ("010", "稼働の時期", "2027年1月", "2027年3月", "2 者が、要員の確保は 3 月からと回答", "2026-12-10")
UNCHANGED = "変更なし"


@value
class Change:
    """One change of the plan, or 変更なし with its reason."""

    businesses: tuple[str, ...]
    """業務ID; empty: all of the unit."""
    subject: str
    before: str
    after: str
    reason: str
    on: date

    def concerns(self, business: str) -> bool:
        """True where it is about the business."""
        return not self.businesses or business in self.businesses


def load(data: bytes, name: str, known: frozenset[str]) -> tuple[Change, ...]:
    """The changes; ``known`` are the 業務ID of the unit.

    Raises:
        MigrateError: MIG-RFP-042 with every fault and its line.
    """

    def parse(line: Line) -> Change:
        subject = filled(line, "項目")
        return Change(
            businesses=_businesses(line, known),
            subject=subject,
            before=line.cells["変更前"] if subject == UNCHANGED else filled(line, "変更前"),
            after=line.cells["変更後"] if subject == UNCHANGED else filled(line, "変更後"),
            reason=filled(line, "理由"),
            on=day(line, "決めた日"),
        )

    return Sheet(file=name, columns=COLUMNS, fault=FAULT).read(data, parse)


def _businesses(line: Line, known: frozenset[str]) -> tuple[str, ...]:
    text = filled(line, "業務", f"すべての業務なら {ANY} と書いてください。")
    if text == ANY:
        return ()
    parts = tuple(part.zfill(3) for part in text.replace("、", " ").replace(",", " ").split())
    if strange := [part for part in parts if part not in known]:
        raise FaultError(f"業務ID {strange[0][:12]} は、この単位の業務ではありません。")
    return parts


def proves(changes: Sequence[Change], business: str, compared: bool) -> str:
    """What ⑦-2 still needs for a business, in one sentence; empty where it is proven."""
    if not compared:
        return "RFI の回答を、まだ比べていません（⑦-1）。"
    if not any(one.concerns(business) for one in changes):
        return "移行計画に反映したこと（changes.csv）が、まだ書かれていません。変えないときも「変更なし」と書きます。"
    return ""
