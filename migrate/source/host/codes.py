"""Code tables of hosts: a CSV that the user supplies says which bytes are which character, and which bytes shift.

One row a code, under a header ``コード,文字,種類,備考`` (``code,unicode,kind,note``):

* ``C1,U+0041`` – a single byte; ``4566,U+672C`` or ``4566,本`` – a double byte; ``42FE,U+8FBB U+E0101`` –
  several code points;
* ``0E,,2バイト開始`` and ``0F,,1バイト開始`` (``shift-double``, ``shift-single``) – shifts of one or two bytes;
* ``80A1-A0FE,U+E000,外字`` – the user's own area (``user``): lead bytes 80 to A0, second bytes A1 to FE, one code
  point after the other. A 外字 has a meaning in its own system only.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.source.host.cut import stand_ins

_HEADS = {"code": ("code", "コード", "バイト"), "unicode": ("unicode", "文字", "ユニコード"), "kind": ("kind", "種類")}
_KINDS = {
    "": "code",
    "1バイト": "code",
    "2バイト": "code",
    "single": "code",
    "double": "code",
    "2バイト開始": "double",
    "shift-double": "double",
    "1バイト開始": "single",
    "shift-single": "single",
    "外字": "user",
    "user": "user",
}
_CODE = re.compile(r"(?:0x)?([0-9A-F]{2}|[0-9A-F]{4})", re.IGNORECASE)
_RANGE = re.compile(r"([0-9A-F]{4})\s*[-~〜～]\s*([0-9A-F]{4})", re.IGNORECASE)
_POINT = re.compile(r"(?:U\+|0x)?([0-9A-F]{4,6})", re.IGNORECASE)
_LAST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_STAND_IN_AREA = range(0xFF000, 0xFF100)
_SINGLES = 0x100
_DOUBLES = 0x10000
_WITH_SELECTOR = 2
_AROUND, _WIDE_BLANK = " \t\ufeff\x1a", "\u3000"
"""Blanks around a cell; the full-width one is a character where the cell holds nothing else."""


@value
class CodeTable:
    """A host's characters. Codes that the table does not know are given as the stand-ins of their bytes."""

    name: str
    single: tuple[str, ...]
    """256 texts by byte."""
    double: tuple[str, ...]
    """65,536 texts by code; empty where the table has no double bytes."""
    to_double: tuple[bytes, ...] = ()
    to_single: tuple[bytes, ...] = ()

    @property
    def host(self) -> bool:
        """True where digits are F0 to F9, as in EBCDIC."""
        return self.single[0xF0] == "0"


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for row in reader:
            yield reader.line_num, [cell.strip(_AROUND + _WIDE_BLANK) or cell.strip(_AROUND)[:1] for cell in row]
    except csv.Error:
        return


