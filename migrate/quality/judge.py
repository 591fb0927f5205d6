"""The verdict on one batch of rows: which cells fail which rule, one finding a cell, and exact denominators."""

from __future__ import annotations

import polars as pl

from migrate.model.value import value
from migrate.quality import schema as schemas
from migrate.quality import sieve
from migrate.quality.bind import Bound
from migrate.quality.schema import REQUIRED
from migrate.quality.sieve import Sieve
from migrate.quality.spelling import polars_of


@value
class Judge:
    """Everything that judges the rows of one table. ``bound`` holds only rules that can be run."""

    bound: tuple[Bound, ...]
    sieves: tuple[Sieve, ...]
    distinct: tuple[pl.Expr, ...]
    """Where the rules have something to judge, each once: many judge all cells of an item that hold a value."""
    places: tuple[int, ...]
    """Per bound rule: position of its domain in ``distinct``."""
    uses: pl.DataFrame
    """Position, item, check and rank of each rule; the null check of 必須 is the same rule once more."""


@value
class Verdict:
    """What one batch says. ``failed``: ``use`` and ``row``; ``judged``: per bound rule, cells it was applied to."""

    failed: pl.DataFrame
    judged: tuple[int, ...]
    broken: frozenset[int]
    """Positions of rules that could not be run."""


FAILED = pl.Schema({"use": pl.Int64, "row": pl.Int64})


def judge_of(bound: tuple[Bound, ...]) -> Judge:
    """The judge for the rules that can be run."""
    domains = tuple(polars_of(one.kind.test(one.use).domain) for one in bound)
    distinct = {domain.meta.serialize(): domain for domain in domains}
    places = {form: place for place, form in enumerate(distinct)}
    return Judge(
        bound=bound,
        sieves=sieve.sieves_of(bound),
        distinct=tuple(distinct.values()),
        places=tuple(places[domain.meta.serialize()] for domain in domains),
        uses=_uses(bound),
    )


def _uses(bound: tuple[Bound, ...]) -> pl.DataFrame:
    rows = []
    for position, one in enumerate(bound):
        rule, item = one.use.rule, one.use.item.name
        rows.append((position, item, rule.code, rule.rank))
        if rule.kind == REQUIRED:
            rows.append((position, item, schemas.NULL_CHECK, rule.rank))
    names = {"use": pl.Int64, "item": pl.String, "check": pl.String, "rank": pl.Int64}
    return pl.DataFrame(rows, schema=names, orient="row")


def judge_batch(judge: Judge, frame: pl.DataFrame, start: int, elsewhere: pl.DataFrame) -> Verdict:
    """Judge the rows ``start + 1`` … of the table, which are the rows of ``frame``.

    ``elsewhere``: failures among these rows that SQL has found, ``use`` and ``row`` (from 1).
    """
    cases = sieve.failures(judge.sieves, frame).join(judge.uses, on=["item", "check"], how="left")
    broken = frozenset(cases.filter(pl.col("index").is_null())["use"].drop_nulls().to_list())
    cells = cases.filter(pl.col("index").is_not_null()).select("use", (pl.col("index") + start + 1).alias("row"))
    ranks = judge.uses.unique("use", keep="first").select("use", "item", "rank")
    every = pl.concat([cells.cast(FAILED), elsewhere]).filter(~pl.col("use").is_in(list(broken))).join(ranks, on="use")
    kept = every.sort("row", "item", "rank", "use").unique(["row", "item"], keep="first", maintain_order=True)
    return Verdict(failed=kept.select("use", "row"), judged=_judged(judge, frame, start, kept), broken=broken)


def _judged(judge: Judge, frame: pl.DataFrame, start: int, kept: pl.DataFrame) -> tuple[int, ...]:
    """Cells in each rule's domain, less those that a more basic rule has failed."""
    inside = frame.select(domain.fill_null(False).alias(str(place)) for place, domain in enumerate(judge.distinct))
    found = [int(inside[:, place].sum()) for place in range(inside.width)]
    counts = [found[position] for position in judge.places]
    by_item = kept.partition_by("item", as_dict=True)
    for position, one in enumerate(judge.bound):
        failed = by_item.get((one.use.item.name,))
        if failed is None:
            continue
        rows = failed.filter(pl.col("rank") < one.use.rule.rank)["row"] - (start + 1)
        if len(rows):
            counts[position] -= int(inside[:, judge.places[position]].gather(rows).sum())
    return tuple(counts)
