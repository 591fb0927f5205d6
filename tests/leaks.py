"""Search all that a run leaves for planted words, wherever and however they may be written.

``find(folder, words)`` looks into text in UTF-8, UTF-16, CP932 and EUC-JP, JSON escapes, HTML entities, percent and
base64 forms, workbooks and other zip files (zips in zips too), gzip and tar, Parquet (values and statistics), DuckDB
and PDF files, and at the file names. A word is found as it stands and folded: full or half width, hiragana or
katakana, upper or lower case, without blanks and separators; its plain MD5, SHA-1 and SHA-256 count as well, since
every number of a known form can be guessed back from them. What cannot be opened is an error, never a pass.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import html
import io
import re
import subprocess
import tarfile
import tempfile
import unicodedata
import urllib.parse
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

_ENCODINGS = ("utf-8", "cp932", "euc_jp", "utf-16-le", "utf-16-be")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−－_./／．,，、・･'’‘]+")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\x([0-9a-fA-F]{2})")
_RUNS = re.compile(r"<(si|w:p|text:p)\b.*?</\1>", re.DOTALL)
_INLINE = re.compile(r"</?(?:span|b|i|em|strong|mark|wbr|ruby|rb|rt|a|small)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(r"[0-9a-f]{32,}")
_SHORTEST = 2
_SHORTEST_NUMBER = 6
_DEPTH = 5


@dataclass(frozen=True)
class Leak:
    """One planted word that was found: file (members behind ``!``), the word and the form in which it stood."""

    where: str
    word: str
    form: str


def fold(text: str) -> str:
    """``text`` as it is compared: width, kana, case and separators make no difference.

    >>> fold("ﾔﾏﾀﾞ ﾀﾛｳ") == fold("やまだ　たろう"), fold("０３－１２３４") == fold("03 1234")
    (True, True)
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_TO_KATAKANA)
    return _SEPARATORS.sub("", plain)


def _checked(words: Iterable[str]) -> tuple[str, ...]:
    """The words to search for; one that would be found by chance is refused."""
    given = tuple(dict.fromkeys(words))
    for word in given:
        bare = _folded(word)
        if len(bare) < (_SHORTEST_NUMBER if bare.isascii() else _SHORTEST):
            raise ValueError(f"too short to search for: {word!r}")
    if not given:
        raise ValueError("no words to search for")
    return given


