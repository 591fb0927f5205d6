r"""Bytes to text, nothing lost: an undecodable byte b becomes the character U+FF000 + b.

A double-byte code of a host that its code table does not know becomes the characters of its two bytes: no range of its
own is needed, none of the ranges in which 外字 live is touched, and the bytes come back by putting them together.

CP932 is Python's ``cp932`` (``shift_jis`` differs in 〜 − ∥ and refuses 髙﨑), without the five single bytes that it
accepts although the code has none: 80, A0, FD, FE, FF. EUC-JP is Python's ``euc_jp`` with the NEC characters of row 13
(①, ㈱), which every product writes. Shift_JIS-2004 keeps ``\`` and ``~`` for 5C and 7E, as in all other codes here.
"""

from __future__ import annotations

import codecs
import re

from migrate.text.characters import undecodable

_HANDLER = "migrate-keep-byte"
_CUT_HANDLER = "migrate-keep-cut-character"
CP932_WRONG = {0x80: 0x80, 0xF8F0: 0xA0, 0xF8F1: 0xFD, 0xF8F2: 0xFE, 0xF8F3: 0xFF}
"""Character that Python's codec gives for a byte that CP932 does not know → that byte."""
_REPAIR = {code: undecodable(byte) for code, byte in CP932_WRONG.items()}
_WRONG = tuple(chr(code) for code in CP932_WRONG)
STAND_IN = "[" + undecodable(0) + "-" + undecodable(0xFF) + "]"
"""Regular expression of the characters that stand for undecodable bytes."""
_STAND_INS = re.compile(STAND_IN)
_NAMES = {
    "cp932": "cp932",
    "ms932": "cp932",
    "sjis": "cp932",
    "shiftjis": "cp932",
    "windows31j": "cp932",
    "utf8": "utf-8",
    "utf8sig": "utf-8-sig",
    "utf8bom": "utf-8-sig",
    "ascii": "ascii",
    "usascii": "ascii",
    "eucjp": "euc_jp",
    "ujis": "euc_jp",
    "utf16": "utf-16-le",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "unicode": "utf-16-le",
    "iso2022jp": "iso2022_jp_ext",
    "iso2022jpext": "iso2022_jp_ext",
    "jis": "iso2022_jp_ext",
    "shiftjis2004": "shift_jis_2004",
    "sjis2004": "shift_jis_2004",
    "shiftjisx0213": "shift_jis_2004",
}
KNOWN = "cp932、utf-8、utf-16、euc-jp、iso-2022-jp、shift_jis-2004、ascii"
UTF16 = ("utf-16-le", "utf-16-be")
KEPT = "utf-8-kept"
"""UTF-8 in which a lone surrogate U+DC00 + b stands for an undecodable byte b of the file as delivered."""
_KEPT_BYTES = {0xDC00 + byte: undecodable(byte) for byte in range(256)}
JISX0201 = str.maketrans("¥‾", "\\~")
"""What Python's ``shift_jis_2004`` makes of the bytes 5C and 7E → what every other code here makes of them."""
_EUC_NEC = 0xAD
_EUC_FIRST = 0xA1


def codec_of(name: str) -> str:
    """Python codec for an encoding's name as people write it; empty where it cannot be read.

    >>> codec_of("Shift_JIS"), codec_of("UTF-8"), codec_of("EBCDIC")
    ('cp932', 'utf-8', '')
    """
    return _NAMES.get(re.sub(r"[-_ .]", "", name).casefold(), "")


def _nec(pair: bytes) -> str:
    """The NEC character of row 13 that two bytes of EUC-JP mean, empty where they mean none."""
    if len(pair) < len(b"12") or pair[0] != _EUC_NEC or pair[1] < _EUC_FIRST:
        return ""
    cell = pair[1] - _EUC_FIRST
    return bytes((0x87, cell + (0x40 if cell < 0x3F else 0x41))).decode("cp932", "ignore")


def _keep(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.encoding == "euc_jp" and (known := _nec(error.object[error.start : error.start + 2])):
        return known, error.start + 2
    return undecodable(error.object[error.start]), error.start + 1  # one byte only: the next may be a separator


def _keep_cut(error: UnicodeError) -> tuple[str, int]:
    """A lone surrogate, or the stand-in of a byte whose character was cut through."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    three = error.object[error.start : error.start + 3]
    try:
        return three.decode("utf-8", "surrogatepass"), error.start + 3
    except UnicodeDecodeError:
        return undecodable(three[0]), error.start + 1


codecs.register_error(_HANDLER, _keep)
codecs.register_error(_CUT_HANDLER, _keep_cut)


def decode(data: bytes, codec: str) -> str:
    """``data`` as text; every undecodable byte as its stand-in, as are those of a character cut off at either end.

    ``codec`` is one that ``codec_of`` gives, or ``KEPT``.
    """
    if codec == KEPT:
        try:
            text = data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            text = data.decode("utf-8", _CUT_HANDLER)
        return text.translate(_KEPT_BYTES)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        text = data.decode(codec, _HANDLER)
    if codec == "shift_jis_2004":
        return text.translate(JISX0201)
    return repair(text) if codec == "cp932" else text


def repair(text: str) -> str:
    """Text of Python's ``cp932`` with the five bytes that CP932 does not know as stand-ins."""
    return text.translate(_REPAIR) if any(one in text for one in _WRONG) else text


def count_undecodable(text: str) -> int:
    """Number of stand-ins in ``text``."""
    return len(_STAND_INS.findall(text))


class Tally:
    """Counts the undecodable bytes of a file that comes in blocks; only a damaged block costs more than decoding."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self.undecodable = 0
        self._strict = codecs.getincrementaldecoder(codec)()

    def take(self, block: bytes, last: bool = False) -> None:
        """Count one more block; ``last`` says that no bytes follow."""
        pending = self._strict.getstate()[0]
        if block.isascii() and not pending:
            return
        try:
            text = self._strict.decode(block, last)
            bad = 0
        except UnicodeDecodeError:
            keeping = codecs.getincrementaldecoder(self.codec)(_HANDLER)
            text = keeping.decode(pending + block, last)
            bad = count_undecodable(text)
            self._strict.reset()
            self._strict.decode(keeping.getstate()[0])
        if self.codec == "cp932":
            bad += sum(text.count(one) for one in _WRONG)
        self.undecodable += bad
