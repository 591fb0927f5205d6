"""Rules about primary keys and foreign keys: what identifies a row, and what hangs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from migrate.model.finding import Severity
from migrate.model.source import ForeignKey, SourceTable
from migrate.source.lint import families
from migrate.source.lint.families import Family, words
from migrate.source.lint.rule import Group, Hit, at, rules
from migrate.source.lint.subject import Subject, plain

_GENERIC = words("id code cd no seq name kbn type status")


def _tables(subject: Subject) -> dict[str, SourceTable]:
    return {plain(table.name): table for table in subject.tables}


def _names(table: SourceTable) -> set[str]:
    return {plain(column.name) for column in table.columns}


def no_primary_key(subject: Subject) -> Iterator[Hit]:
    """A table without a primary key."""
    for table in subject.tables:
        if not table.primary_key:
            yield Hit(table=table)


def inexact_key(subject: Subject) -> Iterator[Hit]:
    """A key with a floating-point number (never equal for sure) or a date with time."""
    for field in subject.fields:
        if field.in_key and field.family in {Family.FLOAT, Family.DATETIME}:
            heavy = Severity.ERROR if field.family is Family.FLOAT else Severity.WARNING
            yield Hit(table=field.table, column=field.column, params={"type": field.column.type}, severity=heavy)


def name_in_key(subject: Subject) -> Iterator[Hit]:
    """A key with a person's name or an address: its characters change in the migration."""
    for field in subject.fields:
        if field.in_key and (field.kanji or (field.text and field.kana)):
            yield at(field, {"label": field.label})


def key_column_missing(subject: Subject) -> Iterator[Hit]:
    """A key that names a column which the table does not have."""
    for table in subject.tables:
        own = _names(table)
        keys = [table.primary_key, *(key.columns for key in table.foreign_keys)]
        for name in sorted({name for key in keys for name in key if plain(name) not in own}):
            yield Hit(table=table, params={"column": name})


def foreign_table_missing(subject: Subject) -> Iterator[Hit]:
    """A foreign key to a table whose definition was not handed over."""
    known = _tables(subject)
    for table in subject.tables:
        for target in sorted({key.table for key in table.foreign_keys if plain(key.table) not in known}):
            yield Hit(table=table, params={"target": target})


def _order(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """All nodes, each after those that it leads to (circles aside)."""
    done: dict[str, None] = {}
    seen: set[str] = set()
    for start in sorted(edges):
        path = [] if start in seen else [(start, iter(sorted(edges[start])))]
        seen.add(start)
        while path:
            node, rest = path[-1]
            after = next((one for one in rest if one not in seen), None)
            if after is None:
                done[node] = None
                path.pop()
            else:
                seen.add(after)
                path.append((after, iter(sorted(edges[after]))))
    return list(done)


def _circles(edges: Mapping[str, set[str]]) -> list[list[str]]:
    """Sets of nodes that lead to one another (Kosaraju's algorithm), by their first name."""
    back: dict[str, set[str]] = {node: set() for node in edges}
    for node, targets in edges.items():
        for target in targets:
            back[target].add(node)
    left = set(edges)
    circles = []
    for start in reversed(_order(edges)):
        if start not in left:
            continue
        left.discard(start)
        circle, waiting = [start], [start]
        while waiting:
            fresh = back[waiting.pop()] & left
            left -= fresh
            circle += sorted(fresh)
            waiting += sorted(fresh)
        if len(circle) > 1:
            circles.append(sorted(circle))
    return sorted(circles)


def circular_keys(subject: Subject) -> Iterator[Hit]:
    """Tables that refer to one another in a circle: no order of loading satisfies all of them."""
    known = _tables(subject)
    edges = {name: {plain(key.table) for key in table.foreign_keys} - {name} for name, table in known.items()}
    for circle in _circles({name: targets & known.keys() for name, targets in edges.items()}):
        yield Hit(table=known[circle[0]], params={"tables": "、".join(known[one].name for one in circle)})


def _mismatch(table: SourceTable, key: ForeignKey, target: SourceTable) -> str:
    columns = {plain(column.name): column for column in table.columns}
    theirs = {plain(column.name): column for column in target.columns}
    for name, other in zip(key.columns, key.target or target.primary_key, strict=False):
        one, two = columns.get(plain(name)), theirs.get(plain(other))
        if one is None or two is None:
            continue
        same = families.family(one.type) is families.family(two.type)
        if not same or (one.length is not None and two.length is not None and one.length != two.length):
            return f"{name} と {target.name}.{other}"
    return ""


def foreign_key_differs(subject: Subject) -> Iterator[Hit]:
    """A foreign key whose type or length is not that of the key it refers to."""
    known = _tables(subject)
    for table in subject.tables:
        for key in table.foreign_keys:
            target = known.get(plain(key.table))
            if target is not None and (pair := _mismatch(table, key, target)):
                yield Hit(table=table, params={"pair": pair})


def undeclared_key(subject: Subject) -> Iterator[Hit]:
    """A column with the name of the key of exactly one other table, without a foreign key that says so."""
    owners: dict[str, list[SourceTable]] = defaultdict(list)
    for table in subject.tables:
        if len(table.primary_key) == 1:
            owners[plain(table.primary_key[0])].append(table)
    for field in subject.fields:
        name = plain(field.column.name)
        declared = {plain(column) for key in field.table.foreign_keys for column in key.columns}
        owner = owners.get(name, [])
        alone = len(owner) == 1 and owner[0] is not field.table
        if alone and name not in _GENERIC and name not in declared:
            yield at(field, {"target": owner[0].name})


RULES = rules(
    Group.KEYS,
    ("MIG-SRC-100", "no-primary-key", "主キーのない表", Severity.ERROR, no_primary_key),
    ("MIG-SRC-101", "inexact-key", "小数や日時を含む主キー", Severity.WARNING, inexact_key),
    ("MIG-SRC-102", "name-in-key", "氏名・住所を含む主キー", Severity.WARNING, name_in_key),
    ("MIG-SRC-103", "key-column-missing", "表にない列を指すキー", Severity.ERROR, key_column_missing),
    ("MIG-SRC-104", "foreign-table-missing", "定義のない表を指す外部キー", Severity.ERROR, foreign_table_missing),
    ("MIG-SRC-105", "circular-keys", "循環する外部キー", Severity.WARNING, circular_keys),
    ("MIG-SRC-106", "foreign-key-differs", "型か桁のちがう外部キー", Severity.WARNING, foreign_key_differs),
    ("MIG-SRC-107", "undeclared-key", "宣言のない外部キーらしい列", Severity.INFO, undeclared_key),
)
