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


@value
class GapReport:
    """Both views of one comparison."""

    spec: str
    """``ID@EDITION``."""
    items: tuple[ItemGap, ...]
    columns: tuple[ColumnGap, ...]
