"""Fonts that the user has: which character writes which MJ or GJ glyph. The font itself is never kept.

Glyph names ``mj000001`` and ``gj000001`` name the glyphs of MJ文字情報一覧表 and of 追加文字; the cmap, format 14
included, says which character or variation sequence reaches each.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from migrate.characters import font_child
from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.value import value

MAX_FILE = 128 << 20
TIME_LIMIT = 60.0
_COMMAND = (sys.executable, "-P", font_child.__file__)
_OUTLINES = (b"\x00\x01\x00\x00", b"true", b"OTTO", b"ttcf")
_PACKED = {b"wOFF": "WOFF", b"wOF2": "WOFF2"}
_CODES = {"damaged": "MIG-SPEC-080", "nameless": "MIG-SPEC-084", "faces": "MIG-SPEC-086", "face": "MIG-SPEC-086"}


@value
class Words:
    """What the font's name table says of it, as it is; ``""`` where it says nothing."""

    family: str
    full: str
    version: str
    postscript: str
    copyright: str
    licence: str
    licence_url: str


@value
class Glyph:
    """One way to write one glyph: ``text`` is a character, or a base character with its variation selector."""

    name: str
    """``MJ000001`` or ``GJ000001``, in capitals."""
    text: str


@value
class Font:
    """What a font says of MJ and GJ glyphs."""

    words: Words
    glyphs: tuple[Glyph, ...]
    """Sorted by name and text."""
    silent: tuple[str, ...]
    """Names of glyphs that no character reaches (through the cmap alone)."""
    total: int
    """All glyphs of the font, others included."""


def _refused(code: str, name: str, params: Mapping[str, str | int] | None = None) -> UnreadableError:
    return UnreadableError(code, Place(file=name), {"file": name, **(params or {})})


def read_bytes(path: Path) -> bytes:
    """Bytes of a font file, bounded in size.

    Raises:
        UnreadableError: MIG-SYS-001 (no such file), -002 (cannot be read), MIG-SPEC-081 (too large).
    """
    name = path.name
    try:
        if not path.exists():
            raise _refused("MIG-SYS-001", name)
        if not path.is_file():
            raise _refused("MIG-SYS-002", name)
        if path.stat().st_size > MAX_FILE:
            raise _refused("MIG-SPEC-081", name, {"limit": MAX_FILE >> 20})
        return path.read_bytes()
    except OSError:
        raise _refused("MIG-SYS-002", name) from None


def _shape(data: bytes, name: str) -> None:
    if data[:4] in _PACKED:
        raise _refused("MIG-SPEC-082", name, {"form": _PACKED[data[:4]]})
    if data[:4] not in _OUTLINES:
        raise _refused("MIG-SPEC-080", name, {"reason": "フォントの形ではありません"})


def _text(code: int, selector: int) -> str:
    return chr(code) + (chr(selector) if selector else "")


def loads(data: bytes, name: str, face: int = 0, time_limit: float = TIME_LIMIT) -> Font:
    """What the bytes of a font say; ``name`` is the file's name for errors, ``time_limit`` is in seconds.

    ``face`` is the number of the font in a TTC, from 1; 0 takes the only one.

    Raises:
        UnreadableError: MIG-SPEC-080 (no font, or damaged), -082 (WOFF), -083 (the reader broke down or took too
            long), -084 (no glyph names), -085 (neither MJ nor GJ glyphs), -086 (which font of the TTC).
    """
    _shape(data, name)
    try:
        done = subprocess.run((*_COMMAND, str(face)), input=data, capture_output=True, timeout=time_limit, check=False)
    except subprocess.TimeoutExpired:
        raise _refused("MIG-SPEC-083", name, {"reason": f"{time_limit:g} 秒で終わりません"}) from None
    except OSError:
        raise _refused("MIG-SPEC-083", name, {"reason": "読取りの処理を起動できません"}) from None
    try:
        answer = json.loads(done.stdout.decode("utf-8", "surrogatepass")) if done.returncode == 0 else None
    except ValueError:
        answer = None
    if answer is None:
        raise _refused("MIG-SPEC-083", name, {"reason": f"読取りの処理が終了コード {done.returncode} で止まりました"})
    if "refused" in answer:
        raise _answered(answer["refused"], answer["more"], name)
    glyphs = tuple(Glyph(name=glyph.upper(), text=_text(code, vs)) for glyph, code, vs in answer["mappings"])
    if not answer["named"]:
        raise _refused("MIG-SPEC-085", name, {"glyphs": answer["glyphs"]})
    reached = {glyph.name for glyph in glyphs}
    named = {glyph.upper() for glyph in answer["named"]}
    return Font(
        words=Words(**answer["words"]),
        glyphs=tuple(sorted(glyphs, key=lambda g: (g.name, g.text))),
        silent=tuple(sorted(named - reached)),
        total=answer["glyphs"],
    )


def _answered(kind: str, more: str, name: str) -> UnreadableError:
    reasons = {
        "damaged": f"{more}が壊れています",
        "nameless": f"post 表の形式 {more}",
        "faces": f"このファイルには、フォントが複数あります（{more}）",
        "face": f"このファイルにあるフォントは {more} 個です",
    }
    return _refused(_CODES[kind], name, {"reason": reasons[kind]})
