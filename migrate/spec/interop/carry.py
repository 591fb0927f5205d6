"""A spec as plain data and back, exactly: what a format has no place of its own for travels in its custom properties.

Empty fields are left out and come back as empty fields.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from migrate.errors import UnreadableError
from migrate.files import records
from migrate.model.finding import Place
from migrate.model.spec import Item, Spec

Plain = dict[str, Any]

_ITEMS = "items"
_NAMED = ("name", "table")
"""Fields of an item that every layout has a place for."""


def damaged(name: str, spot: str) -> UnreadableError:
    """The error for an export that cannot be read back (MIG-SPEC-062); ``spot`` says where in the file."""
    return UnreadableError("MIG-SPEC-062", Place(file=name), {"file": name, "spot": spot})


def only_a_part(name: str, table: str) -> UnreadableError:
    """The error for the schema of one table, which is no spec (MIG-SPEC-064)."""
    return UnreadableError("MIG-SPEC-064", Place(file=name), {"file": name, "table": table})


def _pruned(data: Any) -> Any:
    if isinstance(data, dict):
        pruned = {key: _pruned(one) for key, one in data.items()}
        return {key: one for key, one in pruned.items() if one not in ("", [], None, False)}
    if isinstance(data, list):
        return [] if all(one == "" for one in data) else [_pruned(one) for one in data]
    return data


def head(spec: Spec) -> Plain:
    """Everything of a spec but its items."""
    plain = _pruned(records.as_json(dataclasses.replace(spec, items=())))
    return {key: one for key, one in plain.items() if key != _ITEMS}


def item(one: Item) -> Plain:
    """The fields of an item that are not empty, but for its name and its table."""
    return {key: field for key, field in _pruned(records.as_json(one)).items() if key not in _NAMED}


@cache
def _fields(kind: type) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The types of a value's fields, and the empty values of those that have one, by name."""
    hints = typing.get_type_hints(kind)
    empty = {field.name: _empty(hints[field.name]) for field in dataclasses.fields(kind)}
    return hints, {key: one for key, one in empty.items() if one is not None}


def _empty(kind: Any) -> Any:
    """The empty value of a type, in plain data; None where there is none (an enumeration)."""
    if kind is str:
        return ""
    if kind is bool:
        return False
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)
        return [] if inner[-1] is Ellipsis else [_empty(one) for one in inner]
    return None


def _filled(kind: Any, data: Any) -> Any:
    """``data`` of type ``kind`` with its empty fields put back; what has another shape is left as it is."""
    if isinstance(kind, types.UnionType):
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
    if typing.get_origin(kind) is tuple and isinstance(data, list):
        inner = typing.get_args(kind)
        return [_filled(inner[0], one) for one in data]
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and isinstance(data, dict):
        hints, empty = _fields(kind)
        kept = {key: _filled(hints[key], one) for key, one in data.items() if key in hints}
        return {key: one for key, one in {**empty, **kept}.items() if one is not None}
    return data


def spec(head_: Mapping[str, Any], items: Iterable[Mapping[str, Any]], name: str) -> Spec:
    """The spec of a `head` and of `item` data that have their name and table again.

    Raises:
        UnreadableError: MIG-SPEC-062, the data are not what `head` and `item` give.
    """
    data = _filled(Spec, {**head_, _ITEMS: list(items)})
    try:
        return records.load(Spec, records.to_bytes(data), name)
    except UnreadableError as error:
        raise damaged(name, str(error.params.get("spot", ""))) from None
    except (TypeError, ValueError):
        raise damaged(name, _ITEMS) from None


def camel(key: str) -> str:
    """The name of a field in camel case, as data contracts write them.

    >>> camel("output_condition")
    'outputCondition'
    """
    first, *others = key.split("_")
    return first + "".join(map(str.capitalize, others))


def kebab(key: str) -> str:
    """The name of a field as an ``x-`` key.

    >>> kebab("output_condition")
    'x-output-condition'
    """
    return "x-" + key.replace("_", "-")


def of_camel(key: str) -> str:
    """The field that `camel` wrote.

    >>> of_camel("outputCondition")
    'output_condition'
    """
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in key)


def of_kebab(key: str) -> str:
    """The field that `kebab` wrote.

    >>> of_kebab("x-output-condition")
    'output_condition'
    """
    return key.removeprefix("x-").replace("-", "_")
