"""Further sheets of an export: 機能要件, 帳票要件, 機能別連携仕様, and our own for what has no official column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from migrate.model.spec import Form, Function, Interface, Spec, SpecKind
from migrate.model.value import value
from migrate.spec.workbook import headings, own

Row = Mapping[str, str]
_WIDTHS = {"requirement": 70.0, "text": 60.0, "source": 40.0, "remarks": 30.0, "item_remarks": 30.0}
_WIDTH = 22.0
_REQUIREMENT = ("requirement", "kind", "conformity_date", "remarks")


@value
class MoreSheet:
    """One sheet of texts."""

    name: str
    title: str
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


def _requirement(one: Function | Form) -> Row:
    texts = {name: getattr(one, name) for name in ("id", *_REQUIREMENT)}
    return {**texts, **{f"category{level}": text for level, text in enumerate(one.categories, start=1)}}


def _interface(one: Interface) -> Iterator[Row]:
    fields = ("id", "name", "provider", "consumer", "method", "remarks")
    head: Row = {name: getattr(one, name) for name in fields}
    if not one.items:
        yield head
    for position, item in enumerate(one.items):
        texts = {"item_id": item.item_id, "item_name": item.name, "item_remarks": item.remarks}
        yield {**(head if position == 0 else {"id": one.id}), **texts}


def _references(spec: Spec) -> Iterator[Row]:
    for item in spec.items:
        for one in item.references:
            place = {"business": one.business, "table": one.table, "target": one.item}
            yield {"item": item.id, "group": one.group, **place}


def _basis(spec: Spec) -> Iterator[Row]:
    for item in spec.items:
        if (b := item.basis) is not None:
            yield {"item": item.id, "kind": b.kind.value, "text": b.text, "source": b.source, "as_of": b.as_of}


def _papers(spec: Spec) -> Iterator[Row]:
    """The papers, where the official sheets alone would not give the spec back."""
    more = (spec.functions, spec.forms, spec.interfaces, any(item.references or item.basis for item in spec.items))
    official = spec.kind is SpecKind.OFFICIAL and spec.title.strip() and spec.business_name.strip() and spec.items
    if official and not any(more):
        return
    for field, text in own.texts(spec).items():
        yield {"word": own.PAPERS[field], "text": text}


_SHEETS: tuple[tuple[str, str, tuple[str, ...], Callable[[Spec], Iterator[Row]]], ...] = (
    (
        "functions",
        "機能要件",
        ("category1", "category2", "category3", "id", *_REQUIREMENT),
        lambda spec: (_requirement(one) for one in spec.functions),
    ),
    (
        "forms",
        "帳票要件",
        ("category1", "category2", "name", "id", *_REQUIREMENT),
        lambda spec: ({**_requirement(one), "name": one.name} for one in spec.forms),
    ),
    (
        "interfaces",
        "機能別連携仕様",
        ("id", "name", "provider", "consumer", "method", "remarks", "item_id", "item_name", "item_remarks"),
        lambda spec: (row for one in spec.interfaces for row in _interface(one)),
    ),
    (
        "references",
        own.SHEET_NAMES["references"],
        ("item", "group", "business", "table", "target"),
        _references,
    ),
    ("basis", own.SHEET_NAMES["basis"], ("item", "kind", "text", "source", "as_of"), _basis),
    ("papers", own.SHEET_NAMES["papers"], ("word", "text"), _papers),
)


def more(spec: Spec, layouts: Path) -> tuple[MoreSheet, ...]:
    """The further sheets that a spec needs; ``layouts`` is the bundled `specs/layouts`."""
    words = headings.vocabularies(layouts)
    found = []
    for kind, name, fields, rows in _SHEETS:
        texts = tuple(tuple(row.get(field, "") for field in fields) for row in rows(spec))
        if texts:
            sheet = MoreSheet(
                name=name,
                title=name,
                headings=tuple(words[kind].official[field] for field in fields),
                widths=tuple(_WIDTHS.get(field, _WIDTH) for field in fields),
                rows=texts,
            )
            found.append(sheet)
    return tuple(found)
