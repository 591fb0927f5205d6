"""Look at specs: what is standardised and at hand, one spec, its items, its code lists."""

from __future__ import annotations

from migrate.errors import MigrateError, NothingCheckedError
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import Shelf, missing_pins, resolve, resolve_any, standardised
from migrate.model.catalogue import Business, BusinessKind, KnownEdition, KnownInterface
from migrate.model.document import Document
from migrate.model.provenance import Provenance
from migrate.model.spec import CodeList, Form, Function, Interface, Item, Spec, Tally
from migrate.model.value import value
from migrate.spec import catalogue_document, document, items_document, library, requirements_document
from migrate.spec.library import Entry
from migrate.workspace.folder import Workspace


@value
class Contents:
    """How much a spec holds."""

    tables: int
    items: int
    code_lists: int
    functions: int
    forms: int
    interfaces: int
    basis: Tally


@value
class ListedSpec:
    """One edition at hand."""

    business: str
    business_name: str
    edition: str
    kind: str
    origin: str
    pinned: bool
    title: str
    contents: Contents
    provenance: Provenance


@value
class ListedSystem:
    """One 業務ID of a business, and the spec that is used for it unless an edition is named."""

    id: str
    name: str
    shared: bool
    """True where other businesses use the system too."""
    spec: str
    """``ID@EDITION``; empty where no spec is at hand."""
    kind: str
    contents: Contents | None


@value
class ListedBusiness:
    """One business (or common function) of the catalogue."""

    order: int | None
    name: str
    law_name: str
    aliases: tuple[str, ...]
    kind: str
    ministry: str
    certainty: str
    systems: tuple[ListedSystem, ...]
    known_editions: tuple[KnownEdition, ...]


@value
class SpecList:
    """Result of `spec list`: what is standardised, and every edition at hand."""

    businesses: tuple[ListedBusiness, ...]
    specs: tuple[ListedSpec, ...]


@value
class SpecShown:
    """Result of `spec show`: a spec without its items."""

    spec: str
    business: str
    business_name: str
    edition: str
    spec_kind: str
    """``official``, ``starter``, ``api`` or ``reference``; ``kind`` is the name of this JSON form."""
    title: str
    notice: str
    """What the reader must know of it first; empty for an official list."""
    tables: tuple[str, ...]
    items: int
    code_lists: int
    contents: Contents
    businesses: tuple[Business, ...]
    """The businesses that the 業務ID belongs to, with the editions that are known to exist."""
    known_interfaces: tuple[KnownInterface, ...]
    """Interfaces that the system is known to give."""
    functions: tuple[Function, ...]
    forms: tuple[Form, ...]
    interfaces: tuple[Interface, ...]
    provenance: Provenance


@value
class SpecItems:
    """Result of `spec items`: names and texts exactly as published."""

    spec: str
    table: str
    items: tuple[Item, ...]


@value
class SpecCodes:
    """Result of `spec codes`."""

    spec: str
    code_lists: tuple[CodeList, ...]


def contents(spec: Spec) -> Contents:
    """How much ``spec`` holds."""
    return Contents(
        tables=len(spec.tables),
        items=len(spec.items),
        code_lists=len(spec.code_lists),
        functions=len(spec.functions),
        forms=len(spec.forms),
        interfaces=len(spec.interfaces),
        basis=spec.tally,
    )


def _listed(shelf: Shelf, in_use: tuple[Entry, ...]) -> tuple[ListedSpec, ...]:
    return tuple(
        ListedSpec(
            business=spec.business,
            business_name=spec.business_name,
            edition=spec.edition,
            kind=spec.kind.value,
            origin=entry.origin.value,
            pinned=entry in in_use,
            title=spec.title,
            contents=contents(spec),
            provenance=spec.provenance,
        )
        for entry, spec in ((entry, shelf.read(entry)) for entry in shelf.entries)
    )


def _business(one: Business, shelf: Shelf) -> ListedBusiness:
    names = standardised().by_id

    def system(identity: str) -> ListedSystem:
        spec = shelf.default(identity)
        return ListedSystem(
            id=identity,
            name=names[identity].name,
            shared=identity in one.shared_systems,
            spec=spec.id if spec else "",
            kind=spec.kind.value if spec else "",
            contents=contents(spec) if spec else None,
        )

    return ListedBusiness(
        order=one.order,
        name=one.name,
        law_name=one.law_name,
        aliases=one.aliases,
        kind=one.kind.value,
        ministry=one.ministry,
        certainty=one.certainty,
        systems=tuple(map(system, (*one.systems, *one.shared_systems))),
        known_editions=one.editions,
    )


