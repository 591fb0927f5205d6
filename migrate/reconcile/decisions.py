"""What people have decided about differences: those that a rule explains (`reconcile/expected.csv`) and those that
somebody answers for until a day (`reconcile/waivers.csv`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from migrate.forms import decision_sheet
from migrate.forms.decision_sheet import ANY, FaultError, Line, Sheet
from migrate.model.reconcile import TOTAL, DifferenceKind, Fate
from migrate.model.value import value

FAULT = "MIG-REC-040"
EXPECTED = Sheet(
    file="reconcile/expected.csv",
    columns=("種類", "業務", "グループ", "項目", "規則", "決めた人", "理由", "決めた日"),
    fault=FAULT,
)
ACCEPTED = Sheet(
    file="reconcile/waivers.csv",
    columns=("種類", "業務", "グループ", "項目", "キー", "担当", "理由", "期限"),
    fault=FAULT,
)
BETWEEN_EXPECTED, BETWEEN_ACCEPTED = (
    replace(sheet, file=sheet.file.replace("reconcile/", "reconcile/between/")) for sheet in (EXPECTED, ACCEPTED)
)
"""The same sheets, about two exports of the new system: what is right between two days is not what the move allows."""
EXAMPLES = {
    EXPECTED.file: (
        "値の相違",
        "031",
        "住登外者宛名基本情報",
        "氏名",
        "R-001",
        "住民課長",
        "旧システムは氏名の末尾を切るため",
        "2026-11-24",
    ),
    ACCEPTED.file: ("余分", "031", "*", "*", "0123456789abcdef", "住民課 窓口係", "本人に照会中のため", "2027-03-31"),
}
KINDS = (*(kind.value for kind in DifferenceKind if kind is not DifferenceKind.TOLERATED), TOTAL)
"""What people decide about; a tolerance stands in the mapping, with its reason."""
_OF_ROWS = (DifferenceKind.MISSING.value, DifferenceKind.EXTRA.value)


@value
class Decision:
    """One line of a sheet, or a tolerance. ``key``: digest of the row's key as findings show it, or ``*``."""

    fate: Fate
    file: str
    line: int
    kind: str
    business: str
    table: str
    item: str
    key: str = ANY
    rule: str = ""
    owner: str
    reason: str
    day: date | None = None
    """The last day of a waiver, the day on which a rule was decided; None for a tolerance."""

    @property
    def about(self) -> tuple[str, ...]:
        """What it is about: two lines of one sheet must differ in it."""
        return (self.kind, self.business, self.table, self.item, self.key)

    @property
    def breadth(self) -> int:
        """Smaller is more exact: of two lines about one difference the more exact one counts."""
        return 4 * (self.key == ANY) + 2 * (self.item == ANY) + (self.table == ANY)

    def expired(self, as_of: date) -> bool:
        """True for a waiver whose last day is over."""
        return self.fate is Fate.ACCEPTED and self.day is not None and self.day < as_of


def _kind(line: Line) -> str:
    kind = decision_sheet.filled(line, "種類")
    if kind not in KINDS:
        raise FaultError(f"「種類」は、次のどれかです: {'、'.join(KINDS)}")
    if kind in _OF_ROWS and line.cells["項目"] not in ("", ANY):
        raise FaultError(f"「{kind}」は行の全体のことです。「項目」は {ANY} と書いてください。")
    return kind


def _expected(file: str, line: Line, businesses: frozenset[str]) -> Decision:
    kind = _kind(line)
    table = decision_sheet.filled(line, "グループ")
    if table == ANY:
        raise FaultError(f"「グループ」に {ANY} は使えません。想定は、グループごとに書いてください。")
    return Decision(
        fate=Fate.EXPECTED,
        file=file,
        line=line.number,
        kind=kind,
        business=decision_sheet.business(line, businesses),
        table=table,
        item=decision_sheet.anywhere(line, "項目"),
        rule=decision_sheet.filled(line, "規則", "規則のない想定はできません。"),
        owner=decision_sheet.filled(line, "決めた人"),
        reason=decision_sheet.filled(line, "理由", "理由のない想定はできません。"),
        day=decision_sheet.day(line, "決めた日"),
    )


def _accepted(file: str, line: Line, businesses: frozenset[str]) -> Decision:
    kind, key = _kind(line), decision_sheet.key(line)
    if kind == TOTAL and key != ANY:
        raise FaultError(f"「{TOTAL}」に行のキーはありません。「キー」は {ANY} と書いてください。")
    return Decision(
        fate=Fate.ACCEPTED,
        file=file,
        line=line.number,
        kind=kind,
        business=decision_sheet.business(line, businesses),
        table=decision_sheet.anywhere(line, "グループ"),
        item=decision_sheet.anywhere(line, "項目"),
        key=key,
        owner=decision_sheet.filled(line, "担当", "担当のない了承はできません。"),
        reason=decision_sheet.filled(line, "理由", "理由のない了承はできません。"),
        day=decision_sheet.day(line, "期限"),
    )


_PARSERS = {EXPECTED.columns: _expected, ACCEPTED.columns: _accepted}


def read(sheet: Sheet, data: bytes, businesses: frozenset[str]) -> tuple[Decision, ...]:
    """The decisions in a sheet, in file order; ``businesses`` are the 業務IDs that there are.

    Raises:
        MigrateError: MIG-REC-040, with every faulty line.
    """
    seen: dict[tuple[str, ...], int] = {}

    def parse(line: Line) -> Decision:
        one = _PARSERS[sheet.columns](sheet.file, line, businesses)
        if one.about in seen:
            raise FaultError(f"{seen[one.about]} 行目と同じものを指しています。どちらか 1 行にしてください。")
        seen[one.about] = one.line
        return one

    return sheet.read(data, parse)
