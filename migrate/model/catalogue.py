"""The catalogue of what is standardised: 20 businesses, 7 common functions, their systems and known editions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from migrate.model.value import value


class BusinessKind(StrEnum):
    """標準化対象の 20 業務, a common function, or a system beside them."""

    STANDARDISED = "20業務"
    COMMON = "共通機能"
    RELATED = "関連システム"


@value
class KnownEdition:
    """One edition of one document that is known to exist; its text need not be at hand."""

    document: str
    edition: str
    """As published, such as 「第6.1版」."""
    date: str
    """``YYYY-MM`` or ``YYYY-MM-DD``."""
    certainty: str
    """``A`` an official text was read, ``B`` a good secondary source, ``C`` a weak one only."""
    note: str
    source: str


@value
class System:
    """One 業務ID. One business is not always one system."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    ministry: str
    certainty: str
    source: str


@value
class Business:
    """One business (or common function) and the systems it is made of."""

    order: int | None
    """Place in the ministry's published progress tables; None outside the 20."""
    name: str
    """As in the ministry's published progress."""
    law_name: str
    """As in the law and the Digital Agency's texts."""
    aliases: tuple[str, ...]
    """Other names (ours)."""
    kind: BusinessKind
    ministry: str
    systems: tuple[str, ...]
    """業務ID of its own systems."""
    shared_systems: tuple[str, ...]
    """業務ID of systems that it shares with other businesses."""
    specific_migration: str
    """特定移行支援システム expected at the end of 2025-12, where published."""
    prefectures: bool
    """True where prefectures handle it too."""
    editions: tuple[KnownEdition, ...]
    certainty: str
    source: str


@value
class KnownInterface:
    """One 連携 that is known to exist; ``id`` is empty where it is not known."""

    id: str
    name: str
    provider: str
    """業務ID of the giving side."""
    direction: str
    certainty: str
    source: str


@value
class Catalogue:
    """All of it, as `specs/catalogue/` holds it."""

    businesses: tuple[Business, ...]
    systems: tuple[System, ...]
    interfaces: tuple[KnownInterface, ...]
    general_editions: tuple[KnownEdition, ...]
    """Editions of documents that hold for every business."""

    @property
    def by_id(self) -> Mapping[str, System]:
        """Systems by 業務ID."""
        return {system.id: system for system in self.systems}

    def of_system(self, identity: str) -> tuple[Business, ...]:
        """The businesses that a 業務ID belongs to, its own before those that share it."""
        own = [b for b in self.businesses if identity in b.systems]
        return (*own, *(b for b in self.businesses if identity in b.shared_systems))

    def of_kind(self, kind: BusinessKind) -> tuple[Business, ...]:
        """The businesses of one kind, in published order."""
        return tuple(business for business in self.businesses if business.kind is kind)
