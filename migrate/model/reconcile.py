"""現新比較: what left the old system against what arrived."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from migrate.model.finding import Finding, Severity
from migrate.model.value import value


class DifferenceKind(StrEnum):
    """Class of a difference between the expected and the delivered row."""

    MISSING = "欠落"
    EXTRA = "余分"
    CHANGED = "値の相違"
    ROW_SLID = "行ずれ"
    """The value that the row before or behind must hold, in so many cells that chance does not explain it."""
    COLUMN_SLID = "列ずれ"
    """The same of the item before or behind."""
    BLANKS = "空白のみの相違"
    WIDTH = "全角半角のみの相違"
    CASE = "大文字小文字のみの相違"
    EMPTINESS = "空欄の表し方の相違"
    TOLERATED = "許容差以内"
    """Within what the mapping allows at this item, with its reason; counted, and expected."""


TOTAL = "合計の不一致"
"""Class of a control total that disagrees, beside those of rows."""


class Fate(StrEnum):
    """What became of a difference; the order is that in which it is decided."""

    EXPECTED = "想定"
    """A rule says that it must be so."""
    ACCEPTED = "了承"
    """Somebody answers for it until a day."""
    OPEN = "未解消"
    """Nobody has decided about it; none of these is the line of acceptance."""


@value
class ControlTotal:
    """One sum computed from the source and from the delivered data, with its formula in words."""

    name: str
    formula: str
    source: int
    target: int
    fate: Fate | None = None
    """Of one that disagrees; None: nobody was asked."""

    @property
    def open(self) -> bool:
        """True where both sides differ and nobody has decided about it."""
        return not self.agrees and self.fate in (None, Fate.OPEN)

    @property
    def agrees(self) -> bool:
        """True where both sides are equal."""
        return self.source == self.target


@value
class ColumnFigures:
    """What one side of a column says without a value of it.

    ``empty``: cells without a value; lengths in characters, of the others.
    """

    empty: int
    distinct: int
    shortest: int
    longest: int
    total: int | None
    """Sum of its whole numbers; None where it holds no numbers, or too few to print their sum."""


@value
class ColumnProfile:
    """One column as it must be and as it was delivered."""

    item: str
    source: ColumnFigures
    delivered: ColumnFigures


@value
class TableComparison:
    """One delivered file against what the source says it must hold."""

    table: str
    file: str
    expected: int
    delivered: int
    equal: int
    differences: dict[DifferenceKind, int]
    totals: tuple[ControlTotal, ...]
    fates: dict[Fate, int] = field(default_factory=dict)
    """Differences of rows by fate; empty: nobody was asked, all are open."""

    columns: tuple[ColumnProfile, ...] = ()

    @property
    def differing(self) -> int:
        """Differences of rows, whatever became of them."""
        return sum(self.differences.values())

    @property
    def same(self) -> bool:
        """True where both sides hold the same rows, whatever their order."""
        return self.expected == self.equal == self.delivered

    @property
    def open(self) -> int:
        """Differences of rows that nobody has decided about."""
        return self.fates.get(Fate.OPEN, 0) if self.fates else self.differing


@value
class Ruling:
    """What somebody has decided about differences, and how many it met in this run."""

    fate: Fate
    kind: str
    """Word of a `DifferenceKind`, or `TOTAL`."""
    table: str
    """``*``: every table; so is ``item``."""
    item: str
    key: str
    """Digest of the row's key, or ``*``."""
    rule: str
    """Of what is expected: the rule that explains it, such as ``R-001``."""
    owner: str
    reason: str
    date: str
    """ISO date: the last day of a waiver, the day on which a rule was decided."""
    line: int
    """In the sheet that people edit."""
    found: int
    """Differences that it is about, as far as nothing before it has met them."""
    met: int
    """Of these, what is not open any more: 0 where a waiver has expired."""


@value
class LeftOut:
    """Something that was not compared, and why: what only one edition has, or nobody has decided about."""

    table: str
    item: str
    """Name of an item or a total; empty: the whole table."""
    spec: str
    """``ID@EDITION`` of the side that has it."""
    reason: str
    """One Japanese sentence."""


@value
class Reconciliation:
    """Result of one reconciliation. All differences are in the file of differences, with their fates."""

    spec: str
    tables: tuple[TableComparison, ...]
    findings: tuple[Finding, ...]
    """Of each class at each item the first open differences only (`SHOWN`)."""
    rulings: tuple[Ruling, ...] = ()
    """In the order in which differences are decided."""
    unlisted: int = 0
    """Open differences that are no finding of their own."""
    against: str = ""
    """Of the new system's own export: the folder that was compared, by its name."""
    against_spec: str = ""
    """``ID@EDITION`` after which it is laid out."""
    left_out: tuple[LeftOut, ...] = ()

    @property
    def open(self) -> int:
        """Everything that stands against acceptance: open differences of rows, totals, balance and files."""
        return self.unlisted + sum(one.severity is Severity.ERROR for one in self.findings)


SHOWN = 20
"""Open differences of one class at one item of one file that a result names."""
