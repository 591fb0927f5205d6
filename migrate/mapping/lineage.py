"""Lineage of a mapping: which columns an item is made of, through which functions, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlglot import exp

from migrate.engine import expression
from migrate.mapping.seen import origin
from migrate.mapping.trees import BlockTrees, trees
from migrate.model.document import Column, Diagram, Grid, Line, Link, Node
from migrate.model.mapping import Block, Mapping
from migrate.model.value import value

MOST_ARROWS = 100
"""More arrows than this nobody can follow; the table has all of them."""
_GROUPS = ("現行の列", "変換", "標準の項目")
_KINDS = (("そのまま", Line.SOLID), ("変換する", Line.DASHED))


@value
class Path:
    """One way from a column to an item. ``item`` is ``""`` where the column only decides about rows."""

    source: str
    column: str
    table: str
    item: str
    functions: tuple[str, ...]
    """Names of functions on the way, innermost first."""
    expression: str
    """The whole expression of the item, or the rule's name."""
    part: str = ""
    alias: str = ""
    """Alias of the join by which the column came, ``""`` for a column of the block's own source."""


@value
class Unfed:
    """An item that no column feeds: a constant, or nothing."""

    table: str
    item: str
    expression: str
    source: str


def _functions(node: exp.Expression) -> tuple[str, ...]:
    """Functions around a column, innermost first."""
    found = []
    parent = node.parent
    while parent is not None:
        if isinstance(parent, exp.Anonymous):
            found.append(str(parent.this))
        elif isinstance(parent, exp.Case):
            found.append("CASE")
        parent = parent.parent
    return tuple(found)


def _item_paths(block: BlockTrees) -> Iterator[Path]:
    for rule in block.block.items:
        tree = block.items.get(rule.item)
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for node in tree.find_all(exp.Column, bfs=False) if tree is not None else ():
            ways = _functions(node)
            if (node.name, ways) in seen:
                continue
            seen.add((node.name, ways))
            source, column = origin(block.block, node.name)
            yield Path(
                source=source,
                column=column,
                table=block.block.table,
                item=rule.item,
                functions=ways,
                expression=rule.expression,
                part=block.block.part,
                alias=node.name.removesuffix(f".{column}") if node.name != column else "",
            )


def _rule_paths(block: BlockTrees) -> Iterator[Path]:
    """Columns that decide about rows."""
    one = block.block
    named = [(row.name, (*row.key, *((row.latest_by,) if row.latest_by else ()))) for row in one.rows]
    asked = [
        (row.name, expression.columns(t)) for row, t in zip(one.rows, block.conditions, strict=True) if t is not None
    ]
    asked += [(s.name, expression.columns(t)) for s, t in zip(one.scope, block.scope, strict=True) if t is not None]
    asked += [(f"結合 {j.alias}", tuple(ours for ours, _ in j.keys)) for j in one.joins]
    asked += [(f"結合 {j.alias}", tuple(f"{j.alias}.{their}" for _, their in j.keys)) for j in one.joins]
    for rule, names in (*named, *asked):
        for name in names:
            source, column = origin(one, name)
            yield _deciding(one, rule, (source, column))
    if one.parent is not None:
        rule = f"親 {one.parent.table}"
        for ours, theirs in one.parent.keys:
            yield _deciding(one, rule, (one.source, ours))
            yield _deciding(one, rule, (one.parent.source, theirs))


def _deciding(block: Block, rule: str, place: tuple[str, str]) -> Path:
    """The way of a column (table and name) by which a rule decides about rows."""
    return Path(
        source=place[0],
        column=place[1],
        table=block.table,
        item="",
        functions=(),
        expression=rule,
        part=block.part,
    )


def paths(mapping: Mapping) -> tuple[Path, ...]:
    """All ways, block by block: those to items, then those that decide about rows."""
    parsed, _ = trees(mapping)
    return tuple(path for block in parsed for path in (*_item_paths(block), *_rule_paths(block)))


