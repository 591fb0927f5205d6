"""The catalogue (`specs/catalogue/`), and which 業務ID a name means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.model.catalogue import Business, BusinessKind, Catalogue, KnownEdition, KnownInterface, System

FOLDER = "catalogue"
_ALL = "*"
_ORDER = (BusinessKind.STANDARDISED, BusinessKind.COMMON, BusinessKind.RELATED)


def _business(row: Mapping[str, str], editions: tuple[KnownEdition, ...]) -> Business:
    return Business(
        order=int(row["order"]) if row["order"] else None,
        name=row["name"],
        law_name=row["law_name"],
        aliases=tuple(row["aliases"].split()),
        kind=BusinessKind(row["kind"]),
        ministry=row["ministry"],
        systems=tuple(row["systems"].split()),
        shared_systems=tuple(row["shared_systems"].split()),
        specific_migration=row["specific_migration_2025_12"],
        prefectures=row["prefectures"] == "yes",
        editions=editions,
        certainty=row["certainty"],
        source=row["source"],
    )


def _system(row: Mapping[str, str]) -> System:
    return System(
        id=row["id"],
        name=row["name"],
        aliases=tuple(row["aliases"].split()),
        kind=row["kind"],
        ministry=row["ministry"],
        certainty=row["certainty"],
        source=row["source"],
    )


def load(folder: Path) -> Catalogue:
    """The catalogue in ``folder``: the 20 in the ministry's order, then common functions, then related systems.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-008.
    """
    known: dict[str, list[KnownEdition]] = {}
    for row in tables.read(folder / "editions.csv"):
        edition = KnownEdition(**{key: text for key, text in row.items() if key != "business"})
        known.setdefault(row["business"], []).append(edition)

    def editions(row: Mapping[str, str]) -> tuple[KnownEdition, ...]:
        return (*known.get(row["name"], ()), *known.get(row["kind"], ()))

    businesses = [_business(row, editions(row)) for row in tables.read(folder / "businesses.csv")]
    businesses.sort(key=lambda b: (_ORDER.index(b.kind), b.order or 0, b.systems))
    return Catalogue(
        businesses=tuple(businesses),
        systems=tuple(map(_system, tables.read(folder / "systems.csv"))),
        interfaces=tuple(KnownInterface(**row) for row in tables.read(folder / "interfaces.csv")),
        general_editions=tuple(known.get(_ALL, ())),
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").removesuffix("システム").removesuffix("業務")


def _names(catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every name with the 業務ID that it means; a system's own name comes before a business's."""
    for system in catalogue.systems:
        for name in (system.name, *system.aliases):
            yield name, (system.id,)
    for business in catalogue.businesses:
        for name in (business.name, business.law_name, *business.aliases):
            yield name, business.systems


def business_id(catalogue: Catalogue, name: str) -> str | None:
    """The 業務ID that a published name or an alias means; None where it is none.

    Raises:
        MigrateError: MIG-SPEC-090, the name stands for several systems (選挙 is 005 to 009).
    """
    wanted = _plain(name)
    for known, ids in _names(catalogue):
        if wanted and _plain(known) == wanted:
            if len(ids) > 1:
                systems = "、".join(f"{one} {catalogue.by_id[one].name}" for one in ids)
                raise MigrateError("MIG-SPEC-090", params={"name": name, "systems": systems})
            return ids[0]
    return None
