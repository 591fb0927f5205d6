"""The character ledger: characters that have no home in the target, where they are, and what people decided on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from migrate.model.value import value

COMMON = "共通"
"""System of a character that means the same in every system; only private use and bytes belong to one system."""


class CharacterKind(StrEnum):
    """What a character outside the target is."""

    GAIJI = "外字"
    """Private use: the same code has another shape in another system."""
    BYTE = "復号できないバイト"
    CONTROL = "制御文字"
    SEQUENCE = "文字の列"
    """A base character with variation selectors or combining marks."""
    OUTSIDE = "対象にない文字"

    @property
    def of_one_system(self) -> bool:
        """True where the code alone does not tell the character."""
        return self in {CharacterKind.GAIJI, CharacterKind.BYTE}


class CharacterVerdict(StrEnum):
    """What people decided."""

    REPLACE = "対応する文字"
    KEEP = "そのまま"
    HOLD = "保留"


class CharacterStage(StrEnum):
    """Where a character was found."""

    SOURCE = "現行"
    CONVERTED = "変換後"


CharacterKey = tuple[str, str]
"""System and character."""


@value
class CharacterPlace:
    """A column that holds the character, and in how many cells."""

    stage: CharacterStage
    table: str
    item: str
    cells: int


@value
class CharacterProposal:
    """A character that may stand for another, and why; it is never taken by itself."""

    text: str
    reason: str


@value
class FoundCharacter:
    """One character outside the target. ``text`` is one character, its selectors and marks included."""

    system: str
    text: str
    kind: CharacterKind
    cp932: str = ""
    """Bytes of the code in CP932, hexadecimal, for private use and bytes."""
    rows: int
    """Rows of the current system that hold it, counted once a table."""
    people: int
    """At most so many people: different values of the first key column, rows where a table has no key."""
    places: tuple[CharacterPlace, ...]
    proposals: tuple[CharacterProposal, ...] = ()

    @property
    def key(self) -> CharacterKey:
        """System and character."""
        return self.system, self.text


@value
class CharacterDecision:
    """What people decided on one character of one system."""

    system: str
    text: str
    verdict: CharacterVerdict
    to: str = ""
    """The character (or characters) to write instead; only with ``REPLACE``."""
    by: str = ""
    date: str = ""
    """ISO date."""
    note: str = ""
    line: int | None = None
    """Line in the file of decisions."""

    @property
    def key(self) -> CharacterKey:
        """System and character."""
        return self.system, self.text


@value
class CharacterLedger:
    """What was found, beside what is decided."""

    target: str
    """Name of the repertoire that the characters are outside of."""
    found: tuple[FoundCharacter, ...]
    decisions: tuple[CharacterDecision, ...] = ()


def decided(decisions: Iterable[CharacterDecision]) -> dict[CharacterKey, CharacterDecision]:
    """The decisions by system and character."""
    return {one.key: one for one in decisions}


def open_characters(ledger: CharacterLedger) -> tuple[FoundCharacter, ...]:
    """Characters on which nothing is decided, or which people hold back: they block the sign-off, not the load."""
    known = decided(ledger.decisions)
    return tuple(one for one in ledger.found if is_open(in_force(known, one.key)))


def in_force(known: Mapping[CharacterKey, CharacterDecision], key: CharacterKey) -> CharacterDecision | None:
    """What holds for a character: what is decided for its system, else for all systems."""
    return known.get(key) or known.get((COMMON, key[1]))


def is_open(decision: CharacterDecision | None) -> bool:
    """True where nothing is decided yet."""
    return decision is None or decision.verdict is CharacterVerdict.HOLD
