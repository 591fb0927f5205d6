"""Plain data (JSON, YAML) of an export: reading it guardedly, and where two trees differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from migrate.files import records, yaml
from migrate.spec.interop.carry import damaged

NOTHING = object()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def from_json(data: bytes, name: str) -> Any:
    """The plain data in a JSON file.

    Raises:
        UnreadableError: MIG-SPEC-062, it is none: not JSON, a key twice, too large, too deep.
    """
    if len(data) > yaml.MAX_BYTES:
        raise damaged(name, f"{yaml.MAX_BYTES >> 20} MB を超えています")
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise damaged(name, f"{error.lineno} 行") from None
    except (ValueError, RecursionError):
        raise damaged(name, "JSON の全体") from None


def to_json(tree: Any) -> bytes:
    """Plain data as the bytes of a JSON file."""
    return records.to_bytes(tree)


def _label(one: Any, position: int) -> str:
    """How people call an element of a list: its own name, else its position from 1."""
    if isinstance(one, dict):
        for key in ("property", "name", "id"):
            if isinstance(one.get(key), str):
                return str(one[key])
    return str(position + 1)


def _children(tree: Any) -> dict[str, Any] | None:
    if isinstance(tree, dict):
        return {str(key): one for key, one in tree.items()}
    if isinstance(tree, list) and any(isinstance(one, dict) for one in tree):
        labels = [_label(one, position) for position, one in enumerate(tree)]
        if len(set(labels)) < len(labels):
            labels = [str(position + 1) for position in range(len(tree))]
        return dict(zip(labels, tree, strict=True))
    return None


def differences(one: Any, other: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Where two trees differ, as paths ``a → b``; order counts only where the parts are not named."""
    left, right = _children(one), _children(other)
    if left is None or right is None:
        if one is NOTHING or other is NOTHING or type(one) is not type(other) or one != other:
            yield " → ".join(path)
        return
    moved = list(left) != list(right) and sorted(left) == sorted(right) and isinstance(one, list)
    if moved:
        yield " → ".join((*path, "順序"))
    for key in dict.fromkeys((*left, *right)):
        yield from differences(left.get(key, NOTHING), right.get(key, NOTHING), (*path, key))
