"""Rows of 機能別連携仕様 lists as interfaces; one row an interface, or one row an item that it carries.

ID and name stand in each row, or only in the first row of an interface, often merged.
"""

from __future__ import annotations

import re
import unicodedata

from migrate.model.finding import Severity
from migrate.model.spec import Interface, InterfaceItem
from migrate.model.value import value
from migrate.spec.workbook.table import Table, digits

_ID = re.compile(r"([0-9]{1,3})o([0-9]{3})")
_ITEM_ID, _LEAST = 8, 6
_HEAD = ("name", "provider", "consumer", "method")


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


class InterfaceTable(Table):
    """One list of interfaces."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.current = ""
        self.first: dict[str, tuple[str, ...]] = {}

    def refuse(self, row: int, reason: str) -> None:
        """List a row that is no interface."""
        self.say("MIG-SPEC-028", Severity.ERROR, self.cell(row, "id"), {"reason": reason})

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
        head = tuple(self.text(row, field) for field in _HEAD)
        if found not in self.first and not head[0].strip():
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
    found = [(table.cell(row, "id"), one) for row in table.rows if (one := table.interface(row)) is not None]
    table.columns()
    return found


def interfaces(rows: list[InterfaceRow]) -> tuple[Interface, ...]:
    """The rows as interfaces, in the order of their first row."""
    grouped: dict[str, list[InterfaceRow]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    return tuple(
        Interface(
            id=key,
            name=own[0].name,
            provider=own[0].provider,
            consumer=own[0].consumer,
            method=own[0].method,
            items=tuple(row.item for row in own if row.item is not None),
            remarks=next((row.remarks for row in own if row.remarks), ""),
        )
        for key, own in grouped.items()
    )
