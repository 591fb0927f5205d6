"""Overlaid areas (REDEFINES): in which records each reading applies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from migrate.model.finding import Finding, Place, Severity
from migrate.model.record import Usage
from migrate.model.source import SourceColumn, SourceTable
from migrate.source.host.fields import condition
from migrate.source.hosted.kinds import wrong
from migrate.workspace.project import DeclaredSource

_ALIKE = (Usage.TEXT, Usage.ZONED)
_SHOWN = 6


def chosen(source: str, declared: DeclaredSource | None, table: SourceTable) -> SourceTable:
    """The table with the conditions that project.yaml states for its readings.

    Raises:
        MigrateError: MIG-SRC-015, a reading or a column that does not exist.
    """
    if declared is None or not declared.readings:
        return table
    known = {name for column in table.columns if column.form for name in column.form.readings}
    names = {column.name for column in table.columns}
    for name, when in declared.readings.items():
        field, values = condition(when)
        if declared.kinds and name not in known:
            continue
        if name not in known:
            raise wrong(source, "readings", name, sorted(known))
        if field not in names or not values:
            raise wrong(source, "readings", when, [f"{one}=値" for one in sorted(names)[:_SHOWN]])
    return replace(table, columns=tuple(_with(column, declared) for column in table.columns))


def _with(column: SourceColumn, declared: DeclaredSource) -> SourceColumn:
    if column.form is None:
        return column
    stated = [declared.readings[name] for name in reversed(column.form.readings) if name in declared.readings]
    return replace(column, form=replace(column.form, when=stated[0])) if stated else column


def undecided(tables: Iterable[SourceTable]) -> Iterator[Finding]:
    """A finding for each table with readings of which nothing says when they apply."""
    for table in tables:
        open_ones = [c for c in table.columns if c.form and c.form.readings and not c.form.when]
        names = list(dict.fromkeys(c.form.readings[-1] for c in open_ones if c.form))
        if not names:
            continue
        alike = all(c.form is None or c.form.usage in _ALIKE for c in open_ones)
        place = Place(file=table.file, line=table.line, table=table.name)
        params: dict[str, str | int] = {"readings": _shown(names), "count": len(names), "first": names[0]}
        severity = Severity.INFO if alike else Severity.WARNING
        yield Finding(code="MIG-SRC-242", severity=severity, place=place, params=params)


def _shown(names: Sequence[str]) -> str:
    more = f" ほか {len(names) - _SHOWN} 個" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more
