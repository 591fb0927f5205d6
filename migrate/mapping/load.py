"""A mapping file (YAML, edited by people) as a `Mapping`; everything wrong in its form is a finding with its line."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.files.bundled import bundled
from migrate.files.jsonschema_check import Path, Violation, violations
from migrate.model.finding import Basis, Finding, Place, Severity, sort_key
from migrate.model.mapping import Block, CodeMap, Dropped, Fate, ItemRule, Mapping, OnError, RowRule

OWN = Basis(document="本ツール独自", section="対応表の書き方（reports/schemas/mapping.json）")
_CODES = {
    "additionalProperties": "MIG-MAP-002",
    "required": "MIG-MAP-003",
    "type": "MIG-MAP-004",
    "key": "MIG-MAP-006",
    "oneOf": "MIG-MAP-007",
    "minItems": "MIG-MAP-008",
    "minProperties": "MIG-MAP-008",
    "minLength": "MIG-MAP-008",
}
_OTHER = "MIG-MAP-005"
_TYPES = {
    "object": "「見出し: 値」の並び",
    "array": "「- 」で始まる並び",
    "string": "文字（引用符で囲む）",
    "null": "空",
}
_PATTERNS = {"^[0-9]{3}@[0-9A-Za-z][0-9A-Za-z._-]*$": "業務ID@版（例 031@2023-09-29）"}


@cache
def schema() -> Any:
    """The JSON Schema of the file."""
    return json.loads((bundled("reports") / "schemas" / "mapping.json").read_bytes())


def _line(document: Any, path: Path) -> int | None:
    """Line of the deepest node on ``path`` that knows its own."""
    node, line = document, yaml.line_of(document)
    for step in path:
        key = step
        if isinstance(node, dict) and step not in node:  # a key that is not a text was noted as text
            key = next((k for k in node if str(k) == step), step)
            if key not in node:
                break
        line = yaml.line_of(node, key) or line
        node = node[key]
    return line


def _finding(document: Any, name: str, violation: Violation) -> Finding:
    wanted = "、".join(_TYPES.get(part, part) for part in violation.wanted.split("、"))
    params: dict[str, str | int] = {
        "spot": " → ".join(str(p + 1) if isinstance(p, int) else p for p in violation.path) or "ファイルの先頭",
        "key": str(violation.path[-1]) if violation.path else "",
        "wanted": _PATTERNS.get(wanted, wanted),
    }
    place = Place(file=name, line=_line(document, violation.path))
    code = _CODES.get(violation.rule, _OTHER)
    return Finding(code=code, severity=Severity.ERROR, place=place, params=params, basis=OWN)


def _document(data: bytes, name: str) -> tuple[Any, tuple[Finding, ...]]:
    document = yaml.loads(data, name)
    if not isinstance(document, dict):
        place = Place(file=name, line=1)
        return document, (Finding(code="MIG-MAP-001", severity=Severity.ERROR, place=place, basis=OWN),)
    found = (_finding(document, name, v) for v in violations(schema(), document))
    return document, tuple(sorted(found, key=sort_key))


def problems(data: bytes, name: str) -> tuple[Finding, ...]:
    """Everything wrong in the form of a mapping file: findings MIG-MAP-001 to -008.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML (tabs, duplicate keys, anchors, not UTF-8).
    """
    return _document(data, name)[1]


def _item(name: str, body: Any, line: int | None) -> ItemRule:
    if isinstance(body, str):
        return ItemRule(item=name, expression=str(body), line=line)
    return ItemRule(
        item=name,
        expression=str(body["expr"]),
        on_error=OnError(body.get("on_error", OnError.EMPTY)),
        note=str(body.get("note", "")),
        line=line,
    )


def _row(body: Any) -> RowRule:
    return RowRule(
        name=str(body["rule"]),
        fate=Fate(body["fate"]),
        reason=str(body["reason"]),
        when=str(body.get("when", "")),
        key=tuple(str(k) for k in body.get("key", ())),
        latest_by=str(body.get("latest_by", "")),
        line=yaml.line_of(body),
    )


def _block(table: str, body: Any) -> Block:
    items = body["items"]
    return Block(
        table=table,
        source=str(body["source"]),
        rows=tuple(_row(row) for row in body.get("rows") or ()),
        items=tuple(_item(str(name), items[name], yaml.line_of(items, name)) for name in items),
        line=yaml.line_of(body),
    )


def load(data: bytes, name: str) -> Mapping:
    """The mapping in ``data``; ``name`` is the file's name for places.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML.
        MigrateError: MIG-MAP-001 to -008, the first thing wrong in its form (`problems` lists them all).
    """
    document, found = _document(data, name)
    if found:
        raise MigrateError(found[0].code, found[0].place, found[0].params)
    codes, drop = document.get("codes") or {}, document.get("drop") or {}
    return Mapping(
        spec=str(document["spec"]),
        product=str(document.get("product", "")),
        blocks=tuple(_block(str(table), body) for table, bodies in document["tables"].items() for body in bodies),
        dropped=tuple(
            Dropped(source=str(source), column=str(column), reason=str(reason), line=yaml.line_of(columns, column))
            for source, columns in drop.items()
            for column, reason in columns.items()
        ),
        code_maps=tuple(
            CodeMap(name=str(key), values={str(a): str(b) for a, b in values.items()}, line=yaml.line_of(codes, key))
            for key, values in codes.items()
        ),
        path=name,
        spec_line=yaml.line_of(document, "spec"),
    )
