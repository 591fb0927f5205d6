"""Costs: row by row and year by year, totals, rows that somebody left blank, and amounts far from the others'."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.value import value
from migrate.procure.answers import CostRow, VendorAnswers

INITIAL = "initial"
HIGH, LOW, APART = "高い外れ値", "低い外れ値", "2 者の差が大きい"


@value
class Rules:
    """When an amount is far from the others' (ours): times of the median of the other vendors."""

    high: Fraction
    low: Fraction
    least: Fraction
    """Yen: below this median nothing is called far."""
    years: int


@cache
def rules() -> Rules:
    """The bundled rules, `reports/layouts/rfi/compare/rules.csv`."""
    found = {
        row["id"]: row["value"] for row in tables.read(bundled("reports") / "layouts" / "rfi" / "compare" / "rules.csv")
    }
    return Rules(
        high=Fraction(found["high"]),
        low=Fraction(found["low"]),
        least=Fraction(found["least"]),
        years=int(found["years"]),
    )


@value
class CostLine:
    """One row of the cost sheet; yen with tax."""

    id: str
    label: str
    initial: bool
    totals: Mapping[str, int]
    """Vendor → sum of its years; a vendor that left the row blank is not in it."""
    far: Mapping[str, str]
    """Vendor → `HIGH` or `LOW` where its sum is far from the others', `APART` where there is one other only."""
    short: Mapping[str, int]
    """Vendor → years of operation that it left blank, where it filled in others."""


@value
class Total:
    """One vendor's sums; yen with tax."""

    vendor: str
    initial: int
    years: Mapping[str, int]
    """Number of the year of operation → sum."""
    blank: tuple[str, ...]
    """Labels of rows that others filled in and this vendor did not: the sum may be too low."""
    short: tuple[str, ...]
    """Labels of rows of which it left a year blank: the same."""

    @property
    def running(self) -> int:
        """All years of operation."""
        return sum(self.years.values())

    @property
    def all(self) -> int:
        """Initial and running."""
        return self.initial + self.running


def lines(vendors: Sequence[VendorAnswers], rule: Rules) -> tuple[CostLine, ...]:
    """The rows that any vendor filled in, in the order in which they first appear; initial ones first."""
    known: dict[str, CostRow] = {}
    for vendor in vendors:
        for row in vendor.costs:
            known.setdefault(row.id, row)
    found = (_line(row, vendors, rule) for row in known.values() if any(_row(v, row.id) for v in vendors))
    return tuple(sorted(found, key=lambda one: not one.initial))


def _row(vendor: VendorAnswers, id: str) -> CostRow | None:
    """A row that has at least one amount."""
    return next((one for one in vendor.costs if one.id == id and one.years), None)


def _line(row: CostRow, vendors: Sequence[VendorAnswers], rule: Rules) -> CostLine:
    mine = {one.vendor: found for one in vendors if (found := _row(one, row.id))}
    totals = {vendor: sum(found.years.values()) for vendor, found in mine.items()}
    wanted = {str(year) for year in range(1, rule.years + 1)}
    short = {} if row.initial else {vendor: len(wanted - set(found.years)) for vendor, found in mine.items()}
    return CostLine(
        id=row.id,
        label=row.label,
        initial=row.initial,
        totals=totals,
        far=_far(totals, rule),
        short={vendor: number for vendor, number in short.items() if number},
    )


def _far(totals: Mapping[str, int], rule: Rules) -> dict[str, str]:
    found = {}
    for vendor, own in totals.items():
        others = [Fraction(total) for name, total in totals.items() if name != vendor]
        if not others or (middle := statistics.median(others)) < rule.least:
            continue
        if own >= middle * rule.high:
            found[vendor] = HIGH
        elif own <= middle * rule.low:
            found[vendor] = LOW
    if len(totals) == 2 and found:
        return dict.fromkeys(totals, APART)
    return found


def totals(found: Sequence[CostLine], vendors: Sequence[VendorAnswers], rule: Rules) -> tuple[Total, ...]:
    """Each vendor's sums, in the order of the vendors; those without any cost are left out."""
    return tuple(_total(one, found, rule) for one in vendors if any(row.years for row in one.costs))


def _total(vendor: VendorAnswers, found: Sequence[CostLine], rule: Rules) -> Total:
    years = {str(year): 0 for year in range(1, rule.years + 1)}
    initial = 0
    for row in vendor.costs:
        for year, yen in row.years.items():
            if row.initial:
                initial += yen
            else:
                years[year] = years.get(year, 0) + yen
    blank = tuple(one.label for one in found if vendor.vendor not in one.totals)
    short = tuple(one.label for one in found if vendor.vendor in one.short)
    return Total(vendor=vendor.vendor, initial=initial, years=years, blank=blank, short=short)


def medians(vendors: Sequence[VendorAnswers]) -> Mapping[str, Mapping[str, int]]:
    """Label of a running row → number of the year → median of what vendors named, cut below the yen."""
    given: dict[str, dict[str, list[int]]] = {}
    for row in (row for one in vendors for row in one.costs if not row.initial):
        for year, yen in row.years.items():
            given.setdefault(row.label, {}).setdefault(year, []).append(yen)
    return {
        label: {year: int(statistics.median(map(Fraction, amounts))) for year, amounts in years.items()}
        for label, years in given.items()
    }