def _unescaped(text: str) -> str:
    def character(hit: re.Match[str]) -> str:
        code = int(hit[1] or hit[2] or hit[3], 16)
        return chr(code) if code < 0x110000 else hit[0]

    plain = _ESCAPE.sub(character, text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _forms(text: str) -> Iterator[tuple[str, str]]:
    """The text as it stands and as its readers would see it."""
    yield "text", text
    if "\\" in text:
        yield "escapes", _unescaped(text)
    if "&" in text or "<" in text:
        joined = _RUNS.sub(lambda hit: _TAG.sub("", hit[0]), text)
        yield "markup", html.unescape(_INLINE.sub("", joined))
    if "%" in text:
        for encoding in ("utf-8", "cp932"):
            yield f"percent {encoding}", urllib.parse.unquote(text, encoding, "replace")


@cache
def _folded(word: str) -> str:
    return fold(word)


@cache
def _digests(word: str) -> tuple[str, ...]:
    return tuple(_hashed(word))


def _hashed(word: str) -> Iterator[str]:
    for encoding in ("utf-8", "cp932"):
        data = word.encode(encoding, "ignore")
        for name in ("md5", "sha1", "sha256"):
            yield hashlib.new(name, data, usedforsecurity=False).hexdigest()


def in_text(where: str, text: str, words: Iterable[str]) -> Iterator[Leak]:
    """Planted words in a text."""
    wanted = _checked(words)
    for form, shown in _forms(text):
        folded = fold(shown)
        for word in wanted:
            if word in shown:
                yield Leak(where, word, form)
            elif _folded(word) in folded:
                yield Leak(where, word, f"{form}, folded")
    if digits := "\n".join(_HEX.findall(text.casefold())):
        yield from (Leak(where, word, "digest") for word in wanted if any(one in digits for one in _digests(word)))


def _decoded(data: bytes) -> Iterator[str]:
    """The bytes as text, in every encoding in which they may be meant."""
    try:
        yield data.decode("utf-8")
    except UnicodeDecodeError:
        for encoding in ("utf-8", "cp932", "euc_jp"):
            yield data.decode(encoding, "replace")
    if b"\0" in data or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        for encoding in ("utf-16-le", "utf-16-be"):
            for start in (0, 1):
                yield data[start:].decode(encoding, "replace")


@cache
def _as_bytes(words: tuple[str, ...]) -> tuple[tuple[str, str, bytes], ...]:
    """The words in each encoding that has all their letters."""
    return tuple((word, one, data) for word in words for one in _ENCODINGS if (data := word.encode(one, "ignore")))


def _encoded(where: str, data: bytes, words: tuple[str, ...]) -> Iterator[Leak]:
    """Planted words as bytes, for what is no text; and in base64."""
    wanted = _as_bytes(words)
    for word, encoding, written in wanted:
        if written in data:
            yield Leak(where, word, f"bytes {encoding}")
    shortest = min(len(written) for *_, written in wanted)
    for hit in _BASE64.finditer(data):
        try:
            inner = base64.b64decode(hit[0].rstrip(b"=") + b"==", altchars=b"-_" if hit[0].strip(b"_-") else None)
        except binascii.Error:
            continue
        if len(inner) >= shortest:
            yield from (Leak(where, word, "base64") for word, _, written in wanted if written in inner)


def _parquet(data: bytes) -> Iterator[tuple[str, bytes]]:
    file = pq.ParquetFile(io.BytesIO(data))
    yield "schema", str(file.schema_arrow.to_string(truncate_metadata=False)).encode()
    for group in range(file.num_row_groups):
        for column in range(file.metadata.num_columns):
            told = file.metadata.row_group(group).column(column).statistics
            if told is not None and told.has_min_max:
                yield "statistics", f"{told.min}\n{told.max}".encode()
    for batch in file.iter_batches():
        for column in batch.columns:
            yield "values", "\n".join(map(str, column.to_pylist())).encode()


def _duckdb(data: bytes) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.duckdb"
        path.write_bytes(data)
        with duckdb.connect(str(path), read_only=True) as database:
            for (table,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
                yield table, "\n".join(str(cell) for row in rows for cell in row).encode()


def _pdf(data: bytes) -> Iterator[tuple[str, bytes]]:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True)
    yield "text", done.stdout


def _zip(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            yield member.filename, member.filename.encode() + b"\n" + member.comment
            if not member.is_dir():
                yield member.filename, archive.read(member)


def _tar(data: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            yield member.name, member.name.encode()
            if (stream := archive.extractfile(member)) is not None:
                yield member.name, stream.read()


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What a container holds; nothing where the bytes are none."""
    if data[:4] == b"PAR1":
        yield from _parquet(data)
    elif data[8:12] == b"DUCK":
        yield from _duckdb(data)
    elif data[:5] == b"%PDF-":
        yield from _pdf(data)
    elif data[:2] == b"\x1f\x8b":
        yield "gzip", gzip.decompress(data)
    elif data[257:262] == b"ustar":
        yield from _tar(data)
    elif data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        yield from _zip(data)


def in_bytes(where: str, data: bytes, words: Iterable[str], depth: int = 0) -> Iterator[Leak]:
    """Planted words in a file's bytes and in all that is packed in them.

    Raises:
        ValueError: packed too deep, or a word that is too short to search for.
        Exception: a container that cannot be opened.
    """
    wanted = _checked(words)
    if depth > _DEPTH:
        raise ValueError(f"packed too deep: {where}")
    yield from _encoded(where, data, wanted)
    packed = False
    for name, inner in _members(data):
        packed = True
        yield from in_bytes(f"{where}!{name}", inner, wanted, depth + 1)
    if not packed:
        for text in _decoded(data):
            yield from in_text(where, text, wanted)


def find(folder: Path, words: Iterable[str], without: Iterable[str] = ()) -> list[Leak]:
    """Planted words in all files below ``folder``, hidden ones and file names included.

    Args:
        folder: an existing folder, or one file.
        words: what was planted; as long as it takes not to be found by chance.
        without: folders (relative, with /) that are allowed to hold it, such as ``source`` and ``out/restricted``.

    Raises:
        ValueError: no file was searched, or a word is too short.
    """
    wanted = _checked(words)
    left_out = tuple(f"{one.strip('/')}/" for one in without)
    root = folder if folder.is_dir() else folder.parent
    found: set[Leak] = set()
    searched = 0
    for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
        name = path.relative_to(root).as_posix()
        if f"{name}/".startswith(left_out) or not path.is_file():
            continue
        searched += 1
        found.update(in_text(f"name of {name}", name, wanted))
        found.update(in_bytes(name, path.read_bytes(), wanted))
    if not searched:
        raise ValueError(f"nothing was searched in {folder}")
    return sorted(found, key=lambda one: (one.where, one.word, one.form))
