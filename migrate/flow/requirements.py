"""The requirements of the standards at hand, with what is kept of the answers to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files.bundled import bundled
from migrate.forms.form import KEY, Form
from migrate.forms.records import Answers
from migrate.gap.functions import layout, store
from migrate.gap.functions.requirement import Business, requirements
from migrate.model.finding import Place
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.spec import catalogue, library, parts
from migrate.spec import store as specs
from migrate.spec.library import Choice, Entry, Origin
from migrate.spec.parts import Part
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class Standards:
    """The specs at hand; looking through them takes a moment, so it is done once a command."""

    entries: tuple[Entry, ...]
    names: Mapping[str, str]
    """業務ID → name."""


def standards(workspace: Workspace) -> Standards:
    """Every spec at hand."""
    names = {one.id: one.name for one in catalogue.load(bundled("specs") / catalogue.FOLDER).systems}
    return Standards(entries=library.entries(bundled("specs"), workspace.path("spec")), names=names)


def wanted(known: Standards, named: Iterable[str]) -> tuple[str, ...]:
    """業務ID to work on: those named, else every business whose functions or forms are imported.

    Raises:
        NothingCheckedError: MIG-GAP-080, none is imported.
        MigrateError: MIG-SPEC-006, a named one is no business of any spec.
    """
    given = tuple(dict.fromkeys(named))
    ids = {one.head.business for one in known.entries}
    for one in given:
        if one not in ids:
            raise MigrateError("MIG-SPEC-006", params={"reference": one, "known": "、".join(sorted(ids))})
    held = {one.head.business for one in known.entries if {parts.FUNCTIONS, parts.FORMS} & one.parts}
    found = tuple(one for one in given if one in held) if given else tuple(sorted(held))
    if not found:
        raise NothingCheckedError("MIG-GAP-080", Place(file="spec"), {"business": _of(given)})
    return found


def _of(ids: tuple[str, ...]) -> str:
    return f"業務 {'、'.join(ids)} の" if ids else ""


def _read(work: Job, choice: Choice, part: Part) -> Spec:
    if choice.entry.origin is Origin.WORKSPACE:
        work.note(choice.entry.folder / part.file)
    return specs.read(choice.entry.folder)


def business(work: Job, known: Standards, id: str) -> Business:
    """What the standard of a business requires; its functions and its forms may come from different editions.

    Raises:
        NothingCheckedError: MIG-GAP-080, neither is imported.
        UnreadableError: the files of the spec are damaged.
    """
    entries, pins = known.entries, work.workspace.project.specs
    functions = library.choose(id, entries, pins, parts.FUNCTIONS)
    forms = library.choose(id, entries, pins, parts.FORMS)
    if functions is None and forms is None:
        raise NothingCheckedError("MIG-GAP-080", Place(file="spec"), {"business": _of((id,))})
    first = _read(work, functions, parts.FUNCTIONS).functions if functions else ()
    second = _read(work, forms, parts.FORMS).forms if forms else ()
    editions = dict.fromkeys(one.entry.head.edition for one in (functions, forms) if one)
    return Business(
        id=id,
        name=known.names.get(id, ""),
        edition="・".join(editions),
        requirements=(*requirements(first), *requirements(second)),
        unusable=sum(not KEY.fullmatch(id) for id in (*(f.id for f in first), *(f.id for f in second))),
    )


def kept(work: Job, form: Form, folder: str) -> Answers:
    """The answers in a folder of the workspace.

    Raises:
        MigrateError: MIG-GAP-079, a file holds something that is no answer.
    """
    paths = sorted(work.workspace.path(folder).glob("*.csv"))
    return store.load(form, {f"{folder}/{path.name}": work.read(path) for path in paths})


def fit(work: Job, id: str) -> Answers:
    """The departments' answers of a business."""
    return kept(work, layout.fit(), store.folder(id))


def packages(workspace: Workspace, id: str) -> tuple[str, ...]:
    """Keys of the packages that have answered for a business."""
    folder = workspace.path(store.PACKAGES)
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{id}") if any(path.glob("*.csv"))))
