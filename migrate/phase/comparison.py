"""What `gap run` says of the scope of a business: what covers it, and what of the current system stays outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from migrate.model.value import value


@value
class Held:
    """One table of the current system."""

    table: str
    columns: int
    rows: int | None
    """None where no profile of its data is at hand."""


@value
class Covered:
    """One table (グループ) of the standard."""

    table: str
    sources: tuple[str, ...]
    """Tables of the current system that feed it; empty where none does."""
    required: int
    """必須 items."""
    have: int
    """… of which the current system has a counterpart."""


@value
class Left:
    """A table of the current system of which columns have no counterpart in the standard."""

    table: str
    columns: int
    """Columns without a counterpart."""
    whole: bool
    """True where it has none at all: the table as such stays outside the standard."""


@value
class Comparison:
    """One business."""

    held: tuple[Held, ...] = ()
    """The tables that feed it, as `source scan` read them."""
    covered: tuple[Covered, ...] = ()
    left: tuple[Left, ...] = ()
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    """業務ID of another business → columns that feed it instead."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Tables of the standard that nothing feeds."""
        return tuple(one.table for one in self.covered if not one.sources)
