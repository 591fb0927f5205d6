"""Values to JSON and back, and the JSON Schema of a value's type.

The types in `migrate.model` are the one definition; `reports/schemas/` is generated from them and compared in a test.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from migrate.errors import UnreadableError
from migrate.model.finding import Place

T = TypeVar("T")


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(cls: type) -> TypeAdapter[Any]:
    if cls not in _adapters:
        _adapters[cls] = TypeAdapter(cls)
    return _adapters[cls]


def as_json(obj: object) -> Any:
    """``obj`` as plain JSON data (dicts, lists, strings, numbers)."""
    return _adapter(type(obj)).dump_python(obj, mode="json")


def to_bytes(data: Any) -> bytes:
    """Plain JSON data as UTF-8 text: readable, order kept, one line feed at the end."""
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def dump(obj: object) -> bytes:
    """A value as the bytes of a JSON file."""
    return to_bytes(as_json(obj))


def compact(obj: object) -> bytes:
    """A value as JSON in one line, for digests: fast, the same bytes for the same value."""
    return _adapter(type(obj)).dump_json(obj)


def load(cls: type[T], data: bytes, name: str) -> T:
    """The value of type ``cls`` in a JSON file; ``name`` is the file's name for the error.

    Raises:
        UnreadableError: MIG-SYS-003, the file is not what this version writes.
    """
    try:
        loaded: T = _adapter(cls).validate_json(data)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        spot = ".".join(str(part) for part in first["loc"])
        raise UnreadableError("MIG-SYS-003", Place(file=name), {"file": name, "spot": spot}) from None
    return loaded


def schema(cls: type) -> dict[str, Any]:
    """JSON Schema (2020-12) of a value's type."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_adapter(cls).json_schema(mode="serialization"),
    }
