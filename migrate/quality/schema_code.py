"""The schema of the tables of a spec as a Python module for pipelines that do not have this tool.

The module imports Pandera and Polars only. It is made from the same columns as the schema that judges here
(`migrate.quality.schema`), each check with its rule and basis as a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrate.model.spec import NOTICES, Item, Spec
from migrate.model.value import value
from migrate.quality.bind import Bound
from migrate.quality.kinds import CellTest, Use
from migrate.quality.literals import source_of
from migrate.quality.schema import Column, columns_of
from migrate.quality.spelling import Constants, UnwrittenError, code_of
from migrate.quality.terms import Literal
from migrate.quality.words import SEVERITY

_HEAD = '''"""標準仕様の項目定義から作った、Pandera（Polars）のスキーマです。

使い方: SCHEMAS["グループ名"].validate(frame, lazy=True)
frame の列は項目名で、すべて文字列です（pl.String）。値がないところは、空文字ではなく null にします。
検査の名前は、規則のコードです（意味と直し方: migrate explain コード）。
nullable=False の違反は、必須の違反と同じことです。
1 つの値が、いくつもの検査で不合格になることがあります。コメントの「順」が小さいものから直します。
"""

import pandera.polars as pa
import polars as pl

'''
_CHECK = '''

def _check(code: str, *, where: pl.Expr, passes: pl.Expr) -> pa.Check:
    """where の行は passes でなければなりません。ほかの行は見ません。"""
    verdict = ~where.fill_null(False) | passes.fill_null(False)
    return pa.Check(lambda data: data.lazyframe.select(verdict), name=code, ignore_na=False)


SCHEMAS: dict[str, pa.DataFrameSchema] = {}
'''
_ABSENT = "# ここにない検査（複数の行や表、文字の一覧と比べるもの。migrate check run が行います）\n"
_WIDE = 100
"""Characters from which a list is put on several lines."""


@value
class Absent:
    """A check that a module cannot hold: it looks at several rows or tables, or needs large tables of characters."""

    table: str
    item: str
    code: str
    title: str


@value
class Module:
    """A module and what it leaves out."""

    source: str
    absent: tuple[Absent, ...]


def module_of(spec: Spec, tables: Iterable[tuple[str, tuple[Bound, ...]]]) -> Module:
    """The module for ``tables`` (name and rules of each).

    Deterministic: the same spec, rules and reference date give the same text.
    """
    constants: Constants = {}
    absent: list[Absent] = []
    parts = [_table(name, bound, constants, absent) for name, bound in tables]
    said = (f"{spec.id} {spec.title}", *((NOTICES[spec.kind],) if spec.kind in NOTICES else ()))
    comments = "".join(f"# {_line(one)}\n" for one in said)
    values = "".join(_constant(one) for one in constants.values())
    source = f"{_HEAD}{comments}SPEC = {source_of(spec.id)}\n{values}{_CHECK}{''.join(parts)}"
    return Module(source=source, absent=tuple(absent))


def _line(text: str) -> str:
    """A published text as one line: it must not leave the comment that it stands in."""
    return "".join(one if one.isprintable() else " " for one in text)


def _constant(one: Literal) -> str:
    """A constant with its comment above it; a long list on several lines."""
    literal = source_of(one.plain)
    if len(literal) > _WIDE and isinstance(one.plain, tuple | Mapping):
        literal = f"{literal[0]}\n    {_folded(one.plain)},\n{literal[-1]}"
    return f"{f'# {_line(one.note)}' if one.note else ''}\n{one.name} = {literal}\n".lstrip("\n")


def _folded(listed: tuple[str, ...] | Mapping[str, str]) -> str:
    pairs = listed.items() if isinstance(listed, Mapping) else ()
    parts = [f"{source_of(a)}: {source_of(b)}" for a, b in pairs] or [source_of(one) for one in listed]
    lines = [""]
    for part in parts:
        if len(lines[-1]) + len(part) > _WIDE:
            lines.append("")
        lines[-1] += f"{', ' if lines[-1] else ''}{part}"
    return ",\n    ".join(lines)


def _table(name: str, bound: tuple[Bound, ...], constants: Constants, absent: list[Absent]) -> str:
    here: list[Absent] = []
    columns = "".join(_column(one, constants, here) for one in columns_of(bound))
    here += [_absent(one.use) for one in bound if not isinstance(one.kind.test(one.use), CellTest)]
    absent += here
    items: dict[str, list[str]] = {}
    for one in here:
        items.setdefault(f"{one.code} {_line(one.title)}", []).append(one.item)
    left = "".join(f"# {rule}: {_line('、'.join(found))}\n" for rule, found in sorted(items.items()))
    body = f"SCHEMAS[{source_of(name)}] = pa.DataFrameSchema(\n    {{\n{columns}    }}\n)\n"
    return f"\n# {_line(name)}\n{_ABSENT if left else ''}{left}{body}"


def _absent(use: Use) -> Absent:
    return Absent(table=use.table, item=use.item.name, code=use.rule.code, title=use.rule.title)


def _column(column: Column, constants: Constants, absent: list[Absent]) -> str:
    checks = []
    for use, test in column.checks:
        try:
            checks.append(_check(use, test, constants))
        except UnwrittenError:
            absent.append(_absent(use))
    listed = f"[\n{''.join(checks)}            ]" if checks else "[]"
    return (
        f"        # {_words(column.item)}\n"
        f"        {source_of(column.item.name)}: pa.Column(\n"
        f"            pl.String,\n            nullable={not column.required},\n"
        f"            checks={listed},\n        ),\n"
    )


def _words(item: Item) -> str:
    key = "主キー" if item.primary_key else ""
    return "　".join(_line(part) for part in (item.id, item.name, item.words, item.output_condition, key) if part)


def _check(use: Use, test: CellTest, constants: Constants) -> str:
    rule, held = use.rule, dict(constants)
    where, passes = code_of(test.domain, held), code_of(test.passes, held)
    constants.update(held)
    basis = "　".join(_line(part) for part in (rule.basis.document, rule.basis.section, rule.basis.date) if part)
    title = f"{rule.code} {_line(rule.title)}（{SEVERITY[rule.severity]}、順 {rule.rank}）"
    return (
        f"                # {title}　根拠: {basis}\n"
        f"                _check(\n                    {source_of(rule.code)},\n"
        f"                    where={where},\n                    passes={passes},\n                ),\n"
    )
