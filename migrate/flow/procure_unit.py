"""Which unit of procurement is meant, and which businesses are in it: as ④-1 says, or as the user does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.errors import MigrateError
from migrate.flow.procure_desk import DEFAULT
from migrate.forms.answer import Answer
from migrate.forms.form import KEY, plain
from migrate.model.value import value
from migrate.phase import procurement
from migrate.phase.facts import Facts


@value
class Unit:
    """One unit; ``title`` is empty for one that ④-1 does not know."""

    key: str
    title: str
    businesses: tuple[str, ...]


def unit(known: Facts, asked: str) -> Unit:
    """The unit of that key or name in ④'s register; any other key is a unit of its own.

    Raises:
        MigrateError: MIG-RFI-026, neither.
    """
    rows = known.of(procurement.ITEM).of(procurement.SHEET)
    for one in rows:
        if asked and (asked == one.key or plain(asked) == plain(one.text("name"))):
            return Unit(key=one.key, title=one.text("name"), businesses=tuple(one.text("business").split()))
    if asked and not KEY.fullmatch(asked):
        names = (one.text("name") for one in rows)
        raise MigrateError("MIG-RFI-026", params={"unit": asked, "known": "、".join(filter(None, names)) or "なし"})
    return Unit(key=asked or DEFAULT, title="", businesses=())


def businesses(known: Facts, meant: Unit, named: Sequence[str], before: Mapping[str, Answer]) -> tuple[str, ...]:
    """業務ID: those named now, in the terms, in the register, else those with a current system, else all.

    Raises:
        MigrateError: MIG-RFI-028, one is none of the municipality's.
    """
    ids = [one.id for one in known.businesses]
    asked = named or tuple(str(before.get("businesses", "")).split()) or meant.businesses
    if strange := sorted(set(asked) - set(ids)):
        raise MigrateError("MIG-RFI-028", params={"business": "、".join(strange), "known": "、".join(ids)})
    chosen = set(asked) or {one.id for one in known.businesses if one.systems} or set(ids)
    return tuple(id for id in ids if id in chosen)
