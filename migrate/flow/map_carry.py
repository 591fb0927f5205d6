"""An earlier mapping of the same product, laid upon this current system and this edition."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.errors import MigrateError
from migrate.flow import between, loaded
from migrate.mapping import carry, packs
from migrate.mapping.packs import Pack
from migrate.mapping.upgrade import upgrade
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.mapping import Mapping
from migrate.model.source import SourceSchema
from migrate.workspace.job import Job

_OWN = Basis(document="本ツール独自", section="パックからの写し")


def text_of(work: Job, pack: Pack, mapping: Mapping, schema: SourceSchema) -> bytes:
    """The draft that a pack's mapping gives; where it is for another edition that is at hand, carried to ours.

    Raises:
        MigrateError: MIG-MAP-061, the current system has none of the tables that the mapping reads; MIG-SPEC-006.
    """
    target = loaded.spec(work, mapping.spec.partition("@")[0]).spec
    try:
        before = loaded.spec(work, mapping.spec).spec
    except MigrateError:
        return packs.started(pack, mapping, target.id, schema)  # its head says that the editions differ
    text = packs.started(pack, mapping, before.id, schema)
    return text if before.id == target.id else upgrade(text, mapping.path, between.editions(before, target)).text


def lost(pack: Pack, business: str, schema: SourceSchema) -> Iterator[Finding]:
    """MIG-MAP-093 for each part of the pack's mapping that does not fit the current system."""
    mapping = pack.mapping(business)
    if mapping is None:
        return
    for one in carry.fitted(pack.text(business), mapping, schema).lost:
        place = Place(business=business, table=one.table, item=one.item or None, file=mapping.path, line=one.line)
        params: dict[str, str | int] = {"what": one.what, "name": pack.name}
        yield Finding(code="MIG-MAP-093", severity=Severity.WARNING, place=place, params=params, basis=_OWN)
