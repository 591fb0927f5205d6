"""What vendors answered to requests for information, for the artefacts of the steps (④, ⑧)."""

from __future__ import annotations

import re

from migrate.flow import procure_answers
from migrate.flow.procure_answers import RFI
from migrate.phase.market import Market, Price, Unmet, Vendor
from migrate.procure.answers import Level, VendorAnswers
from migrate.procure.compare.comparison import Comparison, compare
from migrate.procure.compare.functions import Row
from migrate.procure.package import STANDARD
from migrate.workspace.job import Job

_FORM = "帳票"
"""How the id of a requirement on a form begins."""
_PEOPLE = re.compile(r"\d+(?= 人)")


def markets(work: Job) -> tuple[Market, ...]:
    """Every unit whose vendors have answered, as `rfi compare` compares it.

    Raises:
        UnreadableError: MIG-SYS-003.
    """
    return tuple(found for unit in RFI.units(work.workspace) if (found := _market(work, unit)))


def _market(work: Job, unit: str) -> Market | None:
    folder = RFI.folder(unit)
    vendors = procure_answers.vendors(work, folder)
    if not vendors:
        return None
    businesses = RFI.packages(work, unit)[STANDARD].businesses
    requirements = procure_answers.requirements(work, folder)
    found = compare(requirements, vendors, {one.id: one.name for one in businesses}, None)
    return Market(
        unit=unit,
        businesses=tuple(one.id for one in businesses),
        vendors=tuple(map(_vendor, vendors)),
        unmet=tuple(_unmet(one) for one in found.unfilled if one.requirement.level is not Level.OPTIONAL),
        prices=_prices(found),
    )


def _vendor(one: VendorAnswers) -> Vendor:
    people = (hit for text in one.capacity.values() if (hit := _PEOPLE.match(text)))
    return Vendor(
        key=one.vendor,
        name=one.name,
        offers=one.businesses,
        starts=one.starts,
        people=sum(int(hit[0]) for hit in people),
    )


def _unmet(one: Row) -> Unmet:
    wanted = one.requirement
    return Unmet(
        key=f"form-{wanted.id.removeprefix(_FORM)}" if wanted.id.startswith(_FORM) else wanted.id,
        shown=wanted.id,
        business=wanted.business,
        level=wanted.level,
        text=wanted.text,
        vendors=sum(given.word is not None for given in one.answers.values()),
    )


def _prices(found: Comparison) -> tuple[Price, ...]:
    return tuple(
        Price(line=one.id.partition("-")[2], label=one.label, totals=one.totals, far=one.far)
        for one in found.lines
        if one.initial
    )
