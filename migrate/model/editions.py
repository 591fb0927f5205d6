"""Which グループ and item of one edition of a standard is which of another."""

from __future__ import annotations

from migrate.model.value import value


@value
class GroupLink:
    """One グループ of the earlier edition and the one of the later edition that is the same."""

    group: str
    to_group: str
    phrases: tuple[str, ...] = ()
    """Why the two are taken for the same where their names differ; Japanese, without full stops."""


@value
class ItemLink:
    """One item of the earlier edition and the item of the later one that is the same."""

    group: str
    """グループ in the earlier edition."""
    item: str
    """Name in the earlier edition."""
    to_group: str
    to_item: str
    confidence: float = 1.0
    """0–1: how sure it is that the two are the same within their groups; 1 where the names agree."""
    phrases: tuple[str, ...] = ()
    """Why the two are taken for the same where their names or groups differ; Japanese, without full stops."""


@value
class EditionLinks:
    """Everything that two editions have in common."""

    before: str
    """``ID@EDITION`` of the earlier one: the edition that a source file is laid out after."""
    after: str
    groups: tuple[GroupLink, ...]
    items: tuple[ItemLink, ...]


@value
class Recoding:
    """One value of a code list whose meaning stands elsewhere, or nowhere, in the list that took its place."""

    codes: str
    """Name of the list in the earlier edition."""
    to_codes: str
    value: str
    meaning: str
    to_value: str = ""
    """The only value of the later list with the same meaning; empty: the lists do not say."""


@value
class CodeChange:
    """The code lists of one item in both editions, by name, where values of them have to be recoded."""

    group: str
    item: str
    codes: str
    to_codes: str


@value
class Recodings:
    """What becomes of codes between two editions. Values that are in no recoding mean the same in both."""

    lines: tuple[Recoding, ...]
    items: tuple[CodeChange, ...]
    values: dict[str, tuple[str, ...]]
    """List of the later edition → its values; a list that leaves its values to the municipality is not in it."""
    unknown: tuple[tuple[str, str], ...] = ()
    """Items (グループ and name) with a list of which the later edition publishes none: nobody can say whether codes
    changed."""
