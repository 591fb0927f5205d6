"""Read an export of this tool back: the spec that it carries, and what was changed in it outside the carried part."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from migrate.errors import MigrateError
from migrate.model.finding import Finding, Place, Severity
from migrate.model.spec import SheetRead, Spec, SpecImport
from migrate.spec.interop import carry, layouts, trees
from migrate.spec.interop.options import Found
from migrate.spec.library import EDITION

SUFFIXES = frozenset(suffix for name in layouts.names() for suffix in layouts.layout(name).SUFFIXES)
"""Endings of the files that may be one of our exports."""
_NAMES = {
    "items": "データ項目",
    "codes": "コード一覧",
    "functions": "機能要件",
    "forms": "帳票要件",
    "interfaces": "連携",
}
_SPOT = 80
"""Characters of a place in a message."""
_BUSINESS = re.compile(r"[0-9]{3}|GIF")


def _parts(spec: Spec) -> tuple[SheetRead, ...]:
    counts = (
        ("items", len(spec.items)),
        ("codes", sum(len(one.values) for one in spec.code_lists)),
        ("functions", len(spec.functions)),
        ("forms", len(spec.forms)),
        ("interfaces", len(spec.interfaces)),
    )
    return tuple(SheetRead(name=_NAMES[part], part=part, rows=count, taken=count) for part, count in counts if count)


def _short(spot: str) -> str:
    """A path, or the beginning of a statement: enough to find it by."""
    return spot if len(spot) <= _SPOT else f"{spot[:_SPOT]}…"


def _checked(spec: Spec, name: str, business: str, edition: str) -> Spec:
    """The spec under the edition that was asked for; its names become folders, so they are looked at."""
    if not _BUSINESS.fullmatch(spec.business):
        raise carry.damaged(name, "business")
    if business and business != spec.business:
        params = {"found": f"{spec.business}（{len(spec.items)} 項目）", "wanted": business}
        raise MigrateError("MIG-SPEC-005", Place(file=name), params)
    if not EDITION.fullmatch(edition or spec.edition):
        raise MigrateError("MIG-SPEC-004", params={"edition": edition or spec.edition})
    return replace(spec, edition=edition) if edition else spec


def _changes(one: Found, layout: str, tree: object, name: str) -> tuple[Finding, ...]:
    """Where the file differs from the export of the spec that it carries (MIG-SPEC-065)."""
    wanted = layouts.layout(layout).expected(one.spec, one.options)
    place = Place(business=one.spec.business, file=name)
    return tuple(
        Finding(
            code="MIG-SPEC-065", severity=Severity.ERROR, place=place, params={"spot": _short(" ".join(spot.split()))}
        )
        for spot in sorted(set(trees.differences(tree, wanted)))
    )


def understand(data: bytes, name: str, business: str = "", edition: str = "") -> SpecImport | None:
    """The spec in a file that `spec export` wrote; None where the file is none. ``name`` is the file's name.

    Raises:
        UnreadableError: MIG-SYS-007, MIG-SPEC-062 (damaged), -064 (the schema of one table).
        MigrateError: MIG-SPEC-004 (edition), -005 (another business than ``business``).
    """
    suffix = PurePath(name).suffix.lower()
    for layout in layouts.names():
        module = layouts.layout(layout)
        if suffix not in module.SUFFIXES:
            continue
        tree = module.parse(data, name)
        if tree is None:
            continue
        one: Found = module.found(tree, name)
        spec = _checked(one.spec, name, business, edition)
        return SpecImport(spec=spec, sheets=_parts(spec), findings=_changes(one, layout, tree, name))
    return None
