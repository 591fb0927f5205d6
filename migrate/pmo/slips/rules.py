"""Our rules of slipping: weights and thresholds are data (`reports/layouts/pmo/slips.csv`, `slip-rules.csv`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.value import value


class Slip(StrEnum):
    """Kinds of reasons; `migrate explain` has a page on each."""

    PLAN = "MIG-PMO-110"
    PEERS = "MIG-PMO-111"
    STALLED = "MIG-PMO-112"
    RUNNING = "MIG-PMO-113"
    ORDER = "MIG-PMO-114"
    ONE_DAY = "MIG-PMO-115"
    UNPROVEN = "MIG-PMO-116"


@value
class Rule:
    """When a measure is a reason, and how much it weighs."""

    code: Slip
    name: str
    weight: float
    least: float
    """From this on it is a reason."""
    full: float
    """From this on it weighs fully."""
    unit: str
    help: str

    def points(self, measure: float) -> float:
        """Weight × degree.

        >>> Rule(code=Slip.PLAN, name="", weight=30, least=1, full=180, unit="日", help="").points(90)
        15.0
        """
        return round(self.weight * min(1.0, measure / self.full), 6)


@value
class Rules:
    """All of them; what the numbers mean stands beside them in `slip-rules.csv`."""

    rules: Mapping[Slip, Rule]
    peers: int
    cause_days: int
    cause_bodies: int
    cause_systems: int
    cause_lift: float
    cause_steps: float
    cause_points: float
    cause_sigma: float

    def stalled_from(self, months: int) -> Rules:
        """The same with other months from which standing still is a reason."""
        changed = replace(self.rules[Slip.STALLED], least=months)
        return replace(self, rules={**self.rules, Slip.STALLED: changed})


def load() -> Rules:
    """The bundled rules."""
    folder = bundled("reports") / "layouts" / "pmo"
    numbers = {row["id"]: row["value"] for row in tables.read(folder / "slip-rules.csv")}
    return Rules(
        rules={Slip(row["code"]): _rule(row) for row in tables.read(folder / "slips.csv")},
        peers=int(numbers["peers"]),
        cause_days=int(numbers["cause_days"]),
        cause_bodies=int(numbers["cause_bodies"]),
        cause_systems=int(numbers["cause_systems"]),
        cause_lift=float(numbers["cause_lift"]),
        cause_steps=float(numbers["cause_steps"]),
        cause_points=float(numbers["cause_points"]),
        cause_sigma=float(numbers["cause_sigma"]),
    )


def _rule(row: Mapping[str, str]) -> Rule:
    return Rule(
        code=Slip(row["code"]),
        name=row["name"],
        weight=float(row["weight"]),
        least=float(row["least"]),
        full=float(row["full"]),
        unit=row["unit"],
        help=row["help"],
    )
