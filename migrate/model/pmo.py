"""What a body reports of one month to its prefecture or the national PMO: states, days, counts; no resident's value."""

from __future__ import annotations

from enum import StrEnum
from math import fsum

from migrate.model.procedure import TOTAL_STEPS, Status
from migrate.model.value import value

KIND, VERSION = "migrate-progress", 1


class BodyKind(StrEnum):
    """What kind of 地方公共団体 reports."""

    MUNICIPALITY = "市区町村"
    PREFECTURE = "都道府県"
    UNION = "広域連合・一部事務組合"


@value
class Body:
    """Who reports; whatever is not known is empty (``population``: None)."""

    name: str
    prefecture: str
    code: str = ""
    """全国地方公共団体コード, 6 digits."""
    kind: BodyKind = BodyKind.MUNICIPALITY
    population: int | None = None

    @property
    def key(self) -> str:
        """The code where it is known, else prefecture and name (names recur between prefectures)."""
        return self.code or f"{self.prefecture}|{self.name}"


@value
class ReportedStep:
    """One of the 40 steps. Days are ISO days, empty where none is known."""

    status: Status
    planned: str = ""
    """Day on which the body's plan ends it."""
    actual: str = ""
    """Day on which it became 完了済み."""
    changed: str = ""
    """Day of the last change of the status."""
    proven: bool | None = None
    """Whether present, fresh and passed evidence speaks for it; None where the source cannot tell."""


@value
class ReportedSystem:
    """A system of a business: its vendor and package, and what is told of it apart from the steps."""

    name: str = ""
    vendor: str = ""
    package: str = ""
    operation: str = ""
    """ISO day since which it is in operation (稼働中)."""
    reason: str = ""
    """特定移行支援システム: 事由 1–4; 「?」 where a list says only that it is one."""
    until: str = ""
    """特定移行支援システム: ISO day or month of the new deadline."""
    remains: str = ""
    """特定移行支援システム: what is left, in people's words; only where they let their words leave."""


@value
class ReportedCounts:
    """Findings that are open, counts only; None where the command has not run."""

    undecided: int | None = None
    """比較分析: items on which nobody has decided."""
    rejected: int | None = None
    """変換: rows that were rejected."""
    errors: int | None = None
    """品質検査: errors that are open."""
    differences: int | None = None
    """現新比較: differences that are open."""


@value
class ReportedBusiness:
    """One business, by its first 業務ID: the 40 steps, or only the printed rate where the source has no steps."""

    business: str
    name: str
    steps: tuple[ReportedStep, ...] = ()
    printed: float | None = None
    """完了率 as the source prints it, 0–1."""
    systems: tuple[ReportedSystem, ...] = ()
    counts: ReportedCounts = ReportedCounts()

    @property
    def completion(self) -> float | None:
        """完了率 = (完了済み + 対象外) / 40; without steps the printed one."""
        if not self.steps:
            return self.printed
        states = [one.status for one in self.steps]
        return (states.count(Status.DONE) + states.count(Status.NOT_APPLICABLE)) / TOTAL_STEPS


@value
class ReportedRisk:
    """One open risk of the body's register. ``text`` is people's words; empty unless they let them leave."""

    id: str
    business: str = ""
    level: str = ""
    """大, 中, 小."""
    due: str = ""
    """ISO day by which it is to be settled."""
    text: str = ""


@value
class BodyReport:
    """One body and month: ``progress.json`` of an export, or what an intake read from any other form."""

    kind: str = KIND
    version: int = VERSION
    period: str
    """YYYY-MM."""
    as_of: str
    """ISO day to which the states are true."""
    revision: int = 0
    """0, then 1, 2 … for corrections of the same month (訂正)."""
    body: Body
    businesses: tuple[ReportedBusiness, ...]
    risks: tuple[ReportedRisk, ...] = ()
    notes: bool = False
    """True where words that people wrote are in it."""
    tool: str = ""
    """Version of the tool that wrote it."""
    printed: float | None = None
    """完了率 of the whole body as the source prints it, 0–1."""

    @property
    def completion(self) -> float | None:
        """Plain mean of its businesses' rates; None where none has one."""
        rates = [rate for one in self.businesses if (rate := one.completion) is not None]
        return fsum(rates) / len(rates) if rates else None
