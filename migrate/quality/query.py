"""Rules written as SQL: `specs/rules/queries/<CODE>.sql`, one file each.

The head of the file says in comments what the SQL reads, one line a relation::

    -- 人: 宛名番号, 世帯番号, 主=世帯主フラグ, 生年月日:date
    -- 宛名 = 001/住民票 + 031/住登外者宛名基本情報: 宛名番号

The first relation is the table under test; the others stand after ``=`` as 業務ID/グループ, several joined by ``+``
(their rows together), the 業務ID left out where it is the rule's own. A column is ``name=items:kind``. ``items`` are
patterns of item names, the first that fits counts (``|`` between them; left out: ``name``): ``*`` is any text, in the
table under test the same text as in the rule's own item, and ``@`` is the rule's own item. ``kind`` is ``text``,
``date`` or ``number``: what is no day of the calendar, or no number, is null; 9999-12-31 is a day, 0000-01-01 is not.
``基準`` has the reference date as ``日``. ``{名}`` stands for the parameter of that name in the rule's row, as a list
of texts: ``住民状態 IN {在住}`` with ``在住=1|2``. The SQL is DuckDB's, kept to what Spark has too; its column ``_row``
names the failing rows of the first relation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from migrate.files.bundled import bundled
from migrate.model.value import value
from migrate.quality.columns import own_column
from migrate.quality.kinds import Reach, Use, quoted, relation_name

_LINE = re.compile(r"-- (?P<name>\w+)(?: = (?P<sources>[^:]+))?: (?P<columns>.+)")
_PARAMETER = re.compile(r"\{(\w+)\}")
_DAY = r"'\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z'"
_NUMBER = r"'\A-?[0-9]+(\.[0-9]+)?\z'"


def _date(cell: str) -> str:
    return f"CASE WHEN regexp_matches({cell}, {_DAY}) AND {cell} >= '0001' THEN TRY_CAST({cell} AS DATE) END"


def _number(cell: str) -> str:
    return f"CASE WHEN regexp_matches({cell}, {_NUMBER}) THEN TRY_CAST({cell} AS DECIMAL(38, 6)) END"


_KINDS: Mapping[str, Callable[[str], str]] = {"text": lambda cell: cell, "date": _date, "number": _number}


@value
class Wanted:
    """A column that a query reads."""

    name: str
    patterns: tuple[str, ...]
    kind: str


@value
class Relation:
    """A relation of a query. ``sources``: 業務ID and pattern of the table's name; empty for the table under test."""

    name: str
    sources: tuple[tuple[str, str], ...]
    columns: tuple[Wanted, ...]


@value
class Query:
    """One file."""

    relations: tuple[Relation, ...]
    sql: str


def _wanted(text: str) -> Wanted:
    rest, _, kind = text.strip().partition(":")
    name, _, patterns = rest.partition("=")
    if (kind or "text") not in _KINDS or not name:
        raise ValueError(text)
    return Wanted(name=name, patterns=tuple((patterns or name).split("|")), kind=kind or "text")


def _sources(text: str | None) -> tuple[tuple[str, str], ...]:
    if text is None:
        return ()
    return tuple((one.strip().split("/", 1)[0], one.strip().split("/", 1)[1]) for one in text.split("+"))


def parse(text: str) -> Query:
    """The relations and the SQL of a file.

    Raises:
        ValueError: the head is not as it must be.
    """
    head = [match for line in text.splitlines() if (match := _LINE.fullmatch(line.rstrip()))]
    relations = tuple(
        Relation(
            name=one["name"],
            sources=_sources(one["sources"]),
            columns=tuple(_wanted(part) for part in one["columns"].split(",")),
        )
        for one in head
    )
    if not relations or relations[0].sources or any(not one.sources for one in relations[1:]):
        raise ValueError("the first relation, and no other, is the table under test")
    sql = "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip()
    return Query(relations=relations, sql=sql)


def path_of(code: str) -> Path:
    """The file of a rule."""
    return bundled("specs") / "rules" / "queries" / f"{code}.sql"


@cache
def query_of(code: str) -> Query:
    """The query of a rule of kind ``query``."""
    return parse(path_of(code).read_text("utf-8"))


def _first(names: tuple[str, ...], patterns: tuple[str, ...]) -> str:
    return next((name for pattern in patterns for name in names if fnmatchcase(name, pattern)), "")


@value
class Source:
    """A table that a relation takes its rows from, and the item of each of its columns."""

    business: str
    table: str
    items: tuple[str, ...]


def _sources_of(use: Use, one: Relation) -> tuple[Source, ...]:
    """The tables of a relation; one that is not to be found, or an item, is ``""``."""
    if not one.sources:
        items = tuple(own_column(use, column.patterns) for column in one.columns)
        return (Source(business=use.spec.business, table=use.table, items=items),)
    found = []
    for business, pattern in one.sources:
        spec = use.around.specs.get(business or use.spec.business)
        best = Source(business=business or use.spec.business, table="", items=("",) * len(one.columns))
        for table in spec.tables if spec else ():
            if fnmatchcase(table, pattern):
                names = tuple(item.name for item in spec.items_of(table)) if spec else ()
                items = tuple(_first(names, column.patterns) for column in one.columns)
                if best.table == "" or ("" in best.items and "" not in items):
                    best = Source(business=best.business, table=table, items=items)
        found.append(best)
    return tuple(found)


def _query(use: Use) -> Query:
    return query_of(use.rule.code)


def applies(use: Use) -> bool:
    """True where the table under test has all items that the query reads of it."""
    (own,) = _sources_of(use, _query(use).relations[0])
    return "" not in own.items


def columns(use: Use) -> tuple[str, ...]:
    """Items of the table under test that the query reads."""
    (own,) = _sources_of(use, _query(use).relations[0])
    return own.items


def tables(use: Use) -> tuple[Reach, ...]:
    """What the query reads elsewhere."""
    sources = [source for one in _query(use).relations[1:] for source in _sources_of(use, one)]
    return tuple(Reach(business=s.business, table=s.table, item=item) for s in sources for item in s.items)


def _select(source: Source, one: Relation) -> str:
    listed = [
        f"{_KINDS[column.kind](quoted(item))} AS {quoted(column.name)}"
        for column, item in zip(one.columns, source.items, strict=True)
    ]
    return f"SELECT _row, {', '.join(listed)} FROM {quoted(relation_name(source.business, source.table))}"


def parameters_of(query: Query) -> frozenset[str]:
    """The parameters that the SQL of a query asks for."""
    return frozenset(_PARAMETER.findall(query.sql))


def _list(values: str) -> str:
    return "(" + ", ".join("'" + one.replace("'", "''") + "'" for one in values.split("|")) + ")"


def sql(use: Use) -> str:
    """The whole statement, over the relations of the checked tables."""
    query = _query(use)
    views = [f"基準 AS (SELECT DATE '{use.around.as_of.isoformat()}' AS 日)"]
    for one in query.relations:
        rows = "\nUNION ALL\n".join(_select(source, one) for source in _sources_of(use, one))
        views.append(f"{quoted(one.name)} AS (\n{rows}\n)")
    listed = ",\n".join(views)
    filled = _PARAMETER.sub(lambda found: _list(use.rule.parameters[found[1]]), query.sql)
    return f"WITH {listed}\nSELECT DISTINCT _row FROM (\n{filled}\n) AS 該当"
