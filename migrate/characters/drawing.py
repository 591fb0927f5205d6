"""Pictures and shapes of characters, from a font that the user has. It is read in a process of its own, never kept."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from migrate.characters import drawing_child, font
from migrate.errors import UnreadableError
from migrate.model.finding import Place

SIZE = 64
"""Pixels of a picture, both ways."""
TIME_LIMIT = 3600.0
_WORTH_A_PROCESS = 500
_COMMAND = (sys.executable, "-P", drawing_child.__file__)
_OUTLINES = (b"\x00\x01\x00\x00", b"true", b"OTTO", b"ttcf")


def _refused(name: str, reason: str) -> UnreadableError:
    return UnreadableError("MIG-CHR-029", Place(file=name), {"file": name, "reason": reason})


def _asked(path: Path, kind: str, texts: Sequence[str] | None, time_limit: float) -> Any:
    """The answer of the drawing process."""
    data = font.read_bytes(path)
    if data[:4] not in _OUTLINES:
        raise _refused(path.name, "TrueType・OpenType のフォント（.ttf、.otf、.ttc、.tte）ではありません")
    wanted = {"kind": kind, "size": SIZE, "texts": None if texts is None else list(texts)}
    try:
        done = subprocess.run(
            _COMMAND,
            input=json.dumps(wanted).encode() + b"\n" + data,
            capture_output=True,
            timeout=time_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _refused(path.name, f"{time_limit:g} 秒で終わりません") from None
    except OSError:
        raise _refused(path.name, "字形を描く処理を起動できません") from None
    try:
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except ValueError:
        answer = {}
    found = answer.get("texts" if kind == "characters" else "drawn")
    if found is None:
        raise _refused(path.name, "フォントの中の表が壊れています")
    return found


def draw(path: Path, texts: Sequence[str], time_limit: float = TIME_LIMIT) -> Mapping[str, bytes]:
    """Character → PNG of ``SIZE`` pixels, grey on white; a character that the font does not have is left out.

    Of a collection (TTC) the first font is taken. ``time_limit`` is in seconds.

    Raises:
        UnreadableError: MIG-SYS-001, -002, MIG-SPEC-081 (too large), MIG-CHR-029 (no font with outlines, damaged, or
            the drawing process broke down).
    """
    drawn = _asked(path, "pictures", texts, time_limit)
    return {text: base64.b64decode(png) for text, png in zip(texts, drawn, strict=True) if png is not None}


def characters(path: Path, time_limit: float = TIME_LIMIT) -> tuple[str, ...]:
    """All characters of a font, base characters with selectors included (errors as in ``draw``)."""
    return tuple(_asked(path, "characters", None, time_limit))


def shapes(path: Path, texts: Sequence[str], time_limit: float = TIME_LIMIT) -> Mapping[str, int]:
    """Character → its shape (errors as in ``draw``), in as many processes as there are cores."""
    count = max(1, min(os.cpu_count() or 1, 8, len(texts) // _WORTH_A_PROCESS))
    parts = [texts[n::count] for n in range(count)]
    with ThreadPoolExecutor(count) as pool:
        each = list(pool.map(lambda part: _asked(path, "shapes", part, time_limit), parts))
    return {
        text: int(bits, 16)
        for part, found in zip(parts, each, strict=True)
        for text, bits in zip(part, found, strict=True)
        if bits is not None
    }
