"""The checks of cells that follow from a spec: as a table, or as a Python module of Pandera schemas."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import resolve
from migrate.model.document import Cell, Column, Document, Grid, Section
from migrate.model.finding import Severity
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality.bind import Bound, bind_whole
from migrate.quality.catalogue import Rule, rules
from migrate.quality.schema import columns_of
from migrate.quality.schema_code import Absent, module_of
from migrate.quality.words import SEVERITY, WEIGHTS
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_COLUMNS = (("グループ", 24), ("項目", 24), ("コード", 12), ("検査", 30), ("重さ", 8), ("根拠", 50))


@value
class SchemaCheck:
    """One check of one item."""

    table: str
    item: str
    code: str
    title: str
    severity: Severity
    rank: int
    """Of several checks that a value fails the one with the smallest rank counts."""
    basis: str


@value
class CheckSchema:
    """The checks of cells of a spec."""

    spec: str
    checks: tuple[SchemaCheck, ...]
    absent: tuple[Absent, ...]
    """Checks that a schema in Python cannot hold."""
    python: str
    """The module, ``""`` where it was not asked for."""


def _tables(spec: Spec, table: str, session: Session) -> list[tuple[str, tuple[Bound, ...]]]:
    if table and table not in spec.tables:
        raise MigrateError("MIG-SPEC-013", params={"table": table, "spec": spec.id, "known": "、".join(spec.tables)})
    return [(one, bind_whole(spec, one, rules(), session.as_of)) for one in spec.tables if table in ("", one)]


def _check(table: str, item: str, rule: Rule) -> SchemaCheck:
    basis = "　".join(part for part in (rule.basis.document, rule.basis.section, rule.basis.date) if part)
    return SchemaCheck(
        table=table,
        item=item,
        code=rule.code,
        title=rule.title,
        severity=rule.severity,
        rank=rule.rank,
        basis=basis,
    )


def _section(spec: Spec, checks: tuple[SchemaCheck, ...]) -> Section:
    columns = tuple(Column(title=title, width=width) for title, width in _COLUMNS)
    rows = tuple(
        (c.table, c.item, c.code, c.title, Cell(text=SEVERITY[c.severity], tone=WEIGHTS[c.severity]), c.basis)
        for c in checks
    )
    note = "Pandera のスキーマ（Python）にするには、--python を付けてください。"
    grid = Grid(title="検査", columns=columns, rows=rows, note=note)
    return Section(id="schema", title=f"{spec.id} の検査", blocks=(grid,))


def schema(reference: str, table: str, python: bool, workspace: Workspace | None, session: Session) -> Outcome:
    """The checks of cells that follow from the spec ``reference``, of one table or of all.

    Raises:
        MigrateError: MIG-DQ-090 (no spec was named), MIG-SPEC-006 (no such spec), MIG-SPEC-013 (no such table).
    """
    if not reference:
        raise MigrateError("MIG-DQ-090")
    resolved = resolve(reference, workspace)
    tables = _tables(resolved.spec, table, session)
    module = module_of(resolved.spec, tables)
    checks = tuple(
        _check(name, column.item.name, use.rule)
        for name, bound in tables
        for column in columns_of(bound)
        for use, _ in column.checks
    )
    source = module.source if python else ""
    data = CheckSchema(spec=resolved.spec.id, checks=checks, absent=module.absent, python=source)
    page = Document(title=f"{resolved.spec.id} から作った検査", sections=(_section(resolved.spec, checks),))
    return Outcome(kind="check-schema", data=data, document=page, verbatim=source, notices=(resolved.why,))
