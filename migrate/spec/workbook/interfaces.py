"""Rows of 機能別連携仕様 lists as interfaces; one row an interface, or one row an item that it carries.

ID and name stand in each row, or only in the first row of an interface, often merged. The items may stand on a sheet
of their own (連携ID in each row), or on one for each interface, whose 連携ID stands above the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

from migrate.model.finding import Severity
from migrate.model.spec import Interface, InterfaceItem
from migrate.model.value import value
from migrate.spec.workbook import headings
from migrate.spec.workbook.headings import Sighting, Vocabulary, plain
from migrate.spec.workbook.table import Table, digits
from migrate.spec.workbook.view import View

_ID = re.compile(r"([0-9]{1,3})o([0-9]{3})")
_ITEM_ID, _LEAST = 8, 6
_ROWS_OF_LABELS = 30
_HEAD = ("name", "provider", "consumer", "method")
_CARRIED = ("item_name", "item_id")


@value
class InterfaceRow:
    """What one row says: an interface's own texts (those that stand there), and the item that it carries, if any."""

    id: str
    name: str
    provider: str
    consumer: str
    method: str
    remarks: str
    item: InterfaceItem | None


def identity(text: str) -> str | None:
    """The 連携ID in a text, such as ``001o006``: 業務ID, ``o``, 3 digits; None where it is none."""
    match = _ID.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    return f"{match[1].zfill(3)}o{match[2]}" if match else None


def _beside(view: View, row: int, column: int) -> str:
    """The next text to the right of a cell."""
    return next((text for right in range(column + 1, view.width) if (text := view.own(row, right).strip())), "")


def stated(view: View, words: Vocabulary) -> tuple[Mapping[str, str], Sighting] | None:
    """What the labels above a table of items say of its interface (連携ID, 連携名 …), and the table; None without."""
    said: dict[str, str] = {}
    last = 0
    for row in range(min(view.height, _ROWS_OF_LABELS)):
        for column in view.held(row):
            field = words.fields.get(plain(view.own(row, column)), "")
            text = _beside(view, row, column)
            if field in ("id", *_HEAD) and field not in said and text and plain(text) not in words.fields:
                said[field] = text
                last = row
    if identity(said.get("id", "")) is None:
        return None
    items = replace(words, required=frozenset({"item_name"}), aside=words.aside | {"id", *_HEAD})
    sighting = headings.below(view, items, last + 1)
    if sighting is None or sighting.missing or "id" in sighting.header.columns:
        return None
    return said, sighting


class InterfaceTable(Table):
    """One list of interfaces. ``said`` is what stands above it, where it lists the items of one interface."""

    def __init__(self, view: View, sighting: Sighting, file: str, said: Mapping[str, str] | None = None) -> None:
        super().__init__(view, sighting, file)
        self.said = said or {}
        if not self.has("name") and any(self.has(field) for field in _CARRIED):
            self.words = replace(self.words, aside=self.words.aside | set(_HEAD))
        self.current = identity(self.said.get("id", "")) or ""
        self.first: dict[str, tuple[str, ...]] = {}

    def start(self, row: int) -> str:
        """Address of a row's 連携ID, else of its first text."""
        return self.cell(row, "id") if self.has("id") else self.view.cell(row, self.view.held(row)[0])

    def head(self, row: int, field: str) -> str:
        """What a row, or the labels above the table, say of the interface itself."""
        return self.text(row, field) or self.said.get(field, "")

    def refuse(self, row: int, reason: str) -> None:
        """List a row that is no interface."""
        self.say("MIG-SPEC-028", Severity.ERROR, self.start(row), {"reason": reason})

    def item(self, row: int) -> InterfaceItem | None:
        """The item that a row says the interface carries."""
        name, item_id = self.text(row, "item_name"), self.text(row, "item_id")
        if not (name.strip() or item_id.strip()):
            return None
        remarks = "item_remarks" if self.has("item_remarks") else "remarks"
        return InterfaceItem(
            name=name, item_id=digits(item_id, _ITEM_ID, _LEAST) or item_id, remarks=self.text(row, remarks)
        )

    def interface(self, row: int) -> InterfaceRow | None:
        """What a row says; None, and a finding, where it is not understood."""
        if self.is_note(row, "item_name"):
            self.note(row)
            return None
        text = self.text(row, "id")
        found = identity(text) if text.strip() else self.current
        item = self.item(row)
        if not found or (not text.strip() and item is None):
            self.refuse(row, "連携IDが 001o006 のような形になりません")
            return None
        head = tuple(self.head(row, field) for field in _HEAD)
        if found not in self.first and self.has("name") and not head[0].strip():
            self.refuse(row, "連携名が空です")
            return None
        first = self.first.setdefault(found, head)
        if any(own not in ("", before) for own, before in zip(head, first, strict=True)):
            self.refuse(row, "同じ連携IDに、別の連携名・提供元・提供先・方式があります")
            return None
        self.current = found
        own_remarks = self.has("item_remarks") or item is None
        return InterfaceRow(
            id=found,
            name=first[0],
            provider=first[1],
            consumer=first[2],
            method=first[3],
            remarks=self.text(row, "remarks") if own_remarks else "",
            item=item,
        )


def read(table: InterfaceTable) -> list[tuple[str, InterfaceRow]]:
    """What the rows of one list say, each with the address of its 連携ID."""
    found = [(table.start(row), one) for row in table.rows if (one := table.interface(row)) is not None]
    table.columns()
    return found


def heads(rows: Iterable[InterfaceRow]) -> Mapping[str, tuple[str, ...]]:
    """連携ID → name, provider, consumer and method: of each the first that any row says."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        own = tuple(getattr(row, field) for field in _HEAD)
        known = found.get(row.id, own)
        found[row.id] = tuple(before or text for before, text in zip(known, own, strict=True))
    return found


def interfaces(rows: Iterable[InterfaceRow]) -> tuple[Interface, ...]:
    """The rows as interfaces, in the order of their first row."""
    grouped: dict[str, list[InterfaceRow]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    known = heads(row for own in grouped.values() for row in own)
    return tuple(
        Interface(
            id=key,
            name=known[key][0],
            provider=known[key][1],
            consumer=known[key][2],
            method=known[key][3],
            items=tuple(row.item for row in own if row.item is not None),
            remarks=next((row.remarks for row in own if row.remarks), ""),
        )
        for key, own in grouped.items()
    )
