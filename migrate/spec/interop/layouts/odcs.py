"""Open Data Contract Standard v3.1.0 (YAML): one schema object a table, one property an item.

v3.1.0 and not a later one, since more tools read it; closed code lists are the quality check ``invalidValues``. What
the standard has no place for travels in ``customProperties``. Texts are quoted, so that readers of YAML 1.1 and 1.2
agree on ``on``, ``012`` and ``12:00:00``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from migrate.files import yaml
from migrate.model.spec import Item, Spec, SpecKind
from migrate.model.value import value
from migrate.spec.interop import carry, names
from migrate.spec.interop.domain import described, domain
from migrate.spec.interop.keys import ForeignKey, foreign_keys
from migrate.spec.interop.options import STARTER, Found, Options, is_ours, options_of, stamp

SUFFIXES = (".yaml", ".yml")
OPTIONS: tuple[str, ...] = ()
_VERSION = "v3.1.0"
_STAMP = "migrate"
_STATUS = {SpecKind.OFFICIAL: "active", SpecKind.API: "active", SpecKind.REFERENCE: "active"}


def _custom(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"property": carry.camel(key), "value": one} for key, one in fields.items()]


def _uncustom(listed: Any) -> dict[str, Any]:
    return {carry.of_camel(one["property"]): one["value"] for one in listed}


def _options(item: Item, spec: Spec) -> dict[str, Any]:
    admits = domain(item, spec)
    wanted = (
        ("maxLength", admits.max_length),
        ("pattern", admits.pattern or None),
        ("format", "binary" if admits.binary else None),
        ("minimum", admits.minimum),
        ("maximum", admits.maximum),
    )
    return {key: one for key, one in wanted if one is not None}


def _target(key: ForeignKey, ids: Mapping[str, str]) -> list[str]:
    return [f"schema/{ids[one.table]}/properties/{one.id}" for one in key.target]


def _property(item: Item, spec: Spec, name: str, key_position: int) -> dict[str, Any]:
    admits = domain(item, spec)
    found: dict[str, Any] = {
        "id": item.id,
        "name": name,
        "businessName": item.name,
        "logicalType": admits.kind,
    }
    if item.type:
        found["physicalType"] = item.words
    if options := _options(item, spec):
        found["logicalTypeOptions"] = options
    if text := described(item):
        found["description"] = text
    if item.required or item.primary_key:
        found["required"] = True
    if item.primary_key:
        found |= {"primaryKey": True, "primaryKeyPosition": key_position}
    if item.sample:
        found["examples"] = [item.sample]
    if admits.values:
        check = {"metric": "invalidValues", "arguments": {"validValues": list(admits.values)}, "mustBe": 0}
        found["quality"] = [{"type": "library", **check}]
    return {**found, "customProperties": _custom(carry.item(item))}


@value
class _Known:
    """What is known of the whole spec, for each of its tables."""

    spec: Spec
    ids: Mapping[str, str]
    table: Mapping[str, str]
    column: Mapping[str, str]
    keys: tuple[ForeignKey, ...]


def _table(known: _Known, table: str) -> dict[str, Any]:
    spec, ids, column = known.spec, known.ids, known.column
    items = spec.items_of(table)
    position = {one.id: place for place, one in enumerate((i for i in items if i.primary_key), 1)}
    name = known.table[table]
    found: dict[str, Any] = {
        "id": ids[table],
        "name": name,
        "businessName": table,
        "physicalName": name,
        "physicalType": "table",
        "logicalType": "object",
        "properties": [_property(one, spec, column[one.id], position.get(one.id, 0)) for one in items],
    }
    relations = [
        {"from": [f"schema/{ids[table]}/properties/{one.id}" for one in key.columns], "to": _target(key, ids)}
        for key in known.keys
        if key.table == table and key.target
    ]
    if relations:
        found["relationships"] = relations
    return found


def expected(spec: Spec, options: Options) -> dict[str, Any]:
    """The contract of a spec."""
    description = {"purpose": spec.title or spec.id}
    if spec.kind is SpecKind.STARTER:
        description["limitations"] = STARTER
    contract: dict[str, Any] = {
        "apiVersion": _VERSION,
        "kind": "DataContract",
        "id": f"migrate-spec-{spec.business}-{spec.edition}",
        "name": spec.business_name or spec.id,
        "version": spec.edition,
        "status": _STATUS.get(spec.kind, "draft"),
        "description": description,
        "customProperties": [
            {"property": _STAMP, "value": stamp(options)},
            *_custom(carry.head(spec)),
        ],
    }
    if spec.items:
        known = _Known(
            spec=spec,
            ids=names.table_ids(spec),
            table=names.tables(spec, options.names),
            column=names.all_columns(spec, options.names),
            keys=foreign_keys(spec),
        )
        contract["schema"] = [_table(known, table) for table in spec.tables]
    return contract


def _quoted(tree: Any) -> Any:
    if isinstance(tree, dict):
        return CommentedMap((key, _quoted(one)) for key, one in tree.items())
    if isinstance(tree, list):
        return CommentedSeq(_quoted(one) for one in tree)
    return DoubleQuotedScalarString(tree) if isinstance(tree, str) else tree


def write(spec: Spec, options: Options) -> bytes:
    """The bytes of the contract."""
    return yaml.dumps(_quoted(expected(spec, options)))


def _plain(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {str(key): _plain(one) for key, one in tree.items()}
    if isinstance(tree, list):
        return [_plain(one) for one in tree]
    if isinstance(tree, bool) or tree is None:
        return tree
    for kind in (str, int, float):
        if isinstance(tree, kind):
            return kind(tree)
    return str(tree)


def parse(data: bytes, name: str) -> dict[str, Any] | None:
    """The contract in a YAML file.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML.
    """
    tree = _plain(yaml.loads(data, name))
    if not isinstance(tree, dict) or tree.get("kind") != "DataContract":
        return None
    listed = tree.get("customProperties")
    ours = any(is_ours(one.get("value")) for one in listed if isinstance(one, dict)) if isinstance(listed, list) else 0
    return tree if ours else None


def found(tree: dict[str, Any], name: str) -> Found:
    """The spec of a contract.

    Raises:
        UnreadableError: MIG-SPEC-062, it is damaged, or of another version.
    """
    try:
        head = _uncustom(tree["customProperties"])
        options = options_of(head[_STAMP])
        items = [
            {"name": one["businessName"], "table": table["businessName"], **_uncustom(one["customProperties"])}
            for table in tree.get("schema", ())
            for one in table["properties"]
        ]
    except (KeyError, TypeError, AttributeError):
        raise carry.damaged(name, "customProperties") from None
    if options is None:
        raise carry.damaged(name, f"customProperties → {_STAMP}")
    return Found(spec=carry.spec(head, items, name), options=options)
