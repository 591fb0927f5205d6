"""Lists of old numbers for the people who decide about them (取扱注意)."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.engine.duckdb import Engine
from migrate.keys import candidates, decisions, numbering, table, verify
from migrate.model.value import value
from migrate.workspace.job import Job


@value
class Listing:
    """A list: its file, the relation that its rows are in, and column → heading."""

    file: str
    relation: str
    heads: Mapping[str, str]


HELD = Listing(
    file=f"{table.FOLDER}/保留.csv",
    relation=numbering.HELD,
    heads={"kind": "種類", "system": "システム", "old": "旧番号", "wanted": "付けられない新番号", "why": "わけ"},
)
MISSING = Listing(
    file=f"{table.FOLDER}/番号のない参照.csv",
    relation=verify.MISSING,
    heads={"kind": "種類", "system": "システム", "tbl": "表", "columns": "列", "old": "旧番号", "rows": "行数"},
)
CANDIDATES = Listing(file=decisions.CANDIDATES, relation=candidates.PAIRS, heads=candidates.HEADS)


def write(work: Job, engine: Engine, listing: Listing) -> None:
    """Stage a list, or take an earlier one away where there is nothing in it."""
    if engine.number(f"SELECT count(*) FROM {listing.relation}"):
        target = str(work.stage(listing.file, restricted=True))
        verify.copy(engine, listing.relation, listing.heads, ", ".join(listing.heads), target)
    else:
        work.remove(listing.file)
