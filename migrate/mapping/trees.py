"""Every expression of a mapping as a tree; what is refused becomes a finding with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Dict
from functools import lru_cache

from sqlglot import exp

from migrate.engine import expression
from migrate.errors import MigrateError
from migrate.model.finding import Finding, Place, Severity
from migrate.model.mapping import Block, Join, Mapping
from migrate.model.value import value


@value
class BlockTrees:
    """One block with its trees; what was refused is missing in ``items`` and None elsewhere."""

    block: Block
    items: Dict[str, exp.Expression]
    columns: Dict[str, tuple[str, ...]]
    """Columns of each of these trees, in the order in which they are written."""
    conditions: tuple[exp.Expression | None, ...]
    """Of the block's row rules."""
    scope: tuple[exp.Expression | None, ...] = ()
    """What each limit of its scope compares."""
    joins: tuple[exp.Expression | None, ...] = ()
    """Conditions of its joins, on the joined table's own columns."""

    @property
    def used(self) -> frozenset[str]:
        """Columns that fill an item."""
        return frozenset(name for names in self.columns.values() for name in names)

    @property
    def judged(self) -> frozenset[str]:
        """Columns that row rules, limits of scope, joins and the way to a parent look at; see `beyond`, too."""
        named = {name for rule in self.block.rows for name in (*rule.key, rule.latest_by) if name}
        looked_at = (tree for tree in (*self.conditions, *self.scope) if tree is not None)
        met = (name for join, tree in zip(self.block.joins, self.joins, strict=True) for name in _met(join, tree))
        ours = {one for one, _ in self.block.parent.keys} if self.block.parent is not None else set()
        return frozenset(named | ours | {n for tree in looked_at for n in expression.columns(tree)} | set(met))

    @property
    def beyond(self) -> frozenset[tuple[str, str]]:
        """Table and column of what is looked at in the parent's source, which expressions cannot name."""
        parent = self.block.parent
        if parent is None or not parent.source:
            return frozenset()
        return frozenset((parent.source, their) for _, their in parent.keys)


def _met(join: Join, tree: exp.Expression | None) -> Iterator[str]:
    """Columns that a join looks at, as expressions of the block name them."""
    yield from (ours for ours, _ in join.keys)
    theirs = [their for _, their in join.keys] + ([join.latest_by] if join.latest_by else [])
    theirs += expression.columns(tree) if tree is not None else ()
    yield from (f"{join.alias}.{their}" for their in theirs)


Parser = Callable[[str, Place | None], exp.Expression]


@lru_cache(maxsize=16384)
def _parsed(parser: Parser, text: str) -> exp.Expression:
    """The tree of a text, which blocks of one kind have in common; copied, since whoever gets it may change it."""
    return parser(text, None)


def _tree(parser: Parser, text: str, place: Place, found: list[Finding]) -> exp.Expression | None:
    try:
        return _parsed(parser, text).copy()
    except MigrateError as error:
        found.append(Finding(code=error.code, severity=Severity.ERROR, place=place, params=dict(error.params)))
        return None


def _of(block: Block, place: Place, found: list[Finding]) -> BlockTrees:
    def at(item: str | None, line: int | None) -> Place:
        return Place(business=place.business, table=block.table, item=item, file=place.file, line=line)

    items = {}
    for rule in block.items:
        tree = _tree(expression.parse, rule.expression, at(rule.item, rule.line), found)
        if tree is not None:
            items[rule.item] = tree
    conditions = tuple(
        _tree(expression.parse_condition, rule.when, at(None, rule.line), found) if rule.when else None
        for rule in block.rows
    )
    scope = tuple(_tree(expression.parse, one.expression, at(None, one.line), found) for one in block.scope)
    joins = tuple(
        _tree(expression.parse_condition, one.when, at(None, one.line), found) if one.when else None
        for one in block.joins
    )
    columns = {item: expression.columns(tree) for item, tree in items.items()}
    return BlockTrees(block=block, items=items, columns=columns, conditions=conditions, scope=scope, joins=joins)


def trees(mapping: Mapping) -> tuple[tuple[BlockTrees, ...], tuple[Finding, ...]]:
    """All trees of a mapping, and a finding (MIG-CNV-010 to -015) for each expression that is refused."""
    found: list[Finding] = []
    place = Place(business=mapping.spec.partition("@")[0], file=mapping.path)
    return tuple(_of(block, place, found) for block in mapping.blocks), tuple(found)
