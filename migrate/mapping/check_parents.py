"""Checks of the parents of rows: who they are, that nobody is its own ancestor, that parts of a row agree."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.context import Context, near
from migrate.model.finding import Finding, Severity
from migrate.model.mapping import Block, Parent

Place = tuple[str, str]
"""グループ and source of a block."""


def _said(place: Place) -> str:
    return f"「{place[0]}」（元の表 {place[1]}）" if place[1] else f"「{place[0]}」"


def _unknown(c: Context, block: Block, parent: Parent, places: set[Place]) -> Iterator[Finding]:
    """MIG-MAP-103 and -104: no block of this mapping writes the parent, or several do and none is named."""
    sources = sorted(source for table, source in places if table == parent.table)
    params: dict[str, str | int] = {"parent": _said((parent.table, parent.source))}
    if sources and not parent.source:
        params |= {"table": parent.table, "sources": "、".join(sources)}
        yield c.finding("MIG-MAP-104", Severity.ERROR, params, block.table, None, parent.line)
    elif (parent.table, parent.source) not in places:
        known = (
            (_said((parent.table, one)) for one in sources) if sources else (f"「{one}」" for one in c.mapping.tables)
        )
        params["near"] = near(str(params["parent"]), known)
        yield c.finding("MIG-MAP-103", Severity.ERROR, params, block.table, None, parent.line)


def named(c: Context) -> Iterator[Finding]:
    """MIG-MAP-103, -104 a parent that is not there or not told apart; -012 columns that are not there."""
    places = {(block.table, block.source) for block in c.mapping.blocks}
    for block in c.mapping.blocks:
        parent = block.parent
        if parent is None:
            continue
        yield from _unknown(c, block, parent, places)
        for ours, theirs in parent.keys:
            yield from filter(None, (c.unknown_column(block.source, ours, parent.line),))
            yield from filter(None, (c.unknown_column(parent.source, theirs, parent.line),))


def _way(place: Place, parents: dict[Place, Parent]) -> list[Place]:
    """From a place through its ancestors, up to one without a parent or the first that is met again."""
    way = [place]
    while (parent := parents.get(way[-1])) is not None:
        again = (parent.table, parent.source) in way
        way.append((parent.table, parent.source))
        if again:
            break
    return way


def rings(c: Context) -> Iterator[Finding]:
    """MIG-MAP-105: rows that would belong to themselves; each ring once, where its first block names its parent."""
    parents: dict[Place, Parent] = {}
    for block in c.mapping.blocks:
        if block.parent is not None:
            parents.setdefault((block.table, block.source), block.parent)
    told: set[Place] = set()
    for place, parent in parents.items():
        way = _way(place, parents)
        if way[-1] == place and place not in told:
            told.update(way)
            params = {"ring": " → ".join(map(_said, way))}
            yield c.finding("MIG-MAP-105", Severity.ERROR, params, place[0], None, parent.line)


def parts(c: Context) -> Iterator[Finding]:
    """MIG-MAP-107: parts of one source that do not name the same parent, so that one of them would lose it alone."""
    groups: dict[Place, list[Block]] = {}
    for block in c.mapping.blocks:
        groups.setdefault((block.table, block.source), []).append(block)
    for (table, source), blocks in groups.items():
        said = {(p.table, p.source, p.keys) if (p := block.parent) is not None else None for block in blocks}
        if len(said) > 1:
            other = next(block for block in blocks if block.parent is None or block is not blocks[0])
            line = other.parent.line if other.parent is not None else other.line
            params = {"table": table, "source": source}
            yield c.finding("MIG-MAP-107", Severity.ERROR, params, table, None, line)