def unfed(mapping: Mapping) -> tuple[Unfed, ...]:
    """Items that no column of their block feeds, block by block: one that a column feeds elsewhere is among them."""
    parsed, _ = trees(mapping)
    return tuple(
        Unfed(table=one.block.table, item=rule.item, expression=rule.expression, source=one.block.source)
        for one in parsed
        for rule in one.block.items
        if rule.item in one.items and not expression.columns(one.items[rule.item])
    )


@value
class Left:
    """A column that is not moved, and why."""

    source: str
    column: str
    reason: str


def left(mapping: Mapping) -> tuple[Left, ...]:
    """Columns that the mapping drops."""
    return tuple(Left(source=one.source, column=one.column, reason=one.reason) for one in mapping.dropped)


def about(found: tuple[Path, ...], name: str) -> tuple[Path, ...]:
    """The ways of one item, column, グループ or table: ``項目``, ``グループ.項目``, ``列``, ``表.列``."""
    return tuple(
        path for path in found if name in named(path.table, path.item) or name in named(path.source, path.column)
    )


def named(whole: str, part: str) -> frozenset[str]:
    """What people may call a part of a whole, and the whole itself."""
    return frozenset({whole, part, f"{whole}.{part}"} - {""})


_COLUMNS = (
    Column(title="現行の表", width=16),
    Column(title="列", width=18),
    Column(title="関数（内側から）", width=30),
    Column(title="グループ", width=24),
    Column(title="項目", width=24),
    Column(title="式・決まり", width=50),
)


def grid(found: tuple[Path, ...]) -> Grid:
    """All ways as a table."""
    rows = tuple(
        (
            p.source,
            p.column,
            " → ".join(p.functions) or ("そのまま" if p.item else "行を決める"),
            f"{p.table}（{p.part}）" if p.part else p.table,
            p.item or "（行の決まり）",
            p.expression,
        )
        for p in found
    )
    return Grid(title="列から項目へ", columns=_COLUMNS, rows=rows)


def _labels(places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What to write into the box of each place: its name, with its table where several tables have that name."""
    known = dict.fromkeys(places)
    counts = Counter(name for _, name in known)
    return {(table, name): f"{table}.{name}" if counts[name] > 1 else name for table, name in known}


def diagram(found: tuple[Path, ...]) -> Diagram:
    """The ways as a picture: columns left, changes in the middle, items right."""
    chosen = [path for path in found if path.item][: MOST_ARROWS // 2]
    columns = _labels((path.source, path.column) for path in chosen)
    items = _labels((path.table, path.item) for path in chosen)
    nodes: dict[str, Node] = {}
    links: dict[tuple[str, str], Link] = {}
    for path in chosen:
        left, right = f"c {path.source} {path.column}", f"i {path.table} {path.item}"
        nodes.setdefault(left, Node(id=left, label=columns[path.source, path.column], group=0, note=path.source))
        nodes.setdefault(right, Node(id=right, label=items[path.table, path.item], group=2, note=path.table))
        if not path.functions:
            links.setdefault((left, right), Link(start=left, end=right, text=path.expression, kind=0))
            continue
        middle = f"f {path.table} {path.item} {path.expression}"
        label = "・".join(dict.fromkeys(path.functions))
        nodes.setdefault(middle, Node(id=middle, label=label, group=1, note=path.expression))
        links.setdefault((left, middle), Link(start=left, end=middle, text=path.expression, kind=1))
        links.setdefault((middle, right), Link(start=middle, end=right, text=path.expression, kind=1))
    all_items = len({(path.table, path.item) for path in found if path.item})
    drawn = len({(path.table, path.item) for path in chosen})
    summary = f"現行の列から標準の項目 {drawn} 個への道筋を示します。"
    if drawn < all_items:
        summary += f"全部で {all_items} 個あるので、初めの {drawn} 個だけを描いています。残りは表にあります。"
    return Diagram(
        title="列から項目へ",
        groups=_GROUPS,
        nodes=tuple(nodes.values()),
        links=tuple(links.values()),
        kinds=_KINDS,
        summary=summary,
        wide=1,
    )
