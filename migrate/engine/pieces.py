"""SQL between record numbers of a staged table and those of its files (`model.staging.Piece`)."""

from __future__ import annotations

from migrate.engine.duckdb import text
from migrate.model.staging import Staged


def _case(arms: list[str]) -> str:
    return f"CASE {' '.join(arms)} END"


def file_of(staged: Staged, row: str) -> str:
    """SQL of the file that holds record ``row``."""
    first, *rest = staged.pieces
    if not rest:
        return text(first.file)
    return _case([f"WHEN {row} > {one.before} THEN {text(one.file)}" for one in reversed(staged.pieces)])


def number_of(staged: Staged, row: str) -> str:
    """SQL of the number of record ``row`` in its file."""
    if len(staged.pieces) == 1:
        return row
    return _case([f"WHEN {row} > {one.before} THEN {row} - {one.before}" for one in reversed(staged.pieces)])


def row_of(staged: Staged) -> str:
    """SQL of the record number in the staged table, from the columns ``source_file`` and ``source_row``."""
    if len(staged.pieces) == 1:
        return "source_row"
    return _case([f"WHEN source_file = {text(one.file)} THEN source_row + {one.before}" for one in staged.pieces])
