"""The SQL of a mapping in a dialect, and the list of functions with how each dialect says them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from migrate.engine import functions
from migrate.engine.dialects import DIALECTS, Dialect, sayable
from migrate.engine.plan import Plan
from migrate.engine.statement import ConversionTable, Statement, statement
from migrate.errors import MigrateError
from migrate.flow import loaded, pipeline
from migrate.flow.map import files
from migrate.flow.outcome import Outcome
from migrate.mapping import load
from migrate.mapping.check import check
from migrate.mapping.compile import plan_of
from migrate.mapping.load import OWN
from migrate.model.document import Column, Document, Grid, Note, Section
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_FOR = (
    "SQL は、対応表を読む人と、自分のデータベースで確かめる人のためのものです。"
    "拒否した行とそのわけ、元の行との対応は出しません。"
)


@value
class SqlStatement:
    """The statement of one block."""

    table: str
    source: str
    part: str
    sql: str
    needs: tuple[str, ...]
    """Names of the conversion tables (input, output, reason) that it joins."""


@value
class SqlFile:
    """One file of statements."""

    file: str
    mapping: str
    statements: tuple[SqlStatement, ...]


@value
class MapSql:
    """All statements in one dialect."""

    dialect: str
    files: tuple[SqlFile, ...]


@value
class FunctionForm:
    """One function of the closed list and how each dialect says it: SQL, 変換表, 一部, なし."""

    name: str
    parameters: tuple[str, ...]
    summary: str
    dialects: dict[str, str]


@value
class MapFunctions:
    """The closed list."""

    functions: tuple[FunctionForm, ...]


def dialect_named(name: str) -> Dialect:
    """The dialect of that name.

    Raises:
        MigrateError: MIG-MAP-122, there is none.
    """
    if name not in DIALECTS:
        raise MigrateError("MIG-MAP-122", params={"name": name, "known": "、".join(DIALECTS)})
    return DIALECTS[name]


def _comment(text: str) -> str:
    return "-- " + "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)


def _needed(need: ConversionTable) -> str:
    literals = "".join(f", {one!r}" for one in need.call.literals)
    return _comment(
        f"{need.name}（input, output, reason）: {need.call.function.name}({'・'.join(need.call.columns)}{literals})"
    )


def _text(plan: Plan, dialect: Dialect, statements: tuple[Statement, ...]) -> str:
    parents = {(one.table, one.source): one.parent.table for one in plan.blocks if one.parent is not None}
    lines = [_comment(f"{plan.spec} の対応表を {dialect.words} の SQL にしたものです。本ツールが作りました。")]
    for one in statements:
        part = f"（{one.part}）" if one.part else ""
        lines += ["", _comment(f"{one.table} ← {one.source}{part}")]
        if (table := parents.get((one.table, one.source))) is not None:
            lines.append(_comment(f"親の行（{table}）といっしょに拒否する行は、この SQL では除きません。"))
        if one.needs:
            lines.append(_comment("値ごとの変換表（異なる入力値ごとに 1 行）を先に作ります:"))
            lines += [_needed(need) for need in one.needs]
        lines += [_comment(f"書けないもの: {loss.item} の {loss.what}") for loss in one.losses if loss.lost]
        lines.append(one.sql + ";")
    return "\n".join(lines) + "\n"


def _losses(plan: Plan, path: str, dialect: Dialect, statements: tuple[Statement, ...]) -> Iterator[Finding]:
    for one in statements:
        place = Place(business=plan.business, table=one.table, file=path)
        for loss in one.losses:
            code, severity = ("MIG-MAP-120", Severity.WARNING) if loss.lost else ("MIG-MAP-121", Severity.INFO)
            params: dict[str, str | int] = {"dialect": dialect.words, "item": loss.item, "what": loss.what}
            yield Finding(code=code, severity=severity, place=place, params=params, basis=OWN)
    for block in plan.blocks:
        if block.parent is not None:
            place = Place(business=plan.business, table=block.table, file=path)
            params = {"dialect": dialect.words, "parent": block.parent.table}
            yield Finding(code="MIG-MAP-108", severity=Severity.WARNING, place=place, params=params, basis=OWN)
    if not dialect.tables:
        place = Place(business=plan.business, file=path)
        yield Finding(
            code="MIG-MAP-123", severity=Severity.INFO, place=place, params={"dialect": dialect.words}, basis=OWN
        )


def _one(work: Job, path: Path, dialect: Dialect) -> tuple[SqlFile, tuple[Finding, ...]]:
    name = work.workspace.relative(path)
    mapping = load.load(work.read(path), name, pipeline.codes_of(work, path))
    spec = loaded.spec(work, mapping.spec.partition("@")[0]).spec
    errors = [f for f in check(mapping, spec, loaded.schema(work)) if f.severity is Severity.ERROR]
    if errors:
        params: dict[str, str | int] = {"count": len(errors), "first": errors[0].code, "file": name}
        raise MigrateError("MIG-CNV-023", errors[0].place, params)
    plan = plan_of(mapping, spec)
    made = tuple(statement(plan, block, dialect, f"mig_conv{n}_") for n, block in enumerate(plan.blocks, start=1))
    target = f"out/sql/{path.stem}.{dialect.name}.sql"
    work.write(target, _text(plan, dialect, made).encode())
    told = tuple(
        SqlStatement(table=s.table, source=s.source, part=s.part, sql=s.sql, needs=tuple(n.name for n in s.needs))
        for s in made
    )
    return SqlFile(file=target, mapping=name, statements=told), tuple(_losses(plan, name, dialect, made))


def sql(workspace: Workspace, session: Session, dialect: str, file: Path | None = None) -> Outcome:
    """Write out/sql/<対応表>.<dialect>.sql: for each block the statement that gives its rows.

    Raises:
        MigrateError: MIG-MAP-122 (no such dialect), MIG-CNV-023 (the mapping has errors), MIG-MAP-001 to -008.
        NothingCheckedError: MIG-MAP-040, MIG-GAP-020, -021.
    """
    chosen = dialect_named(dialect)
    made: list[SqlFile] = []
    findings: list[Finding] = []
    with job.run(workspace, session, f"map sql {dialect}") as work:
        for path in files(workspace, file):
            one, found = _one(work, path, chosen)
            made.append(one)
            findings += found
        work.findings = len(findings)
    columns = (
        Column(title="グループ", width=24),
        Column(title="現行の表", width=20),
        Column(title="SQL のファイル", width=30),
        Column(title="行数", unit="行", numeric=True, width=8),
        Column(title="変換表", unit="個", numeric=True, width=8),
    )
    rows = tuple(
        (s.table, f"{s.source}（{s.part}）" if s.part else s.source, f.file, s.sql.count("\n") + 1, len(s.needs))
        for f in made
        for s in f.statements
    )
    note = Note(text=_FOR)
    section = Section(
        id="map-sql", title=f"{chosen.words} の SQL", blocks=(Grid(title="文", columns=columns, rows=rows), note)
    )
    return Outcome(
        kind="map-sql",
        data=MapSql(dialect=dialect, files=tuple(made)),
        document=Document(title="対応表の SQL", sections=(section,)),
        findings=tuple(findings),
        inputs=tuple(work.inputs.values()),
        notices=tuple(f"{one.file} に書きました。" for one in made),
    )


def function_list() -> Outcome:
    """The closed list of functions, and how each dialect says them."""
    known = [one for name in functions.names() if (one := functions.function(name)) is not None]
    forms = tuple(
        FunctionForm(
            name=one.name,
            parameters=tuple(kind.value for kind in one.parameters),
            summary=one.summary,
            dialects={dialect.name: sayable(one, dialect) for dialect in DIALECTS.values()},
        )
        for one in known
    )
    columns = (
        Column(title="関数", width=14),
        Column(title="引数", width=26),
        *(Column(title=dialect.name, width=9) for dialect in DIALECTS.values()),
    )
    rows = tuple((form.name, "、".join(form.parameters), *form.dialects.values()) for form in forms)
    note = (
        "SQL: その方言の SQL で書けます。変換表: 異なる値ごとの変換表を結合します。"
        "一部: 断る値を断れません。なし: 書けません。"
    )
    section = Section(
        id="map-functions", title="関数", blocks=(Grid(title="関数の一覧", columns=columns, rows=rows, note=note),)
    )
    return Outcome(
        kind="map-functions",
        data=MapFunctions(functions=forms),
        document=Document(title="対応表で使える関数", sections=(section,)),
    )
