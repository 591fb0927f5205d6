"""All differences of one comparison as they are kept: in one file, each with its fate, the first open ones findings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from migrate.engine import parquet
from migrate.engine.duckdb import Engine
from migrate.model.finding import Finding
from migrate.model.reconcile import DifferenceKind, Ruling, TableComparison
from migrate.model.value import value
from migrate.reconcile import fates
from migrate.reconcile.decisions import Decision
from migrate.reconcile.differences import CODES, SCHEMA
from migrate.workspace.job import Job


@value
class Kept:
    """What became of the differences."""

    tables: tuple[TableComparison, ...]
    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]
    unlisted: int
    """Open differences that are no finding of their own."""


@value
class Found:
    """The differences of one business before anything is decided."""

    business: str
    file: Path
    tables: tuple[TableComparison, ...]
    kept: str
    """The file of the workspace that they go to."""


def keep(
    work: Job,
    engine: Engine,
    found: Found,
    decided: tuple[Decision, ...],
    codes: Mapping[DifferenceKind, str] = CODES,
) -> Kept:
    """Decide the differences, stage their file, name the first open ones under ``codes``."""
    staged = work.stage(found.kept)
    settled = fates.settle(engine, found.file, decided, work.session.as_of)
    parquet.write(staged, SCHEMA, fates.marked(engine))
    tables = fates.with_fates(engine, staged, found.tables)
    named = fates.findings(engine, staged, found.business, found.kept, codes)
    return Kept(
        tables=tables,
        rulings=settled.rulings,
        findings=(*settled.findings, *named),
        unlisted=sum(int(one.params["rest"]) for one in named if one.code == fates.REST),
    )
