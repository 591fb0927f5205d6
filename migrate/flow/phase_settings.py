"""The codes that a business has to decide on, gathered from its standard and from the comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from migrate.flow.requirements import Standards
from migrate.model.gap import CodeGap, GapReport
from migrate.model.spec import Spec
from migrate.phase.settings_codes import Codes, OwnCodes, UnknownCodes
from migrate.spec import library, parts
from migrate.spec import store as specs
from migrate.spec.library import Origin
from migrate.workspace.job import Job


def codes(work: Job, standards: Standards, id: str, gap: GapReport | None) -> Codes:
    """What is known of the codes of a business.

    Raises:
        UnreadableError: the files of its spec are damaged.
    """
    chosen = library.choose(id, standards.entries, work.workspace.project.specs, parts.ITEMS)
    if chosen is None:
        return Codes()
    if chosen.entry.origin is Origin.WORKSPACE:
        work.note(chosen.entry.folder / parts.ITEMS.file)
    spec = specs.read(chosen.entry.folder)
    return Codes(own=_own(spec), unknown=_unknown(gap.codes) if gap else ())


def _own(spec: Spec) -> tuple[OwnCodes, ...]:
    """The open lists that some item uses."""
    users: dict[str, dict[str, None]] = defaultdict(dict)
    for item in spec.items:
        users[item.code_list_id][item.name] = None
    return tuple(
        OwnCodes(id=one.id, name=one.name, items=tuple(users[one.id]))
        for one in spec.code_lists
        if one.open and one.id in users
    )


def _unknown(found: Iterable[CodeGap]) -> tuple[UnknownCodes, ...]:
    return tuple(
        UnknownCodes(
            table=one.table,
            item=one.item,
            source=f"{one.source}.{one.column}",
            code_list=one.code_list,
            values=tuple(use.value for use in one.held if not use.known),
        )
        for one in found
        if any(not use.known for use in one.held)
    )
