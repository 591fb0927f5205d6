"""YAML 1.2 in safe mode, with the line of every key: no tags, no anchors, bounded size."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.tokens import AliasToken, AnchorToken, TagToken

from migrate.errors import UnreadableError
from migrate.model.finding import Place

MAX_BYTES = 32 << 20


def _round_trip() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def loads(data: bytes, name: str) -> Any:
    """Parse one YAML document; mappings are ``CommentedMap`` and know their lines (see ``line_of``).

    Raises:
        UnreadableError: MIG-SYS-007 with the line: not UTF-8, not YAML, an anchor, an alias or a tag, too large.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableError("MIG-SYS-007", Place(file=name), {"file": name, "reason": "32 MB を超えています"})
    try:
        text = data.decode("utf-8-sig")
        for token in YAML(typ="rt").scan(io.StringIO(text)):
            if isinstance(token, AliasToken | AnchorToken | TagToken):
                line = int(token.start_mark.line) + 1
                reason = "アンカー・別名・タグは使えません"
                raise UnreadableError("MIG-SYS-007", Place(file=name, line=line), {"file": name, "reason": reason})
        return _round_trip().load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(file=name, line=int(mark.line) + 1 if mark else None)
        raise UnreadableError(
            "MIG-SYS-007", place, {"file": name, "reason": "YAML の書き方が正しくありません"}
        ) from None
    except (YAMLError, ValueError, RecursionError):  # ValueError: not UTF-8, or a day such as 2026-02-30
        raise UnreadableError(
            "MIG-SYS-007", Place(file=name), {"file": name, "reason": "YAML として読めません"}
        ) from None


def load(path: Path) -> Any:
    """Parse a YAML file (see ``loads``).

    Raises:
        UnreadableError: MIG-SYS-001 (no such file), MIG-SYS-007.
    """
    try:
        return loads(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise UnreadableError("MIG-SYS-001", Place(file=path.name), {"file": path.name}) from None


def dumps(data: Any) -> bytes:
    """YAML text of ``data``; comments and order of a loaded document are kept."""
    stream = io.StringIO()
    _round_trip().dump(data, stream)
    return stream.getvalue().encode()


def line_of(node: Any, key: Any = None) -> int | None:
    """Line (from 1) of a mapping key or sequence index, else of the node itself; None where unknown."""
    if isinstance(node, CommentedMap | CommentedSeq):
        if key is not None:
            position = node.lc.key(key) if isinstance(node, CommentedMap) else node.lc.item(key)
            return int(position[0]) + 1 if position else None
        return int(node.lc.line) + 1
    return None
