"""What a store is read with: the 20 businesses, the 40 steps, prefectures and classes of size, in their orders."""

from __future__ import annotations

from functools import cache

from migrate.engine import municipalities
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.catalogue import Business
from migrate.model.procedure import Step
from migrate.model.value import value

UNKNOWN = "不明"
"""The group of whatever a report does not tell."""


@value
class SizeClass:
    """A class of population (ours); it begins at ``least``."""

    name: str
    least: int


@value
class Known:
    """``businesses`` are the 20 in published order."""

    businesses: tuple[Business, ...]
    steps: tuple[Step, ...]

    @property
    def names(self) -> dict[str, str]:
        """First 業務ID, by which a report knows a business → its published name."""
        return {one.systems[0]: one.name for one in self.businesses}


@cache
def sizes() -> tuple[SizeClass, ...]:
    """The classes of population, the smallest first."""
    rows = tables.read(bundled("reports") / "layouts" / "pmo" / "sizes.csv")
    return tuple(SizeClass(name=row["name"], least=int(row["least"])) for row in rows)


@cache
def prefectures() -> tuple[str, ...]:
    """The 47 in the order of their codes."""
    return tuple(dict.fromkeys(one.prefecture for one in municipalities.municipalities()))
