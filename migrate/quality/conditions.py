"""Conditions on other items of the same row, as a rule's parameters state them: ``項目=値|値;項目=*``, all of them."""

from __future__ import annotations

from migrate.quality.kinds import Use, has_text
from migrate.quality.terms import Term, col, every

ANY_VALUE = "*"


def items_of(use: Use) -> tuple[str, ...]:
    """The items that the conditions read."""
    return tuple(use.rule.parameters)


def stated(use: Use) -> bool:
    """True where the table has all items that the conditions read."""
    return set(items_of(use)) <= {item.name for item in use.spec.items_of(use.table)}


def met(use: Use) -> Term:
    """True in rows that fulfil every condition."""
    return every(_met(name, wanted) for name, wanted in use.rule.parameters.items())


def _met(name: str, wanted: str) -> Term:
    return has_text(name) if wanted == ANY_VALUE else col(name).is_in(tuple(wanted.split("|"))).fill_null(False)


def words(use: Use) -> str:
    """The conditions in words."""
    return "、".join(_words(name, wanted) for name, wanted in use.rule.parameters.items())


def _words(name: str, wanted: str) -> str:
    values = "か".join(f"「{value}」" for value in wanted.split("|"))
    return f"{name} に値がある" if wanted == ANY_VALUE else f"{name} が{values}"
