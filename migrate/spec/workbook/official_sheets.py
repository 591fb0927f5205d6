"""Further sheets of an export: 機能要件, 帳票要件, 機能別連携仕様, and our own for what has no official column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from migrate.model.spec import Interface, Spec, SpecKind
from migrate.model.value import value
from migrate.spec import parts
from migrate.spec.parts import Part
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


def _of(part: Part) -> Callable[[Spec], Iterator[Row]]:
    """The rows of a part as the store has them, by column."""
    return lambda spec: (dict(zip(part.columns, row, strict=True)) for row in part.rows(spec))


def _interface(one: Interface) -> Iterator[Row]:
    fields = ("id", "name", "provider", "consumer", "method", "remarks")
    head: Row = {name: getattr(one, name) for name in fields}
    if not one.items:
        yield head
    for position, item in enumerate(one.items):
        texts = {"item_id": item.item_id, "item_name": item.name, "item_remarks": item.remarks}
        yield {**(head if position == 0 else {"id": one.id}), **texts}


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
        _of(parts.FUNCTIONS),
    ),
    (
        "forms",
        "帳票要件",
        ("category1", "category2", "name", "id", *_REQUIREMENT),
        _of(parts.FORMS),
    ),
    (
        "interfaces",
        "機能別連携仕様",
        ("id", "name", "provider", "consumer", "method", "remarks", "item_id", "item_name", "item_remarks"),
        lambda spec: (row for one in spec.interfaces for row in _interface(one)),
    ),
    ("references", own.SHEET_NAMES["references"], parts.REFERENCES.columns, _of(parts.REFERENCES)),
    ("basis", own.SHEET_NAMES["basis"], parts.BASIS.columns, _of(parts.BASIS)),
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
