"""The table that a file laid out after a グループ holds, and what speaks against the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.spec import Item
from migrate.source.standard.fit import Fit
from migrate.source.standard.shape import Shape, key


def _column(shape: Shape, item: Item, name: str) -> SourceColumn:
    digits = item.digits
    named = f"「{shape.lists[item.code_list_id]}」" if item.code_list_id in shape.lists else ""
    code = f"コード {item.code}{named}" if item.code else ""
    return SourceColumn(
        name=name,
        logical_name=item.name,
        type=item.notation,
        length=item.max_length,
        length_unit="CHAR" if digits else "",
        scale=digits[1] if len(digits) > 1 else None,
        nullable=not (item.primary_key or item.required),
        comment=code,
        item=item.id,
        codes=shape.codes.get(item.code_list_id, ()),
    )


def table_of(fit: Fit, file: str) -> SourceTable:
    """The table of a file: the items that it holds in the standard's order, then its other columns.

    A column is called what the header calls it, so that the file is read by its header; its logical name is the item's.
    """
    shape = fit.shape
    held = {place: name for name, place in zip(fit.names, fit.places, strict=True) if place is not None}
    known = [_column(shape, shape.items[place], held[place]) for place in sorted(held)]
    named = {column.name.casefold() for column in known}
    extra = {name.casefold(): name for name in reversed(fit.extra) if name.casefold() not in named}
    order = [name for name in fit.extra if extra.get(name.casefold()) == name]
    others = [SourceColumn(name=name, comment="標準の項目にない列") for name in dict.fromkeys(order)]
    keys = tuple(held[n] for n in sorted(held) if shape.items[n].primary_key)
    return SourceTable(
        name=shape.table,
        logical_name=shape.group,
        columns=(*known, *others),
        primary_key=keys if len(keys) == sum(item.primary_key for item in shape.items) else (),
        file=file,
        spec=shape.spec,
    )


def findings_of(fit: Fit, file: str) -> Iterator[Finding]:
    """MIG-SRC-301 what cannot be missing, -302 other items that are, -303 columns that are no item."""
    shape = fit.shape
    basis = Basis(document=f"標準仕様 {shape.spec}", section=f"グループ「{shape.group}」")
    place = Place(business=shape.business, file=file, table=shape.table)
    if fit.headless:
        told: dict[str, str | int] = {"spec": shape.spec, "group": shape.group, "file": file}
        yield Finding(code="MIG-SRC-308", severity=Severity.WARNING, place=place, params=told)
    optional = [n for n in fit.missing if n not in fit.lacking]
    items = shape.items
    held = {key(name) for name, place in zip(fit.names, fit.places, strict=True) if place is not None}
    for code, severity, names in (
        ("MIG-SRC-301", Severity.WARNING, [items[n].name for n in sorted(fit.lacking)]),
        ("MIG-SRC-302", Severity.INFO, [items[n].name for n in optional]),
        ("MIG-SRC-303", Severity.WARNING, [name or "（名前なし）" for name in fit.extra if key(name) not in held]),
    ):
        if names:
            params: dict[str, str | int] = {"group": shape.group, "count": len(names), "columns": "、".join(names)}
            found = Finding(code=code, severity=severity, place=place, params=params, basis=basis)
            yield found if code != "MIG-SRC-303" else replace(found, place=place, basis=None)
