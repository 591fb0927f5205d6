"""What vendors answered to the RFI (⑥), as the migration plan (④) and the budget (⑧) take it up."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction

from migrate.model.value import value

ORIGIN = "RFI（⑥）の回答"
"""What is offered from it begins or is marked with these words."""
_OFFERED = frozenset({"対応", "条件付き"})
_SHOWN = 5


@value
class Vendor:
    """What one vendor says of the businesses of a request."""

    key: str
    name: str
    offers: Mapping[str, str] = field(default_factory=dict)
    """業務ID → 対応, 条件付き, 対応不可, 不明."""
    starts: Mapping[str, str] = field(default_factory=dict)
    """業務ID → the earliest day of operation: ISO day or month, or a word."""
    people: int = 0
    """People whom it can put to work; 0 where it did not say."""


@value
class Unmet:
    """A requirement that the municipality wants and no vendor meets."""

    key: str
    """Letters, digits and hyphens; unlike for a 機能ID and the same 帳票ID."""
    shown: str
    """As people see its id."""
    business: str
    level: str
    """必須 or 求める."""
    text: str
    vendors: int
    """Vendors that answered it."""


@value
class Price:
    """A row of initial cost: yen with tax."""

    line: str
    """Number of the row in the answer form, such as I01."""
    label: str
    totals: Mapping[str, int]
    """Vendor's key → yen; one that left the row blank is not in it."""
    far: Mapping[str, str]
    """Vendor's key → why its amount is far from the others'."""


@value
class Market:
    """The answers to the request of one unit of procurement."""

    unit: str
    businesses: tuple[str, ...]
    """業務ID that the request was about."""
    vendors: tuple[Vendor, ...]
    unmet: tuple[Unmet, ...] = ()
    prices: tuple[Price, ...] = ()

    def name(self, key: str) -> str:
        """A vendor by its name."""
        return next((one.name for one in self.vendors if one.key == key), key)


@value
class Bidder:
    """A vendor that offers all of some businesses."""

    name: str
    conditional: bool
    start: str
    """The day or month from which it can operate all of them; empty where it names none for one of them."""
    people: int

    def late_for(self, live: date) -> bool:
        """True where it cannot operate on a day; a month is late only for a day of an earlier month."""
        return bool(self.start) and live.isoformat()[: len(self.start)] < self.start


def asked(markets: Sequence[Market], ids: Collection[str]) -> tuple[str, ...]:
    """Those of some businesses that vendors were asked about and answered, in order."""
    return tuple(sorted({id for one in markets if one.vendors for id in one.businesses} & set(ids)))


def bidders(markets: Sequence[Market], ids: Collection[str]) -> tuple[Bidder, ...]:
    """The vendors that offer all of the businesses that were asked about, by name."""
    wanted = asked(markets, ids)
    offers: dict[str, dict[str, str]] = {}
    starts: dict[str, dict[str, str]] = {}
    known: dict[str, Vendor] = {}
    for one in (vendor for market in markets for vendor in market.vendors):
        known[one.key] = one
        offers.setdefault(one.key, {}).update(one.offers)
        starts.setdefault(one.key, {}).update(one.starts)
    found = [
        Bidder(
            name=known[key].name,
            conditional=any(said[id] == "条件付き" for id in wanted),
            start=_together([starts[key].get(id, "") for id in wanted]),
            people=known[key].people,
        )
        for key, said in offers.items()
        if wanted and all(said.get(id) in _OFFERED for id in wanted)
    ]
    return tuple(sorted(found, key=lambda one: one.name))


def _together(starts: Sequence[str]) -> str:
    """The last of some days and months; empty where one is neither."""
    return max(starts) if all(one[:1].isdigit() for one in starts) else ""


def earliest(found: Sequence[Bidder]) -> str:
    """The first day from which any of the vendors can operate; empty where none names one."""
    return min((one.start for one in found if one.start), default="")


def common(found: Sequence[Bidder]) -> str:
    """The day from which all of the vendors that name one can operate; empty where none does."""
    return max((one.start for one in found if one.start), default="")


def told(markets: Sequence[Market], ids: Collection[str]) -> str:
    """Who offers some businesses, in one sentence; empty where nobody was asked."""
    wanted = asked(markets, ids)
    if not wanted:
        return ""
    found = bidders(markets, ids)
    names = [f"{one.name}{'（条件付き）' if one.conditional else ''}" for one in found]
    part = "" if len(wanted) == len(set(ids)) else f"（尋ねた業務 {' '.join(wanted)}）"
    return f"{ORIGIN}: すべてを提供できるとした業者 {len(found)} 者{part}{'。' if names else ''}{_listed(names)}"


def days(markets: Sequence[Market], ids: Collection[str]) -> str:
    """From when each vendor can operate some businesses, and with how many people; empty where nobody offers them."""
    shown = [
        f"{one.name} {one.start or '未定'}{f'（体制 {one.people} 人）' if one.people else ''}"
        for one in bidders(markets, ids)
    ]
    return f"{ORIGIN}: {_listed(shown)}" if shown else ""


def _listed(texts: Sequence[str]) -> str:
    more = f" ほか {len(texts) - _SHOWN}" if len(texts) > _SHOWN else ""
    return "、".join(texts[:_SHOWN]) + more


@value
class Quote:
    """What a row of the budget will cost once by the answers: yen with tax, units added up."""

    yen: int
    vendors: int
    """Vendors that named an amount, summed over units."""
    blank: int
    """Vendors that named other amounts but none of this row's."""
    far: tuple[str, ...]
    """Amounts far from the others', in words."""


def quote(markets: Sequence[Market], lines: Collection[str]) -> Quote | None:
    """The median of the vendors' sums of some rows, unit by unit; None where nobody named an amount."""
    yen, vendors, blank = 0, 0, 0
    far: list[str] = []
    for one in markets:
        mine = [price for price in one.prices if price.line in lines]
        sums: dict[str, int] = {}
        for price in mine:
            for key, amount in price.totals.items():
                sums[key] = sums.get(key, 0) + amount
            far += _far(one, price)
        if sums:
            yen += int(statistics.median(map(Fraction, sums.values())))
            vendors += len(sums)
            blank += len({key for price in one.prices for key in price.totals} - set(sums))
    return Quote(yen=yen, vendors=vendors, blank=blank, far=tuple(far)) if vendors else None


def _far(market: Market, price: Price) -> Iterator[str]:
    for key, word in price.far.items():
        yield f"{market.name(key)} {price.label} {price.totals[key]:,} 円（{word}）"
