"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field as default
from enum import StrEnum

from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.value import value
from migrate.source.lint.subject import Field, Subject


class Group(StrEnum):
    """What a rule is about."""

    KEYS = "キー"
    PEOPLE = "個人"
    TYPES = "型と桁"
    CODES = "コード"
    STRUCTURE = "構造"
    NAMES = "名前"


@value
class Hit:
    """One place where a rule holds."""

    table: SourceTable
    column: SourceColumn | None = None
    params: Mapping[str, str | int] = default(default_factory=dict)
    severity: Severity | None = None
    """Where this place weighs otherwise than the rule."""


Check = Callable[[Subject], Iterable[Hit]]


@value
class Rule:
    """One rule; its words are in `reports/messages/`."""

    code: str
    name: str
    """Slug, such as ``no-primary-key``."""
    title: str
    """A few Japanese words for lists."""
    group: Group
    severity: Severity
    check: Check


def rules(group: Group, *rows: tuple[str, str, str, Severity, Check]) -> tuple[Rule, ...]:
    """The table of a group: code, name, title, severity, function."""
    return tuple(
        Rule(code=code, name=name, title=title, group=group, severity=severity, check=check)
        for code, name, title, severity, check in rows
    )


def at(field: Field, params: Mapping[str, str | int] | None = None) -> Hit:
    """A hit at a column."""
    return Hit(table=field.table, column=field.column, params=params or {})


def _place(hit: Hit) -> Place:
    """File and line; in a workbook file, sheet and cell."""
    table, column = hit.table, hit.column
    item = column.name if column is not None else None
    if table.sheet:
        cell = column.cell if column is not None and column.cell else table.cell
        return Place(file=table.file or None, sheet=table.sheet, cell=cell or None, table=table.name, item=item)
    line = column.line if column is not None and column.line is not None else table.line
    file = column.file if column is not None and column.file else table.file
    return Place(file=file or None, line=line, table=table.name, item=item)


def finding(rule: Rule, hit: Hit) -> Finding:
    """The hit as a finding: names, types and counts of the schema only."""
    return Finding(code=rule.code, severity=hit.severity or rule.severity, place=_place(hit), params=hit.params)
