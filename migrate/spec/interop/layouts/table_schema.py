"""Frictionless Data Package with one resource a table (v2 of the standard), or the bare Table Schema of one table.

What the standard has no word for travels in ``x-migrate`` (the head of the spec) and in ``x-…`` keys of the fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from migrate.errors import MigrateError
from migrate.model.spec import Item, Spec, SpecKind
from migrate.model.value import value
from migrate.spec.interop import carry, names, trees
from migrate.spec.interop.domain import described, domain
from migrate.spec.interop.keys import ForeignKey, foreign_keys
from migrate.spec.interop.options import STARTER, Found, Options, is_ours, options_of, stamp

SUFFIXES = (".json",)
OPTIONS = ("table",)
_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f/\\:*?"<>|]')


def file_of(table: str) -> str:
    """The file of a table in the package."""
    return f"{_NOT_IN_A_NAME.sub('_', table).strip('. ') or '_'}.csv"


def _field(item: Item, spec: Spec, name: str) -> dict[str, Any]:
    admits = domain(item, spec)
    constraints: dict[str, Any] = {}
    if item.required or item.primary_key:
        constraints["required"] = True
    if admits.max_length is not None:
        constraints["maxLength"] = admits.max_length
    if admits.pattern:
        constraints["pattern"] = admits.pattern
    if admits.minimum is not None:
        constraints["minimum"] = admits.minimum
    if admits.maximum is not None:
        constraints["maximum"] = admits.maximum
    if admits.values:
        constraints["enum"] = list(admits.values)
    field: dict[str, Any] = {"name": name, "title": item.name, "type": admits.kind}
    if admits.binary:
        field["format"] = "binary"
    if text := described(item):
        field["description"] = text
    if admits.can_be(item.sample):
        field["example"] = item.sample
    if constraints:
        field["constraints"] = constraints
    return field | {carry.kebab(key): one for key, one in carry.item(item).items()}


def _foreign_key(key: ForeignKey, ids: Mapping[str, str], column: Mapping[str, str]) -> dict[str, Any]:
    own = key.table == key.target_table
    return {
        "fields": [column[one.id] for one in key.columns],
        "reference": {
            "resource": "" if own else ids[key.target_table].lower(),
            "fields": [column[one.id] for one in key.target],
        },
    }


@value
class _Known:
    """What is known of the whole spec, for the schema of each of its tables."""

    spec: Spec
    ids: Mapping[str, str]
    column: Mapping[str, str]
    keys: tuple[ForeignKey, ...]


def _known(spec: Spec, options: Options) -> _Known:
    column = names.all_columns(spec, options.names)
    return _Known(spec=spec, ids=names.table_ids(spec), column=column, keys=foreign_keys(spec))


def _schema(known: _Known, table: str) -> dict[str, Any]:
    spec, column = known.spec, known.column
    items = spec.items_of(table)
    schema: dict[str, Any] = {"$schema": _SCHEMA, "fields": [_field(one, spec, column[one.id]) for one in items]}
    if key := [column[one.id] for one in items if one.primary_key]:
        schema["primaryKey"] = key
    foreign = [one for one in known.keys if one.table == table and one.target]
    if foreign:
        schema["foreignKeys"] = [_foreign_key(one, known.ids, column) for one in foreign]
    return schema


def _of_one_table(spec: Spec, options: Options) -> dict[str, Any]:
    """The schema of one table; keys that point at other tables have no place in it."""
    if options.table not in spec.tables:
        params = {"spec": spec.id, "table": options.table, "known": "、".join(spec.tables)}
        raise MigrateError("MIG-SPEC-013", params=params)
    schema = _schema(_known(spec, options), options.table)
    if inside := [one for one in schema.pop("foreignKeys", []) if not one["reference"]["resource"]]:
        schema["foreignKeys"] = inside
    return {**schema, "title": options.table, "x-migrate": {**stamp(options), "spec": spec.id}}


def expected(spec: Spec, options: Options) -> dict[str, Any]:
    """The package (or the bare schema) of a spec.

    Raises:
        MigrateError: MIG-SPEC-013, there is no such table.
    """
    if options.table:
        return _of_one_table(spec, options)
    known, called = _known(spec, options), names.tables(spec, options.names)
    ids = known.ids
    files = names.unique({ids[table]: file_of(called[table]) for table in spec.tables})
    resources = [
        {
            "name": ids[table].lower(),
            "title": table,
            "path": files[ids[table]] if files[ids[table]].endswith(".csv") else f"{ids[table]}.csv",
            "encoding": "utf-8",
            "schema": _schema(known, table),
        }
        for table in spec.tables
    ]
    package: dict[str, Any] = {
        "$schema": _PACKAGE,
        "name": f"{spec.business}-{spec.edition}".lower(),
        "title": spec.title or spec.id,
        "version": spec.edition,
    }
    if spec.kind is SpecKind.STARTER:
        package["description"] = STARTER
    return {**package, "resources": resources, "x-migrate": {**stamp(options), **carry.head(spec)}}


def write(spec: Spec, options: Options) -> bytes:
    """The bytes of ``datapackage.json``, or of the bare schema of ``options.table``.

    Raises:
        MigrateError: MIG-SPEC-013, there is no such table.
    """
    return trees.to_json(expected(spec, options))


def parse(data: bytes, name: str) -> dict[str, Any] | None:
    """The package in a JSON file.

    Raises:
        UnreadableError: MIG-SPEC-062, it is not JSON.
    """
    tree = trees.from_json(data, name)
    if not isinstance(tree, dict) or tree.get("$schema") not in (_PACKAGE, _SCHEMA):
        return None
    return tree if is_ours(tree.get("x-migrate")) else None


def _items(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": field.get("title", ""),
            "table": resource.get("title", ""),
            **{carry.of_kebab(key): one for key, one in field.items() if key.startswith("x-")},
        }
        for resource in tree["resources"]
        for field in resource["schema"]["fields"]
    ]


def found(tree: dict[str, Any], name: str) -> Found:
    """The spec of a package.

    Raises:
        UnreadableError: MIG-SPEC-062 (damaged, or of another version), -064 (the schema of one table).
    """
    head = tree["x-migrate"]
    options = options_of(head)
    if options is None:
        raise carry.damaged(name, "x-migrate")
    if options.table:
        raise carry.only_a_part(name, options.table)
    try:
        items = _items(tree)
    except (KeyError, TypeError, AttributeError):
        raise carry.damaged(name, "resources") from None
    return Found(spec=carry.spec(head, items, name), options=options)
