"""What a block asks of each source row, as columns: computed in Arrow where a column is taken as it is or a call is
run, in the engine's SQL where an expression is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

import pyarrow as pa
from sqlglot import exp

from migrate.engine.calls import Calls, absent
from migrate.engine.lowering import Lowering, StagedCall
from migrate.model.value import value

Query = Callable[[Sequence["Asked"], pa.Table], pa.Table]
"""Evaluates expressions over rows: one column each, as many rows, in their order."""


@value
class Asked:
    """One column that is wanted: its name, and the lowered tree of its value (text, or INTEGER where ``number``)."""

    name: str
    tree: exp.Expression
    number: bool = False

    @property
    def type(self) -> pa.DataType:
        """Arrow type of the column."""
        return pa.int32() if self.number else pa.string()


Level = tuple[tuple[StagedCall, Asked], ...]
"""Calls that run together, each with its input as a column."""


@value
class Projection:
    """The columns of one block, and the calls that they rest on."""

    lowering: Lowering
    asked: tuple[Asked, ...]

    @property
    def calls(self) -> tuple[StagedCall, ...]:
        """The calls that the columns rest on, shallow first."""
        wanted = set(self._named(one.tree for one in self.asked))
        found: list[StagedCall] = []
        for call in reversed(self.lowering.calls):
            if wanted & {call.value_column, call.failure_column}:
                found.append(call)
                wanted |= set(self._named([self.lowering.value(call.input)]))
        return tuple(reversed(found))

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the source that are read, each once."""
        trees = [one.tree for one in self.asked] + [self.lowering.value(call.input) for call in self.calls]
        return tuple(dict.fromkeys(one for one in self._named(trees) if not self.lowering.made(one)))

    @staticmethod
    def _named(trees: Iterable[exp.Expression]) -> Iterator[str]:
        return (node.name for tree in trees for node in tree.find_all(exp.Column))

    @property
    def levels(self) -> Iterator[Level]:
        """The calls by depth: what each level gives can be asked of the next."""
        for _, calls in groupby(self.calls, key=lambda call: call.depth):
            yield tuple((call, Asked(name=f"§i{call.number}", tree=self.lowering.value(call.input))) for call in calls)

    def over(self, rows: pa.Table, calls: Calls, query: Query) -> pa.Table:
        """The asked columns over ``rows``: ``_row`` and `columns`, all text."""
        for level in self.levels:
            given = _evaluated([one for _, one in level], rows, query)
            results = calls.run([call for call, _ in level], [array(given.column(one.name)) for _, one in level])
            for (call, _), (values, failures) in zip(level, results, strict=True):
                rows = rows.append_column(call.value_column, values).append_column(call.failure_column, failures)
        return _evaluated(self.asked, rows, query)


def array(column: pa.ChunkedArray) -> pa.Array:
    """The one array of a column."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _plain(one: Asked, rows: pa.Table) -> pa.Array | None:
    """The column where no SQL is needed: a column of the rows, the result of a call, nothing at all."""
    tree = one.tree
    if isinstance(tree, exp.Null):
        return pa.nulls(len(rows), one.type)
    if isinstance(tree, exp.Column) and not one.number:
        return array(rows.column(tree.name))
    empty_is_absent = isinstance(tree, exp.Anonymous) and tree.this == "nullif"
    if empty_is_absent and isinstance(tree.expressions[0], exp.Column) and not tree.expressions[1].this:
        return absent(array(rows.column(tree.expressions[0].name)))
    return None


def _evaluated(asked: Sequence[Asked], rows: pa.Table, query: Query) -> pa.Table:
    columns = {one.name: found for one in asked if (found := _plain(one, rows)) is not None}
    others = [one for one in asked if one.name not in columns]
    if others:
        needed = {node.name.lower(): node.name for one in others for node in one.tree.find_all(exp.Column)}
        computed = query(others, rows.select(["_row", *needed.values()]))
        columns |= {one.name: array(computed.column(one.name)) for one in others}
    return pa.table([columns[one.name] for one in asked], schema=pa.schema([(one.name, one.type) for one in asked]))
