"""Every table of every bundled edition: clean rows raise nothing, and each derived check is raised by its own bad row.

All rows of an edition are judged in one run, keys and references (across businesses, too) included, with the rules that
are derived from items. A finding more, a finding less or a check without a bad row fails. Of items that are defined
alike in several tables the cells are spoilt in the first one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import polars as pl
import pytest

from migrate.files.bundled import bundled
from migrate.model.spec import Item, Spec
from migrate.quality import run as checks
from migrate.quality.bind import bind_whole
from migrate.quality.catalogue import rules
from migrate.spec import library
from tests.unit.quality import by_definition as made
from tests.unit.quality.by_definition import AS_OF, Bad, Cells, Definitions

ENTRIES = tuple(entry for entry in library.entries(bundled("specs")) if (entry.folder / "items.csv").exists())
KEY, REFERENCE, OWN_REFERENCE = "MIG-DQ-007", "MIG-DQ-140", "MIG-DQ-008"
CODES = {
    *("MIG-DQ-001", "MIG-DQ-003", "MIG-DQ-004", "MIG-DQ-005", "MIG-DQ-006", KEY, OWN_REFERENCE, REFERENCE),
    *("MIG-DQ-105", "MIG-DQ-110", "MIG-DQ-111", "MIG-DQ-112", "MIG-DQ-113", "MIG-DQ-114", "MIG-DQ-115", "MIG-DQ-116"),
    *("MIG-DQ-117", "MIG-DQ-118", "MIG-DQ-119", "MIG-CHR-051", *made.SPOILT),
}
CELLS = CODES - {KEY, REFERENCE, OWN_REFERENCE, "MIG-DQ-114", "MIG-DQ-115", "MIG-DQ-116"}
"""Checks of single cells: asked of one item of each definition, as the others are bound to the same checks."""
RULES = tuple(rule for rule in rules() if rule.code in CODES or rule.kind == "required_if")
Node = tuple[str, str, str]
"""業務ID, table and item."""
Failure = tuple[str, int, str, str]
"""Table, row, item and code."""
NUMBER = 6
"""Characters from which a text can number the rows of an edition."""
NOWHERE = 900_000
"""Serials from here on stand in no row of their own."""


@cache
def _spec(reference: str) -> Spec:
    return library.resolve(reference, ENTRIES, {}).spec


class Edition:
    """The rows of all tables of a spec: each has a serial number, which is the value of all its keys and references.

    Bad rows of different tables have serials of their own; a clean row of the same serial stands in every table that
    the bad one refers to, so that a bad key never breaks a reference elsewhere.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.tables = {table: Definitions(spec, table, RULES) for table in spec.tables}
        self.clean = {table: definitions.clean(0) for table, definitions in self.tables.items()}
        self.model = {self.definition(item): item.table for item in reversed(spec.items)}
        """The first table in which an item of this definition stands: its cells are spoilt there."""
        self.groups = self._groups()
        self.members = self._members()
        self.widths = {group: self._width(group) for group in self.members}
        self.shared = Counter(self.groups.values())
        self.rows: dict[str, list[Cells]] = {table: [] for table in spec.tables}
        self.bad: dict[tuple[str, int], Bad] = {}
        self.serials: dict[str, list[int]] = {table: [] for table in spec.tables}
        self.last = 0
        self.nowhere = count(NOWHERE)
        self.first: dict[str, int] = {}

    def definition(self, item: Item) -> tuple[object, ...]:
        """All that the checks of an item's own cells may depend on."""
        unknown = self.tables[item.table].triple(item)
        return (item.name, item.type, item.length, item.code, item.output_condition, item.description, unknown)

    def targets(self, item: Item) -> list[Node]:
        """What an item refers to, by its definition or by a rule of its own."""
        found = [(to.business, to.table, to.item) for to in item.references]
        for rule in self.tables[item.table].reached(OWN_REFERENCE, item):
            table, _, name = rule.parameters["参照先"].rpartition(".")
            found.append((self.spec.business, table, name))
        return found

    def _groups(self) -> dict[Node, Node]:
        """Items that hold the same value in rows of one serial, each with one of them that stands for all."""
        parent: dict[Node, Node] = {}

        def root(node: Node) -> Node:
            while parent.setdefault(node, node) != node:
                node = parent[node]
            return node

        business = self.spec.business
        for item in self.spec.items:
            if item.primary_key or self.targets(item):
                root((business, item.table, item.name))
            for to in self.targets(item):
                parent[root((business, item.table, item.name))] = root(to)
        return {node: root(node) for node in parent}

    def _members(self) -> dict[Node, list[Item]]:
        """The items of this spec that hold a group's value."""
        found: dict[Node, list[Item]] = {group: [] for group in self.groups.values()}
        for item in self.spec.items:
            node = (self.spec.business, item.table, item.name)
            if node in self.groups:
                found[self.groups[node]].append(item)
        return found

    def _width(self, group: Node) -> int:
        """Characters of a group's serial numbers, negative for full-width ones, 0 where it cannot number rows."""
        items = self.members[group]
        most = min(made.size(item) for item in items)
        other = any(item.notation not in ("X", "N", "9") or made.closed(self.spec, item) for item in items)
        if other or most < NUMBER:
            return 0
        return -most if any(item.notation == "N" for item in items) else most

    def value(self, node: Node, serial: int) -> str | None:
        """The value of a key or reference in rows of a serial; None where it cannot number rows."""
        width = self.widths[self.groups[node]]
        number = str(serial).zfill(abs(width))
        return None if width == 0 else number if width > 0 else "".join(chr(ord(one) + 0xFEE0) for one in number)

    def constant(self, node: Node) -> str | None:
        """The value that a shared key or reference has in all rows where it cannot number them."""
        shortest = min(self.members[self.groups[node]], key=made.size)
        codes = made.closed(self.spec, shortest)
        return codes[0] if codes else made.fullest(shortest)

    def number(self, table: str, cells: Cells, serial: int) -> Cells:
        """The cells with keys and references of a serial."""
        found = dict(cells)
        for item in self.tables[table].items.values():
            node = (self.spec.business, table, item.name)
            if node not in self.groups or found[item.name] is None:
                continue
            own = any(to[:2] == (self.spec.business, table) for to in self.targets(item))
            number = self.value(node, self.first[table] if own else serial)
            if number is not None or self.shared[self.groups[node]] > 1:
                found[item.name] = number or self.constant(node)
        return found

    def refers(self, table: str) -> set[str]:
        """Tables of this spec to which rows of ``table`` lead, itself left out."""
        found, ahead = set[str](), [table]
        while ahead:
            for item in self.spec.items_of(ahead.pop()):
                new = {to.table for to in item.references if to.business == self.spec.business} - found - {table}
                found |= new
                ahead += new
        return found

    def build(self) -> None:
        """Make all rows: the tables' own clean ones first, then the bad ones, then what they refer to."""
        for table in self.tables:
            self.first[table] = self.last + 1
            for cells in self._clean(table):
                self._add(table, cells)
        for table, definitions in self.tables.items():
            for bad in (*definitions.bad(), *self._bad_keys(table)):
                if bad.code not in CELLS or table == self.model[self.definition(definitions.items[bad.item])]:
                    self._spoil(table, bad)
        own = {table: list(serials) for table, serials in self.serials.items()}
        for table in self.tables:
            for there in sorted(self.refers(table)):
                self.rows[there] += [self.number(there, self.clean[there], serial) for serial in own[table]]
                self.serials[there] += own[table]

    def _clean(self, table: str) -> Iterator[Cells]:
        definitions = self.tables[table]
        most = max((len(made.closed(self.spec, item)) for item in definitions.items.values()), default=0)
        yield from (definitions.clean(variant) for variant in range(max(12, most)))
        yield definitions.fewest()

    def _add(self, table: str, cells: Cells) -> int:
        self.last += 1
        self.rows[table].append(self.number(table, cells, self.last))
        self.serials[table].append(self.last)
        return len(self.rows[table])

    def _spoil(self, table: str, bad: Bad) -> None:
        row = self._add(table, self.clean[table])
        self.rows[table][-1] |= bad.cells
        self.bad[table, row] = bad

    def references(self, table: str) -> dict[str, list[tuple[str, Node]]]:
        """Keys to other tables: the item at which each is judged, and all its items with what they refer to."""
        parts: dict[tuple[str, ...], list[tuple[str, Node]]] = {}
        for item in self.spec.items_of(table):
            for to in item.references:
                apart = (to.business, to.table, to.group, "" if to.group else item.name)
                parts.setdefault(apart, []).append((item.name, (to.business, to.table, to.item)))
        found: dict[str, list[tuple[str, Node]]] = {}
        for pairs in parts.values():
            found[next((name for name, _ in pairs if name not in found), pairs[0][0])] = pairs
        return found

    def _bad_keys(self, table: str) -> Iterator[Bad]:
        keys = [item.name for item in self.spec.items_of(table) if item.primary_key]
        numbered = [name for name in self.tables[table].items if (self.spec.business, table, name) in self.groups]
        if keys:
            yield Bad(code=KEY, item=keys[0], cells={name: self.rows[table][0][name] for name in numbered})
        for item in self.tables[table].items.values():
            if self.tables[table].reached(OWN_REFERENCE, item):
                text = self.value((self.spec.business, table, item.name), next(self.nowhere))
                yield Bad(code=OWN_REFERENCE, item=item.name, cells={item.name: text})
        for anchor, pairs in self.references(table).items():
            serial = next(self.nowhere)
            texts = {name: self.value((self.spec.business, table, name), serial) for name, _ in pairs}
            yield Bad(code=REFERENCE, item=anchor, cells={name: text for name, text in texts.items() if text})

    def expected(self) -> set[Failure]:
        """What each bad row is to be told, and, beside that, which keys lead nowhere since a part of them is bad."""
        found = {(table, row, bad.item, bad.code) for (table, row), bad in self.bad.items()}
        for table, rows in self.rows.items():
            for anchor, pairs in self.references(table).items():
                there = self._there([to for _, to in pairs])
                names = [name for name, _ in pairs]
                items = self.tables[table].items
                free = [name for name in names if not (items[name].required or items[name].primary_key)] or names
                for row, cells in enumerate(rows, start=1):
                    bad = self.bad.get((table, row))
                    refers = any(cells[name] is not None for name in free)
                    if refers and tuple(cells[name] for name in names) not in there:
                        assert bad is not None, (table, row, anchor)
                        if bad.item != anchor:
                            found.add((table, row, anchor, REFERENCE))
        return found

    def others(self, folder: Path) -> tuple[checks.Subject, ...]:
        """The businesses that the spec refers to: a row for each serial, of the items that are referred to."""
        found: dict[str, dict[str, checks.Given]] = {}
        for place, (business, table) in enumerate(
            sorted({to[:2] for to in self.groups if to[0] != self.spec.business})
        ):
            columns = {to[2]: self.column(to) for to in self.groups if to[:2] == (business, table)}
            given = _written(folder / f"{business}-{place}.parquet", pl.DataFrame(columns))
            found.setdefault(business, {})[table] = given
        return tuple(checks.Subject(spec=_spec(one), given=given) for one, given in found.items())

    def column(self, node: Node) -> list[str | None]:
        """The cells of an item that is referred to."""
        business, table, name = node
        if business == self.spec.business:
            return [cells[name] for cells in self.rows[table]]
        always = self.constant(node)
        return [self.value(node, serial) or always for serial in range(1, self.last + 1)]

    def _there(self, nodes: list[Node]) -> set[tuple[str | None, ...]]:
        return {texts for texts in zip(*map(self.column, nodes), strict=True) if None not in texts}

    def given(self, folder: Path) -> dict[str, checks.Given]:
        """The files of all tables."""
        return {
            table: _written(
                folder / f"{place}.parquet",
                pl.DataFrame(rows, schema=dict.fromkeys(self.tables[table].items, pl.String), orient="row"),
            )
            for place, (table, rows) in enumerate(self.rows.items())
        }


