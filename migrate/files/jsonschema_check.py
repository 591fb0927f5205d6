"""JSON Schema as a list of plain violations; the words for people are the caller's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from migrate.model.value import value

Path = tuple[str | int, ...]


@value
class Violation:
    """One thing that a schema does not admit."""

    path: Path
    """Keys and positions from the root to the node; for an unknown key, the key itself comes last."""
    rule: str
    """JSON Schema keyword that failed (``type``, ``required``, ``additionalProperties`` …), or ``key``: not a text."""
    wanted: str
    """What the schema asks for: missing key, allowed keys or values, type name, pattern."""


def _plain(node: Any, path: Path, found: list[Violation]) -> Any:
    """``node`` as dicts and lists; a key that is not a text is noted and left out."""
    if isinstance(node, dict):
        plain = {}
        for key, child in node.items():
            if isinstance(key, str):
                plain[str(key)] = _plain(child, (*path, str(key)), found)
            else:
                found.append(Violation(path=(*path, str(key)), rule="key", wanted=str(key)))
        return plain
    if isinstance(node, list):
        return [_plain(child, (*path, place), found) for place, child in enumerate(node)]
    return node


def _of(error: ValidationError) -> list[Violation]:
    path: Path = tuple(error.absolute_path)
    asked, rule = error.validator_value, str(error.validator)
    if rule == "additionalProperties" and isinstance(error.schema, Mapping) and isinstance(error.instance, Mapping):
        known = error.schema.get("properties", {})
        wanted = "、".join(known)
        return [Violation(path=(*path, key), rule=rule, wanted=wanted) for key in error.instance if key not in known]
    if rule == "required" and isinstance(error.instance, Mapping):
        missing = [str(key) for key in asked if key not in error.instance]
        return [Violation(path=path, rule=rule, wanted=key) for key in missing]
    wanted = "、".join(map(str, asked)) if isinstance(asked, list) and rule != "oneOf" else str(asked)
    return [Violation(path=path, rule=rule, wanted="" if rule == "oneOf" else wanted)]


def violations(schema: Mapping[str, Any], data: Any) -> tuple[Violation, ...]:
    """Everything in ``data`` (as a YAML or JSON reader gives it) that ``schema`` (2020-12) does not admit, by path."""
    found: list[Violation] = []
    plain = _plain(data, (), found)
    for error in Draft202012Validator(schema).iter_errors(plain):
        found += _of(error)
    unique = {(v.path, v.rule, v.wanted): v for v in found}
    return tuple(unique[key] for key in sorted(unique, key=lambda k: (tuple(map(str, k[0])), k[1], k[2])))
