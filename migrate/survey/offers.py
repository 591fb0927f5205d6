"""What earlier commands already know of the current system, as suggestions for the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.forms.answer import Answer
from migrate.model.catalogue import Catalogue
from migrate.model.source import SourceKind, SourceSchema

_CHARSETS = {"cp932": "CP932", "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "euc-jp": "EUC-JP"}
_DATA = (SourceKind.CSV, SourceKind.FIXED)


def key_of(catalogue: Catalogue, business: str) -> str:
    """The system under which a 業務ID is surveyed: the first 業務ID of its business."""
    for one in catalogue.of_system(business):
        if business in one.systems:
            return one.systems[0]
    return business


def from_scan(
    catalogue: Catalogue, pinned: tuple[str, ...], schema: SourceSchema | None
) -> Mapping[str, Mapping[str, Answer]]:
    """Suggestions by system: the number of tables, and the encoding where all data files have the same one.

    Only where the workspace is about one business: else nobody knows which system a table belongs to.
    """
    if schema is None or len(pinned) != 1 or not schema.tables:
        return {}
    found: dict[str, Answer] = {"tables": len(schema.tables)}
    encodings = {_CHARSETS.get(file.encoding.lower()) for file in schema.files if file.kind in _DATA}
    if len(encodings) == 1 and (only := encodings.pop()) is not None:
        found["charset"] = only
    return {key_of(catalogue, pinned[0]): found}


def aliases(catalogue: Catalogue) -> Mapping[str, str]:
    """Every name of a business or of a 業務ID → the key under which it is surveyed."""
    found: dict[str, str] = {}
    for business in catalogue.businesses:
        for name in (business.law_name, business.name, *business.aliases):
            if business.systems:
                found.setdefault(name, business.systems[0])
    for system in catalogue.systems:
        for name in (system.name, *system.aliases, system.id):
            found.setdefault(name, key_of(catalogue, system.id))
    return found
