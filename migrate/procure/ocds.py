"""One release of the Open Contracting Data Standard 1.1, for bodies that publish their procurement as open data.

https://standard.open-contracting.org/1.1/en/schema/release/ — only what the workspace knows is said; names of vendors
that were not chosen are left out unless the body wants them published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from migrate.model.value import value
from migrate.procure.scoring import exact
from migrate.procure.scoring.criteria import Criteria
from migrate.procure.scoring.decision import NONE, Decision
from migrate.procure.scoring.facts import PRICE
from migrate.procure.scoring.lock import Lock
from migrate.procure.scoring.offers import Offer
from migrate.procure.scoring.rules import Rules

PREFIX = re.compile(r"ocds-[0-9a-z]{6}")
"""The form of a registered prefix of a publisher."""
_ZONE = "T00:00:00+09:00"


@value
class Process:
    """One competition as it is published."""

    prefix: str
    code: str
    """全国地方公共団体コード."""
    municipality: str
    unit: str
    businesses: Mapping[str, str]
    """業務ID → name."""
    criteria: Criteria
    rules: Rules
    lock: Lock
    offers: tuple[Offer, ...]
    decision: Decision
    as_of: date
    named: bool = False
    """True where all tenderers are published by name."""

    @property
    def ocid(self) -> str:
        """The id of the whole contracting process."""
        return "-".join(filter(None, (self.prefix, self.code, self.unit)))

    @property
    def decided(self) -> bool:
        """True where people have decided."""
        return bool(self.decision.chosen and self.decision.on)


def release(one: Process) -> dict[str, Any]:
    """The release as plain JSON data: a tender, or with the decision an award."""
    tag = "award" if one.decided else "tender"
    on = (one.decision.on if one.decided else None) or one.as_of
    found: dict[str, Any] = {
        "ocid": one.ocid,
        "id": f"{one.ocid}-{tag}-{on.isoformat()}",
        "date": _moment(on),
        "tag": [tag],
        "initiationType": "tender",
        "language": "ja",
        "parties": _parties(one),
        "buyer": _buyer(one),
        "tender": _tender(one),
    }
    if one.decided:
        found["awards"] = [_award(one)]
    return found


def _moment(on: date) -> str:
    return f"{on.isoformat()}{_ZONE}"


def _buyer(one: Process) -> dict[str, Any]:
    return {"id": one.code or "buyer", "name": one.municipality}


def _published(one: Process) -> tuple[Offer, ...]:
    """The vendors that are named."""
    return tuple(offer for offer in one.offers if one.named or (one.decided and offer.vendor == one.decision.chosen))


def _reference(offer: Offer) -> dict[str, Any]:
    return {"id": offer.vendor, "name": offer.name}


def _parties(one: Process) -> list[dict[str, Any]]:
    address = {"countryName": "日本"}
    parties: list[dict[str, Any]] = [{**_buyer(one), "address": address, "roles": ["buyer", "procuringEntity"]}]
    for offer in _published(one):
        chosen = one.decided and offer.vendor == one.decision.chosen
        parties.append({**_reference(offer), "roles": ["tenderer", "supplier"] if chosen else ["tenderer"]})
    return parties


def _tender(one: Process) -> dict[str, Any]:
    items = "、".join(f"{each.name} {exact.written(each.points)} 点" for each in one.criteria.top)
    status = "active" if not one.decided else "unsuccessful" if one.decision.chosen == NONE else "complete"
    found: dict[str, Any] = {
        "id": f"{one.ocid}-tender",
        "title": one.rules.title or "標準準拠システムの調達",
        "description": "、".join(f"{id} {name}" for id, name in one.businesses.items()),
        "status": status,
        "procuringEntity": _buyer(one),
        "mainProcurementCategory": "services",
        "awardCriteria": "ratedCriteria",
        "awardCriteriaDetails": f"{items}（{one.lock.on.isoformat()} に固定。SHA-256 {one.lock.sha256}）",
        "numberOfTenderers": len(one.offers),
    }
    if one.rules.deadline:
        found["tenderPeriod"] = {"endDate": _moment(one.rules.deadline)}
    if one.named:
        found["tenderers"] = [_reference(offer) for offer in one.offers]
    return found


def _award(one: Process) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": f"{one.ocid}-award",
        "title": one.rules.title or "標準準拠システムの調達",
        "status": "unsuccessful" if one.decision.chosen == NONE else "active",
        "date": _moment(one.decision.on or one.as_of),
    }
    chosen = next((offer for offer in one.offers if offer.vendor == one.decision.chosen), None)
    if chosen is not None:
        found["suppliers"] = [_reference(chosen)]
        if (price := chosen.facts.get(PRICE)) is not None and price.denominator == 1:
            found["value"] = {"amount": int(price), "currency": "JPY"}
    return found
