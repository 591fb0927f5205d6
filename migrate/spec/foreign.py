"""The references of a spec's items joined to foreign keys: each column alone, or a composite by its group."""

from __future__ import annotations

from migrate.model.spec import Item, Spec
from migrate.model.value import value


@value
class Joined:
    """One foreign key: a table's columns, each with the name of the item that it points at."""

    table: str
    business: str
    target_table: str
    columns: tuple[tuple[Item, str], ...]


def joined(spec: Spec) -> tuple[Joined, ...]:
    """The foreign keys in the order of their first column."""
    found: dict[tuple[str, ...], list[tuple[Item, str]]] = {}
    for item in spec.items:
        for position, one in enumerate(item.references):
            alone = "" if one.group else f"{item.id}/{position}"
            found.setdefault((item.table, one.business, one.table, one.group, alone), []).append((item, one.item))
    return tuple(
        Joined(table=table, business=business, target_table=target, columns=tuple(columns))
        for (table, business, target, _, _), columns in found.items()
    )
