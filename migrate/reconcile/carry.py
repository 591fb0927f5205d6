"""Rows of one edition as another edition has them: items under the names of the first, codes in those of the second.

What must have arrived is computed in the mapping's edition and delivered in another one. Both come to stand under the
item names of the mapping's edition, which decisions and findings use, and under the code values of the delivered one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from migrate.engine.duckdb import Engine, name, text
from migrate.model.editions import EditionLinks
from migrate.model.reconcile import LeftOut
from migrate.model.spec import Spec
from migrate.model.value import value

Codes = Mapping[str, Mapping[str, str]]
"""Item → value of the mapping's edition → value of the delivered one."""


@value
class Way:
    """How one table of the mapping's edition stands in the delivered one."""

    table: str
    to_table: str
    items: tuple[tuple[str, str], ...]
    """Name in the mapping's edition and in the delivered one, in the order of the former."""

    @property
    def names(self) -> tuple[str, ...]:
        """The items that are compared."""
        return tuple(ours for ours, _ in self.items)


def ways(links: EditionLinks, tables: Mapping[str, tuple[str, ...]]) -> tuple[Way, ...]:
    """Of tables with their items those that the delivered edition has, with the items that it has in the same table."""
    of_item = {(link.group, link.item): (link.to_group, link.to_item) for link in links.items}
    found = []
    for link in links.groups:
        here = ((one, of_item.get((link.group, one), ("", ""))) for one in tables.get(link.group, ()))
        items = tuple((one, item) for one, (group, item) in here if group == link.to_group)
        if items:
            found.append(Way(table=link.group, to_table=link.to_group, items=items))
    return tuple(found)


def left_out(
    links: EditionLinks, taken: tuple[Way, ...], tables: Mapping[str, tuple[str, ...]], after: Spec
) -> tuple[LeftOut, ...]:
    """Everything that one edition has and the other has not, or has elsewhere: tables first, else their items."""
    elsewhere = {(link.group, link.item): (link.to_group, link.to_item) for link in links.items}
    by_table = {way.table: way for way in taken}
    found: list[LeftOut] = []

    def leave(table: str, item: str, spec: str, reason: str) -> None:
        found.append(LeftOut(table=table, item=item, spec=spec, reason=reason))

    for table, items in tables.items():
        if table not in by_table:
            leave(table, "", links.before, f"{links.after} に、同じグループがありません。")
            continue
        for item in items:
            group, to = elsewhere.get((table, item), ("", ""))
            if not group:
                leave(table, item, links.before, f"{links.after} に、同じ項目がありません。")
            elif item not in by_table[table].names:
                leave(table, item, links.before, f"{links.after} では、グループ「{group}」の「{to}」です。")
    reached = {way.to_table: {theirs for _, theirs in way.items} for way in taken}
    for table in after.tables:
        if table not in reached:
            leave(table, "", links.after, "対応表が作るグループの中に、同じものがありません。")
            continue
        for one in after.items_of(table):
            if one.name not in reached[table]:
                leave(table, one.name, links.after, f"{links.before} の同じグループに、同じ項目がありません。")
    return tuple(found)


def renamed(engine: Engine, source: Path, way: Way, target: Path) -> Path:
    """The delivered rows under the names of the mapping's edition; ``source`` itself where all are the same."""
    if all(ours == theirs for ours, theirs in way.items):
        return source
    columns = ", ".join(f"{name(theirs)} AS {name(ours)}" for ours, theirs in way.items)
    return _copied(engine, columns, source, target)


def recoded(engine: Engine, source: Path, way: Way, codes: Codes, target: Path) -> Path:
    """What must have arrived, with the codes of the delivered edition; ``source`` itself where none changes."""
    if not any(codes.get(item) for item in way.names):
        return source
    columns = []
    for item in way.names:
        cases = (f"WHEN {text(old)} THEN {text(new)}" for old, new in codes.get(item, {}).items())
        column, said = name(item), " ".join(cases)
        columns.append(f"CASE {column} {said} ELSE {column} END AS {column}" if said else column)
    return _copied(engine, ", ".join(columns), source, target)


def _copied(engine: Engine, columns: str, source: Path, target: Path) -> Path:
    """The rows in their order: their position is their number."""
    rows = f"SELECT {columns} FROM read_parquet({text(str(source))})"
    engine.run(f"COPY ({rows}) TO {text(str(target))} (FORMAT parquet)")
    return target


def holding(engine: Engine, source: Path, item: str, values: tuple[str, ...]) -> int:
    """Rows that hold one of ``values`` in ``item``."""
    listed = ", ".join(map(text, values))
    return engine.number(f"SELECT count(*) FROM read_parquet({text(str(source))}) WHERE {name(item)} IN ({listed})")
