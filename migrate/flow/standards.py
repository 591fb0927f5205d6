"""The standards at hand as values, for stages that meet files laid out after one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from migrate.flow import loaded
from migrate.flow.spec import at_hand
from migrate.model.editions import EditionLinks
from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceSchema, SourceTable
from migrate.model.spec import Spec, SpecKind
from migrate.spec import library, parts, store
from migrate.spec.diff import links as editions
from migrate.spec.diff import words
from migrate.spec.library import Entry, Origin
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_ORDER = (SpecKind.API, SpecKind.STARTER, SpecKind.OFFICIAL)
"""A reference model is no 業務 that anything exports."""


def _preferred(entry: Entry) -> tuple[str, int, object]:
    """Order by business; behind one another the less official first, the older edition first."""
    head = entry.head
    return (head.business, _ORDER.index(head.kind), library.edition_order(head.edition))


def entries(workspace: Workspace | None) -> tuple[Entry, ...]:
    """Every edition with items, each once: what was imported stands for the bundled copy of the same edition."""
    held = [e for e in at_hand.known(workspace) if e.head.kind in _ORDER and parts.ITEMS in e.parts]
    held.sort(key=lambda e: e.origin is Origin.WORKSPACE)
    return tuple(sorted({(e.head.business, e.head.edition): e for e in held}.values(), key=_preferred))


def supplier(workspace: Workspace | None, job: Job | None = None) -> Callable[[], tuple[Spec, ...]]:
    """A function that reads all of ``entries``; imported ones are then noted as inputs of ``job``.

    Raises:
        UnreadableError: the files of a spec are damaged (when the function is called).
    """

    def read() -> tuple[Spec, ...]:
        found = entries(workspace)
        for entry in found if job else ():
            if job and entry.origin is Origin.WORKSPACE:
                for name in ("items.csv", "codes.csv"):
                    if (entry.folder / name).is_file():
                        job.note(entry.folder / name)
        return tuple(store.read(entry.folder, entry.head) for entry in found)

    return read


def business_of(table: SourceTable) -> str:
    """業務ID of the standard that a table is laid out after; ``""`` for a table of the system's own."""
    return table.spec.partition("@")[0]


def of_business(schema: SourceSchema, business: str) -> SourceSchema:
    """The tables that may fill ``business``: the system's own ones, and those laid out after its standard."""
    return replace(schema, tables=tuple(t for t in schema.tables if business_of(t) in ("", business)))


def links(job: Job, schema: SourceSchema, target: Spec) -> dict[str, EditionLinks]:
    """What the editions that the tables of ``schema`` are laid out after have in common with ``target``.

    Raises:
        MigrateError: MIG-SPEC-006, an edition is no longer at hand.
    """
    wanted = sorted({t.spec for t in schema.tables if business_of(t) == target.business})
    if not wanted:
        return {}
    read = words.load()
    return {spec: editions.links(read, loaded.spec(job, spec).spec, target) for spec in wanted}


def left_out(schema: SourceSchema, businesses: Sequence[str]) -> Iterator[Finding]:
    """MIG-GAP-040 for each table of a standard that is none of ``businesses``: nothing compares it."""
    for table in schema.tables:
        business = business_of(table)
        if business and business not in businesses:
            place = Place(business=business, table=table.name, file=table.file)
            params = {"business": business, "file": table.file, "spec": table.spec, "group": table.logical_name}
            yield Finding(code="MIG-GAP-040", severity=Severity.WARNING, place=place, params=params)