def _heads(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        for meaning, words in _HEADS.items():
            if cell.casefold() in words:
                found.setdefault(meaning, at)
    return found


def _is_itself(word: str) -> bool:
    """True for a character that is written itself, with or without a variation selector."""
    return len(word) == 1 or (len(word) == _WITH_SELECTOR and unicodedata.category(word[1]) == "Mn")


def is_codes(text: str) -> bool:
    """True where the first row is the header of a code table and the next one a code."""
    rows = _rows(text[:4096])
    _, cells = next(rows, (0, []))
    heads = _heads(cells)
    _, first = next(rows, (0, []))
    if not {"code", "unicode"} <= set(heads) or len(first) <= heads["code"]:
        return False
    code = first[heads["code"]]
    return bool(_CODE.fullmatch(code) or _RANGE.fullmatch(code))


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.single: dict[int, str] = {}
        self.double: dict[int, str] = {}
        self.to_double: list[bytes] = []
        self.to_single: list[bytes] = []

    def refuse(self, line: int, reason: str) -> UnreadableError:
        return UnreadableError("MIG-SRC-250", Place(file=self.file, line=line), {"reason": reason})

    def characters(self, line: int, text: str) -> str:
        found: list[str] = []
        for word in text.split() or [*text]:
            match = _POINT.fullmatch(word)
            points = [int(match[1], 16)] if match else [ord(one) for one in word if _is_itself(word)]
            if not points or any(one > _LAST or one in _SURROGATES or one in _STAND_IN_AREA for one in points):
                raise self.refuse(line, f"「{word}」は、文字そのものでも、U+4E9C の形の符号位置でもありません")
            found += map(chr, points)
        if not found:
            raise self.refuse(line, "文字（「亜」か U+4E9C の形）がありません")
        return "".join(found)

    def put(self, line: int, code: int, wide: bool, text: str) -> None:
        table = self.double if wide else self.single
        if table.setdefault(code, text) != text:
            raise self.refuse(line, f"コード {code:0{4 if wide else 2}X} に、違う文字が 2 回書かれています")

    def user(self, line: int, text: str, first: str) -> None:
        """A whole area of the user's own characters."""
        found = _RANGE.fullmatch(text)
        if not found:
            raise self.refuse(line, f"外字のコード「{text}」は 80A1-A0FE の形ではありません")
        low, high = bytes.fromhex(found[1]), bytes.fromhex(found[2])
        point = ord(self.characters(line, first)[0])
        if low[0] > high[0] or low[1] > high[1]:
            raise self.refuse(line, f"外字のコード「{text}」の範囲が逆です")
        for lead in range(low[0], high[0] + 1):
            for second in range(low[1], high[1] + 1):
                self.put(line, lead << 8 | second, True, self.characters(line, f"{point:04X}"))
                point += 1

    def row(self, line: int, code: str, text: str, kind: str) -> None:
        what = _KINDS.get(kind.casefold())
        if what is None:
            known = "、".join(one for one in _KINDS if one and not one.isascii())
            raise self.refuse(line, f"種類「{kind}」は知らない語です（使える語: {known}）")
        if what == "user":
            self.user(line, code, text)
            return
        found = _CODE.fullmatch(code)
        if not found:
            raise self.refuse(line, f"コード「{code}」は 16 進の 2 桁か 4 桁ではありません")
        raw = bytes.fromhex(found[1])
        if what == "code":
            self.put(line, int.from_bytes(raw, "big"), len(raw) > 1, self.characters(line, text))
        else:
            (self.to_double if what == "double" else self.to_single).append(raw)

    def table(self) -> CodeTable:
        singles = (stand_ins(bytes([code])) for code in range(_SINGLES))
        double: tuple[str, ...] = ()
        if self.double:
            double = tuple(
                self.double[code] if code in self.double else stand_ins(code.to_bytes(2, "big"))
                for code in range(_DOUBLES)
            )
        return CodeTable(
            name=PurePosixPath(self.file).stem.upper(),
            single=tuple(self.single.get(code, one) for code, one in enumerate(singles)),
            double=double,
            to_double=tuple(self.to_double),
            to_single=tuple(self.to_single),
        )


def read_codes(text: str, file: str) -> CodeTable:
    """Read a code table.

    Raises:
        UnreadableError: MIG-SRC-250 with the line: no header, a code or a character of the wrong form, a code with two
            characters, shifts for one direction only, no single byte.
    """
    reader = _Reader(file)
    rows = _rows(text)
    line, cells = next(rows, (1, []))
    heads = _heads(cells)
    if not {"code", "unicode"} <= set(heads):
        raise reader.refuse(line, "見出し（コード、文字）がありません")
    for line, cells in rows:
        if not any(cells):
            continue
        code, text_of, kind = (
            cells[heads[meaning]] if meaning in heads and heads[meaning] < len(cells) else ""
            for meaning in ("code", "unicode", "kind")
        )
        reader.row(line, code, text_of, kind)
    if bool(reader.to_double) != bool(reader.to_single):
        raise reader.refuse(line, "シフトコードは、2バイト開始と 1バイト開始の両方を書いてください")
    if not reader.single:
        raise reader.refuse(line, "1 バイトのコード（C1,A や 40,U+0020 など、英数字・カナ・空白）が 1 つもありません")
    return reader.table()


def of_codec(codec: str) -> CodeTable:
    """The table of a single-byte EBCDIC codec that Python knows, such as ``cp037``."""
    return CodeTable(name=codec, single=tuple(bytes(range(_SINGLES)).decode(codec)), double=())
