"""What the ledger shows that somebody should look at: counts and code points, never a text of a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrate.characters.ledger.clusters import codes
from migrate.characters.ledger.repertoire import Repertoire
from migrate.characters.ledger.store import file_of
from migrate.model.characters import (
    CharacterKind,
    CharacterLedger,
    CharacterVerdict,
    decided,
    in_force,
    open_characters,
)
from migrate.model.finding import Basis, Finding, Place, Severity

OWN = Basis(document="本ツール独自", section="文字の台帳")


def still_open(ledger: CharacterLedger) -> tuple[Finding, ...]:
    """MIG-CHR-002: one for each system that has open characters."""
    return tuple(_open(ledger))


def _open(ledger: CharacterLedger) -> Iterator[Finding]:
    found = open_characters(ledger)
    rows: Counter[str] = Counter()
    for one in found:
        rows[one.system] += one.people
    for system, count in sorted(Counter(one.system for one in found).items()):
        params: dict[str, str | int] = {"system": system, "count": count, "people": rows[system]}
        yield Finding(code="MIG-CHR-002", severity=Severity.WARNING, place=Place(item=system), params=params, basis=OWN)


def _decisions(ledger: CharacterLedger, target: Repertoire) -> Iterator[Finding]:
    known = decided(ledger.decisions)
    for one in ledger.found:
        decision = in_force(known, one.key)
        if decision is None:
            continue
        place = Place(file=file_of(ledger.target), line=decision.line, item=one.system)
        params: dict[str, str | int] = {"code": codes(one.text), "target": target.title}
        if decision.verdict is CharacterVerdict.REPLACE and not target.holds_all(decision.to):
            params |= {"to": codes(decision.to)}
            yield Finding(code="MIG-CHR-003", severity=Severity.WARNING, place=place, params=params, basis=OWN)
        elif decision.verdict is CharacterVerdict.KEEP and one.kind is CharacterKind.GAIJI:
            yield Finding(code="MIG-CHR-004", severity=Severity.WARNING, place=place, params=params, basis=OWN)


def _apart(ledger: CharacterLedger) -> Iterator[Finding]:
    """MIG-CHR-005: codes of private use that several systems have."""
    systems = Counter(one.text for one in ledger.found if one.kind is CharacterKind.GAIJI)
    if count := sum(number > 1 for number in systems.values()):
        yield Finding(code="MIG-CHR-005", severity=Severity.INFO, params={"count": count}, basis=OWN)


def findings(ledger: CharacterLedger, target: Repertoire) -> tuple[Finding, ...]:
    """Findings of the ledger against its target."""
    return (*_open(ledger), *_decisions(ledger, target), *_apart(ledger))
