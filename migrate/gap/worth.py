"""What a match in each table of the standard is worth to the columns of one source table."""

from __future__ import annotations

from migrate.gap import tables
from migrate.gap.systems import Homes, System
from migrate.gap.target import TableKey

STRAY = 0.35
"""Most that a match in a table counts that is no home of the source table."""
_KNOWN_HOME, _OF_COPIES = 0.75, 0.95
"""What the system's own tables are worth to a table that has a home of its own, or that copies from the register."""
_SISTER = 0.85
"""How near a business is, outside a table's own homes, that another table of the system is at home in.

The date of a notification that a history of the insured refers to is kept with the register's notifications, where the
system has a table of those, rather than in a business of which it has nothing.
"""
_IS_REGISTER = 0.60
"""A table that fits the register by a smaller share of its columns copies from it."""


class Worth:
    """How much a match in each table of the standard counts for the columns of one unit."""

    def __init__(self, homes: Homes, system: System) -> None:
        self.homes, self.system = homes, system
        strengths = (one.strength * system.near(key[0]) for key, one in homes.evidence.items())
        self._strongest = max(strengths, default=0.0) or 1.0
        copies = homes.first and homes.first[0] in tables.REGISTER and homes.evidence[homes.first].share < _IS_REGISTER
        self._of_known = _OF_COPIES if copies else _KNOWN_HOME
        self._at_hand = {business for business, _ in system.homes}
        self._told: dict[TableKey, tuple[float, float]] = {}

    def of(self, key: TableKey) -> tuple[float, float]:
        """How far the tables suit each other, and the businesses, each 0–1."""
        told = self._told.get(key)
        if told is None:
            seen = self.homes.evidence.get(key, tables.NO_EVIDENCE).strength
            stray = STRAY * min(1.0, seen / self._strongest) * self.system.near(key[0])
            home = self.homes.counts.get(key, stray)
            if key in self.system.homes and key[0] == self.system.main:
                home = max(home, self._of_known)
            told = self._told[key] = home, self._business(key)
        return told

    def _business(self, key: TableKey) -> float:
        share = self.system.shares.get(key[0], 0.0)
        return max(share, _SISTER) if key not in self.homes.counts and key[0] in self._at_hand else share
