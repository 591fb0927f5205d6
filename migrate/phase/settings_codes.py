"""Codes that a business has to decide on, as its standard and the comparison with the current system tell them."""

from __future__ import annotations

from migrate.model.value import value


@value
class OwnCodes:
    """A code list whose values the standard leaves to the municipality."""

    id: str
    """Three digits within the business."""
    name: str
    items: tuple[str, ...]
    """Items of the standard that use it."""


@value
class UnknownCodes:
    """Values of a column of the current system that the code list of its item does not have."""

    table: str
    """グループ of the item."""
    item: str
    source: str
    """Table and column of the current system."""
    code_list: str
    values: tuple[str, ...]


@value
class Codes:
    """One business; empty where nothing of it has been compared."""

    own: tuple[OwnCodes, ...] = ()
    unknown: tuple[UnknownCodes, ...] = ()
