"""A stretch of the municipality's calendar: days off, a session of the assembly, a busy month."""

from __future__ import annotations

from datetime import date

from migrate.model.value import value


@value
class Period:
    """Days from ``start`` to ``end``, both included."""

    kind: str
    business: str
    """業務ID; empty: all."""
    start: date
    end: date
    name: str

    def meets(self, start: date, end: date) -> bool:
        """True where a day of it lies from ``start`` to ``end``."""
        return self.start <= end and start <= self.end
