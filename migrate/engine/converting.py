"""One chunk of a block: items and fates of its rows in Arrow, and the two files that keep them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine import fates
from migrate.engine.lowering import Lowering
from migrate.engine.plan import PlanBlock
from migrate.engine.projection import Asked, array
from migrate.model.mapping import Fate, OnError
from migrate.model.value import value

_NO_TEXT, _NO_RULE = pa.scalar(None, pa.string()), pa.scalar(None, pa.int32())
_QUICK = pa.ipc.IpcWriteOptions(compression="lz4")


@value
class Shape:
    """What a block's rows are laid out as: indexes of items and of row rules."""

    mapped: tuple[int, ...]
    """Items that something is written into."""
    keys: tuple[int, ...]
    """Items of the primary key."""
    failing: tuple[int, ...]
    """Items whose value may fail."""
    strict: tuple[int, ...]
    """Those of them that reject their row."""
    rejecting: tuple[int, ...]
    """Row rules that reject."""
    asked: tuple[Asked, ...]
    """``i`` + index for each mapped item, ``e`` + index for each failing one."""

    @property
    def kept(self) -> pa.Schema:
        """The rows that no rule keeps out."""
        return pa.schema([("_row", pa.int64()), *((f"i{n}", pa.string()) for n in self.mapped)])

    @property
    def odd(self) -> pa.Schema:
        """The rows about which there is something to say (`block.BlockRun.odd`)."""
        texts = [fates.FAILURE, "reject", *(f"i{n}" for n in self.keys), *(f"e{n}" for n in self.failing)]
        numbers = [("_row", pa.int64()), ("rule", pa.int32()), (fates.SURVIVOR, pa.int64())]
        return pa.schema([*numbers, *((one, pa.string()) for one in texts)])


def shape(block: PlanBlock, key: tuple[str, ...], lowering: Lowering) -> Shape:
    """The layout of a block whose target has the primary key ``key``."""
    values = [(n, lowering.value(item.tree)) for n, item in enumerate(block.items)]
    failures = {n: one for n, item in enumerate(block.items) if (one := lowering.failure(item.tree)) is not None}
    mapped = {n: tree for n, tree in values if tree.key != "null"}
    return Shape(
        mapped=tuple(mapped),
        keys=tuple(n for n, item in enumerate(block.items) if item.item in key),
        failing=tuple(failures),
        strict=tuple(n for n in failures if block.items[n].on_error is OnError.REJECT),
        rejecting=tuple(n for n, rule in enumerate(block.rows) if rule.fate is Fate.REJECTED),
        asked=(
            *(Asked(name=f"i{n}", tree=tree) for n, tree in mapped.items()),
            *(Asked(name=f"e{n}", tree=tree) for n, tree in failures.items()),
        ),
    )


def _any(masks: list[pa.Array], rows: int) -> pa.Array:
    """True where one of the masks is."""
    found = pa.repeat(False, rows)
    for mask in masks:
        found = pc.or_(found, mask)
    return found


def _present(column: pa.Array) -> list[pa.Array]:
    """Where a column has a value; nothing where it has none at all, which is the rule."""
    return [pc.is_valid(column)] if column.null_count < len(column) else []


class Settled:
    """Columns of one chunk after everything that was asked is known; an item that failed is empty."""

    def __init__(self, shape: Shape, rows: pa.Array, judged: pa.Table, values: pa.Table) -> None:
        """``judged``: ``taken``, ``survivor``, ``failure``; ``values``: the columns of ``shape.asked``."""
        self.shape, self.rows = shape, rows
        columns = {one: array(values.column(one)) for one in values.column_names}
        for n in shape.failing:
            if columns[f"e{n}"].null_count < len(rows):
                columns[f"i{n}"] = pc.if_else(pc.is_null(columns[f"e{n}"]), columns[f"i{n}"], _NO_TEXT)
        nothing = pa.nulls(len(rows), pa.string())
        self.items = {n: columns.get(f"i{n}", nothing) for n in {*shape.mapped, *shape.keys}}
        self.failures = {n: columns[f"e{n}"] for n in shape.failing}
        self.failure = array(judged.column(fates.FAILURE))
        self.survivor = array(judged.column(fates.SURVIVOR))
        taken = array(judged.column(fates.TAKEN))
        refused = pc.is_in(taken, pa.array(shape.rejecting, pa.int32()))
        self.rule = pc.if_else(refused, _NO_RULE, taken) if shape.rejecting else taken
        self.reject = self._reject(taken)

    def _reject(self, taken: pa.Array) -> pa.Array:
        """Why each row is rejected: a row rule, a value that must not fail, an empty key item; the first that holds."""
        arms = [(pc.fill_null(pc.equal(taken, n), False), f"R|{n}") for n in self.shape.rejecting]
        arms += [(mask, f"E|{n}") for n in self.shape.strict for mask in _present(self.failures[n])]
        arms += [(pc.is_null(self.items[n]), f"K|{n}") for n in self.shape.keys if self.items[n].null_count]
        if not arms:
            return pa.nulls(len(self.rows), pa.string())
        masks, words = zip(*arms, strict=True)
        tests = pc.make_struct(*masks, field_names=[str(n) for n in range(len(masks))])
        return pc.case_when(tests, *(pa.scalar(word) for word in words))

    def kept(self) -> pa.Table:
        """The rows that no rule keeps out."""
        whole = pa.table([self.rows, *(self.items[n] for n in self.shape.mapped)], schema=self.shape.kept)
        return whole.filter(pc.is_null(self.rule)) if self.rule.null_count < len(self.rows) else whole

    def odd(self, told: pa.Array) -> pa.Table:
        """The rows about which there is something to say; those in ``told`` (record numbers) are among them."""
        said = [self.rule, self.reject, self.failure, *self.failures.values()]
        masks = [mask for column in said for mask in _present(column)]
        masks += [pc.is_in(self.rows, told)] if len(told) else []
        columns = [self.rows, self.rule, self.survivor, self.failure, self.reject]
        columns += [*(self.items[n] for n in self.shape.keys), *self.failures.values()]
        return pa.table(columns, schema=self.shape.odd).filter(_any(masks, len(self.rows)))


def write(path: Path, table: pa.Table) -> None:
    """Write a table under its name at once, whole."""
    part = path.with_suffix(".part")
    with pa.OSFile(str(part), "wb") as sink, pa.ipc.new_file(sink, table.schema, options=_QUICK) as writer:
        writer.write_table(table)
    Path(part).replace(path)


def read(path: Path) -> pa.Table:
    """A table that `write` wrote."""
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()
