"""The bundled municipalities of Japan and what became of their codes, for functions."""

from __future__ import annotations

from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.text.addresses import Gazetteer, Municipality
from migrate.text.municipal_codes import Changes


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All municipalities and wards of today, by code."""
    rows = tables.read(bundled("specs") / "municipalities" / "municipalities.csv")
    return tuple(Municipality(**row) for row in rows)


@cache
def gazetteer() -> Gazetteer:
    """Their names."""
    return Gazetteer(municipalities())


@cache
def codes() -> frozenset[str]:
    """Their codes, 5 digits."""
    return frozenset(one.code for one in municipalities())


@cache
def changes() -> Changes:
    """Codes that ended, with the day and the codes that took over."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for row in tables.read(bundled("specs") / "municipalities" / "changes.csv"):
        _, others = found.get(row["before"], ("", frozenset()))
        found[row["before"]] = (row["date"], others | {row["after"]})
    return found
