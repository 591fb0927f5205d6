"""Requirement by requirement: what each vendor says, where they differ, who left what open, what nobody fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.model.value import value
from migrate.procure.answers import FunctionAnswer, Level, Requirement, VendorAnswers, Word

FILLS = frozenset(set(Word) - {Word.NO})
"""Answers that meet a requirement: now, for money, later, or in another way."""
_ORDER = tuple(Level)


@value
class Row:
    """One requirement."""

    requirement: Requirement
    answers: Mapping[str, FunctionAnswer]
    """Vendor → answer; one who did not answer is not in it."""
    differs: bool
    """True where vendors say different things, or some say nothing."""
    unfilled: bool
    """True where at least one vendor answered and none meets it."""

    def word(self, vendor: str) -> Word | None:
        """What a vendor says."""
        found = self.answers.get(vendor)
        return found.word if found else None

    def unexplained(self, vendor: str) -> bool:
        """True where an answer that needs an explanation has none (説明なし)."""
        found = self.answers.get(vendor)
        return bool(found and found.word and found.word.needs_note and not (found.note or found.due))


@value
class Tally:
    """How one vendor answered the requirements of one business, in numbers."""

    vendor: str
    business: str
    asked: int
    words: Mapping[Word, int]
    unanswered: int
    unexplained: int
    required_missing: int
    """必須 that the vendor says it does not meet."""


def rows(requirements: Sequence[Requirement], vendors: Sequence[VendorAnswers]) -> tuple[Row, ...]:
    """Every requirement: those that nobody meets and those where vendors differ first, then by level and id."""
    found = [_row(one, vendors) for one in requirements]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                not one.unfilled,
                not one.differs,
                _ORDER.index(one.requirement.level),
                one.requirement.business,
                one.requirement.id,
            ),
        )
    )


def _row(one: Requirement, vendors: Sequence[VendorAnswers]) -> Row:
    answers = {v.vendor: v.functions[one.id] for v in vendors if one.id in v.functions}
    words = {found.word for found in answers.values()} | ({None} if len(answers) < len(vendors) else set())
    given = words - {None}
    return Row(
        requirement=one,
        answers=answers,
        differs=len(words) > 1,
        unfilled=bool(given) and not given & FILLS,
    )


def tallies(found: Sequence[Row], vendors: Sequence[VendorAnswers]) -> tuple[Tally, ...]:
    """Counts by vendor and business, in the order of the vendors."""
    businesses = sorted({one.requirement.business for one in found})
    return tuple(
        _tally(one.vendor, id, [r for r in found if r.requirement.business == id])
        for one in vendors
        for id in businesses
    )


def _tally(vendor: str, business: str, mine: Sequence[Row]) -> Tally:
    words = [one.word(vendor) for one in mine]
    return Tally(
        vendor=vendor,
        business=business,
        asked=len(mine),
        words={word: words.count(word) for word in Word},
        unanswered=words.count(None),
        unexplained=sum(one.unexplained(vendor) for one in mine),
        required_missing=sum(one.requirement.level is Level.REQUIRED and one.word(vendor) is Word.NO for one in mine),
    )
