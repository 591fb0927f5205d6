"""Tables of one name: the same table told twice counts once; another table of that name gets a name of its own.

A script and a definition book of one system tell the same tables. Two systems may each have a table of codes of one
name: neither may be lost.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceTable

_HALF = 2
Renamed = dict[tuple[str, str], str]
"""File and folded name of a table → the name that it got."""


def _names(table: SourceTable) -> set[str]:
    return {column.name.casefold() for column in table.columns}


def _is_another(first: SourceTable, table: SourceTable, databases: Container[str]) -> bool:
    """True for tables of two databases, and for those of two files that share less than half of their columns."""
    if first.file == table.file:
        return False
    if first.file in databases and table.file in databases:
        return True
    one, other = _names(first), _names(table)
    return len(one & other) * _HALF < min(len(one), len(other))


def _told_twice(first: SourceTable, table: SourceTable) -> Finding:
    shapes = [[(c.name, c.type, c.length) for c in one.columns] for one in (first, table)]
    severity = Severity.WARNING if shapes[0] == shapes[1] else Severity.ERROR
    place = Place(file=table.file, line=table.line, table=table.name)
    params: dict[str, str | int] = {"first": f"{first.file}:{first.line}" if first.line else first.file}
    return Finding(code="MIG-SRC-010", severity=severity, place=place, params=params)


def _free_name(table: SourceTable, kept: Mapping[str, SourceTable]) -> str:
    """The table's name behind that of its file or database, with a number where that is taken too."""
    source = PurePosixPath(table.file.rpartition(":")[2]).stem
    name = f"{source}.{table.name}"
    number = 2
    while name.casefold() in kept:
        name = f"{source}_{number}.{table.name}"
        number += 1
    return name


def _referring(table: SourceTable, renamed: Renamed) -> SourceTable:
    """The table with its references to renamed tables of its own file."""
    keys = tuple(
        replace(key, table=renamed.get((table.file, key.table.casefold()), key.table)) for key in table.foreign_keys
    )
    return table if keys == table.foreign_keys else replace(table, foreign_keys=keys)


def told_apart(
    tables: Iterable[SourceTable], databases: Container[str] = ()
) -> tuple[tuple[SourceTable, ...], tuple[Finding, ...]]:
    """Tables with a name each, by name, and what was found.

    Args:
        tables: in the order in which they are declared; the first of a name keeps it.
        databases: the files (see `SourceTable.file`) that stand for databases.

    Returns:
        MIG-SRC-010 for a table told twice, of which the first telling counts; MIG-SRC-254 for another table of a name
        that is taken: it is kept as ``file.TABLE``, and the references of its file go with it.
    """
    kept: dict[str, SourceTable] = {}
    by_name: dict[str, list[SourceTable]] = {}
    renamed: Renamed = {}
    findings = []
    for table in tables:
        alike: Sequence[SourceTable] = by_name.setdefault(table.name.casefold(), [])
        same = next((one for one in alike if not _is_another(one, table, databases)), None)
        if same is not None:
            findings.append(_told_twice(same, table))
            continue
        by_name[table.name.casefold()].append(table)
        name = table.name
        if name.casefold() in kept:
            name = _free_name(table, kept)
            renamed[table.file, table.name.casefold()] = name
            place = Place(file=table.file, line=table.line, table=table.name)
            params: dict[str, str | int] = {"first": alike[0].file, "name": name}
            findings.append(Finding(code="MIG-SRC-254", severity=Severity.WARNING, place=place, params=params))
        kept[name.casefold()] = replace(table, name=name)
    result = (_referring(table, renamed) for table in kept.values())
    return tuple(sorted(result, key=lambda table: table.name)), tuple(findings)
