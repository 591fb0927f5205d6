"""What the survey of the current systems (②) says, as the documents of ① to ③ need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from migrate.model.document import Block
from migrate.model.value import value


@value
class Around:
    """A system beside the core ones, or a counterpart outside the municipality."""

    key: str
    name: str
    external: bool
    department: str
    vendor: str
    contract_end: str
    my_number: str
    businesses: tuple[str, ...]
    """業務ID that it has to do with, as far as they were named."""


@value
class Scan:
    """What `source scan` read of all systems together."""

    tables: int
    columns: int
    files: int


@value
class Surveyed:
    """The survey as it stands."""

    blocks: Mapping[int, tuple[Block, ...]] = field(default_factory=dict)
    """Step 4–7 → the survey's own tables and pictures that belong to it."""
    lacking: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """業務ID → step 4–7 → what it still lacks, in one sentence; empty where the survey says all."""
    asked: int = 0
    """Required fields that are asked."""
    answered: int = 0
    """… that are answered for good."""
    pending: int = 0
    """… that are answered with 不明 or 未定."""
    not_answered: tuple[str, ...] = ()
    """Businesses that no system of the survey handles."""
    open_questions: int = 0
    findings: tuple[tuple[str, str, int], ...] = ()
    """Code, what it says, and how often."""
    around: tuple[Around, ...] = ()
    compiled_by: str = ""
    """Department that put the survey together."""

    def says_all(self, business: str, step: int) -> bool:
        """True where nothing is lacking of a step of a business."""
        return self.lacking.get(business, {}).get(step) == ""
