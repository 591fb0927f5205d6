"""The rows of all tables as the parts of one spec: each ID once, own business only; every other row is a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Generic, TypeVar

from migrate.model.finding import Severity
from migrate.model.spec import CodeList, Form, Function, Interface, Item, LegalBasis, Reference, SheetRead
from migrate.spec import parts
from migrate.spec.workbook import interfaces as interfaces_sheet
from migrate.spec.workbook.codes import CodeRow
from migrate.spec.workbook.interfaces import InterfaceRow
from migrate.spec.workbook.table import Table

T = TypeVar("T")
Identified = TypeVar("Identified", Item, Function, Form)
_PARTS = {"request": "items", "response": "items"}


class Rows(Generic[T]):
    """Values with the table and the cell they come from; what is taken is counted per table."""

    def __init__(self) -> None:
        self._rows: list[tuple[Table, str, T]] = []
        self._taken: Counter[int] = Counter()

    def add(self, table: Table, found: Iterable[tuple[str, T]]) -> None:
        """Add the values of one table."""
        self._rows += [(table, cell, one) for cell, one in found]

    @property
    def values(self) -> tuple[T, ...]:
        """All values, taken or not."""
        return tuple(one for _, _, one in self._rows)

    def take(self, refuse: Callable[[Table, str, T], bool]) -> tuple[T, ...]:
        """The values that ``refuse`` does not refuse (it notes a finding and returns True)."""
        found = []
        for table, cell, one in self._rows:
            if not refuse(table, cell, one):
                found.append(one)
                self._taken[id(table)] += 1
        return tuple(found)

    def taken(self, table: Table) -> int:
        """How many values of a table were taken."""
        return self._taken[id(table)]


class Gathered:
    """The values of all tables by part."""

    def __init__(self) -> None:
        self.items: Rows[Item] = Rows()
        self.codes: Rows[CodeRow] = Rows()
        self.functions: Rows[Function] = Rows()
        self.forms: Rows[Form] = Rows()
        self.interfaces: Rows[InterfaceRow] = Rows()
        self.references: Rows[tuple[str, Reference]] = Rows()
        self.basis: Rows[tuple[str, LegalBasis]] = Rows()
        self.papers: Rows[tuple[str, str]] = Rows()

    def of(self, kind: str) -> Rows[object]:
        """The values of one kind of table."""
        rows: Rows[object] = getattr(self, _PARTS.get(kind, kind))
        return rows

    def read(self, tables: Iterable[Table]) -> tuple[SheetRead, ...]:
        """What became of the rows of each sheet, after everything was taken."""
        return tuple(
            SheetRead(
                name=table.view.name,
                part=_PARTS.get(table.words.kind, table.words.kind),
                rows=len(table.rows),
                taken=self.of(table.words.kind).taken(table),
            )
            for table in tables
        )


def own(rows: Rows[Identified], business: str, codes: tuple[str, str]) -> tuple[Identified, ...]:
    """The values of ``business``, each ID once; ``codes`` are for a foreign and for a doubled ID."""
    seen: set[str] = set()
    foreign, doubled = codes

    def refuse(table: Table, cell: str, one: Identified) -> bool:
        if one.id[:3] != business:
            heading = table.words.official["id"]
            reason = f"{heading} {one.id} は業務ID {business} のものではありません"
            table.say(foreign, Severity.ERROR, cell, {"reason": reason})
        elif one.id in seen:
            table.say(doubled, Severity.ERROR, cell, {"id": one.id})
        else:
            seen.add(one.id)
            return False
        return True

    return rows.take(refuse)


def interfaces(rows: Rows[InterfaceRow]) -> tuple[Interface, ...]:
    """The interfaces: rows of the same 連携ID from all sheets together, which must agree, and one must name it."""
    known = interfaces_sheet.heads(rows.values)

    def refuse(table: Table, cell: str, one: InterfaceRow) -> bool:
        own = (one.name, one.provider, one.consumer, one.method)
        reason = ""
        if not known[one.id][0].strip():
            reason = f"連携ID {one.id} の連携名が、どの表にもありません"
        elif any(text not in ("", first) for text, first in zip(own, known[one.id], strict=True)):
            reason = f"連携ID {one.id} は、ほかのシートでは別の連携名・提供元・提供先・方式です"
        if reason:
            table.say("MIG-SPEC-028", Severity.ERROR, cell, {"reason": reason})
        return bool(reason)

    return interfaces_sheet.interfaces(rows.take(refuse))


def code_lists(rows: Rows[CodeRow]) -> tuple[CodeList, ...]:
    """The code lists; an ID means the same list in all sheets."""
    heads: dict[str, tuple[str, str]] = {}

    def refuse(table: Table, cell: str, one: CodeRow) -> bool:
        head = (one[0], one[1])
        if heads.setdefault(parts.list_key(one[0]), head) == head:
            return False
        reason = f"コードID {one[0]} は、ほかのシートでは別のコード一覧です"
        table.say("MIG-SPEC-011", Severity.ERROR, cell, {"reason": reason})
        return True

    return parts.code_lists(rows.take(refuse))


def complete(items: tuple[Item, ...], gathered: Gathered) -> tuple[Item, ...]:
    """The items with the references and the legal basis that sheets of our own give them."""
    known = {item.id for item in items}
    based: dict[str, LegalBasis] = {}
    pointing: dict[str, list[Reference]] = {}

    def stray(table: Table, cell: str, item: str) -> bool:
        if item in known:
            return False
        reason = f"データ項目ID {item} の項目が、このファイルにありません"
        table.say("MIG-SPEC-031", Severity.ERROR, cell, {"reason": reason})
        return True

    def refuse_basis(table: Table, cell: str, one: tuple[str, LegalBasis]) -> bool:
        item, basis = one
        if stray(table, cell, item):
            return True
        if item in based:
            reason = f"データ項目ID {item} の根拠が二度出てきます"
            table.say("MIG-SPEC-031", Severity.ERROR, cell, {"reason": reason})
            return True
        based[item] = basis
        return False

    for item, reference in gathered.references.take(lambda table, cell, one: stray(table, cell, one[0])):
        pointing.setdefault(item, []).append(reference)
    gathered.basis.take(refuse_basis)
    return tuple(replace(item, references=tuple(pointing.get(item.id, ())), basis=based.get(item.id)) for item in items)
