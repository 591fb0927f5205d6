"""A mapping file (YAML, edited by people) as a `Mapping`; everything wrong in its form is a finding with its line."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from migrate.errors import MigrateError
from migrate.files import yaml, yaml_lines
from migrate.files.bundled import bundled
from migrate.files.jsonschema_check import Path, Violation, violations
from migrate.mapping import blocks, codefile
from migrate.mapping.codefile import Beside
from migrate.model.finding import Basis, Finding, Place, Severity, sort_key
from migrate.model.mapping import Dropped, Mapping

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
    "anyOf": "MIG-MAP-064",
    "dependentRequired": "MIG-MAP-064",
}
_OTHER = "MIG-MAP-005"
_TYPES = {
    "object": "「見出し: 値」の並び",
    "array": "「- 」で始まる並び",
    "string": "文字（引用符で囲む）",
    "null": "空",
}
_PATTERNS = {
    "^[0-9]{3}@[0-9A-Za-z][0-9A-Za-z._-]*$": "業務ID@版（例 031@2023-09-29）",
    r"^(?=.*[1-9])[0-9]{1,9}(\.[0-9]{1,9})?$": '0 より大きい数（例 "0.5"）',
}
_BOUNDS = {"minimum": "以上", "maximum": "以下"}


@cache
def schema() -> Any:
    """The JSON Schema of the file."""
    return json.loads((bundled("reports") / "schemas" / "mapping.json").read_bytes())


def line_at(document: Any, path: Path) -> int | None:
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
    bound = _BOUNDS.get(violation.rule, "")
    params: dict[str, str | int] = {
        "spot": " → ".join(str(p + 1) if isinstance(p, int) else p for p in violation.path) or "ファイルの先頭",
        "key": str(violation.path[-1]) if violation.path else "",
        "wanted": f"{wanted} {bound}" if bound else _PATTERNS.get(wanted, wanted),
    }
    place = Place(file=name, line=line_at(document, violation.path))
    code = _CODES.get(violation.rule, _OTHER)
    if code == _CODES["oneOf"] and violation.path[-1:] == ("tolerance",):
        code = "MIG-MAP-109"
    elif code == _CODES["oneOf"] and violation.path[3:4] == ("items",):
        code = "MIG-MAP-063"
    return Finding(code=code, severity=Severity.ERROR, place=place, params=params, basis=OWN)


def _document(data: bytes, name: str) -> tuple[Any, tuple[Finding, ...]]:
    document = yaml_lines.read(data, name)
    if not isinstance(document, dict):
        place = Place(file=name, line=1)
        return document, (Finding(code="MIG-MAP-001", severity=Severity.ERROR, place=place, basis=OWN),)
    found = (_finding(document, name, v) for v in violations(schema(), document))
    return document, tuple(sorted(found, key=sort_key))


def problems(data: bytes, name: str) -> tuple[Finding, ...]:
    """Everything wrong in the form of a mapping file: findings MIG-MAP-001 to -008, -063, -064, -109.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML (tabs, duplicate keys, anchors, not UTF-8).
    """
    return _document(data, name)[1]


def read(data: bytes, name: str, beside: Beside | None = None) -> Mapping | tuple[Finding, ...]:
    """The mapping in ``data``, or everything wrong in its form (as `problems`); arguments as for `load`.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML; MIG-SYS-001, a file that it names is not there.
        MigrateError: MIG-MAP-065, a code map's file.
    """
    document, found = _document(data, name)
    return found or _mapping(document, name, beside)


def load(data: bytes, name: str, beside: Beside | None = None) -> Mapping:
    """The mapping in ``data``; ``name`` is the file's name for places.

    ``beside`` reads the files that the mapping names (code maps as CSV), relative to its folder; without it, a mapping
    that names one is refused.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML; MIG-SYS-001, a file that it names is not there.
        MigrateError: MIG-MAP-001 to -008, -063, -064, the first thing wrong in its form (`problems` lists them all);
            MIG-MAP-065, a code map's file.
    """
    found = read(data, name, beside)
    if not isinstance(found, Mapping):
        raise MigrateError(found[0].code, found[0].place, found[0].params)
    return found


def _mapping(document: Any, name: str, beside: Beside | None) -> Mapping:
    codes, drop = document.get("codes") or {}, document.get("drop") or {}
    return Mapping(
        spec=str(document["spec"]),
        product=str(document.get("product", "")),
        blocks=blocks.with_parents(
            [blocks.block(str(table), one) for table, many in document["tables"].items() for one in many]
        ),
        dropped=tuple(
            Dropped(source=str(source), column=str(column), reason=str(reason), line=yaml.line_of(columns, column))
            for source, columns in drop.items()
            for column, reason in columns.items()
        ),
        code_maps=tuple(
            codefile.code_map(str(key), values, Place(file=name, line=yaml.line_of(codes, key)), beside)
            for key, values in codes.items()
        ),
        files={str(k): tuple(map(str, v)) for k, v in (document.get("files") or {}).items()},
        path=name,
        spec_line=yaml.line_of(document, "spec"),
    )
