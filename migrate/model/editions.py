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