def list_specs(workspace: Workspace | None) -> Outcome:
    """What is standardised (20 businesses, 7 common functions), and the specs at hand for each."""
    shelf = Shelf(workspace)
    in_use = library.pinned(shelf.entries, shelf.pins)
    businesses = tuple(_business(one, shelf) for one in standardised().businesses)
    covered = [
        one
        for one in businesses
        if one.kind == BusinessKind.STANDARDISED and any(s.spec and not s.shared for s in one.systems)
    ]
    defaults = {identity: shelf.default(identity) for identity in standardised().by_id}
    title = "標準化対象の業務と、使える標準仕様"
    summary = f"20 業務のうち {len(covered)} 業務の標準仕様が手もとにあります（「種類」を確かめてください）。"
    page = Document(
        title=title,
        summary=summary,
        sections=(
            *(catalogue_document.businesses(standardised(), kind, defaults) for kind in BusinessKind),
            catalogue_document.basis(standardised(), defaults),
            document.catalogue(tuple((entry, shelf.read(entry)) for entry in shelf.entries), in_use),
        ),
    )
    data = SpecList(businesses=businesses, specs=_listed(shelf, in_use))
    return Outcome(
        kind="spec-list",
        data=data,
        document=page,
        brief=Document(title=title, summary=summary, sections=(catalogue_document.brief(standardised(), defaults),)),
        notices=missing_pins(workspace),
        nothing_checked=not data.specs,
    )


def show(reference: str, workspace: Workspace | None) -> Outcome:
    """One spec: counts, groups, provenance, and what the catalogue knows of its business.

    Raises:
        MigrateError: MIG-SPEC-006, there is no such spec.
    """
    resolved = resolve_any(reference, workspace)
    spec = resolved.spec
    data = SpecShown(
        spec=spec.id,
        business=spec.business,
        business_name=spec.business_name,
        edition=spec.edition,
        spec_kind=spec.kind.value,
        title=spec.title,
        notice=spec.notice,
        tables=spec.tables,
        items=len(spec.items),
        code_lists=len(spec.code_lists),
        contents=contents(spec),
        businesses=standardised().of_system(spec.business),
        known_interfaces=tuple(one for one in standardised().interfaces if one.provider == spec.business),
        functions=spec.functions,
        forms=spec.forms,
        interfaces=spec.interfaces,
        provenance=spec.provenance,
    )
    title = spec.title or spec.id
    overview = document.overview(spec)
    more = (*requirements_document.sections(spec), *catalogue_document.system(standardised(), spec.business))
    return Outcome(
        kind="spec-show",
        data=data,
        document=Document(title=title, sections=(overview, *more)),
        brief=Document(title=title, sections=(overview,)),
        notices=(resolved.why,),
    )


def _none(spec: Spec, part: str) -> NothingCheckedError:
    """The error that a spec holds nothing of a part; it says what the spec holds."""
    counts = (
        ("データ項目", len(spec.items)),
        ("コード一覧", len(spec.code_lists)),
        ("機能要件", len(spec.functions)),
        ("帳票要件", len(spec.forms)),
        ("機能別連携仕様", len(spec.interfaces)),
    )
    held = "、".join(f"{name} {count} 件" for name, count in counts if count)
    return NothingCheckedError("MIG-SPEC-043", params={"spec": spec.id, "part": part, "held": held or "なし"})


def items(reference: str, workspace: Workspace | None, table: str = "") -> Outcome:
    """The items of one spec, of one group where ``table`` is given.

    Raises:
        MigrateError: MIG-SPEC-006 (no such spec), -013 (no such group).
        NothingCheckedError: MIG-SPEC-043, the spec has no items (an edition of functions alone).
    """
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    if table and table not in spec.tables:
        params = {"spec": spec.id, "table": table, "known": "、".join(spec.tables)}
        raise MigrateError("MIG-SPEC-013", params=params)
    if not spec.items:
        raise _none(spec, "データ項目")
    found = spec.items_of(table) if table else spec.items
    title = f"{spec.id} のデータ項目"
    return Outcome(
        kind="spec-items",
        data=SpecItems(spec=spec.id, table=table, items=found),
        document=Document(title=title, sections=(items_document.items(spec, table),)),
        brief=Document(title=title, sections=(items_document.items(spec, table, brief=True),)),
        notices=(resolved.why,),
    )


def codes(reference: str, workspace: Workspace | None) -> Outcome:
    """The code lists of one spec.

    Raises:
        MigrateError: MIG-SPEC-006, there is no such spec.
        NothingCheckedError: MIG-SPEC-043, the spec has no code lists.
    """
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    if not spec.code_lists:
        raise _none(spec, "コード一覧")
    page = Document(title=f"{spec.id} のコード一覧", sections=(items_document.codes(spec),))
    data = SpecCodes(spec=spec.id, code_lists=spec.code_lists)
    return Outcome(kind="spec-codes", data=data, document=page, notices=(resolved.why,))
