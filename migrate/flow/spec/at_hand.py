"""Which specs are at hand, and the one that a reference means here."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files.bundled import bundled
from migrate.model.catalogue import Catalogue
from migrate.model.spec import Spec
from migrate.spec import catalogue, library, parts, store
from migrate.spec.library import Entry, Resolved
from migrate.spec.parts import Part
from migrate.workspace.folder import Workspace, find


def around(folder: Path | None) -> Workspace | None:
    """The workspace named by ``folder``, else the one around the current folder, else None.

    Raises:
        MigrateError: MIG-SYS-013, ``folder`` was named and is no workspace.
    """
    try:
        return find(folder)
    except MigrateError:
        if folder is not None:
            raise
        return None


def known(workspace: Workspace | None) -> tuple[Entry, ...]:
    """All specs at hand: bundled, and imported into ``workspace``."""
    return library.entries(bundled("specs"), workspace.path("spec") if workspace else None)


class Shelf:
    """All specs at hand here, the editions that the workspace pins, and their contents, each read once."""

    def __init__(self, workspace: Workspace | None) -> None:
        self.entries = known(workspace)
        self.pins: Mapping[str, str] = workspace.project.specs if workspace else {}
        self._read: dict[Path, Spec] = {}

    def read(self, entry: Entry) -> Spec:
        """The spec of an entry.

        Raises:
            UnreadableError: its files are damaged.
        """
        if entry.folder not in self._read:
            self._read[entry.folder] = store.read(entry.folder, entry.head)
        return self._read[entry.folder]

    def default(self, business: str) -> Spec | None:
        """The spec that is used for a 業務ID where no edition is named."""
        choice = library.choose(business, self.entries, self.pins)
        return self.read(choice.entry) if choice else None

    def beside(self, business: str, edition: str) -> Spec | None:
        """The spec that an edition's references into ``business`` mean: the edition of the same name where there is
        one, for the models of one making refer to one another; else the one in use.
        """
        named = [e for e in self.entries if (e.head.business, e.head.edition) == (business, edition)]
        return self.read(named[-1]) if named else self.default(business)


@cache
def standardised() -> Catalogue:
    """The bundled catalogue of businesses and systems."""
    return catalogue.load(bundled("specs") / catalogue.FOLDER)


def by_id(reference: str) -> str:
    """``reference`` with a published name or an alias in front of ``@`` put as its 業務ID.

    Raises:
        MigrateError: MIG-SPEC-090, the name stands for several systems.
    """
    name, at, edition = unicodedata.normalize("NFKC", reference).strip().partition("@")
    if not name.isdigit():
        name = catalogue.business_id(standardised(), name) or name.upper()
    return f"{name}{at}{edition}"


def _unheld(error: MigrateError, business: str) -> MigrateError:
    """A 業務ID that is standardised but has no spec here is said so: it is not a typing error."""
    system = standardised().by_id.get(business)
    if error.code != "MIG-SPEC-006" or system is None:
        return error
    return MigrateError("MIG-SPEC-111", params={"business": business, "name": system.name})


def resolve(reference: str, workspace: Workspace | None, part: Part = parts.ITEMS) -> Resolved:
    """The spec that ``reference`` (`ID`, `ID@EDITION`, or a name instead of the ID) means here.

    Raises:
        MigrateError: MIG-SPEC-006 (no such spec), -090 (the name stands for several systems), -111 (standardised, but
            no spec is at hand).
    """
    found, entries = by_id(reference), known(workspace)
    try:
        return library.resolve(found, entries, workspace.project.specs if workspace else {}, part)
    except MigrateError as error:
        held = any(e.head.business == found.partition("@")[0] for e in entries)
        raise error if held else _unheld(error, found.partition("@")[0]) from None


def missing_pins(workspace: Workspace | None) -> tuple[str, ...]:
    """A notice for each edition that `project.yaml` names and that is not at hand."""
    pins = workspace.project.specs if workspace else {}
    held = {(entry.head.business, entry.head.edition) for entry in known(workspace)}
    return tuple(
        f"project.yaml で指定した {business}@{edition} が、手もとにありません。取り込み直すか、指定を直してください。"
        for business, edition in sorted(pins.items())
        if (business, edition) not in held
    )


_BY_PREFERENCE = (parts.ITEMS, parts.FUNCTIONS, parts.FORMS, parts.INTERFACES, parts.CODES)


def resolve_any(reference: str, workspace: Workspace | None) -> Resolved:
    """The spec that ``reference`` means, with items where there is one, else one that holds anything at all.

    A pinned edition that is not at hand is an error here too: no other edition stands in for it.

    Raises:
        MigrateError: MIG-SPEC-006 (no such spec), -090 (the name stands for several systems).
    """
    entries = known(workspace)
    pins = workspace.project.specs if workspace else {}
    business = by_id(reference)
    pin = pins.get(business)
    if pin is not None and not any((e.head.business, e.head.edition) == (business, pin) for e in entries):
        return library.resolve(business, entries, pins)
    held = (part for part in _BY_PREFERENCE if library.choose(business, entries, pins, part))
    return resolve(business, workspace, next(held, parts.ITEMS))