def _written(path: Path, frame: pl.DataFrame) -> checks.Given:
    frame.write_parquet(path)
    return checks.Given(data=path, name=path.name)


def _found(edition: Edition, folder: Path) -> set[Failure]:
    setting = checks.Setting(
        scratch=folder,
        failures=folder / "all.parquet",
        as_of=AS_OF,
        others=edition.others(folder),
        catalogue=RULES,
    )
    checks.run(checks.Subject(spec=edition.spec, given=edition.given(folder)), setting)
    return set(pl.read_parquet(setting.failures).select("table", "row", "item", "code").iter_rows())


def _cells(checked: set[tuple[str, str, str]]) -> dict[tuple[str, str], set[str]]:
    """The checks of single cells by table and item."""
    found: dict[tuple[str, str], set[str]] = {}
    for table, name, code in checked:
        if code in CELLS:
            found.setdefault((table, name), set()).add(code)
    return found


def _unsaid(edition: Edition, table: str, name: str, code: str) -> str:
    """Why a check can have no bad row of its own, ``""`` where it can."""
    item = edition.tables[table].items[name]
    if code in made.SPOILT and code not in made.BEFORE_CODES and made.closed(edition.spec, item):
        return "no such text is a code: the code list is more basic"
    if code == "MIG-CHR-044" and item.required and made.size(item) == 1:
        return "a blank alone is no value: 必須 is more basic"
    if code == "MIG-CHR-053" and made.size(item) < len(made.SPOILT[code][0]):
        return "two signs are longer than the item"
    if item.required and any(rule.code == code for _, rule in edition.tables[table].conditions):
        return "必須 is more basic than any condition"
    return ""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.head.business}@{entry.head.edition}")
def test_clean_rows_pass_and_each_bad_row_is_told_its_check(entry: library.Entry, tmp_path: Path) -> None:
    """Exactly the expected failures are found, and every check that can be run has a bad row, or says why not."""
    edition = Edition(_spec(f"{entry.head.business}@{entry.head.edition}"))
    edition.build()
    bound = [one for table in edition.spec.tables for one in bind_whole(edition.spec, table, RULES, AS_OF)]
    runnable = {(one.use.table, one.use.item.name, one.use.rule.code) for one in bound if one.state is None}

    found, expected = _found(edition, tmp_path), edition.expected()
    spoilt = {(table, bad.item, bad.code) for (table, _), bad in edition.bad.items()}

    assert (sorted(found - expected), sorted(expected - found)) == ([], [])
    assert [one for one in sorted(runnable - spoilt) if one[2] not in CELLS and not _unsaid(edition, *one)] == []
    by_item = _cells(runnable)
    for (table, name), cells in by_item.items():
        model = edition.model[edition.definition(edition.tables[table].items[name])]
        assert cells == by_item[model, name], (table, name)
        assert [
            c for c in sorted(cells) if (model, name, c) not in spoilt and not _unsaid(edition, model, name, c)
        ] == []
