"""One block of a plan: its rows converted chunk by chunk, each with its fate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from sqlglot import exp

from migrate.engine import chunks, converting, fates, joins
from migrate.engine.chunks import Chunk
from migrate.engine.converting import Settled
from migrate.engine.duckdb import Engine, columns_of, name
from migrate.engine.evaluator import Evaluator, Work
from migrate.engine.expression import columns
from migrate.engine.joins import JoinCount
from migrate.engine.lowering import Lowering
from migrate.engine.plan import Plan, PlanBlock, PlanRowRule
from migrate.engine.projection import Asked
from migrate.engine.result import Surroundings
from migrate.errors import MigrateError
from migrate.files.side_by_side import in_order
from migrate.model.finding import Place
from migrate.model.mapping import Fate
from migrate.model.staging import Staged
from migrate.model.value import value
from migrate.model.watch import Watch

_Made = TypeVar("_Made")
WRITTEN = "c.rule IS NULL AND c.reject IS NULL"
REJECTED = "c.rule IS NULL AND c.reject IS NOT NULL"


@value
class BlockRun:
    """A block after conversion: the files of its chunks, and two relations in the database.

    ``source``: the staged rows, with the columns of joins.
    ``odd``: the rows about which there is something to say, all others being written without a word. ``_row``, ``rule``
    (index of the row rule that keeps it out), ``survivor``, ``failure`` (of a row rule), ``reject`` (``E|item index`` a
    value with on_error 拒否, ``K|item index`` an empty key item, ``R|rule index`` a row rule, ``P|0`` another part of
    the same source and target), ``i`` + index for each key item, ``e`` + index for each item that can fail (why it is
    empty: ``call|reason``).
    """

    block: PlanBlock
    staged: Staged
    source: str
    odd: str
    lowering: Lowering
    files: tuple[Path, ...]
    """Of each chunk that has any, the rows that no rule keeps out: ``_row`` and the mapped items (``i`` + index)."""
    mapped: tuple[int, ...]
    """Indexes of items that something is written into."""
    failing: tuple[int, ...]
    """Indexes of items that can fail: they have a column ``e``."""
    unclear: tuple[tuple[int, str], ...]
    """Rows whose place in a history cannot be told, with the rule's name."""
    joins: tuple[JoinCount, ...] = ()
    first: bool = True
    """True for the first block from its source into its target: it tells what is wrong with records."""

    def feeds(self, column: str) -> str:
        """First item, in spec order, that a source column feeds; the column itself where it feeds none."""
        wanted = column.lower()
        for item in self.block.items:
            if wanted in (one.lower() for one in columns(item.tree)):
                return item.item
        return column


def _form(rule: PlanRowRule) -> bool:
    """True where a rule is of a known form: a condition that excludes or rejects, or a key that merges."""
    if rule.condition is None:
        return bool(rule.latest_by) and bool(rule.key) and rule.fate is Fate.MERGED
    return not rule.latest_by and rule.fate in (Fate.EXCLUDED, Fate.REJECTED)


def _guard(block: PlanBlock, known: tuple[str, ...]) -> None:
    """Refuse what a checked mapping cannot contain, and a source file that has lost a column."""
    for rule in block.rows:
        if not _form(rule):
            raise MigrateError("MIG-CNV-016", Place(table=block.table), {"rule": rule.name})
    have = {one.lower() for one in known}
    for column in joins.asked(block):
        if column.lower() not in have:
            raise joins.missing(column, block.source)


def _judging(block: PlanBlock, lowering: Lowering) -> tuple[Asked, ...]:
    """The number of the first rule whose condition matches, and why conditions could not be judged."""
    rules = [(n, rule.condition) for n, rule in enumerate(block.rows) if rule.condition is not None]
    arms = [exp.If(this=lowering.condition(one), true=exp.Literal.number(n)) for n, one in rules]
    failures = [one for _, condition in rules if (one := lowering.failure(condition)) is not None]
    failure = exp.Anonymous(this="coalesce", expressions=[*failures, exp.Null()]) if failures else exp.Null()
    return (
        Asked(name=fates.TAKEN, tree=exp.Case(ifs=arms) if arms else exp.Null(), number=True),
        Asked(name=fates.FAILURE, tree=failure),
    )


