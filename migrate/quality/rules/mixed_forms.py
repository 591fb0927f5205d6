"""Characters of one family (``組``, families parted by ``|``) that look alike are not mixed in one text."""

from __future__ import annotations

from migrate.quality.catalogue import pattern_of
from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import col


def _applies(use: Use) -> bool:
    return use.item.notation == "N"


def mixed(families: str) -> str:
    """Pattern of a text that holds two members of a family.

    >>> mixed("～〜|∥‖")
    '～.*[〜]|〜.*[～]|∥.*[‖]|‖.*[∥]'
    """
    return "|".join(
        f"{pattern_of(one)}.*[{pattern_of(family.replace(one, ''))}]"
        for family in families.split("|")
        for one in family
    )


def _test(use: Use) -> CellTest:
    name = use.item.name
    return CellTest(domain=has_value(name), passes=~col(name).contains(mixed(use.rule.parameters["組"])))


KIND = Kind(test=_test, applies=_applies)
