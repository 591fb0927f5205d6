"""The parts of a spec as rows of CSV files; an exact round trip. One entry of ``PARTS`` is one file of the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from migrate.model.spec import (
    BasisKind,
    CodeList,
    CodeValue,
    Form,
    Function,
    Interface,
    InterfaceItem,
    Item,
    LegalBasis,
    Reference,
    Spec,
)
from migrate.model.value import value

MARK = "○"
Row = Mapping[str, str]

_ITEM_TEXTS = (
    "type", "length", "code", "repeat", "output_condition", "definition", "description", "function",
    "implementation", "sample", "remarks",
)  # fmt: skip
_REQUIREMENT = ("requirement", "kind", "conformity_date", "remarks")


@value
class Part:
    """One file of a spec folder: its columns and how a spec's part becomes rows."""

    file: str
    columns: tuple[str, ...]
    schema: str
    rows: Callable[[Spec], Iterable[Sequence[str]]]


def _item_rows(spec: Spec) -> Iterator[Sequence[str]]:
    for item in spec.items:
        keys = (MARK if item.primary_key else "", MARK if item.foreign_key else "")
        texts = (getattr(item, name) for name in _ITEM_TEXTS)
        yield (item.id, item.name, item.romaji, item.table, *keys, *item.classes, *texts)


def _code_rows(spec: Spec) -> Iterator[Sequence[str]]:
    return ((one.published_id, one.name, v.value, v.meaning, v.remarks) for one in spec.code_lists for v in one.values)


def _reference_rows(spec: Spec) -> Iterator[Sequence[str]]:
    return ((item.id, r.group, r.business, r.table, r.item) for item in spec.items for r in item.references)


def _basis_rows(spec: Spec) -> Iterator[Sequence[str]]:
    return ((item.id, b.kind.value, b.text, b.source, b.as_of) for item in spec.items if (b := item.basis))


def _requirement(one: Function | Form) -> tuple[str, ...]:
    return (one.requirement, one.kind, one.conformity_date, one.remarks)


def _interface_rows(spec: Spec) -> Iterator[Sequence[str]]:
    return ((one.id, one.name, one.provider, one.consumer, one.method, one.remarks) for one in spec.interfaces)


def _interface_item_rows(spec: Spec) -> Iterator[Sequence[str]]:
    return ((one.id, item.item_id, item.name, item.remarks) for one in spec.interfaces for item in one.items)


ITEMS = Part(
    file="items.csv",
    columns=(
        *("id", "name", "romaji", "table", "primary_key", "foreign_key", "class1", "class2", "class3"),
        *_ITEM_TEXTS,
    ),
    schema="spec-items.schema.json",
    rows=_item_rows,
)
CODES = Part(
    file="codes.csv",
    columns=("code_list", "name", "value", "meaning", "remarks"),
    schema="spec-codes.schema.json",
    rows=_code_rows,
)
REFERENCES = Part(
    file="references.csv",
    columns=("item", "group", "business", "table", "target"),
    schema="spec-references.schema.json",
    rows=_reference_rows,
)
BASIS = Part(
    file="basis.csv",
    columns=("item", "kind", "text", "source", "as_of"),
    schema="spec-basis.schema.json",
    rows=_basis_rows,
)
FUNCTIONS = Part(
    file="functions.csv",
    columns=("id", "category1", "category2", "category3", *_REQUIREMENT),
    schema="spec-functions.schema.json",
    rows=lambda spec: ((one.id, *one.categories, *_requirement(one)) for one in spec.functions),
)
FORMS = Part(
    file="forms.csv",
    columns=("id", "name", "category1", "category2", *_REQUIREMENT),
    schema="spec-forms.schema.json",
    rows=lambda spec: ((one.id, one.name, *one.categories, *_requirement(one)) for one in spec.forms),
)
INTERFACES = Part(
    file="interfaces.csv",
    columns=("id", "name", "provider", "consumer", "method", "remarks"),
    schema="spec-interfaces.schema.json",
    rows=_interface_rows,
)
INTERFACE_ITEMS = Part(
    file="interface-items.csv",
    columns=("interface", "item_id", "name", "remarks"),
    schema="spec-interface-items.schema.json",
    rows=_interface_item_rows,
)
PARTS = (ITEMS, CODES, REFERENCES, BASIS, FUNCTIONS, FORMS, INTERFACES, INTERFACE_ITEMS)


def list_key(published_id: str) -> str:
    """Key of a code list within its business: a published number padded to three digits, else as published."""
    return published_id.zfill(3) if published_id.isdigit() else published_id


def code_lists(values: Iterable[tuple[str, str, CodeValue]]) -> tuple[CodeList, ...]:
    """Code lists from (published ID, name, value), lists and values in the order of their first row."""
    grouped: dict[tuple[str, str], list[CodeValue]] = {}
    for published, name, one in values:
        grouped.setdefault((published, name), []).append(one)
    return tuple(
        CodeList(id=list_key(published), published_id=published, name=name, values=tuple(found))
        for (published, name), found in grouped.items()
    )


def _by(rows: Iterable[Row], key: str) -> Mapping[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row[key], []).append(row)
    return grouped


def _item(row: Row, references: Iterable[Row], basis: Iterable[Row]) -> Item:
    found = next(iter(basis), None)
    return Item(
        id=row["id"],
        name=row["name"],
        romaji=row["romaji"],
        table=row["table"],
        primary_key=row["primary_key"] == MARK,
        foreign_key=row["foreign_key"] == MARK,
        classes=(row["class1"], row["class2"], row["class3"]),
        **{name: row[name] for name in _ITEM_TEXTS},
        references=tuple(
            Reference(business=r["business"], table=r["table"], item=r["target"], group=r["group"]) for r in references
        ),
        basis=None
        if found is None
        else LegalBasis(
            kind=BasisKind(found["kind"]), text=found["text"], source=found["source"], as_of=found["as_of"]
        ),
    )


def _interface(row: Row, items: Iterable[Row]) -> Interface:
    carried = (InterfaceItem(name=r["name"], item_id=r["item_id"], remarks=r["remarks"]) for r in items)
    return Interface(**row, items=tuple(carried))


def contents(rows: Mapping[str, list[dict[str, str]]]) -> dict[str, Any]:
    """The fields of a Spec that the rows of its files (file name → rows) hold.

    Raises:
        ValueError: the kind of a basis is none of ``BasisKind``.
    """
    references, basis = _by(rows[REFERENCES.file], "item"), _by(rows[BASIS.file], "item")
    carried = _by(rows[INTERFACE_ITEMS.file], "interface")
    codes = (
        (r["code_list"], r["name"], CodeValue(value=r["value"], meaning=r["meaning"], remarks=r["remarks"]))
        for r in rows[CODES.file]
    )
    return {
        "items": tuple(_item(r, references.get(r["id"], ()), basis.get(r["id"], ())) for r in rows[ITEMS.file]),
        "code_lists": code_lists(codes),
        "functions": tuple(
            Function(
                id=r["id"],
                categories=(r["category1"], r["category2"], r["category3"]),
                **{name: r[name] for name in _REQUIREMENT},
            )
            for r in rows[FUNCTIONS.file]
        ),
        "forms": tuple(
            Form(
                id=r["id"],
                name=r["name"],
                categories=(r["category1"], r["category2"]),
                **{name: r[name] for name in _REQUIREMENT},
            )
            for r in rows[FORMS.file]
        ),
        "interfaces": tuple(_interface(r, carried.get(r["id"], ())) for r in rows[INTERFACES.file]),
    }
