"""In which encoding a file is, with one sentence why. What cannot be told is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from migrate.errors import MigrateError, UnreadableError
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source.opening import length_of, opened

_BLOCK = 4 << 20
_BOM = b"\xef\xbb\xbf"
_STEP = 64 << 10
_SAMPLE = 256 << 10
_FEW = 16
_IN = 200
"""One undecodable byte in so many beyond ASCII may be damage: 0.5 %."""
_ALLOWED = "不明なバイトは 16 個まで、それより多ければ漢字・かなのバイトの 0.5% までを許します"
_ODD_SHARE = 5
_MAGIC = (
    (b"PK\x03\x04", "Excel や ZIP"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "旧形式の Excel・Word"),
    (b"\x1f\x8b", "gzip で圧縮したファイル"),
    (b"\x89PNG", "画像"),
    (b"PAR1", "Parquet"),
    (b"\xff\xfe", "UTF-16 の文書"),
    (b"\xfe\xff", "UTF-16 の文書"),
    (b"\x00\x00\xfe\xff", "UTF-32 の文書"),
)
_ESCAPE = re.compile(rb"\x1b[$(]")
_ODD = re.compile("[\ue000-\uf8ff\x01-\x08\x0e-\x19\x1b-\x1f]")


@value
class Encoding:
    """An encoding and why it was taken. ``undecodable`` counts the bytes it does not know."""

    codec: str
    why: str
    undecodable: int = 0


def _blocks(path: Path) -> Iterator[bytes]:
    with opened(path) as stream:
        while block := stream.read(_BLOCK):
            yield block


def _beyond_ascii(path: Path) -> int:
    """Number of bytes from 80 to FF."""
    high = bytes(range(0x80, 0x100))
    return sum(len(block) - len(block.translate(None, high)) for block in _blocks(path) if not block.isascii())


def _undecodable(path: Path, codec: str, most: int) -> int:
    """Bytes that ``codec`` does not know; counting ends soon after ``most``."""
    tally = codecs.Tally(codec)
    for block in _blocks(path):
        for begin in range(0, len(block), _STEP):
            tally.take(block[begin : begin + _STEP])
            if tally.undecodable > most:
                return tally.undecodable
    tally.take(b"", last=True)
    return tally.undecodable


def refuse_binary(path: Path, name: str, nul_allowed: bool) -> None:
    """Refuse what is no text: workbooks, PDF, archives, UTF-16, anything with NUL bytes.

    Raises:
        UnreadableError: MIG-SRC-008 with what the file seems to be.
    """
    with opened(path) as stream:
        head = stream.read(_BLOCK)
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise UnreadableError("MIG-SRC-008", Place(file=name), {"what": what})
    if nul_allowed:
        return
    for block in _blocks(path):
        if b"\0" in block:
            zeros = block.count(b"\0")
            what = "UTF-16 の文書か、バイナリ" if zeros * 4 > len(block) else "NUL（00）のバイトを含むファイル"
            raise UnreadableError("MIG-SRC-008", Place(file=name), {"what": what})


def _few(bad: int, high: int) -> bool:
    """True where ``bad`` undecodable bytes among ``high`` beyond ASCII may be damage in an otherwise right file."""
    return bad * _IN <= high or (bad <= _FEW and bad * 2 <= high)


def _sample(path: Path) -> bytes:
    """The first bytes of the file from the first one that is not ASCII."""
    for block in _blocks(path):
        if not block.isascii():
            begin = next(n for n in range(0, len(block), _STEP) if not block[n : n + _STEP].isascii())
            return block[begin : begin + _SAMPLE]
    return b""


def _looks_odd(sample: bytes) -> bool:
    """True where CP932 would make a fifth of the characters gaiji or controls (EBCDIC and other host codes do)."""
    text = codecs.decode(sample, "cp932")
    return len(_ODD.findall(text)) * _ODD_SHARE > len(text)


def _may_be_euc(sample: bytes, cp932: int) -> bool:
    """True where the sample is EUC-JP with hardly an error, or with fewer errors than CP932 has in the whole file."""
    high = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    bad = codecs.count_undecodable(codecs.decode(sample, "euc_jp"))
    return bad * _IN <= high or bad < cp932


def _pure_ascii(path: Path, name: str) -> bool:
    pure = escaped = False
    for block in _blocks(path):
        if not block.isascii():
            return False
        pure = True
        escaped = escaped or _ESCAPE.search(block) is not None
    if escaped:
        raise _unknown(name, "ISO-2022-JP（JIS）の切替え記号があります")
    return pure


def _unknown(name: str, reason: str) -> UnreadableError:
    return UnreadableError("MIG-SRC-007", Place(file=name), {"file": name, "reason": reason, "known": codecs.KNOWN})


def declared(path: Path, name: str, wanted: str) -> Encoding:
    """The encoding that project.yaml states; its undecodable bytes are counted all the same.

    Raises:
        MigrateError: MIG-SRC-015, an encoding that cannot be read.
        UnreadableError: MIG-SRC-008, no text.
    """
    codec = codecs.codec_of(wanted)
    if not codec:
        params = {"file": name, "key": "encoding", "value": wanted, "known": codecs.KNOWN}
        raise MigrateError("MIG-SRC-015", Place(file="project.yaml"), params)
    refuse_binary(path, name, nul_allowed=True)
    bad = _undecodable(path, "utf-8" if codec == "utf-8-sig" else codec, length_of(path))
    why = f"project.yaml の sources に {codec} と書かれているため" + (f"（復号できないバイト {bad} 個）" if bad else "")
    return Encoding(codec=codec, why=why, undecodable=bad)


def detect(path: Path, name: str) -> Encoding:
    """The encoding of a file that is not empty, judged over all of its bytes.

    Order: byte order mark; pure ASCII; strict UTF-8; CP932 (or UTF-8) with few undecodable bytes. A text that is
    nearly valid EUC-JP is refused, because CP932 would read it as half-width kana without complaint.

    Raises:
        UnreadableError: MIG-SRC-007 (encoding unknown, with the reason), -008 (no text).
    """
    refuse_binary(path, name, nul_allowed=False)
    with opened(path) as stream:
        marked = stream.read(len(_BOM)) == _BOM
    if _pure_ascii(path, name):
        return Encoding(codec="ascii", why="ASCII の文字だけでできているため")
    size = length_of(path)
    if _undecodable(path, "utf-8", 0) == 0:
        why = "先頭に UTF-8 の BOM があるため" if marked else "全体が UTF-8 として正しく、ASCII 以外の文字があるため"
        return Encoding(codec="utf-8-sig" if marked else "utf-8", why=why)
    high = _beyond_ascii(path)
    most = max(_FEW, size // _IN)
    cp932 = _undecodable(path, "cp932", most)
    utf8 = _undecodable(path, "utf-8", most if marked else cp932)
    if marked or (utf8 < cp932 and _few(utf8, high)):
        if not _few(utf8, high):
            raise _unknown(name, f"UTF-8 の BOM がありますが、復号できないバイトが {utf8} 個以上あります")
        why = f"復号できないバイト {utf8} 個を除き UTF-8 として正しいため（{_ALLOWED}）"
        return Encoding(codec="utf-8-sig" if marked else "utf-8", why=why, undecodable=utf8)
    sample = _sample(path)
    if _may_be_euc(sample, cp932):
        raise _unknown(name, "EUC-JP としても CP932 としても読め、どちらか決められません")
    if not _few(cp932, high) or utf8 == cp932:
        raise _unknown(name, f"CP932 とすると復号できないバイトが {cp932} 個以上あります（{_ALLOWED}）")
    if _looks_odd(sample):
        raise _unknown(
            name, "CP932 とすると 5 分の 1 を超える文字が外字か制御文字になります（ホストの文字コードの疑い）"
        )
    if cp932 == 0:
        return Encoding(codec="cp932", why="UTF-8 ではなく、全体が CP932 として正しいため")
    why = f"復号できないバイト {cp932} 個を除き CP932 として正しいため（{_ALLOWED}）"
    return Encoding(codec="cp932", why=why, undecodable=cp932)
