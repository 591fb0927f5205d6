"""What any town must keep to whatever the rules say: the standard's items, types, codes and references.

Each function gives what breaks it, as business, table and item.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from migrate.model.spec import Item

from .households import Household, Row, Tables, Town
from .judge import spec_of
from .kinds import KINDS

Places = set[tuple[str, str, str]]
Plain = list[tuple[int, dict[str, str]]]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def small_town(seed: int = 5) -> Town:
    """Two households of each kind."""
    town = Town(seed)
    for number in range(1, 2 * len(KINDS) + 1):
        town.settle(number, number % len(KINDS))
    return town


def of(town: Town, businesses: Collection[str]) -> Tables:
    """The tables of some businesses."""
    return {name: rows for name, rows in town.tables.items() if name[0] in businesses}


def _cells(tables: Tables) -> Iterator[tuple[tuple[str, str, str], Item, list[str]]]:
    """Each item of each table, and what the rows hold under it; an empty cell is ``""``."""
    for (business, table), rows in tables.items():
        for item in spec_of(business).items_of(table):
            yield (business, table, item.name), item, [row.cells.get(item.name, "") for row in rows]


def strange(tables: Tables) -> Places:
    """Names of cells that the table of the standard lacks."""
    return {
        (business, table, name)
        for (business, table), rows in tables.items()
        for name in {name for row in rows for name in row.cells} - {i.name for i in spec_of(business).items_of(table)}
    }


def empty(tables: Tables) -> Places:
    """必須 items without a value in some row."""
    return {place for place, item, cells in _cells(tables) if item.required and not all(cells)}


def repeated(tables: Tables) -> Places:
    """Tables of which two rows have one key."""
    wrong = set()
    for (business, table), rows in tables.items():
        key = [item.name for item in spec_of(business).items_of(table) if item.primary_key]
        keys = Counter(tuple(row.cells.get(name) for name in key) for row in rows)
        if max(keys.values(), default=1) > 1:
            wrong.add((business, table, "主キー"))
    return wrong


def _fits(item: Item, cell: str) -> bool:
    if item.notation == "DATE":
        return date.fromisoformat(cell).isoformat() == cell
    if item.notation.startswith(("9", "S9")):
        whole, _, part = cell.lstrip("-").partition(".")
        sizes = (*item.digits, 0)
        return NUMBER.fullmatch(cell) is not None and len(whole) <= sizes[0] and len(part) <= sizes[1]
    if item.notation == "N" and any(unicodedata.east_asian_width(sign) in {"Na", "H", "N"} for sign in cell):
        return False
    return item.max_length is None or len(cell) <= item.max_length


def misfits(tables: Tables) -> Places:
    """Cells of another type or longer than the standard has it."""
    return {place for place, item, cells in _cells(tables) if not all(_fits(item, cell) for cell in set(cells) if cell)}


def uncoded(tables: Tables) -> Places:
    """Coded cells with a value that their list lacks, if the list has values yet."""
    wrong = set()
    for place, item, cells in _cells(tables):
        codes = spec_of(place[0]).codes
        values = {one.value for one in codes[item.code].values} if item.code in codes else set()
        if values - {"任意"} and set(cells) - values - {""}:
            wrong.add(place)
    return wrong


def unresolved(town: Town, tables: Tables) -> Places:
    """References whose row is not in the town; several columns of one reference are looked up together."""
    wrong = set()
    for (business, table), rows in tables.items():
        groups: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
        for item in spec_of(business).items_of(table):
            for to in item.references:
                groups.setdefault((to.business, to.table, to.group or item.name), []).append((item.name, to.item))
        for (other, target, _), columns in groups.items():
            held = {tuple(row.cells.get(to, "") for _, to in columns) for row in town.tables.get((other, target), [])}
            used = {tuple(row.cells.get(name, "") for name, _ in columns) for row in rows}
            if {one for one in used if all(one)} - held:
                wrong.add((business, table, columns[-1][0]))
    return wrong


def plain(rows: list[Row]) -> Plain:
    """Rows as values that can be compared."""
    return [(row.household, dict(row.cells)) for row in rows]


def rows_of(town: Town, home: Household, *, own: bool) -> dict[tuple[str, str], Plain]:
    """The rows of a household, or all the others."""
    kept = {name: [row for row in rows if (row.household == home.number) is own] for name, rows in town.tables.items()}
    return {name: plain(rows) for name, rows in kept.items() if rows}
