"""Thresholds: how many failures of a rule are allowed, by whose decision and why (`check/thresholds.csv`)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from fractions import Fraction

from migrate.forms import decision_sheet
from migrate.forms.decision_sheet import FaultError, Line
from migrate.model.value import value
from migrate.quality import sheet
from migrate.quality.sheet import Known, Scope

FILE = "check/thresholds.csv"
COLUMNS = ("規則", "業務", "グループ", "項目", "許容", "理由", "決めた人", "決めた日")
EXAMPLE = (
    "MIG-DQ-015",
    "031",
    "*",
    "*",
    "10",
    "旧システムの入力の名残で、移行後に窓口で直すため",
    "住民課長",
    "2026-11-01",
)
_ROWS = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+) *[件行]?")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) *%")


@value
class Threshold:
    """One line: so many failures are allowed over all checks that it covers together."""

    line: int
    scope: Scope
    rows: int | None
    percent: Fraction | None
    """Of the judged values."""
    text: str
    """The limit as it was written."""
    reason: str
    owner: str
    date: date

    def holds(self, failures: int, judged: int) -> bool:
        """True where ``failures`` of ``judged`` values are within the limit."""
        if self.rows is not None:
            return failures <= self.rows
        return failures * 100 <= (self.percent or 0) * judged


def _limit(line: Line) -> tuple[int | None, Fraction | None]:
    text = unicodedata.normalize("NFKC", decision_sheet.filled(line, "許容"))
    if found := _ROWS.fullmatch(text):
        return int(found[1].replace(",", "")), None
    if found := _PERCENT.fullmatch(text):
        percent = Fraction(found[1])
        if percent < 100:
            return None, percent
    raise FaultError("「許容」は、10 のように件数か、0.5% のように割合（100% 未満）で書いてください。")


def read(data: bytes, known: Known) -> tuple[Threshold, ...]:
    """The thresholds, in file order.

    Raises:
        MigrateError: MIG-DQ-041, with every faulty line.
    """
    seen: dict[Scope, int] = {}

    def parse(line: Line) -> Threshold:
        scope = sheet.scope(line, known)
        rows, percent = _limit(line)
        reason = decision_sheet.filled(line, "理由", "理由のない許容はできません。")
        owner, day = decision_sheet.filled(line, "決めた人"), decision_sheet.day(line, "決めた日")
        if scope in seen:
            raise FaultError(f"{seen[scope]} 行目と同じ検査を指しています。どちらか 1 行にしてください。")
        seen[scope] = line.number
        return Threshold(
            line=line.number,
            scope=scope,
            rows=rows,
            percent=percent,
            text=line.cells["許容"],
            reason=reason,
            owner=owner,
            date=day,
        )

    return sheet.read(data, FILE, COLUMNS, parse)
