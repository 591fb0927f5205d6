"""The statements of a spec's DDL as sqlglot trees: tables, keys, checks, comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp

from migrate.model.spec import Item, Spec
from migrate.model.value import value
from migrate.spec.interop import names
from migrate.spec.interop.domain import domain
from migrate.spec.interop.keys import ForeignKey, foreign_keys
from migrate.spec.interop.options import Names
from migrate.spec.interop.sql.capacity import Dialect, column_type, fits

NO_KEYS = "この製品の表に外部キーはない"
SELF = "自分自身を指す行を、この製品は入れられない"
RING = "表どうしが互いに参照していて、表を作る順がない"


@value
class Naming:
    """What tables (by name of the spec) and columns (by データ項目ID) are called in the DDL."""

    table: Mapping[str, str]
    column: Mapping[str, str]
    id: Mapping[str, str]
    """ASCII name of a table, for names of constraints."""


@value
class TablePlan:
    """One table: its items, and the foreign keys that can be written."""

    table: str
    items: tuple[Item, ...]
    inline: tuple[ForeignKey, ...]
    later: tuple[ForeignKey, ...]
    unwritten: tuple[tuple[ForeignKey, str], ...]
    """Foreign keys that become a comment, with the reason."""


def naming(spec: Spec, dialect: Dialect, choice: Names) -> Naming:
    """Names that fit the database, no two the same; a name that does not fit ends in the データ項目ID."""
    fit = fits(dialect)
    tables = names.tables(spec, Names.ROMAJI if dialect.ascii_tables else choice, fit)
    return Naming(table=tables, column=names.all_columns(spec, choice, fit), id=names.table_ids(spec))


def _ordered(spec: Spec, keys: Iterable[ForeignKey]) -> tuple[str, ...]:
    """Tables so that each comes after those that it points at, as far as that can be."""
    points_at: dict[str, set[str]] = {table: set() for table in spec.tables}
    for key in keys:
        points_at[key.table].add(key.target_table)
    done: list[str] = []
    while len(done) < len(points_at):
        left = [table for table in points_at if table not in done]
        ready = (table for table in left if points_at[table] <= {*done, table})
        done.append(next(ready, left[0]))
    return tuple(done)


def _why_not(key: ForeignKey, dialect: Dialect, before: set[str]) -> str:
    if not key.obstacle and dialect.foreign_keys == "inline" and key.target_table not in before:
        return SELF if key.target_table == key.table else RING
    return key.obstacle or ("" if dialect.foreign_keys else NO_KEYS)


def plans(spec: Spec, dialect: Dialect) -> tuple[TablePlan, ...]:
    """The tables in the order in which they are created, with their foreign keys."""
    keys = foreign_keys(spec)
    order = spec.tables
    if dialect.foreign_keys == "inline":
        order = _ordered(spec, [key for key in keys if not key.obstacle])
    found = []
    for position, table in enumerate(order):
        own = [(key, _why_not(key, dialect, set(order[:position]))) for key in keys if key.table == table]
        written = tuple(key for key, reason in own if not reason)
        found.append(
            TablePlan(
                table=table,
                items=spec.items_of(table),
                inline=written if dialect.foreign_keys == "inline" else (),
                later=written if dialect.foreign_keys == "alter" else (),
                unwritten=tuple((key, reason) for key, reason in own if reason),
            )
        )
    return tuple(found)


def identifier(name: str) -> exp.Identifier:
    """A quoted identifier."""
    return exp.Identifier(this=name, quoted=True)


def _constraint(name: str, kind: exp.Expression) -> exp.Constraint:
    return exp.Constraint(this=identifier(name), expressions=[kind])


def _foreign(key: ForeignKey, called: Naming) -> exp.Constraint:
    target = exp.Schema(
        this=exp.Table(this=identifier(called.table[key.target_table])),
        expressions=[identifier(called.column[one.id]) for one in key.target],
    )
    tree = exp.ForeignKey(
        expressions=[identifier(called.column[one.id]) for one in key.columns], reference=exp.Reference(this=target)
    )
    return _constraint(key.name, tree)


def _literal(text: str | int, dialect: Dialect) -> exp.Expression:
    if isinstance(text, int):
        return exp.Literal.number(text)
    return exp.National(this=text) if dialect.sqlglot == "tsql" else exp.Literal.string(text)


def _check(item: Item, values: Iterable[str | int], column: str, dialect: Dialect) -> exp.Constraint:
    within = exp.In(this=exp.Column(this=identifier(column)), expressions=[_literal(one, dialect) for one in values])
    return _constraint(f"ck_{item.id}", exp.CheckColumnConstraint(this=within))


def told(item: Item, spec: Spec) -> str:
    """The comment of a column: published name, ID, notation, condition and code list, on one line."""
    listed = spec.codes.get(item.code_list_id) if item.code_list_id else None
    code = f"コード {item.code}{f' {listed.name}' if listed else ''}" if item.code else ""
    repeat = f"繰り返し {item.repeat}" if item.repeat else ""
    facts = "、".join(fact for fact in (item.id, item.words, item.output_condition, code, repeat) if fact)
    return " ".join(f"{item.name}（{facts}）".split())


def _column(item: Item, spec: Spec, called: Naming, dialect: Dialect) -> exp.ColumnDef:
    must = item.required or item.primary_key
    constraints: list[exp.Expression] = [exp.NotNullColumnConstraint()] if must else []
    if dialect.comments == "inline":
        constraints.append(exp.CommentColumnConstraint(this=exp.Literal.string(told(item, spec))))
    in_key = item.primary_key or bool(item.references)
    return exp.ColumnDef(
        this=identifier(called.column[item.id]),
        kind=column_type(dialect, item, spec, in_key),
        constraints=[exp.ColumnConstraint(kind=one) for one in constraints],
    )


def create(plan: TablePlan, spec: Spec, called: Naming, dialect: Dialect, checks: bool) -> exp.Create:
    """CREATE TABLE with NOT NULL for 必須 and keys, the primary key, and with ``checks`` the closed code lists."""
    parts: list[exp.Expression] = [_column(item, spec, called, dialect) for item in plan.items]
    key = [identifier(called.column[item.id]) for item in plan.items if item.primary_key]
    if key and dialect.foreign_keys:
        parts.append(_constraint(f"pk_{called.id[plan.table]}", exp.PrimaryKey(expressions=key)))
    parts += [_foreign(one, called) for one in plan.inline]
    if checks and dialect.foreign_keys:
        for item in plan.items:
            if values := domain(item, spec).values:
                parts.append(_check(item, values, called.column[item.id], dialect))
    table = exp.Table(this=identifier(called.table[plan.table]))
    properties = None
    if dialect.comments == "inline":
        comment = exp.SchemaCommentProperty(this=exp.Literal.string(" ".join(plan.table.split())))
        properties = exp.Properties(expressions=[exp.FileFormatProperty(this=exp.Var(this="PARQUET")), comment])
    return exp.Create(this=exp.Schema(this=table, expressions=parts), kind="TABLE", properties=properties)


def alters(plan: TablePlan, called: Naming) -> Iterator[exp.Alter]:
    """ALTER TABLE for the foreign keys that are added after all tables."""
    for key in plan.later:
        yield exp.Alter(
            this=exp.Table(this=identifier(called.table[plan.table])),
            kind="TABLE",
            actions=[exp.AddConstraint(expressions=[_foreign(key, called)])],
        )


def _property(text: str, table: str, column: str = "") -> exp.Execute:
    """SQL Server keeps comments as extended properties named MS_Description; the schema is ``dbo``."""
    levels = [("value", text), ("level0type", "SCHEMA"), ("level0name", "dbo"), ("level1type", "TABLE")]
    levels += [("level1name", table)]
    levels += [("level2type", "COLUMN"), ("level2name", column)] if column else []
    return exp.Execute(
        this=exp.Table(this=exp.Identifier(this="sp_addextendedproperty", quoted=False)),
        expressions=[
            exp.EQ(this=exp.Parameter(this=exp.Var(this=name)), expression=exp.National(this=one))
            for name, one in (("name", "MS_Description"), *levels)
        ],
    )


def comments(plan: TablePlan, spec: Spec, called: Naming, dialect: Dialect) -> Iterator[exp.Expression]:
    """Statements that put the published names and notations into the database."""
    table = called.table[plan.table]
    texts = [("", " ".join(plan.table.split())), *((called.column[i.id], told(i, spec)) for i in plan.items)]
    for column, text in texts:
        if dialect.comments == "property":
            yield _property(text, table, column)
        elif dialect.comments == "comment":
            at = identifier(table)
            place = exp.Column(this=identifier(column), table=at) if column else exp.Table(this=at)
            kind = "COLUMN" if column else "TABLE"
            yield exp.Comment(this=place, kind=kind, expression=exp.Literal.string(text))
