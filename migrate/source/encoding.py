"""In which encoding a file is, with one sentence why and how sure. What cannot be told is refused, never guessed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from migrate.errors import MigrateError, UnreadableError
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source import transcode
from migrate.source.opening import length_of, opened
from migrate.source.sweep import ENOUGH, Sweep, sweep, undecodable

_BOM = b"\xef\xbb\xbf"
_FEW = 16
_IN = 200
"""One undecodable byte in so many beyond ASCII may be damage: 0.5 %."""
_ALLOWED = "不明なバイトは 16 個まで、それより多ければ漢字・かなのバイトの 0.5% までを許します"
_ODD_SHARE = 5
_UTF16_ZEROS = 10
"""In UTF-16 at least one byte in so many is the zero half of an ASCII character: separators and line ends."""
_TEXT_MARKED = 0.5
_TEXT_UNMARKED = 0.95
_STRAY_ZEROS = 100
"""A text may hold one stray NUL in so many bytes."""
_LEAST_PAIRS = 30
_RARE_KANJI = 0.10
_MANY_RARE_KANJI = 0.25
_HALF_KANA = 0.5
_LARGE = 32 << 20
"""From so many bytes on, the encoding may be presumed by the beginning: below, all of it is judged in no time."""
SURE = 100
LIKELY = 95
_MAGIC = (
    (b"PK\x03\x04", "Excel や ZIP"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "旧形式の Excel・Word"),
    (b"\x1f\x8b", "gzip で圧縮したファイル"),
    (b"7z\xbc\xaf\x27\x1c", "7z で圧縮したファイル。ZIP か gz にするか、展開して置いてください"),
    (b"Rar!\x1a\x07", "RAR で圧縮したファイル。ZIP か gz にするか、展開して置いてください"),
    (b"BZh", "bzip2 で圧縮したファイル。ZIP か gz にするか、展開して置いてください"),
    (b"\xfd7zXZ\x00", "xz で圧縮したファイル。ZIP か gz にするか、展開して置いてください"),
    (b"MZ\x90\x00", "Windows の実行形式。自己解凍書庫なら、展開して置いてください"),
    (b"\x89PNG", "画像"),
    (b"PAR1", "Parquet"),
    (b"\xff\xfe\x00\x00", "UTF-32 の文書"),
    (b"\x00\x00\xfe\xff", "UTF-32 の文書"),
)
_LZH = re.compile(rb"..-lh[0-7d]-", re.DOTALL)
_TAR_AT = 257
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_ODD = re.compile("[\ue000-\uf8ff\x01-\x08\x0e-\x19\x1b-\x1f]")
_JAPANESE = re.compile("[\t\r\n\x20-\x7e\u2000-\u27ff\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
_HALF_WIDTH = re.compile("[｡-ﾟ]")


@value
class Encoding:
    """An encoding and why it was taken. ``undecodable`` counts the bytes it does not know."""

    codec: str
    why: str
    undecodable: int = 0
    zeros: int = 0
    """NUL characters, which stay in the values."""
    sure: int = SURE
    """How sure, 0 to 100; less than 100 only where another encoding reads the file without complaint too."""


@value
class Presumption:
    """The codec that `detect` finds if no more than ``most`` bytes of the file are undecodable or NUL."""

    codec: str
    most: int


def _no_text(name: str, what: str) -> UnreadableError:
    return UnreadableError("MIG-SRC-008", Place(file=name), {"what": what})


def refuse_binary(head: bytes, name: str) -> None:
    """Refuse what is no text by its first bytes: workbooks, PDF, archives.

    Raises:
        UnreadableError: MIG-SRC-008 with what the file seems to be.
    """
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise _no_text(name, what)
    if _LZH.match(head):
        raise _no_text(name, "LZH で圧縮したファイル。ZIP か gz にするか、展開して置いてください")
    if head[_TAR_AT : _TAR_AT + 5] == b"ustar":
        raise _no_text(name, "tar の書庫。展開して置くか、ZIP にしてください")


def _few(bad: int, high: int) -> bool:
    """True where ``bad`` undecodable bytes among ``high`` beyond ASCII may be damage in an otherwise right file."""
    return bad * _IN <= high or (bad <= _FEW and bad * 2 <= high)


def _looks_odd(sample: bytes) -> bool:
    """True where CP932 would make a fifth of the characters gaiji or controls (EBCDIC and other host codes do)."""
    text = codecs.decode(sample, "cp932")
    return len(_ODD.findall(text)) * _ODD_SHARE > len(text)


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
    with opened(path) as stream:
        head = stream.read(1 << 10)
    refuse_binary(head, name)
    if codec in codecs.UTF16:
        codec = _UTF16_MARKS.get(head[:2], codec)
    bad = _count(path, "utf-8" if codec == "utf-8-sig" else codec, length_of(path))
    why = f"project.yaml の sources に {codec} と書かれているため" + (f"（復号できないバイト {bad} 個）" if bad else "")
    return Encoding(codec=codec, why=why, undecodable=bad)


def _count(path: Path, codec: str, most: int) -> int:
    if not transcode.needed(codec):
        return undecodable(path, codec, most)
    with opened(path) as stream:
        return transcode.undecodable(stream, codec, most)


def _more(path: Path, codec: str, seen: Sweep) -> int:
    """Undecodable bytes where the sweep gave up: all that may be damage, or more."""
    return undecodable(path, codec, max(_FEW, seen.size // _IN))


def _recoded(path: Path, name: str, codec: str, why: str) -> Encoding:
    """UTF-16 or ISO-2022-JP, unless too much of it cannot be decoded."""
    size = length_of(path)
    bad = _count(path, codec, size)
    if not _few(bad, size):
        raise _unknown(name, f"{why}が、{codec} とすると復号できないバイトが {bad} 個あります（{_ALLOWED}）")
    damage = f"（復号できないバイト {bad} 個）" if bad else ""
    return Encoding(codec=codec, why=f"{why}ため{damage}", undecodable=bad)


def _like_text(head: bytes, codec: str) -> float:
    """Share of characters that Japanese files are made of."""
    text = head[: len(head) // 2 * 2].decode(codec, "replace")
    return len(_JAPANESE.findall(text)) / max(len(text), 1)


def utf16_without_mark(head: bytes) -> str:
    """The UTF-16 codec of a file without mark by its first bytes: many are zero, and text comes of it; else empty."""
    if head.count(0) * _UTF16_ZEROS < len(head):
        return ""
    likeness, codec = max((_like_text(head, codec), codec) for codec in codecs.UTF16)
    return codec if likeness >= _TEXT_UNMARKED else ""


def is_utf16(head: bytes) -> bool:
    """True where the first bytes of a file are UTF-16, with its mark or without."""
    return head[:2] in _UTF16_MARKS or bool(utf16_without_mark(head))


def _utf16(path: Path, name: str, seen: Sweep) -> Encoding | None:
    """UTF-16 by its mark, or by many zero bytes and a text that comes of it."""
    if codec := _UTF16_MARKS.get(seen.head[:2]):
        if _like_text(seen.head[2:], codec) < _TEXT_MARKED:
            raise _unknown(name, "UTF-16 の BOM がありますが、UTF-16 とすると日本語の文になりません")
        return _recoded(path, name, codec, "先頭に UTF-16 の BOM がある")
    codec = utf16_without_mark(seen.head)
    return (
        _recoded(path, name, codec, "NUL のバイトが 1 つおきにあり、BOM のない UTF-16 とすると文になる")
        if codec
        else None
    )


def _utf8(path: Path, name: str, seen: Sweep) -> Encoding | None:
    """UTF-8, strict, or with few undecodable bytes where it has a mark or CP932 does worse."""
    marked = seen.head.startswith(_BOM)
    codec = "utf-8-sig" if marked else "utf-8"
    bad = seen.undecodable["utf-8"]
    if not bad:
        why = "先頭に UTF-8 の BOM があるため" if marked else "全体が UTF-8 として正しく、ASCII 以外の文字があるため"
        return Encoding(codec=codec, why=why)
    if seen.given_up("utf-8") and (marked or seen.given_up("cp932")):
        bad = _more(path, "utf-8", seen)
    if not _few(bad, seen.high):
        if marked:
            raise _unknown(name, f"UTF-8 の BOM がありますが、復号できないバイトが {bad} 個以上あります")
        return None
    if not marked and bad >= seen.undecodable["cp932"] and not seen.given_up("cp932"):
        return None
    why = f"復号できないバイト {bad} 個を除き UTF-8 として正しいため（{_ALLOWED}）"
    return Encoding(codec=codec, why=why, undecodable=bad)


def _as_kana(sample: bytes) -> tuple[int, float, float]:
    """Pairs of bytes that may be EUC-JP, the share of rare kanji among them, and that of half-width kana in CP932."""
    pairs = re.findall(rb"[\xa1-\xfe]{2}", sample)
    rare = sum(pair[0] >= 0xD0 for pair in pairs) / max(len(pairs), 1)
    as_cp932 = codecs.decode(sample, "cp932")
    kana = len(_HALF_WIDTH.findall(as_cp932)) / max(sum(not one.isascii() for one in as_cp932), 1)
    return len(pairs), rare, kana


def _is_cp932(rare: float, kana: float) -> bool:
    """True where text that both encodings read is not EUC-JP."""
    return rare >= _MANY_RARE_KANJI or kana < _HALF_KANA


def _euc(path: Path, name: str, seen: Sweep) -> Encoding | None:
    """EUC-JP, where CP932 cannot be meant; None where it is not EUC-JP.

    CP932 reads EUC-JP as half-width kana without complaint. What tells them apart is that kana in pairs would be
    rare kanji (level 2, rows 48 to 84) in EUC-JP, and that real text has few of those.

    Raises:
        UnreadableError: MIG-SRC-007, both readings are likely.
    """
    if not _few(seen.undecodable["euc_jp"], seen.high):
        return None
    why, sure = "UTF-8 としても CP932 としても正しくないため", SURE
    if _few(seen.undecodable["cp932"], seen.high):
        pairs, rare, kana = _as_kana(seen.sample)
        if _is_cp932(rare, kana):
            return None
        if pairs < _LEAST_PAIRS or rare > _RARE_KANJI:
            raise _unknown(name, "EUC-JP としても CP932 としても読め、どちらか決められません")
        why, sure = f"CP932 とすると文字の {kana:.0%} が半角カナになるため（確かさ {LIKELY} %）", LIKELY
    bad = _more(path, "euc_jp", seen) if seen.given_up("euc_jp") else seen.undecodable["euc_jp"]
    if not _few(bad, seen.high):
        return None
    damage = f"復号できないバイト {bad} 個を除き " if bad else "全体が "
    return Encoding(codec="euc_jp", why=f"{damage}EUC-JP として正しく、{why}", undecodable=bad, sure=sure)


def _beginning(seen: Sweep) -> str:
    """The encoding of the first lines beyond ASCII, where it is UTF-8 or CP932 without doubt; else empty."""
    lines = seen.sample[: max(map(seen.sample.rfind, (b"\n", b"\r"))) + 1]
    if lines.isascii():
        return ""
    codec = next((one for one in ("utf-8", "cp932") if not codecs.count_undecodable(codecs.decode(lines, one))), "")
    pairs, rare, kana = _as_kana(lines)
    sure = pairs >= _LEAST_PAIRS and _is_cp932(rare, kana) and not _looks_odd(lines)
    return codec if codec == "utf-8" or sure else ""


def _why_not(seen: Sweep, bad: int) -> str:
    """Why a file is none of CP932, of which it has ``bad`` undecodable bytes at least, and of nothing else."""
    if bad <= _FEW:
        return (
            f"ASCII でないバイト {seen.high} 個のうち {bad} 個が CP932 では復号できず、UTF-8 としても正しくありません"
        )
    reason = f"CP932 とすると復号できないバイトが {bad} 個以上あります（{_ALLOWED}）"
    begins = _beginning(seen)
    if not begins:
        return reason
    return f"始めの部分は {begins} として正しく、途中から別の文字コードになっている疑いがあります。{reason}"


def _cp932(path: Path, name: str, seen: Sweep) -> Encoding:
    bad = seen.undecodable["cp932"]
    if seen.given_up("cp932"):
        bad = _more(path, "cp932", seen)
    if not _few(bad, seen.high) or seen.undecodable["utf-8"] == bad:
        raise _unknown(name, _why_not(seen, bad))
    if _looks_odd(seen.sample):
        raise _unknown(
            name, "CP932 とすると 5 分の 1 を超える文字が外字か制御文字になります（ホストの文字コードの疑い）"
        )
    if bad == 0:
        return Encoding(codec="cp932", why="UTF-8 ではなく、全体が CP932 として正しいため")
    why = f"復号できないバイト {bad} 個を除き CP932 として正しいため（{_ALLOWED}）"
    return Encoding(codec="cp932", why=why, undecodable=bad)


def _narrow(path: Path, name: str, seen: Sweep) -> Encoding:
    """An encoding in which ASCII is ASCII."""
    if not seen.high:
        if seen.escapes:
            return _recoded(path, name, "iso2022_jp_ext", "ASCII の範囲だけで、ISO-2022-JP（JIS）の切替え記号がある")
        return Encoding(codec="ascii", why="ASCII の文字だけでできているため")
    return _utf8(path, name, seen) or _euc(path, name, seen) or _cp932(path, name, seen)


def detect(path: Path, name: str) -> Encoding:
    """The encoding of a file that is not empty, judged over all of its bytes.

    Order: UTF-16 by its mark or its zero bytes; pure ASCII; ISO-2022-JP; strict UTF-8; EUC-JP where CP932 is out of the
    question; CP932 (or UTF-8) with few undecodable bytes. Shift_JIS-2004 cannot be told from CP932: it is only read
    where project.yaml states it.

    Raises:
        UnreadableError: MIG-SRC-007 (encoding unknown, with the reason), -008 (no text).
    """
    seen = sweep(path)
    refuse_binary(seen.head, name)
    if found := _utf16(path, name, seen):
        return found
    if seen.zeros * _STRAY_ZEROS > seen.size:
        zeros = seen.zeros * 4 > seen.size
        raise _no_text(name, "UTF-16 の文書か、バイナリ" if zeros else "NUL（00）のバイトを含むファイル")
    found = _narrow(path, name, seen)
    return replace(found, zeros=seen.zeros)


def presumed(path: Path, name: str) -> Presumption | None:
    """What `detect` says of a large file if all of it is as its first 4 MB are; no more of it is read.

    None for a smaller file, and where the answer could be another one even then: where the beginning is ASCII, near to
    another encoding, or no text. Bytes behind the beginning make no other encoding more likely: UTF-8 and CP932 are
    told apart by 1,000 undecodable bytes that the beginning has in the wrong one, CP932 and EUC-JP by its characters.
    """
    if length_of(path) < _LARGE:
        return None
    seen = sweep(path, first=True, judged=("utf-8", "cp932"))
    try:
        refuse_binary(seen.head, name)
    except UnreadableError:
        return None
    most = min(ENOUGH, seen.high // _IN)
    marked = seen.head.startswith(_BOM)
    if is_utf16(seen.head) or not most:
        return None
    if not seen.undecodable["utf-8"] and seen.given_up("cp932"):
        return Presumption(codec="utf-8-sig" if marked else "utf-8", most=most)
    sure = seen.given_up("utf-8") and not seen.given_up("cp932") and not marked and not _looks_odd(seen.sample)
    return Presumption(codec="cp932", most=most) if sure and _is_cp932(*_as_kana(seen.sample)[1:]) else None
