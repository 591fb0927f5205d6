"""A table judged piece by piece: in this process, or, where the table is large, in several at a time."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import polars as pl

from migrate.model.value import value
from migrate.quality.bind import Bound
from migrate.quality.judge import FAILED, Judge, judge_batch, judge_of
from migrate.quality.rows import Piece, Rows, batches, frame_of, pieces_of
from migrate.quality.shape import shapes

LARGE = 2_000_000
"""Rows from which several processes pay (each takes about a second to start)."""


@value
class Judged:
    """What one piece says; rows count from 1 over the whole table.

    ``failed``: ``use``, ``row``, ``shape`` of the cell and ``key``, the texts of the row's key items.
    """

    rows: int
    failed: pl.DataFrame
    judged: tuple[int, ...]
    broken: frozenset[int]


@value
class Task:
    """How a table is judged."""

    bound: tuple[Bound, ...]
    """Rules that can be run."""
    rows: Rows
    columns: tuple[str, ...]
    key: tuple[str, ...]
    """Items whose texts identify a row; may be empty."""
    elsewhere: pl.DataFrame
    """Failures that SQL has found: ``use`` and ``row``."""


def _failed(task: Task, frame: pl.DataFrame, start: int, failed: pl.DataFrame) -> pl.DataFrame:
    """Failures with the shape of their cell and the key of their row."""
    parts = []
    for use in failed["use"].unique().sort().to_list():
        here = failed.filter(pl.col("use") == use)
        item = task.bound[use].use.item.name
        at = frame.select(list(dict.fromkeys((item, *task.key))))[here["row"] - (start + 1)]
        key = pl.concat_list(pl.col(name).fill_null("") for name in task.key) if task.key else pl.lit(None)
        said = at.select(shapes(pl.col(item)).alias("shape"), key.cast(pl.List(pl.String)).alias("key"))
        parts.append(here.hstack(said))
    empty = pl.DataFrame(schema={**FAILED, "shape": pl.String, "key": pl.List(pl.String)})
    return pl.concat([empty, *parts]).sort("row", "use")


def judge_piece(task: Task, judge: Judge, frame: pl.DataFrame, start: int, elsewhere: pl.DataFrame) -> Judged:
    """The verdict on ``frame``, before which the table has ``start`` rows; ``elsewhere`` holds what SQL found in it."""
    verdict = judge_batch(judge, frame, start, elsewhere)
    failed = _failed(task, frame, start, verdict.failed)
    return Judged(rows=frame.height, failed=failed, judged=verdict.judged, broken=verdict.broken)


def _within(elsewhere: pl.DataFrame, start: int, rows: int) -> pl.DataFrame:
    return elsewhere.filter(pl.col("row").is_between(start + 1, start + rows))


def judged(task: Task) -> Iterator[Judged]:
    """The pieces of a table, in file order.

    Raises:
        UnreadableError: the file cannot be read (see ``batches``).
    """
    pieces = pieces_of(task.rows)
    hands = os.cpu_count() or 1
    if sum(piece.rows for piece in pieces) >= LARGE and hands > 1 and len(pieces) > 1:
        yield from _side_by_side(task, pieces, hands)
        return
    judge, done = judge_of(task.bound), 0
    for frame in batches(task.rows, list(task.columns)):
        yield judge_piece(task, judge, frame, done, _within(task.elsewhere, done, frame.height))
        done += frame.height


class _Worker:
    """What a worker process keeps between two pieces."""

    task: Task
    judge: Judge


def _begin(task: Task) -> None:
    _Worker.task, _Worker.judge = task, judge_of(task.bound)


def _work(piece: Piece, elsewhere: pl.DataFrame) -> Judged:
    task = _Worker.task
    return judge_piece(task, _Worker.judge, frame_of(task.rows, list(task.columns), piece), piece.start, elsewhere)


def _side_by_side(task: Task, pieces: tuple[Piece, ...], hands: int) -> Iterator[Judged]:
    """Spawned, not forked: Polars and Arrow hold threads and locks that a fork would copy half way."""
    sent = Task(bound=task.bound, rows=task.rows, columns=task.columns, key=task.key, elsewhere=task.elsewhere.clear())
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[Judged]] = deque()
    with ProcessPoolExecutor(hands, context, _begin, (sent,)) as pool:
        try:
            for piece in pieces:
                waiting.append(pool.submit(_work, piece, _within(task.elsewhere, piece.start, piece.rows)))
                if len(waiting) > hands:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)
