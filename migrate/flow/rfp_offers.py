"""`rfp offers`: the facts of the offers, counted from collected answers, into offers.csv; people's lines stay."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.errors import NothingCheckedError
from migrate.flow import procure_answers, rfp_desk
from migrate.flow.outcome import Outcome
from migrate.forms import decision_sheet
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.value import value
from migrate.procure.answers import Requirement, VendorAnswers
from migrate.procure.scoring import exact, offers
from migrate.procure.scoring.facts import PRICE, facts
from migrate.procure.scoring.offers import RECEIVED, Offer
from migrate.procure.scoring.score import OURS
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_CELLS = 5
"""Cells that a message names."""


@value
class VendorFacts:
    """What came of one vendor's answers."""

    vendor: str
    name: str
    added: Mapping[str, str]
    """Fact → its text, as it was added."""
    kept: tuple[str, ...]
    """Facts that people had written otherwise; theirs stay."""


@value
class RfpOffers:
    """Result of `rfp offers`."""

    unit: str
    file: str
    vendors: tuple[VendorFacts, ...]


def fill(workspace: Workspace, session: Session, unit: str = "", rfi: str = "") -> Outcome:
    """Count the facts of every vendor whose answers were collected (``rfi``: those to the request of that unit).

    Raises:
        MigrateError: MIG-RFP-001 to -003, -007, -008 (nothing is opened before the lock), -036.
        NothingCheckedError: MIG-RFP-041, nobody has answered. UnreadableError: MIG-SYS-001, -003.
    """
    at = rfp_desk.desk(unit)
    with job.run(workspace, session, "rfp offers") as work:
        rfp_desk.check_locked(work, at)
        source, named = (procure_answers.RFI, rfi) if rfi else (rfp_desk.ALL, at.unit)
        folder = source.folder(rfp_desk.desk(named).unit)
        vendors = procure_answers.vendors(work, folder)
        if not vendors:
            raise NothingCheckedError("MIG-RFP-041", Place(file=folder), {"unit": named, "kind": source.kind})
        requirements = procure_answers.requirements(work, folder)
        name = at.name(offers.FILE)
        known = {one.vendor: one for one in rfp_desk.offered(work, at)}
        found = tuple(_of_vendor(one, facts(requirements, one), known.get(one.vendor)) for one in vendors)
        path = workspace.path(name)
        before = work.read(path) if path.is_file() else decision_sheet.written(offers.COLUMNS, ())
        added = [(one.vendor, one.name, fact, text) for one in found for fact, text in one.added.items()]
        work.write(name, decision_sheet.extended(before, added))
        priced = frozenset(vendor for vendor, offer in known.items() if PRICE in offer.facts)
        findings = _findings(name, requirements, vendors, found, priced)
        work.findings = len(findings)
    result = RfpOffers(unit=at.unit, file=name, vendors=found)
    notice = f"{name} の値を確かめてから、migrate rfp sheets{at.typed} で採点表を作ります。"
    return Outcome(
        kind="rfp-offers",
        data=result,
        document=_document(result),
        findings=findings,
        inputs=tuple(work.inputs.values()),
        notices=(notice,),
    )


def _of_vendor(one: VendorAnswers, counted: Mapping[str, int], known: Offer | None) -> VendorFacts:
    """What is new of a vendor, and where people say otherwise."""
    told = known.facts if known else {}
    added = {fact: str(number) for fact, number in counted.items() if fact not in told}
    dated = known.dates if known else {}
    kept = [fact for fact, number in counted.items() if fact in told and told[fact] != number]
    if one.received and RECEIVED not in dated:
        added[RECEIVED] = one.received
    elif one.received and dated[RECEIVED].isoformat() != one.received:
        kept.append(RECEIVED)
    return VendorFacts(
        vendor=one.vendor,
        name=known.name if known else one.name,
        added=added,
        kept=tuple(kept),
    )


def _findings(
    name: str,
    requirements: tuple[Requirement, ...],
    vendors: tuple[VendorAnswers, ...],
    found: tuple[VendorFacts, ...],
    priced: frozenset[str],
) -> tuple[Finding, ...]:
    """``priced`` are the vendors whose price stands in the file already, such as one that people wrote."""
    told = [_told(name, "MIG-RFP-046", one.name, {"facts": "、".join(one.kept)}) for one in found if one.kept]
    for one in vendors:
        if left := facts(requirements, one).get("必須未回答", 0):
            told.append(_told(name, "MIG-RFP-047", one.name, {"count": left}))
        if one.open_costs:
            cells = "、".join(one.open_costs[:_CELLS])
            more = f" ほか {len(one.open_costs) - _CELLS} 個" if len(one.open_costs) > _CELLS else ""
            params: dict[str, str | int] = {"count": len(one.open_costs), "cells": cells + more}
            severity = Severity.WARNING if one.vendor in priced else Severity.ERROR
            told.append(_told(name, "MIG-RFP-054", one.name, params, severity))
        if one.blank_costs:
            told.append(_told(name, "MIG-RFP-055", one.name, {"count": one.blank_costs}))
    return tuple(sorted(told, key=sort_key))


def _told(
    name: str, code: str, vendor: str, said: Mapping[str, str | int], severity: Severity = Severity.WARNING
) -> Finding:
    return Finding(code=code, severity=severity, place=Place(file=name), params={"vendor": vendor, **said}, basis=OURS)


def _document(result: RfpOffers) -> Document:
    columns = (
        Column(title="業者", width=28),
        Column(title="値", width=20),
        Column(title="加えた値", numeric=True, width=18),
    )
    rows = tuple((one.name, fact, _shown(text)) for one in result.vendors for fact, text in one.added.items())
    grid = Grid(title="加えた値", columns=columns, rows=rows, note="見積額は、全部の費目と年の税込の合計（円）です。")
    return Document(
        title="提案の値",
        summary=f"{len(result.vendors)} 者の回答から、値 {len(rows)} 件を加えました。",
        sections=(Section(id="facts", title="提案の値", blocks=(grid,)),),
    )


def _shown(text: str) -> str:
    number = exact.number(text)
    return text if number is None else exact.written(number)
