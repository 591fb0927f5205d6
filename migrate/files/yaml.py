"""YAML 1.2 in safe mode, with the line of every key: no tags, no anchors, bounded size."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.tokens import (
    AliasToken,
    AnchorToken,
    BlockEndToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    TagToken,
)

from migrate.errors import UnreadableError
from migrate.files import yaml_reason
from migrate.model.finding import Place

MAX_BYTES = 32 << 20
MAX_DEPTH = 100
"""Deeper nesting is no document that a person writes, and takes the parser minutes."""
_OPENING = (BlockMappingStartToken, BlockSequenceStartToken, FlowMappingStartToken, FlowSequenceStartToken)
_MARKS = frozenset("&*!\t\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
"""Marks of anchors, aliases and tags, and what may end a line besides ``\\n``."""
_BROKEN = (
    YAMLError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)
"""What the parser raises for scalars that look like a number or a day and are none, and for keys that are lists."""
_CLOSING = (BlockEndToken, FlowMappingEndToken, FlowSequenceEndToken)


def _round_trip() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _refuse(name: str, line: int | None, reason: str) -> UnreadableError:
    return UnreadableError("MIG-SYS-007", Place(file=name, line=line), {"file": name, "reason": reason})


def _plain(text: str) -> bool:
    """True where no anchor, alias or tag can stand in the text and nothing can nest too deep, by its letters alone.

    A block nests by a further column, at most twice in each (``a:`` above ``- b``), or by ``-`` and ``?`` in its line;
    anything else that nests opens a bracket.
    """
    if not _MARKS.isdisjoint(text):
        return False
    columns = max(len(one) - len(one.lstrip(" ")) + one.count("-") + one.count("?") for one in text.split("\n"))
    return 2 * (columns + 1) + text.count("[") + text.count("{") <= MAX_DEPTH


def _guard(text: str, name: str) -> None:
    """Refuse what the parser must not see: anchors, aliases, tags, deep nesting."""
    if _plain(text):
        return
    depth = 0
    for token in YAML(typ="rt").scan(io.StringIO(text)):
        if isinstance(token, AliasToken | AnchorToken | TagToken):
            raise _refuse(name, int(token.start_mark.line) + 1, "アンカー・別名・タグは使えません")
        depth += isinstance(token, _OPENING)
        depth -= isinstance(token, _CLOSING)
        if depth > MAX_DEPTH:
            raise _refuse(name, int(token.start_mark.line) + 1, f"入れ子が {MAX_DEPTH} 段を超えています")


def loads(data: bytes, name: str) -> Any:
    """Parse one YAML document; mappings are ``CommentedMap`` and know their lines (see ``line_of``).

    Raises:
        UnreadableError: MIG-SYS-007 with the line: not UTF-8, not YAML, an anchor, an alias or a tag, too large, too
            deep.
    """
    if len(data) > MAX_BYTES:
        raise _refuse(name, None, "32 MB を超えています")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refuse(name, *yaml_reason.undecodable(data, error)) from None
    try:
        _guard(text, name)
        return _round_trip().load(text)
    except MarkedYAMLError as error:
        raise _refuse(name, *yaml_reason.reason(text, error)) from None
    except ReaderError as error:
        raise _refuse(name, *yaml_reason.unprintable(text, int(error.position))) from None
    except _BROKEN:
        raise _refuse(name, *yaml_reason.unreadable(text)) from None


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
