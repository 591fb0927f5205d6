"""Pictures of characters, drawn from a font that the user has. The font is read in a process of its own, never kept."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from migrate.characters import drawing_child, font
from migrate.errors import UnreadableError
from migrate.model.finding import Place

SIZE = 64
"""Pixels of a picture, both ways."""
TIME_LIMIT = 300.0
_COMMAND = (sys.executable, "-P", drawing_child.__file__)
_OUTLINES = (b"\x00\x01\x00\x00", b"true", b"OTTO", b"ttcf")


def _refused(name: str, reason: str) -> UnreadableError:
    return UnreadableError("MIG-CHR-029", Place(file=name), {"file": name, "reason": reason})


def draw(path: Path, texts: Sequence[str], time_limit: float = TIME_LIMIT) -> Mapping[str, bytes]:
    """Character → PNG of ``SIZE`` pixels, grey on white; a character that the font does not have is left out.

    Of a collection (TTC) the first font is taken. ``time_limit`` is in seconds.

    Raises:
        UnreadableError: MIG-SYS-001, -002, MIG-SPEC-081 (too large), MIG-CHR-029 (no font with outlines, damaged, or
            the drawing process broke down).
    """
    data = font.read_bytes(path)
    if data[:4] not in _OUTLINES:
        raise _refused(path.name, "TrueType・OpenType のフォント（.ttf、.otf、.ttc、.tte）ではありません")
    head = json.dumps({"size": SIZE, "texts": list(texts)}).encode() + b"\n"
    try:
        done = subprocess.run(_COMMAND, input=head + data, capture_output=True, timeout=time_limit, check=False)
    except subprocess.TimeoutExpired:
        raise _refused(path.name, f"{time_limit:g} 秒で終わりません") from None
    except OSError:
        raise _refused(path.name, "字形を描く処理を起動できません") from None
    try:
        drawn = json.loads(done.stdout)["drawn"] if done.returncode == 0 else None
    except (ValueError, KeyError):
        drawn = None
    if drawn is None:
        raise _refused(path.name, "フォントの中の表が壊れています")
    return {text: base64.b64decode(png) for text, png in zip(texts, drawn, strict=True) if png is not None}
