"""Other items of a rule's own table, found by patterns of their names."""

from __future__ import annotations

from fnmatch import fnmatchcase

from migrate.quality.kinds import Use

OWN = "@"
"""Stands for the rule's own item."""


def _stem(use: Use) -> str:
    """What ``*`` stands for in the rule's own item."""
    for pattern in use.rule.items:
        if fnmatchcase(use.item.name, pattern) and "*" in pattern:
            before, _, after = pattern.partition("*")
            return use.item.name[len(before) : len(use.item.name) - len(after)]
    return ""


def own_column(use: Use, patterns: tuple[str, ...]) -> str:
    """The item of the rule's own table that the first fitting pattern names, ``""`` where none does."""
    names = {item.name for item in use.spec.items_of(use.table)}
    stem = _stem(use)
    for pattern in patterns:
        name = pattern.replace(OWN, use.item.name).replace("*", stem)
        if name in names:
            return name
    return ""
