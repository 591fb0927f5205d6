"""What a workspace holds when the report is built: one value for each business, ``None`` for a stage not yet run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from migrate.model.balance import Conversion
from migrate.model.document import Section
from migrate.model.finding import Finding, Severity
from migrate.model.gap import GapReport
from migrate.model.procedure import Progress
from migrate.model.provenance import FileDigest
from migrate.model.quality import CheckResult
from migrate.model.reconcile import Reconciliation
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.model.value import value

_FURTHER = "MIG-REC-009"
"""Stands for the differences that no finding names."""


class Stage(StrEnum):
    """The stages in the order of the work; the values are ASCII slugs."""

    SPEC = "spec"
    SOURCE = "source"
    GAP = "gap"
    CONVERT = "convert"
    CHECK = "check"
    RECONCILE = "reconcile"
    PROGRESS = "progress"

    @property
    def heading(self) -> str:
        """Heading of the stage's section."""
        return _TITLES[self]

    def command(self, business: str) -> str:
        """What to type to run the stage."""
        return _COMMANDS[self].format(business=business)


_TITLES = {
    Stage.SPEC: "標準仕様の概要",
    Stage.SOURCE: "現行システム",
    Stage.GAP: "比較分析",
    Stage.CONVERT: "変換と収支",
    Stage.CHECK: "品質",
    Stage.RECONCILE: "現新比較",
    Stage.PROGRESS: "進捗",
}
_COMMANDS = {
    Stage.SPEC: "migrate spec import 基本データリスト.xlsx",
    Stage.SOURCE: "migrate source scan",
    Stage.GAP: "migrate gap run --business {business}",
    Stage.CONVERT: "migrate convert run --business {business}",
    Stage.CHECK: "migrate check run --business {business}",
    Stage.RECONCILE: "migrate reconcile run --business {business}",
    Stage.PROGRESS: "migrate phase status --business {business}",
}


@value
class Results:
    """Everything known of one business. ``sections`` holds what each stage's own document says."""

    business: str
    business_name: str = ""
    spec: Spec | None = None
    source: SourceSchema | None = None
    gap: GapReport | None = None
    conversion: Conversion | None = None
    check: CheckResult | None = None
    reconciliation: Reconciliation | None = None
    progress: Progress | None = None
    sections: Mapping[Stage, tuple[Section, ...]]
    outdated: Mapping[Stage, str]
    """Stages whose result rests on an earlier state of an input, and that input's name."""

    @property
    def label(self) -> str:
        """業務ID and name."""
        return f"{self.business} {self.business_name}".strip()

    def value_of(self, stage: Stage) -> object | None:
        """The stage's value, None where it has not been run."""
        return {
            Stage.SPEC: self.spec,
            Stage.SOURCE: self.source,
            Stage.GAP: self.gap,
            Stage.CONVERT: self.conversion,
            Stage.CHECK: self.check,
            Stage.RECONCILE: self.reconciliation,
            Stage.PROGRESS: self.progress,
        }[stage]

    @property
    def missing(self) -> tuple[Stage, ...]:
        """Stages that have not been run."""
        return tuple(stage for stage in Stage if self.value_of(stage) is None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings about this business; those about the current system's structure are not among them."""
        items = self.gap.items if self.gap else ()
        gap = (*(f for item in items for f in item.findings), *(self.gap.findings if self.gap else ()))
        stages = (self.conversion, self.check, self.reconciliation)
        return (*gap, *(f for stage in stages if stage is not None for f in stage.findings))

    @property
    def counts(self) -> Counter[tuple[Severity, str]]:
        """``findings`` by severity and code; failures and differences that no finding names are counted too."""
        checked = self.check.findings if self.check else ()
        counts = Counter((f.severity, f.code) for f in self.findings)
        counts.subtract((f.severity, f.code) for f in checked)
        counts += self.check.counts if self.check else Counter()
        if self.reconciliation and self.reconciliation.unlisted:
            counts[Severity.ERROR, _FURTHER] += self.reconciliation.unlisted
        return counts


@value
class Head:
    """What is printed under the title."""

    municipality: str
    as_of: date
    tool: str
    inputs: tuple[FileDigest, ...]
    files: tuple[str, ...]
    """Names of the files in which the report is published."""
