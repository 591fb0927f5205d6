"""Which specs there are, and which one a name (`ID` or `ID@EDITION`) means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from migrate.errors import MigrateError
from migrate.model.spec import Spec, SpecKind
from migrate.model.value import value
from migrate.spec import parts, store
from migrate.spec.parts import Part
from migrate.spec.store import Head

EDITION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,31}")
_BUSINESS_FOLDER = re.compile(r"([0-9]{3}|gif)(?:-[a-z0-9-]+)?")
_REFERENCE = re.compile(r"([0-9]{3}|GIF)(?:@(.+))?")


class Origin(StrEnum):
    """Where a spec lies."""

    WORKSPACE = "作業フォルダ"
    BUNDLED = "同梱"


@value
class Entry:
    """One edition of one business's spec. ``folder`` is where its files are."""

    head: Head
    origin: Origin
    folder: Path

    @property
    def parts(self) -> frozenset[Part]:
        """The parts that it has."""
        return store.held_parts(self.folder)


@value
class Resolved:
    """The spec that a name means; ``why`` is one Japanese sentence that says what was chosen and why."""

    spec: Spec
    origin: Origin
    why: str


def _folders(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        return
    for business in sorted(root.iterdir()):
        if business.is_dir() and _BUSINESS_FOLDER.fullmatch(business.name):
            yield from (edition for edition in sorted(business.iterdir()) if (edition / store.HEAD).is_file())


def entries(bundled: Path, workspace: Path | None = None) -> tuple[Entry, ...]:
    """All specs in the bundled `specs/` and in a workspace's `spec/`, by 業務ID, edition and origin.

    Raises:
        UnreadableError: the head of a spec is damaged (see ``store.read_head``).
    """
    roots = ((Origin.WORKSPACE, workspace), (Origin.BUNDLED, bundled))
    found = [
        Entry(head=store.read_head(folder), origin=origin, folder=folder)
        for origin, root in roots
        if root is not None
        for folder in _folders(root)
    ]
    return tuple(sorted(found, key=lambda e: (e.head.business, edition_order(e.head.edition), e.origin.value)))


def edition_order(edition: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key of an edition: numbers in it count as numbers.

    >>> sorted(["10.1", "2.1", "2023-09-29"], key=edition_order)
    ['2.1', '10.1', '2023-09-29']
    """
    pieces = re.findall(r"[0-9]+|[^0-9]+", edition)
    return tuple((1, int(text), "") if text.isdigit() else (0, 0, text) for text in pieces)


def pinned(known: tuple[Entry, ...], pins: Mapping[str, str]) -> tuple[Entry, ...]:
    """The entries that ``pins`` name; an import wins over the bundled copy of the same edition."""
    named = [e for e in known if pins.get(e.head.business) == e.head.edition]
    return tuple({e.head.business: e for e in sorted(named, key=_import_last)}.values())


def _import_last(entry: Entry) -> bool:
    return entry.origin is Origin.WORKSPACE


def _choices(candidates: list[Entry], pin: str | None) -> Iterator[tuple[list[Entry], str]]:
    """The entries to choose from, in the order in which they are preferred, each with the reason; the last one wins.

    An API specification is used only where its edition is named: it says what is sent, not what is kept.
    """
    candidates = [e for e in candidates if e.head.kind is not SpecKind.API]
    imported = [e for e in candidates if e.origin is Origin.WORKSPACE]
    bundled = [e for e in candidates if e.origin is Origin.BUNDLED]
    if pin is not None:
        named = [e for e in candidates if e.head.edition == pin]
        yield sorted(named, key=_import_last), "project.yaml で指定した版"
        return
    yield imported, "取り込んだ中で最も新しい版"
    yield [e for e in bundled if e.head.kind is SpecKind.OFFICIAL], "同梱している公式の版"
    yield [e for e in bundled if e.head.kind is SpecKind.STARTER], "同梱しているひな型（公式の一覧ではありません）"
    yield [e for e in bundled if e.head.kind is SpecKind.REFERENCE], "同梱している参照モデル"


def _unknown(reference: str, known: tuple[Entry, ...]) -> MigrateError:
    own = [f"{e.head.business}@{e.head.edition}" for e in known if reference.startswith(e.head.business)]
    names = "、".join(dict.fromkeys(own or [e.head.business for e in known])) or "なし"
    return MigrateError("MIG-SPEC-006", params={"reference": reference, "known": names})


@value
class Choice:
    """The edition that is used for a 業務ID, and why."""

    entry: Entry
    reason: str


def choose(business: str, known: tuple[Entry, ...], pins: Mapping[str, str], part: Part = parts.ITEMS) -> Choice | None:
    """The edition that is used where none is named: the pin, else the newest import, else bundled official, else
    starter; only editions that hold ``part`` count. None where there is none, or the pinned one is not at hand.
    """
    holding = [e for e in known if e.head.business == business and part in e.parts]
    pin = pins.get(business)
    fits = part is parts.ITEMS or any(e.head.edition == pin for e in holding)
    options = _choices(holding, pin if fits else None)
    return next((Choice(entry=found[-1], reason=reason) for found, reason in options if found), None)


def resolve(reference: str, known: tuple[Entry, ...], pins: Mapping[str, str], part: Part = parts.ITEMS) -> Resolved:
    """The spec that ``reference`` names; without edition the one that ``choose`` gives. ``known`` comes from
    ``entries``, ``pins`` from the workspace's `project.yaml`.

    Raises:
        MigrateError: MIG-SPEC-006, there is no such spec.
        UnreadableError: its files are damaged.
    """
    match = _REFERENCE.fullmatch(unicodedata.normalize("NFKC", reference).strip())
    if match is None:
        raise _unknown(reference, known)
    business, edition = match.groups()
    if edition is None:
        choice = choose(business, known, pins, part)
    else:
        exact = [e for e in known if (e.head.business, e.head.edition) == (business, edition)]
        best = max(exact, key=_import_last, default=None)
        choice = Choice(entry=best, reason="版の指定どおり") if best else None
    if choice is None:
        raise _unknown(f"{business}@{pins[business]}" if edition is None and business in pins else reference, known)
    spec, origin = store.read(choice.entry.folder, choice.entry.head), choice.entry.origin
    name = f"{spec.id} {spec.business_name}".strip()
    why = f"標準仕様は {name}（{origin.value}）を使います。理由: {choice.reason}。"
    return Resolved(spec=spec, origin=origin, why=why)
