"""Lines at the end of a CSV file that are no records: totals, ``n rows selected``, end marks.

Ours (本ツール独自): a line is none where it has another number of fields than the records and says so in words, or
where it begins with a word for a total and half of its fields are empty. Nothing else is left out.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO, cast

from migrate.files import inflate
from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source.records import QUOTE, Form, fields

_KEPT = 256 << 10
_BLOCK = 8 << 20
_MOST = 5
_END_OF_FILE = b"\x1a"
_TOTAL = re.compile(
    r"(?:総|小|合)?(?:合計|総計|小計|計)(?:件数|行数)?|(?:合計|総|全|処理|出力|データ|レコード)?(?:件数|行数)"
)
_WORDS = re.compile(
    r"""(?:総|全|合計|処理|出力|データ|レコード)*(?:合計|総計|計|件数|行数)(?:[:：=\s].*)?
    |\(?[\d,]+\s*(?:件|行|レコード)(?:[がをの]?(?:出力|選択|処理|抽出|取得|完了|終了)\w{0,8})?[。)]?
    |\(?[\d,]+\s*(?:rows?|records?)(?:\s(?:selected|affected|in\sset|retrieved|unloaded|exported))?[.)]?
    |no\srows\sselected|totals?(?:[:=\s].*)?
    |(?:[-*=\#]+\s*)?(?:eof|end|end\sof\s(?:file|data|report)|以上|終わり|終了)(?:\s*[-*=\#]+)?
    |[-*=\#]{3,}""",
    re.IGNORECASE | re.VERBOSE,
)


@value
class Rule:
    """Which lines to leave out: a stated number, or (None) those that say that they are none."""

    form: Form
    codec: str
    """Of the recoded bytes."""
    width: int
    stated: int | None = None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _is_footer(line: bytes, rule: Rule) -> bool:
    if line.count(QUOTE) % 2:
        return False
    cells = [_plain(codecs.decode(field, rule.codec)) for field in fields(line, rule.form)]
    filled = [cell for cell in cells if cell]
    if len(cells) != rule.width:
        return bool(filled) and _WORDS.fullmatch(filled[0]) is not None
    half_empty = len(filled) * 2 <= len(cells)
    return rule.width > 1 and bool(filled) and half_empty and _TOTAL.fullmatch(filled[0]) is not None


def _lines(tail: bytes, newline: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of the tail from its end, blank ones left out, with their offsets; the first line may be a part."""
    end = len(tail)
    while end > 0:
        begin = (
            tail.rfind(newline, 0, end - 1) + 1 if tail[end - 1 : end] == newline else tail.rfind(newline, 0, end) + 1
        )
        line = tail[begin:end].strip(b"\r\n")
        if line:
            yield begin, line
        end = begin


def footer(tail: bytes, rule: Rule) -> tuple[int, int]:
    """Number of lines at the end of ``tail`` that are no records, and the offset at which they begin."""
    body = tail.rstrip(_END_OF_FILE + b"\r\n")
    found, at = 0, len(tail)
    for begin, line in _lines(body, rule.form.newline):
        if rule.stated is None:
            if found == _MOST or not _is_footer(line, rule):
                break
        elif found == rule.stated:
            break
        found, at = found + 1, begin
    return found, at


def tail_of(stream: BinaryIO) -> bytes:
    """The last bytes of what is left of a stream; of a plain file no others are read."""
    if isinstance(stream, io.BufferedReader):
        at = stream.tell()
        stream.seek(max(at, stream.seek(0, io.SEEK_END) - _KEPT))
        return stream.read()
    kept = b""
    while block := stream.read(_BLOCK):
        kept = (kept + block)[-_KEPT:]
    return kept


def _without(stream: BinaryIO, start: int, rule: Rule) -> Iterator[bytes]:
    stream.seek(start)
    kept = b""
    while block := stream.read(_BLOCK):
        kept += block
        if len(kept) > _KEPT:
            yield kept[:-_KEPT]
            kept = kept[-_KEPT:]
    yield kept[: footer(kept, rule)[1]]


class _Trimmed(inflate.Stream):
    """The records of a CSV file from ``start``, without the lines at its end that are none; closes what is below."""

    def __init__(self, below: BinaryIO, start: int, rule: Rule) -> None:
        super().__init__(lambda: _without(below, start, rule), ValueError)
        self._below = below

    def close(self) -> None:
        """Close both."""
        self._below.close()
        super().close()


def trimmed(stream: BinaryIO, start: int, rule: Rule) -> BinaryIO:
    """``stream`` from offset ``start`` without its footer; closing it closes both."""
    return cast("BinaryIO", _Trimmed(stream, start, rule))
