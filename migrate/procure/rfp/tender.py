"""What a request for proposals says and rests on. The flow fills it from the plan, the survey and the conversion.

Only counts and names of things: no resident's value, no cost and no term of a current contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from migrate.model.value import value
from migrate.procure.rfi.situation import Situation
from migrate.procure.rfp.chapters import Chapter
from migrate.procure.scoring.criteria import Criteria
from migrate.procure.scoring.lock import Lock
from migrate.procure.scoring.rules import Rules

KIND = "rfp"
CRITERIA = "評価基準の固定"
"""What is lacking while the criteria are not locked as they are."""


@value
class Terms:
    """What people decided of a request (`rfp/<unit>/request.yaml`, else the plan of ④); days are ISO."""

    unit: str
    unit_name: str
    given: Mapping[str, str]
    """Question of `reports/layouts/rfp/request` → answer; empty where nobody has said it."""
    edition: int
    lacking: tuple[str, ...]
    """Labels of the required terms that nobody has stated yet."""

    def text(self, id: str) -> str:
        """An answer, empty where there is none."""
        return self.given.get(id, "")


@value
class Failing:
    """A rule of quality that fails in a table."""

    title: str
    table: str
    failed: int
    open: int


@value
class Tried:
    """A conversion that the municipality ran by itself."""

    at: str
    """ISO moment."""
    result: str
    read: int | None
    rejected: int | None


@value
class Moved:
    """How the data of one business move. None or empty: the tool that finds it out has not run."""

    business: str
    """業務ID and name."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """Table of the standard → rows of the last conversion."""
    fates: Mapping[str, int] = field(default_factory=dict)
    """What became of rows that were not simply written → rows."""
    gap: Mapping[str, int] = field(default_factory=dict)
    """Fit of an item of the standard → items."""
    failing: tuple[Failing, ...] | None = None
    sources: Mapping[str, int] = field(default_factory=dict)
    """How files are written → files."""
    compared: Mapping[str, int] = field(default_factory=dict)
    """Fate of a difference → rows."""
    tried: tuple[Tried, ...] = ()


@value
class Thing:
    """Something around: a device, an outside service, a peripheral system."""

    name: str
    state: str
    included: bool


@value
class Tender:
    """Everything at hand."""

    terms: Terms
    situation: Situation
    moved: tuple[Moved, ...]
    characters: Mapping[str, int]
    """What was counted of characters outside the target → number; empty where there is no ledger."""
    around: tuple[Thing, ...]
    days: tuple[tuple[str, str], ...]
    """Days of the plan that the terms do not state: name → ISO day."""
    chapters: Mapping[str, tuple[Chapter, ...]]
    """Paper → its chapters, with what the body wrote instead."""
    criteria: Criteria | None
    rules: Rules | None
    lock: Lock | None
    """None while nothing is locked, or the criteria have changed since."""
