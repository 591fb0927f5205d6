"""What people decided on counterparts, beside what a mapping does with the same columns and items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from migrate.engine import expression
from migrate.mapping.lines import Text
from migrate.mapping.trees import trees
from migrate.model.decision import Decision, Decisions, Verdict
from migrate.model.mapping import Mapping
from migrate.model.source import SourceSchema
from migrate.model.value import value


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
            return f"{one.table}.{one.column} は「{one.verdict}」"
        return f"表 {one.table} からは「{one.verdict}」" if one.table else f"この項目は「{one.verdict}」"


class _Decided:
    """The decisions as a mapping meets them."""

    def __init__(self, decisions: Decisions, schema: SourceSchema) -> None:
        there = {(table.name, column.name) for table in schema.tables for column in table.columns}
        self.by_spot = {one.spot: one for one in decisions.decisions}
        self.taken: dict[tuple[str, str, str], list[Decision]] = defaultdict(list)
        self.columns: dict[tuple[str, str], Decision] = {}
        for one in decisions.decisions:
            if one.verdict is Verdict.TAKEN and (one.table, one.column) in there:
                self.taken[one.table, one.group, one.item].append(one)
                self.columns[one.table, one.column] = one

    def speaks(self, source: str, home: tuple[str, str], columns: frozenset[str]) -> Decision | None:
        """The first decision that an item of a block contradicts; ``columns`` are those that fill it."""
        if not columns:
            return None
        spots = [("", "", *home), (source, "", *home), *((source, name, "", "") for name in sorted(columns))]
        for spot in spots:
            if (one := self.by_spot.get(spot)) is not None and one.verdict is Verdict.NONE:
                return one
        for name in sorted(columns):
            if (one := self.by_spot.get((source, name, *home))) is not None and one.verdict is Verdict.REFUSED:
                return one
        taken = self.taken.get((source, *home), [])
        return next((one for one in taken if one.column not in columns), None)


def against(mapping: Mapping, decisions: Decisions, schema: SourceSchema) -> Iterator[Against]:
    """Everything in which the mapping does not follow the decisions, in its order; columns of joined tables aside."""
    known = _Decided(decisions, schema)
    for of in trees(mapping)[0]:
        block = of.block
        for rule in block.items:
            tree = of.items.get(rule.item)
            own = frozenset(n for n in expression.columns(tree) if "." not in n) if tree is not None else frozenset()
            if (one := known.speaks(block.source, (block.table, rule.item), own)) is not None:
                yield Against(decision=one, table=block.table, item=rule.item, source=block.source, line=rule.line)
    for given in mapping.dropped:
        if (one := known.columns.get((given.source, given.column))) is not None:
            yield Against(decision=one, table="", item="", source=given.source, line=given.line)


def marked(data: bytes, name: str, found: tuple[Against, ...]) -> bytes:
    """The mapping's text with a remark above each rule that does not follow a decision."""
    text = Text(data, name)
    for one in found:
        if one.line is not None:
            text.remark(one.line, f"要確認 人の決定では、{one.words}です（gap/decisions {one.decision.line} 行目）。")
    return text.written() if found else data
