"""Look at specs: the catalogue, one spec, its items, its code lists."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import known, resolve
from migrate.model.document import Document
from migrate.model.provenance import Provenance
from migrate.model.spec import CodeList, Item
from migrate.model.value import value
from migrate.spec import document, library, store
from migrate.workspace.folder import Workspace


@value
class ListedSpec:
    """One line of `spec list`."""

    business: str
    business_name: str
    edition: str
    kind: str
    origin: str
    pinned: bool
    title: str
    provenance: Provenance


@value
class SpecList:
    """Result of `spec list`."""

    specs: tuple[ListedSpec, ...]


@value
class SpecShown:
    """Result of `spec show`: a spec without its items."""

    spec: str
    business: str
    business_name: str
    edition: str
    kind: str
    title: str
    tables: tuple[str, ...]
    items: int
    code_lists: int
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


def list_specs(workspace: Workspace | None) -> Outcome:
    """The catalogue of specs at hand."""
    entries = known(workspace)
    in_use = library.pinned(entries, workspace.project.specs) if workspace else ()
    specs = tuple(
        ListedSpec(
            business=e.head.business,
            business_name=e.head.business_name,
            edition=e.head.edition,
            kind=e.head.kind.value,
            origin=e.origin.value,
            pinned=e in in_use,
            title=e.head.title,
            provenance=store.read_papers(e.folder),
        )
        for e in entries
    )
    page = Document(title="使える標準仕様", sections=(document.catalogue(entries, in_use),))
    return Outcome(kind="spec-list", data=SpecList(specs=specs), document=page, nothing_checked=not specs)


def show(reference: str, workspace: Workspace | None) -> Outcome:
    """One spec: counts, groups, provenance.

    Raises:
        MigrateError: MIG-SPEC-006, there is no such spec.
    """
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    data = SpecShown(
        spec=spec.id,
        business=spec.business,
        business_name=spec.business_name,
        edition=spec.edition,
        kind=spec.kind.value,
        title=spec.title,
        tables=spec.tables,
        items=len(spec.items),
        code_lists=len(spec.code_lists),
        provenance=spec.provenance,
    )
    page = Document(title=spec.title or spec.id, sections=(document.overview(spec),))
    return Outcome(kind="spec-show", data=data, document=page, notices=(resolved.why,))


def items(reference: str, workspace: Workspace | None, table: str = "") -> Outcome:
    """The items of one spec, of one group where ``table`` is given.

    Raises:
        MigrateError: MIG-SPEC-006 (no such spec), -013 (no such group).
    """
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    if table and table not in spec.tables:
        params = {"spec": spec.id, "table": table, "known": "、".join(spec.tables)}
        raise MigrateError("MIG-SPEC-013", params=params)
    found = spec.items_of(table) if table else spec.items
    title = f"{spec.id} のデータ項目"
    return Outcome(
        kind="spec-items",
        data=SpecItems(spec=spec.id, table=table, items=found),
        document=Document(title=title, sections=(document.items(spec, table),)),
        brief=Document(title=title, sections=(document.items(spec, table, brief=True),)),
        notices=(resolved.why,),
    )


def codes(reference: str, workspace: Workspace | None) -> Outcome:
    """The code lists of one spec.

    Raises:
        MigrateError: MIG-SPEC-006, there is no such spec.
    """
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    page = Document(title=f"{spec.id} のコード一覧", sections=(document.codes(spec),))
    data = SpecCodes(spec=spec.id, code_lists=spec.code_lists)
    return Outcome(kind="spec-codes", data=data, document=page, notices=(resolved.why,))
