"""桁数 where it depends on how one counts: within the limit by characters as seen, over it by code points.

A variation selector (IVS) and a combining voicing mark belong to the character before them. No published text says how
they are counted; over the limit both ways is `length`. Only full-width texts can hold them: elsewhere `characters`
has said so before.
"""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.rules import length
from migrate.quality.terms import col


def _applies(use: Use) -> bool:
    return use.item.notation == "N" and length.KIND.applies(use)


def _test(use: Use) -> CellTest:
    name, most = use.item.name, sum(use.item.digits)
    return CellTest(domain=has_value(name), passes=~length.fits(name, most) | (col(name).length() <= most))


KIND = Kind(test=_test, applies=_applies, words=length.KIND.words)
