"""Comparison of the current system with the standard."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.finding import Finding
from migrate.model.value import value


class Fit(StrEnum):
    """State of one standard item; the words are the ones that reports print."""

    FIT = "適合"
    CONVERT = "変換で適合"
    DECIDE = "要判断"
    MISSING = "現行になし"


class Counterpart(StrEnum):
    """State of one column of the current system."""

    MAPPED = "対応"
    EXTRA = "標準になし"
    ELSEWHERE = "他業務に対応"


@value
class Evidence:
    """One named part of a score, 0–1, with its weight and one Japanese sentence that a clerk can check."""

    name: str
    score: float
    weight: float
    sentence: str


@value
class Candidate:
    """A column proposed for an item."""

    table: str
    column: str
    score: float
    """0–1."""
    evidence: tuple[Evidence, ...]
    derived: bool = False
    """True where the item is a part of what the column holds (氏 of 氏名); such a column may feed several items."""
    expression: str = ""
    """Expression that the naming grammar proposes for a derived item, such as ``name_part(SHIMEI_KJ, 1)``."""
    joined: tuple[str, ...] = ()
    """Where several columns make the item together: all of them, ``column`` first."""


@value
class ItemGap:
    """One standard item beside the current system. ``candidates`` best first; empty where ``fit`` is 現行になし."""

    item_id: str
    item: str
    table: str
    output_condition: str
    implementation: str
    fit: Fit
    candidates: tuple[Candidate, ...] = ()
    findings: tuple[Finding, ...] = ()


@value
class ColumnGap:
    """One column of the current system beside the standard."""

    table: str
    column: str
    logical_name: str
    state: Counterpart
    items: tuple[str, ...] = ()
    """Names of the standard items that it feeds."""
    elsewhere: tuple[str, ...] = ()
    """Items of other businesses of the same run that it feeds, as ``業務ID グループ.項目``."""
    filled: int | None = None
    """Rows that have a value; None where there is no profile, or it does not tell."""


@value
class CodeUse:
    """One code value and how many rows have it."""

    value: str
    meaning: str
    """Meaning in the code list; empty where the list does not have the value."""
    known: bool
    """True where the list has the value, zeros in front left aside."""
    rows: str
    """A number; ``<10`` or ``>=10`` where the number is not told; empty where only the declaration was read."""
    meant: str = ""
    """Another value of the list that the declared meaning names; empty where there is none."""


@value
class CodeGap:
    """The values of one column beside the code list of the item that it feeds."""

    table: str
    """グループ of the item."""
    item: str
    source: str
    """Table of the current system."""
    column: str
    code_list: str
    held: tuple[CodeUse, ...]
    """Values that the column holds and the profile tells; without a profile, those that its declaration names."""
    untold: int = 0
    """Values that it holds besides and the profile does not tell."""
    unused: tuple[CodeUse, ...] = ()
    """Values of the list that no row has, or that the declaration does not name; empty where ``untold``."""


@value
class Share:
    """How many of ``whole`` there are (``have``) or would be once something is decided (``open``)."""

    have: int
    whole: int
    open: int = 0


@value
class TableCoverage:
    """How far the current system covers one グループ."""

    table: str
    sources: tuple[str, ...]
    """Tables of the current system that feed it."""
    required: Share
    """Items with データ出力条件 必須."""
    conditional: Share
    """… 条件付き必須."""
    implementation: Share
    """Items with 実装類型 ○, whatever their データ出力条件."""
    rows: int | None = None
    """Rows of the tables that feed it; None where one of them has no profile."""
    cells: Share | None = None
    """必須 items × rows: how many have a value. None where ``rows`` is None, or nothing is 必須."""
    untold: int = 0
    """Columns whose empty cells are not told; they are taken for filled."""


@value
class EffortLine:
    """One product of the estimate: ``count`` × ``hours``."""

    key: str
    """Row of the weight table."""
    title: str
    count: float
    hours: float
    """人時 for one."""

    @property
    def total(self) -> float:
        """人時."""
        return round(self.count * self.hours, 2)


class Difficulty(StrEnum):
    """How hard a グループ is, by the 人時 for each item; the words are the ones that reports print."""

    LOW = "低"
    MIDDLE = "中"
    HIGH = "高"


@value
class TableEffort:
    """Estimate of one グループ."""

    table: str
    difficulty: Difficulty
    lines: tuple[EffortLine, ...]
    hours: float
    """人時: sum of the lines times the factor."""
    days: float
    """人日."""

    @property
    def base(self) -> float:
        """人時 before the factor."""
        return round(sum(line.total for line in self.lines), 2)


@value
class Effort:
    """Estimate of one business. What it rests on is printed beside it."""

    factor: float
    """補正係数 that every sum is multiplied with."""
    day: float
    """Hours of a 人日."""
    tables: tuple[TableEffort, ...]
    changed: tuple[str, ...] = ()
    """Weights that the municipality has changed."""

    @property
    def hours(self) -> float:
        """人時 of all グループ."""
        return round(sum(one.hours for one in self.tables), 1)

    @property
    def days(self) -> float:
        """人日 of all グループ."""
        return round(self.hours / self.day, 1)


@value
class Actual:
    """Actual 人時 of one グループ beside its estimate."""

    business: str
    table: str
    base: float
    """Estimate before the factor."""
    estimate: float
    actual: float


@value
class Calibration:
    """What actual hours say of the estimate."""

    base: float
    """人時 before the factor, of the グループ that have actual hours."""
    estimate: float
    """… with the factor that they were estimated with."""
    actual: float
    corrected: float | None
    """The factor that makes the estimate the actual: actual ÷ base; None where there is nothing to divide."""
    tables: tuple[Actual, ...]


@value
class GapReport:
    """Both views of one comparison."""

    spec: str
    """``ID@EDITION``."""
    items: tuple[ItemGap, ...]
    columns: tuple[ColumnGap, ...]
    """Those of every table but the ones that feed only other businesses of the same run."""
    findings: tuple[Finding, ...] = ()
    """Findings of グループ (keys, references); those of items stand with the items."""
    codes: tuple[CodeGap, ...] = ()
    coverage: tuple[TableCoverage, ...] = ()
    effort: Effort | None = None
