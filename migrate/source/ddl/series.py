"""Scripts that build on one another: Flyway folders and other numbered migrations, in the order of their versions."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_VERSION = re.compile(r"[VB](\d+(?:[._]\d+)*)__", re.IGNORECASE)
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)(?:[._-]|\Z)")
_REPEATED = re.compile(r"R__", re.IGNORECASE)
_UNDO = re.compile(r"U\d+(?:[._]\d+)*__|.*[._-](?:down|undo|rollback)\.\w+\Z", re.IGNORECASE)
_UP = re.compile(r"\d+[._-].*[._-]up\.\w+\Z|\d{14}[._-]", re.IGNORECASE)

TWIN = "\0"
"""Stands behind the name of a script where another one has the same name."""

Order = tuple[int, tuple[int, ...], str]


def order(name: str) -> Order:
    """Where a script comes among others: unnumbered ones first, then by version (1.2 before 1.10), repeatable last.

    >>> sorted(["R__z.sql", "V10__c.sql", "V1.1__b.sql", "V2__d.sql", "V1__a.sql"], key=order)
    ['V1__a.sql', 'V1.1__b.sql', 'V2__d.sql', 'V10__c.sql', 'R__z.sql']
    """
    base = PurePosixPath(name.rstrip(TWIN)).name
    if _REPEATED.match(base):
        return 2, (), name
    found = _VERSION.match(base) or _NUMBERED.match(base)
    if found is None:
        return 0, (), name
    numbers = [int(part) for part in re.split(r"[._]", found.group(1))]
    while numbers and not numbers[-1]:
        numbers.pop()
    return 1, tuple(numbers), name


def is_migration(name: str) -> bool:
    """True for a script whose changes count for the tables of the scripts before it, DROP TABLE included."""
    base = PurePosixPath(name.rstrip(TWIN)).name
    return not is_undo(name) and bool(_VERSION.match(base) or _REPEATED.match(base) or _UP.match(base))


def is_undo(name: str) -> bool:
    """True for a script that takes a migration back (Flyway's ``U…__``, ``….down.sql``): none of it counts.

    A forward script of Flyway may be called anything, ``down`` included.

    >>> is_undo("U2__x.sql"), is_undo("003_a.down.sql"), is_undo("V2__down.sql")
    (True, True, False)
    """
    base = PurePosixPath(name.rstrip(TWIN)).name
    return _UNDO.match(base) is not None and not _VERSION.match(base)
