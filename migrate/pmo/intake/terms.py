"""What an intake knows and is told: names, bodies, and what the user asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from migrate.errors import MigrateError
from migrate.model.value import value
from migrate.pmo.intake.bodies import Register
from migrate.pmo.known import Known


@value
class Terms:
    """``others`` are 業務ID outside the 20; ``worded`` tells an error of the guards in Japanese."""

    known: Known
    others: Mapping[str, str]
    """業務ID → name."""
    register: Register
    worded: Callable[[MigrateError], str]
    period: str = ""
    """YYYY-MM that is collected; empty: whatever the reports say."""
    names: Mapping[str, str] = field(default_factory=dict)
    """First 業務ID of the 20 → name."""
