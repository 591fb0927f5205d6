"""What people decided on counterparts, beside what a mapping does with the same columns and items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from migrate.mapping import seen
from migrate.mapping.lines import Text
from migrate.mapping.trees import BlockTrees, trees
from migrate.model.decision import Decision, Decisions, Verdict
from migrate.model.mapping import Mapping
from migrate.model.source import SourceSchema
from migrate.model.value import value

Column = tuple[str, str]
"""Table and name."""
Home = tuple[str, str]
"""グループ and item."""


@value
class Against:
    """A rule of a mapping (or a column that it gives up) that says something else than a decision."""

    decision: Decision
    table: str
    """グループ; empty for a column that is given up."""
    item: str
    source: str
    line: int | None

    @property
    def words(self) -> str:
        """What was decided, in Japanese."""
        one = self.decision
        if one.column:
            at = f"「{one.group}」の「{one.item}」に" if one.item and not self.item else ""
            return f"{one.table}.{one.column} は{at}「{one.verdict}」"
        return f"表 {one.table} からは「{one.verdict}」" if one.table else f"この項目は「{one.verdict}」"


class _Decided:
    """The decisions as a mapping meets them."""

    def __init__(self, decisions: Decisions, schema: SourceSchema) -> None:
        there = {(table.name, column.name) for table in schema.tables for column in table.columns}
        self.by_spot = {one.spot: one for one in decisions.decisions}
        self.followable = [one for one in decisions.decisions if one.spot[:2] in there and one.verdict is Verdict.TAKEN]
        self.taken: dict[tuple[str, str, str], list[Decision]] = defaultdict(list)
        self.columns: dict[tuple[str, str], Decision] = {}
        for one in self.followable:
            self.taken[one.table, one.group, one.item].append(one)
            self.columns[one.table, one.column] = one

    def speaks(self, source: str, home: Home, columns: frozenset[Column]) -> Decision | None:
        """The first decision that an item of a block contradicts; ``columns`` are those that fill it."""
        if not columns:
            return None
        tables = dict.fromkeys((source, *(table for table, _ in sorted(columns))))
        spots = [
            ("", "", *home),
            *((table, "", *home) for table in tables),
            *((*one, "", "") for one in sorted(columns)),
        ]
        for spot in spots:
            if (one := self.by_spot.get(spot)) is not None and one.verdict is Verdict.NONE:
                return one
        for column in sorted(columns):
            if (one := self.by_spot.get((*column, *home))) is not None and one.verdict is Verdict.REFUSED:
                return one
        taken = self.taken.get((source, *home), [])
        return next((one for one in taken if one.spot[:2] not in columns), None)


def against(mapping: Mapping, decisions: Decisions, schema: SourceSchema) -> Iterator[Against]:
    """Everything that the mapping does against the decisions, in its order."""
    yield from _against(trees(mapping)[0], mapping, _Decided(decisions, schema))


def _against(parsed: Sequence[BlockTrees], mapping: Mapping, known: _Decided) -> Iterator[Against]:
    for of in parsed:
        block = of.block
        for rule in block.items:
            own = frozenset(seen.origin(block, name) for name in of.columns.get(rule.item, ()))
            if (one := known.speaks(block.source, (block.table, rule.item), own)) is not None:
                yield Against(decision=one, table=block.table, item=rule.item, source=block.source, line=rule.line)
    for given in mapping.dropped:
        if (one := known.columns.get((given.source, given.column))) is not None:
            yield Against(decision=one, table="", item="", source=given.source, line=given.line)


def differing(
    parsed: Sequence[BlockTrees], mapping: Mapping, decisions: Decisions, schema: SourceSchema
) -> Iterator[Against]:
    """What the mapping does against the decisions (as `against`), and what it leaves undone: pairs that fill nothing.

    Args:
        parsed: the trees of the mapping.
        mapping: the mapping.
        decisions: what people decided for its business.
        schema: the current system.
    """
    known = _Decided(decisions, schema)
    found = list(_against(parsed, mapping, known))
    yield from found
    told = {one.decision.spot for one in found}
    fed = {
        (*seen.origin(of.block, name), of.block.table, item)
        for of in parsed
        for item, names in of.columns.items()
        for name in names
    }
    for one in known.followable:
        if one.spot not in fed and one.spot not in told:
            line = _line(parsed, one)
            yield Against(decision=one, table=one.group, item=one.item, source=one.table, line=line)


def _line(parsed: Sequence[BlockTrees], one: Decision) -> int | None:
    """Where a pair would stand: at the rule of its item, else at the block of its table, else nowhere."""
    blocks = [of.block for of in parsed if (of.block.source, of.block.table) == (one.table, one.group)]
    rules = (rule.line for block in blocks for rule in block.items if rule.item == one.item)
    return next(rules, next((block.line for block in blocks), None))


def marked(data: bytes, name: str, found: tuple[Against, ...]) -> bytes:
    """The mapping's text with a remark above each rule that does not follow a decision."""
    text = Text(data, name)
    for one in found:
        if one.line is not None:
            text.remark(one.line, f"要確認 人の決定では、{one.words}です（gap/decisions {one.decision.line} 行目）。")
    return text.written() if found else data
