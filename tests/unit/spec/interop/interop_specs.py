"""The bundled specs, and a small one that a test can bend."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from migrate.files.bundled import bundled
from migrate.model.spec import Item, Spec
from migrate.spec import library, store

FOLDERS = tuple(entry.folder for entry in library.entries(bundled("specs")))
"""The folder of every bundled spec."""


def name_of(folder: Path) -> str:
    """How a test calls a spec: 業務ID and edition."""
    return f"{folder.parent.name.split('-')[0]}@{folder.name}"


@cache
def spec_031() -> Spec:
    """The official list of 031."""
    return store.read(next(folder for folder in FOLDERS if name_of(folder) == "031@2023-09-29"))


def with_items(*items: Item) -> Spec:
    """031 with other items."""
    return replace(spec_031(), items=items)


def item(number: int, name: str, type_: str = "X", length: str = "5") -> Item:
    """An item of the table 「表」 that is nothing but a name and a type."""
    first = spec_031().items[1]
    return replace(
        first,
        id=f"031{number:05d}",
        name=name,
        romaji="",
        table="表",
        type=type_,
        length=length,
        output_condition="任意",
        code="",
    )