class _Block:
    """One block while it is converted."""

    def __init__(
        self, engine: Engine, plan: Plan, number: int, staged: Mapping[str, Staged], evaluator: Evaluator
    ) -> None:
        self.engine, self.number, self.block = engine, number, plan.blocks[number]
        self.staged = staged[self.block.source]
        conditions = [rule.condition for rule in self.block.rows if rule.condition is not None]
        self.lowering = Lowering([*(item.tree for item in self.block.items), *conditions])
        self.shape = converting.shape(self.block, plan.keys.get(self.block.table, ()), self.lowering)
        self.judging = _judging(self.block, self.lowering)
        self.merging = any(rule.latest_by for rule in self.block.rows)
        self.chunks = chunks.of(self.staged.parquet, engine.limits.chunk)
        work = Work(
            number=number,
            block=self.block,
            parquets={table: one.parquet for table, one in staged.items()},
            lowering=self.lowering,
            asked=(*self.judging, *self.shape.asked),
            code_maps=plan.code_maps,
        )
        self.base = evaluator.base(engine, work)
        _guard(self.block, self.base.columns)
        self._over = evaluator.columns(engine, work, self.base)

    def _each(self, work: Callable[[Chunk], _Made]) -> Iterator[_Made]:
        """``work`` of every chunk, some at a time, in the order of the chunks."""
        return in_order((partial(work, chunk) for chunk in self.chunks), "chunks", self.engine.limits.hands)

    def _judged(self, chunk: Chunk) -> pa.Table:
        """What conditions say of each row of a chunk."""
        rows, judged = self._over(chunk, self.judging)
        return judged.add_column(0, "_row", rows)

    def merge(self) -> list[tuple[int, str]]:
        """Decide the fates of all rows where histories are merged; rows whose place in one cannot be told."""
        if not self.merging:
            return []
        judged = self._each(self._judged)
        return fates.merge(self.engine, self.block, self.base.relation, self._fates, judged)

    @property
    def _fates(self) -> str:
        return f"fates{self.number}"

    def _settled(self, chunk: Chunk) -> Settled:
        if self.merging:
            rows, values = self._over(chunk, self.shape.asked)
            judged = chunks.between(self.engine, self._fates, chunk, (fates.TAKEN, fates.SURVIVOR, fates.FAILURE))
            return Settled(self.shape, rows, judged, values)
        rows, values = self._over(chunk, (*self.judging, *self.shape.asked))
        judged = values.append_column(fates.SURVIVOR, pa.nulls(len(rows), pa.int64()))
        return Settled(self.shape, rows, judged, values)

    def convert(self, watch: Watch) -> tuple[Path, ...]:
        """Convert the chunks that are not there yet; the files of the rows that no rule keeps out."""
        told = pa.array(sorted({bad.row for bad in self.staged.bad_bytes}), pa.int64())
        folder = self.engine.folder / f"block{self.number}"
        folder.mkdir(exist_ok=True)

        def one(chunk: Chunk) -> tuple[Path, Path]:
            kept, odd = (folder / f"{chunk.number:06}.{kind}" for kind in ("kept", "odd"))
            if not odd.exists():
                settled = self._settled(chunk)
                converting.write(kept, settled.kept())
                converting.write(odd, settled.odd(told))
            return kept, odd

        self.engine.run(f"CREATE TABLE {name(self.odd)} ({columns_of(self.shape.odd)})")
        files = []
        for chunk, (kept, odd) in zip(self.chunks, self._each(one), strict=True):
            self.engine.insert(self.odd, converting.read(odd))
            files.append(kept)
            watch(f"変換 {self.block.table}", chunk.last, self.staged.rows)
        return tuple(files)

    @property
    def odd(self) -> str:
        """Name of the table of rows about which there is something to say."""
        return f"odd{self.number}"


def run(engine: Engine, plan: Plan, number: int, staged: Mapping[str, Staged], around: Surroundings) -> BlockRun:
    """Convert the rows of block ``number``; ``staged`` holds its source table and those of its joins.

    Raises:
        MigrateError: MIG-CNV-016 (a row rule of no known form), -017 (the staged file lacks a column).
    """
    one = _Block(engine, plan, number, staged, around.evaluator)
    block = one.block
    unclear = one.merge()
    files = one.convert(around.watch)
    return BlockRun(
        block=block,
        staged=one.staged,
        source=one.base.relation,
        odd=one.odd,
        lowering=one.lowering,
        files=files,
        mapped=one.shape.mapped,
        failing=one.shape.failing,
        unclear=tuple(unclear),
        joins=one.base.counts,
        first=not any((b.table, b.source) == (block.table, block.source) for b in plan.blocks[:number]),
    )
