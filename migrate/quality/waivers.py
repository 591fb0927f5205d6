"""Waivers: failures that somebody answers for until a day (`check/waivers.csv`)."""

from __future__ import annotations

from datetime import date

from migrate.forms import decision_sheet
from migrate.forms.decision_sheet import FaultError, Line
from migrate.model.value import value
from migrate.quality import sheet
from migrate.quality.catalogue import ANY
from migrate.quality.sheet import Known, Scope

FILE = "check/waivers.csv"
COLUMNS = ("規則", "業務", "グループ", "項目", "キー", "担当", "理由", "期限")
EXAMPLE = (
    "MIG-DQ-015",
    "031",
    "*",
    "*",
    "0123456789abcdef",
    "住民課 窓口係",
    "本人に照会中のため",
    "2027-03-31",
)


@value
class Waiver:
    """One line. ``key``: digest of the row's key as findings show it, or ``*`` for every row."""

    line: int
    scope: Scope
    key: str
    owner: str
    reason: str
    end: date
    """The last day on which it is in force."""

    @property
    def breadth(self) -> int:
        """Smaller is more exact."""
        return 4 * (self.key == ANY) + self.scope.breadth


def read(data: bytes, known: Known) -> tuple[Waiver, ...]:
    """The waivers, in file order.

    Raises:
        MigrateError: MIG-DQ-041, with every faulty line.
    """
    seen: dict[tuple[Scope, str], int] = {}

    def parse(line: Line) -> Waiver:
        scope, key = sheet.scope(line, known), decision_sheet.key(line)
        owner = decision_sheet.filled(line, "担当", "担当のない免除はできません。")
        reason = decision_sheet.filled(line, "理由", "理由のない免除はできません。")
        end = decision_sheet.day(line, "期限")
        if (scope, key) in seen:
            raise FaultError(f"{seen[scope, key]} 行目と同じものを指しています。どちらか 1 行にしてください。")
        seen[scope, key] = line.number
        return Waiver(line=line.number, scope=scope, key=key, owner=owner, reason=reason, end=end)

    return sheet.read(data, FILE, COLUMNS, parse)
