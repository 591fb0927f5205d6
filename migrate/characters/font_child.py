"""The font reader process: font bytes on stdin, names and mappings as JSON on stdout.

A crash here is an ordinary error. It is run as a file, knows nothing of the toolkit, and reads only the tables name,
maxp, post, CFF and cmap. The first argument is the face's number from 1; 0 asks for the only one.
"""

from __future__ import annotations

import io
import json
import logging
import re
import struct
import sys
from typing import Any

_MEMORY = 3 << 30
_CODES = 0x110000
_FACES = 64
_LONGEST = 2_000
_GLYPH = re.compile(r"(?:gj|mj)[0-9]{6}", re.IGNORECASE)
_WORDS = {"family": 1, "full": 4, "version": 5, "postscript": 6, "copyright": 0, "licence": 13, "licence_url": 14}
_LANGUAGES = ((3, 1, 0x411), (3, 1, 0x409), (1, 1, 11), (1, 0, 0))


class RefusedError(Exception):
    """The font is not read; the first argument is the kind, the second says more."""


class _Strict(logging.Handler):
    """What the library only notes as an error and passes over is a damaged table here."""

    def emit(self, record: logging.LogRecord) -> None:
        raise RefusedError("damaged", record.name.rpartition(".")[2].strip("_").partition("_")[0])


def _limit() -> None:
    """Bound the memory and leave no core file, where the system can."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def _word(font: Any, number: int) -> str:
    if "name" not in font:
        return ""
    for platform, encoding, language in _LANGUAGES:
        record = font["name"].getName(number, platform, encoding, language)
        if record is not None:
            text = record.toUnicode(errors="replace")
            return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST]
    return ""


def _check_cmap(data: bytes) -> None:
    """Refuse a cmap whose groups name more characters than there are, before anybody unfolds them."""
    (count,) = struct.unpack_from(">H", data, 2)
    offsets = {struct.unpack_from(">L", data, 8 + 8 * i)[0] for i in range(count)}
    total = 0
    for offset in offsets:
        (kind,) = struct.unpack_from(">H", data, offset)
        if kind not in (8, 12, 13):
            continue
        at = offset + (12 + 8192 if kind == 8 else 12)
        (groups,) = struct.unpack_from(">L", data, at)
        if groups > _CODES:
            raise RefusedError("damaged", "cmap")
        for first, last in struct.iter_unpack(">LL4x", data[at + 4 : at + 4 + 12 * groups]):
            total += max(last - first + 1, 0)
            if last >= _CODES or total > 8 * _CODES:
                raise RefusedError("damaged", "cmap")


def _face(data: bytes, number: int) -> Any:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # after the limits

    if data[:4] != b"ttcf":
        if number > 1:
            raise RefusedError("face", "1")
        return TTFont(io.BytesIO(data), lazy=True)
    (count,) = struct.unpack_from(">L", data, 8)
    if not 0 < count <= _FACES:
        raise RefusedError("damaged", "TTC")
    if number == 0 and count > 1:
        names = [_word(TTFont(io.BytesIO(data), lazy=True, fontNumber=i), 4) for i in range(count)]
        raise RefusedError("faces", "、".join(f"{i}: {name}" for i, name in enumerate(names, start=1)))
    if number > count:
        raise RefusedError("face", str(count))
    return TTFont(io.BytesIO(data), lazy=True, fontNumber=max(number, 1) - 1)


def _named(font: Any) -> set[str]:
    """The glyph names that the font itself holds; the library's made-up names are none."""
    form = font["post"].formatType if "post" in font else 0.0
    if form == 2.0 and struct.unpack_from(">H", font.reader["post"], 32)[0] != font["maxp"].numGlyphs:
        raise RefusedError("damaged", "post")
    if form != 2.0 and "CFF " not in font:
        raise RefusedError("nameless", f"{form:g}" if form else "なし")
    return {name for name in font.getGlyphOrder() if _GLYPH.fullmatch(name)}


def _mappings(font: Any, named: set[str]) -> list[tuple[str, int, int]]:
    """(glyph name, character, variation selector or 0) of every mapping to a named glyph."""
    found: set[tuple[str, int, int]] = set()
    best: dict[int, str] = font.getBestCmap() or {}
    found.update((name, code, 0) for code, name in best.items() if name in named)
    for table in font["cmap"].tables:
        if table.format != 14:
            continue
        for selector, pairs in table.uvsDict.items():
            for base, name in pairs:
                glyph = best.get(base) if name is None else name
                if glyph in named:
                    found.add((glyph, base, selector))
    return sorted(found)


def _read(data: bytes, number: int) -> dict[str, Any]:
    font = _face(data, number)
    if "cmap" not in font:
        raise RefusedError("damaged", "cmap")
    _check_cmap(font.reader["cmap"])
    named = _named(font)
    return {
        "words": {word: _word(font, number) for word, number in _WORDS.items()},
        "glyphs": font["maxp"].numGlyphs,
        "named": sorted(named),
        "mappings": _mappings(font, named),
    }


def main() -> int:
    """Read stdin, write stdout; a font that is not read is ``{"refused": kind, "more": text}``."""
    _limit()
    logging.getLogger("fontTools").addHandler(_Strict(logging.ERROR))
    try:
        answer = _read(sys.stdin.buffer.read(), int(sys.argv[1]))
    except RefusedError as error:
        answer = {"refused": error.args[0], "more": error.args[1]}
    except Exception:  # noqa: BLE001  # the library's own words stop here
        answer = {"refused": "damaged", "more": "中の表"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
