"""JSON Schema (2020-12) of the records: one definition a table; the document is an object of tables with their records.

A value that need not be there may be null or left out. 条件付き必須 stays a description: its condition is prose.
What the standard has no word for travels in ``x-…`` keys, which validators pass over.
"""

from __future__ import annotations

from typing import Any

from migrate.model.spec import Item, Spec
from migrate.spec.interop import carry, names, trees
from migrate.spec.interop.domain import described, domain
from migrate.spec.interop.options import Found, Options, is_ours, options_of, stamp

SUFFIXES = (".json",)
OPTIONS: tuple[str, ...] = ()
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _must(item: Item) -> bool:
    return item.required or item.primary_key


def _property(item: Item, spec: Spec) -> dict[str, Any]:
    admits = domain(item, spec)
    found: dict[str, Any] = {"title": item.name}
    if text := described(item):
        found["description"] = text
    found["type"] = admits.kind if _must(item) else [admits.kind, "null"]
    if admits.max_length is not None:
        found["maxLength"] = admits.max_length
    if _must(item) and admits.kind == "string":
        found["minLength"] = 1
    if admits.pattern:
        found["pattern"] = admits.pattern
    if admits.minimum is not None:
        found["minimum"] = admits.minimum
    if admits.maximum is not None:
        found["maximum"] = admits.maximum
    if admits.values:
        found["enum"] = list(admits.values) if _must(item) else [*admits.values, None]
    if admits.binary:
        found["contentEncoding"] = "base64"
    if item.sample:
        found["examples"] = [item.sample]
    return found | {carry.kebab(key): one for key, one in carry.item(item).items()}


def _definition(spec: Spec, table: str, options: Options) -> dict[str, Any]:
    items = spec.items_of(table)
    column = names.columns(items, options.names)
    definition: dict[str, Any] = {
        "title": table,
        "type": "object",
        "properties": {column[one.id]: _property(one, spec) for one in items},
    }
    if must := [column[one.id] for one in items if _must(one)]:
        definition["required"] = must
    return {**definition, "additionalProperties": False}


def expected(spec: Spec, options: Options) -> dict[str, Any]:
    """The schema of a spec."""
    ids, called = names.table_ids(spec), names.tables(spec, options.names)
    return {
        "$schema": _DIALECT,
        "title": spec.title or spec.id,
        "type": "object",
        "properties": {
            called[table]: {"type": "array", "items": {"$ref": f"#/$defs/{ids[table]}"}} for table in spec.tables
        },
        "additionalProperties": False,
        "$defs": {ids[table]: _definition(spec, table, options) for table in spec.tables},
        "x-migrate": {**stamp(options), **carry.head(spec)},
    }


def write(spec: Spec, options: Options) -> bytes:
    """The bytes of the schema."""
    return trees.to_json(expected(spec, options))


def parse(data: bytes, name: str) -> dict[str, Any] | None:
    """The schema in a JSON file.

    Raises:
        UnreadableError: MIG-SPEC-062, it is not JSON.
    """
    tree = trees.from_json(data, name)
    ours = isinstance(tree, dict) and tree.get("$schema") == _DIALECT and is_ours(tree.get("x-migrate"))
    return tree if ours else None


def found(tree: dict[str, Any], name: str) -> Found:
    """The spec of a schema.

    Raises:
        UnreadableError: MIG-SPEC-062, it is damaged, or of another version.
    """
    head = tree["x-migrate"]
    options = options_of(head)
    if options is None:
        raise carry.damaged(name, "x-migrate")
    try:
        items = [
            {
                "name": one.get("title", ""),
                "table": definition.get("title", ""),
                **{carry.of_kebab(key): value for key, value in one.items() if key.startswith("x-")},
            }
            for definition in tree["$defs"].values()
            for one in definition["properties"].values()
        ]
    except (KeyError, TypeError, AttributeError):
        raise carry.damaged(name, "$defs") from None
    return Found(spec=carry.spec(head, items, name), options=options)
