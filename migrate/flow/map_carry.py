"""An earlier mapping of the same product, laid upon this current system and this edition."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.errors import MigrateError
from migrate.flow import between, loaded
from migrate.flow import decided as decisions
from migrate.mapping import carry, decided, load, packs
from migrate.mapping.codefile import in_folder
from migrate.mapping.packs import Pack
from migrate.mapping.upgrade import upgrade
from migrate.model.decision import Decisions
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


def against(work: Job, pack: Pack, file: str, text: bytes, schema: SourceSchema) -> tuple[bytes, tuple[Finding, ...]]:
    """The draft with a remark where it does not follow what people decided, and MIG-MAP-100 for each such place.

    Raises:
        MigrateError: MIG-GAP-090 (a file of decisions is damaged).
    """
    if load.problems(text, file):
        return text, ()  # it is no mapping yet: map check says why
    mapping = load.load(text, file, in_folder(pack.folder))
    business = mapping.spec.partition("@")[0]
    known = next((one for one in decisions.load(work) if one.business == business), Decisions(business=business))
    found = tuple(decided.against(mapping, known, schema))
    told = tuple(
        Finding(
            code="MIG-MAP-100",
            severity=Severity.WARNING,
            place=Place(
                business=business,
                table=one.table or one.source,
                item=one.item or one.decision.column,
                file=known.path,
                line=one.decision.line,
            ),
            params={"file": file, "decided": one.words},
            basis=_OWN,
        )
        for one in found
    )
    return decided.marked(text, file, found), told


def lost(pack: Pack, business: str, schema: SourceSchema) -> Iterator[Finding]:
    """MIG-MAP-093 for each part of the pack's mapping that does not fit the current system."""
    mapping = pack.mapping(business)
    if mapping is None:
        return
    for one in carry.fitted(pack.text(business), mapping, schema).lost:
        place = Place(business=business, table=one.table, item=one.item or None, file=mapping.path, line=one.line)
        params: dict[str, str | int] = {"what": one.what, "name": pack.name}
        yield Finding(code="MIG-MAP-093", severity=Severity.WARNING, place=place, params=params, basis=_OWN)
