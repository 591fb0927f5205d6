"""All vendors of one unit side by side: what is compared, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from migrate.forms.answer import day
from migrate.model.value import value
from migrate.procure.answers import Requirement, VendorAnswers
from migrate.procure.compare import costs, functions
from migrate.procure.compare.costs import CostLine, Total
from migrate.procure.compare.functions import Row, Tally

OFFERED = frozenset({"対応", "条件付き"})


@value
class Coverage:
    """Who offers one business."""

    business: str
    name: str
    offers: Mapping[str, str]
    """Vendor → 対応, 条件付き, 対応不可, 不明; one who did not say is not in it."""
    starts: Mapping[str, str]
    """Vendor → the earliest day of operation."""
    late: tuple[str, ...]
    """Vendors that offer it, but after the wished day."""

    @property
    def offering(self) -> tuple[str, ...]:
        """The vendors that offer it, with conditions or without."""
        return tuple(vendor for vendor, word in self.offers.items() if word in OFFERED)


@value
class Milestone:
    """When something is ready, vendor by vendor."""

    name: str
    days: Mapping[str, str]
    """Vendor → ISO day or month, or a word."""


@value
class Comparison:
    """The vendors of one unit side by side."""

    vendors: tuple[VendorAnswers, ...]
    rows: tuple[Row, ...]
    tallies: tuple[Tally, ...]
    lines: tuple[CostLine, ...]
    totals: tuple[Total, ...]
    coverage: tuple[Coverage, ...]
    milestones: tuple[Milestone, ...]
    capacity: Mapping[str, Mapping[str, str]]
    """Label → vendor → what it said of people and limits."""

    @property
    def unfilled(self) -> tuple[Row, ...]:
        """Requirements that no vendor meets."""
        return tuple(one for one in self.rows if one.unfilled)

    @property
    def differing(self) -> tuple[Row, ...]:
        """Requirements on which vendors differ."""
        return tuple(one for one in self.rows if one.differs)

    def name(self, vendor: str) -> str:
        """A vendor by its name."""
        return next((one.name for one in self.vendors if one.vendor == vendor), vendor)


def compare(
    requirements: Sequence[Requirement],
    vendors: Sequence[VendorAnswers],
    businesses: Mapping[str, str],
    wished: date | None,
) -> Comparison:
    """Compare vendors; ``businesses`` are those of the unit (業務ID → name), ``wished`` is the wished first day."""
    rule = costs.rules()
    rows, lines = functions.rows(requirements, vendors), costs.lines(vendors, rule)
    return Comparison(
        vendors=tuple(vendors),
        rows=rows,
        tallies=functions.tallies(rows, vendors),
        lines=lines,
        totals=costs.totals(lines, vendors, rule),
        coverage=tuple(_coverage(id, name, vendors, wished) for id, name in businesses.items()),
        milestones=_milestones(vendors),
        capacity={
            label: {one.vendor: one.capacity[label] for one in vendors if label in one.capacity}
            for label in dict.fromkeys(label for one in vendors for label in one.capacity)
        },
    )


def _coverage(id: str, name: str, vendors: Sequence[VendorAnswers], wished: date | None) -> Coverage:
    offers = {one.vendor: one.businesses[id] for one in vendors if id in one.businesses}
    starts = {one.vendor: one.starts[id] for one in vendors if id in one.starts}
    late = [vendor for vendor, said in starts.items() if wished and _after(said, wished)]
    return Coverage(
        business=id,
        name=name,
        offers=offers,
        starts=starts,
        late=tuple(vendor for vendor in late if offers.get(vendor) in OFFERED),
    )


def _after(said: str, wished: date) -> bool:
    """True where a day is after the wished one; a month is only where it is a later month."""
    on = day(said)
    return on is not None and (on > wished if len(said) > 7 else said > wished.isoformat()[:7])


def _milestones(vendors: Sequence[VendorAnswers]) -> tuple[Milestone, ...]:
    names = dict.fromkeys(name for one in vendors for name in one.dates)
    return tuple(
        Milestone(name=name, days={one.vendor: one.dates[name] for one in vendors if name in one.dates})
        for name in names
    )
