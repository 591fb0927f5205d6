"""The table of numbers as source tables: what mappings join to turn old numbers into new ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from migrate.errors import NothingCheckedError
from migrate.keys import lookup
from migrate.model.finding import Place
from migrate.model.mapping import Mapping
from migrate.model.source import SourceSchema
from migrate.model.staging import Staged
from migrate.workspace.job import Job


def _file(work: Job, table: str) -> Path:
    """The file of a look-up, noted as an input.

    Raises:
        NothingCheckedError: MIG-CNV-061, it was not built yet, or there is no such kind or system.
    """
    name = lookup.file_of(table)
    path = work.workspace.path(name)
    if not path.is_file():
        raise NothingCheckedError("MIG-CNV-061", Place(file=name, table=table), {"file": name})
    work.note(path)
    return path


def with_keys(work: Job, schema: SourceSchema, mapping: Mapping) -> SourceSchema:
    """The current system with the look-ups that the mapping joins.

    Raises:
        NothingCheckedError: MIG-CNV-061, one of them was not built yet.
    """
    named = {join.table for block in mapping.blocks for join in block.joins if lookup.is_lookup(join.table)}
    tables = [lookup.source_table(one, lookup.columns(_file(work, one))) for one in sorted(named)]
    return replace(schema, tables=(*schema.tables, *tables)) if tables else schema


def staged(work: Job, tables: Iterable[str]) -> dict[str, Staged]:
    """Those of ``tables`` that are look-ups, ready to be joined."""
    return {one: lookup.staged(_file(work, one), one) for one in tables if lookup.is_lookup(one)}
