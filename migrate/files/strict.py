"""JSON that others made, to values: every key is known, nothing is converted; all that is wrong is told by its place.

What passes is what `schema` admits; reading is as fast as `records.load`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaValidator

from migrate.files import records
from migrate.model.value import value

T = TypeVar("T")


class Fault(StrEnum):
    """What is wrong at a place."""

    SYNTAX = "syntax"
    """No JSON at all; the whole file is meant."""
    MISSING = "missing"
    UNKNOWN = "unknown"
    CHOICE = "choice"
    """None of the words that are admitted."""
    TYPE = "type"


@value
class Wrong:
    """One thing that is wrong; the value itself is never repeated."""

    path: tuple[str | int, ...]
    """Keys and positions from the root; of a missing or unknown key, the key comes last."""
    fault: Fault
    wanted: str = ""
    """Of a choice: the words admitted, in a row with 「、」."""


class StrictError(ValueError):
    """The JSON is not of the type."""

    def __init__(self, wrong: tuple[Wrong, ...]) -> None:
        super().__init__(len(wrong))
        self.wrong = wrong


_FAULTS = {
    "json_invalid": Fault.SYNTAX,
    "missing": Fault.MISSING,
    "unexpected_keyword_argument": Fault.UNKNOWN,
    "enum": Fault.CHOICE,
}


def schema(cls: type) -> dict[str, Any]:
    """JSON Schema (2020-12) of what `load` admits."""
    closed: dict[str, Any] = _without_more(records.schema(cls))
    return closed


def _without_more(node: Any) -> Any:
    """The JSON Schema with no further keys admitted anywhere."""
    if isinstance(node, list):
        return [_without_more(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: _without_more(child) for key, child in node.items()}
    return {**made, "additionalProperties": False} if isinstance(node.get("properties"), dict) else made


def _closed(node: Any) -> Any:
    """The schema of a type with no further keys admitted anywhere."""
    if isinstance(node, list):
        return [_closed(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: child if key in ("cls", "metadata") else _closed(child) for key, child in node.items()}
    return {**made, "extra_behavior": "forbid"} if node.get("type") == "dataclass-args" else made


_validators: dict[type, SchemaValidator] = {}


def _validator_of(cls: type) -> SchemaValidator:
    if cls not in _validators:
        _validators[cls] = SchemaValidator(_closed(TypeAdapter(cls).core_schema))
    return _validators[cls]


def load(cls: type[T], data: bytes) -> T:
    """The value of type ``cls`` that the JSON text ``data`` is.

    Raises:
        StrictError: it is none; all that is wrong, in the order of the type.
    """
    try:
        loaded: T = _validator_of(cls).validate_json(data, strict=True)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise StrictError(tuple(_wrong(dict(one)) for one in found)) from None
    return loaded


def _wrong(error: dict[str, Any]) -> Wrong:
    fault = _FAULTS.get(error["type"], Fault.TYPE)
    wanted = ""
    if fault is Fault.CHOICE:
        wanted = str(error["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").replace(", ", "、")
    return Wrong(path=tuple(error["loc"]), fault=fault, wanted=wanted)
