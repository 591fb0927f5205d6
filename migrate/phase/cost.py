"""Money of the move: who pays the initial costs, what the years after cost, and what the rate of the dollar changes.

Everything is whole yen with tax. The rules are ours (`reports/layouts/phase/08/rules.csv`) but for the subsidy's rate
of 10/10 and the ten rows of running cost, which are those of the published comparison of 2024-09.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.model.value import value

ELIGIBLE, NOT_ELIGIBLE, UNSURE = "対象", "対象外", "要確認"


@value
class Cost:
    """One row: yen a year, and whether the subsidy covers it (``subsidy`` as chosen in the form)."""

    name: str
    years: tuple[int, ...]
    subsidy: str = NOT_ELIGIBLE
    business: str = ""
    source: str = ""

    @property
    def total(self) -> int:
        """Yen of all years."""
        return sum(self.years)


@value
class Share:
    """Who pays the costs of one year, or of all: ``national`` + ``general`` = ``cost``."""

    eligible: int
    unsure: int
    other: int
    national: int

    @property
    def cost(self) -> int:
        """Yen altogether."""
        return self.eligible + self.unsure + self.other

    @property
    def general(self) -> int:
        """一般財源: what the subsidy leaves. Where all rows are 対象 this is max(0, cost − cap)."""
        return self.cost - self.national


def funding(rows: Sequence[Cost], cap: int) -> tuple[Share, ...]:
    """The shares year by year: the cap (yen) goes to the eligible costs of the earliest years first.

    >>> [(one.national, one.general) for one in funding([Cost(name="a", years=(70, 50), subsidy="対象")], 100)]
    [(70, 0), (30, 20)]
    """
    rest, found = cap, []
    for year in range(max((len(one.years) for one in rows), default=0)):
        sums = {ELIGIBLE: 0, UNSURE: 0, NOT_ELIGIBLE: 0}
        for one in rows:
            sums[one.subsidy] += one.years[year] if year < len(one.years) else 0
        national = min(sums[ELIGIBLE], rest)
        rest -= national
        found.append(Share(eligible=sums[ELIGIBLE], unsure=sums[UNSURE], other=sums[NOT_ELIGIBLE], national=national))
    return tuple(found)


def together(shares: Sequence[Share]) -> Share:
    """All years in one."""
    return Share(
        eligible=sum(one.eligible for one in shares),
        unsure=sum(one.unsure for one in shares),
        other=sum(one.other for one in shares),
        national=sum(one.national for one in shares),
    )


@value
class Line:
    """One row of the comparison: yen of five years as it is (``a``) and after the move (``b``)."""

    name: str
    a: int
    b: int

    @property
    def difference(self) -> int:
        """B − A; positive: the move costs more."""
        return self.b - self.a


def compare(a: Mapping[str, int], b: Mapping[str, int]) -> tuple[Line, ...]:
    """The rows in the order of ``a``, those that only ``b`` has after them."""
    return tuple(Line(name=name, a=a.get(name, 0), b=b.get(name, 0)) for name in dict.fromkeys((*a, *b)))


def total(lines: Sequence[Line], name: str = "計") -> Line:
    """All rows in one."""
    return Line(name=name, a=sum(one.a for one in lines), b=sum(one.b for one in lines))


def at_rate(amount: int, fixed: int, base: int, rate: int) -> int:
    """``amount`` (yen at ``base`` yen a dollar, ``fixed`` of it paid in yen) at another rate; half a yen goes up.

    >>> at_rate(1_150, 0, 115, 160), at_rate(1_150, 1_150, 115, 160)
    (1600, 1150)
    """
    dollars = max(0, amount - fixed)
    return amount - dollars + (2 * dollars * rate + base) // (2 * base)
