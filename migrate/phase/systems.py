"""`phase/systems.csv`: what is told of a system apart from the 40 steps. Lines are only added; the latest one counts.

Two facts that no completion rate tells: since when it is in operation (稼働中), and whether it is a
特定移行支援システム, with its 事由, its new deadline and what remains.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.procedure import SystemFacts
from migrate.model.value import value
from migrate.phase import lines

FILE = "phase/systems.csv"
HEADER = ("at", "who", "business", "system", "operation", "reason", "until", "remains", "origin")
REASONS = ("1", "2", "3", "4")
_MONTH = re.compile(r"\d{4}-\d{2}(-\d{2})?")


@value
class Told:
    """One line: the whole of what is told of a system from then on."""

    at: str
    who: str
    facts: SystemFacts
    origin: str = ""
    """The workspace in which it was told, where that is another one."""

    @property
    def spot(self) -> tuple[str, str]:
        """Business and system."""
        return (self.facts.business, self.facts.system)


def is_day(text: str) -> bool:
    """True for an ISO day or month.

    >>> [is_day(one) for one in ("2026-01-05", "2030-03", "2026-02-30", "令和8年")]
    [True, True, False, False]
    """
    if not _MONTH.fullmatch(text):
        return False
    try:
        date.fromisoformat(text if text.count("-") == 2 else f"{text}-01")
    except ValueError:
        return False
    return True


def is_fact(facts: SystemFacts) -> bool:
    """True where 事由 and days have a form that can be told."""
    days = (facts.operation, facts.until)
    return facts.reason in ("", *REASONS) and all(is_day(one) for one in days if one)


def read(rows: list[dict[str, str]]) -> tuple[Told, ...]:
    """The lines of the file.

    Raises:
        UnreadableError: MIG-PHS-046, a row that ``phase fact`` does not write; it names the row.
    """
    found = []
    for number, row in enumerate(rows, start=1):
        facts = None if set(HEADER) - set(row) else SystemFacts(**{one: row[one] for one in HEADER[2:-1]})
        if facts is None or not is_fact(facts):
            raise UnreadableError("MIG-PHS-046", Place(file=FILE, row=number), {"file": FILE})
        found.append(Told(at=row["at"], who=row["who"], facts=facts, origin=row["origin"]))
    return tuple(found)


def as_row(told: Told) -> dict[str, str]:
    """A line as a row of the file."""
    facts = told.facts
    return {
        "at": told.at,
        "who": told.who,
        "business": facts.business,
        "system": facts.system,
        "operation": facts.operation,
        "reason": facts.reason,
        "until": facts.until,
        "remains": facts.remains,
        "origin": told.origin,
    }


def add(before: bytes, *told: Told) -> bytes:
    """The text of the file with more lines; what was there stays (see `lines.add`)."""
    return lines.add(before, HEADER, [as_row(one) for one in told])


def latest(told: Sequence[Told]) -> tuple[SystemFacts, ...]:
    """What counts of each system, by business and name; a system of which nothing is told any more is left out."""
    last = {one.spot: one.facts for one in sorted(told, key=lambda one: one.at)}
    return tuple(facts for _, facts in sorted(last.items()) if facts.operation or facts.reason or facts.until)


def last_of(told: Sequence[Told], business: str, system: str) -> Told | None:
    """The line that counts for one system; None where nothing was told of it."""
    mine = sorted((one for one in told if one.spot == (business, system)), key=lambda one: one.at)
    return mine[-1] if mine else None
