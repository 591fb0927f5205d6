"""The encoding of a file is told with its reason, or the file is refused."""

from __future__ import annotations

import codecs
import random
from pathlib import Path

import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.source import sweep as sweeping
from migrate.source.codec import Tally
from migrate.source.encoding import declared, detect

TEXT = "宛名番号,氏名\n0001,山田　太郎\n0002,髙﨑　花子\n" * 40


def _write(folder: Path, data: bytes) -> Path:
    path = folder / "data"
    path.write_bytes(data)
    return path


TOLD = [
    (b"A,B\n1,2\n", "ascii", 0, "ASCII の文字だけ"),
    (TEXT.encode(), "utf-8", 0, "全体が UTF-8 として正しく"),
    (TEXT.encode("utf-8-sig"), "utf-8-sig", 0, "BOM"),
    (TEXT.encode("cp932"), "cp932", 0, "全体が CP932 として正しい"),
    ("山".encode("cp932"), "cp932", 0, "全体が CP932 として正しい"),
    ("ﾔﾏﾀﾞ ﾀﾛｳ\n".encode("cp932"), "cp932", 0, "全体が CP932 として正しい"),
    (TEXT.encode("cp932") + b"\xff\xfd\x80\n", "cp932", 3, "復号できないバイト 3 個を除き CP932"),
    (TEXT.encode() + b"\xff\n", "utf-8", 1, "復号できないバイト 1 個を除き UTF-8"),
    (TEXT.encode("utf-8-sig") + b"\xff\n", "utf-8-sig", 1, "復号できないバイト 1 個を除き UTF-8"),
    (TEXT.encode()[:-2], "utf-8", 2, "復号できないバイト 2 個を除き UTF-8"),
    (TEXT.encode() + "山".encode()[:2], "utf-8", 2, "復号できないバイト 2 個を除き UTF-8"),
    (TEXT.encode("utf-16"), "utf-16-le", 0, "先頭に UTF-16 の BOM がある"),
    (TEXT.encode("utf-16-le"), "utf-16-le", 0, "BOM のない UTF-16 とすると文"),
    (TEXT.encode("utf-16-be"), "utf-16-be", 0, "BOM のない UTF-16 とすると文"),
    (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", 0, "先頭に UTF-16 の BOM がある"),
    (TEXT.encode("utf-16") + b"\x00\xd8\n\x00", "utf-16-le", 2, "復号できないバイト 2 個"),
    (TEXT.encode("utf-16") + b"\n", "utf-16-le", 1, "復号できないバイト 1 個"),
    (TEXT.encode("iso2022_jp", "ignore"), "iso2022_jp_ext", 0, "切替え記号"),
    ("山田太郎".encode("iso2022_jp"), "iso2022_jp_ext", 0, "切替え記号"),
    (TEXT.encode("euc_jp", "ignore"), "euc_jp", 0, "CP932 としても正しくない"),
    (("山田太郎,やまだたろう\n" * 10).encode("euc_jp"), "euc_jp", 0, "半角カナになるため（確かさ 95 %）"),
    (TEXT.encode("euc_jp", "ignore") + b"\xff\n", "euc_jp", 1, "復号できないバイト 1 個を除き EUC-JP"),
    (TEXT.encode("euc_jp", "ignore") + b"\xad\xa1\xad\xea\n", "euc_jp", 0, "EUC-JP"),
    (("ﾔﾏﾀﾞ ﾀﾛｳ,ｽｽﾞｷ ﾊﾅｺ\n" * 50).encode("cp932"), "cp932", 0, "全体が CP932 として正しい"),
    (("ﾔﾏﾀﾞ,ﾊﾔｼ\n" * 50).encode("cp932").replace("ﾊﾔｼ".encode("cp932"), b"A"), "cp932", 0, "CP932"),
]


@pytest.mark.parametrize(("data", "codec", "bad", "why"), TOLD)
def test_encoding_is_told(tmp_path: Path, data: bytes, codec: str, bad: int, why: str) -> None:
    """Codec, number of undecodable bytes, and one Japanese sentence why."""
    found = detect(_write(tmp_path, data), "data")

    assert (found.codec, found.undecodable, why in found.why) == (codec, bad, True)


REFUSED = [
    (b"\xef\xbb\xbf" + TEXT.encode("cp932"), "MIG-SRC-007"),
    (bytes(range(0x80, 0x100)) * 50, "MIG-SRC-007"),
    (("0123456789" * 30).encode("cp037") + ("ABC" * 30).encode("cp037"), "MIG-SRC-007"),
    (b"A,B\n1,\0\n", "MIG-SRC-008"),
    (b"PK\x03\x04 a workbook", "MIG-SRC-008"),
    (b"%PDF-1.7", "MIG-SRC-008"),
    (b"\x1f\x8b\x08", "MIG-SRC-008"),
    ("山田花子".encode("euc_jp"), "MIG-SRC-007"),
    (TEXT.encode("utf-32"), "MIG-SRC-008"),
    (codecs.BOM_UTF16_LE + bytes(range(256)) * 40, "MIG-SRC-007"),
    (b"\x1b$B" + bytes(range(0x21, 0x7F)) * 40, "MIG-SRC-007"),
    (b"  -lh5- archive", "MIG-SRC-008"),
    (b"a" * 257 + b"ustar\0", "MIG-SRC-008"),
]


@pytest.mark.parametrize(("data", "code"), REFUSED)
def test_what_cannot_be_told_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    """Too little EUC-JP, EBCDIC, UTF-32, workbooks, archives and noise: an error and exit code 3, never a guess."""
    with pytest.raises(UnreadableError) as caught:
        detect(_write(tmp_path, data), "data")

    assert (caught.value.code, int(caught.value.exit), caught.value.where.file) == (code, 3, "data")


WHY = [
    (b"0123456789\n" * 9_000 + b"9\x81\n", "ASCII でないバイト 1 個のうち 1 個が CP932 では復号できず"),
    ((TEXT * 5_000).encode() + (TEXT * 9_000).encode("cp932"), "始めの部分は utf-8 として正しく、途中から"),
    ((TEXT * 5_000).encode("cp932") + (TEXT * 9_000).encode(), "始めの部分は cp932 として正しく、途中から"),
    (bytes(range(0x80, 0x100)) * 50, "CP932 とすると復号できないバイトが"),
]


@pytest.mark.parametrize(("data", "why"), WHY)
def test_a_refusal_says_what_is_in_the_way(tmp_path: Path, data: bytes, why: str) -> None:
    """One damaged byte in ASCII is no question of how many are allowed; two encodings in one file are named."""
    with pytest.raises(UnreadableError) as caught:
        detect(_write(tmp_path, data), "data")

    assert str(caught.value.params["reason"]).startswith(why)


def test_far_from_the_start(tmp_path: Path) -> None:
    """The whole file counts: one double-byte character behind ten megabytes of ASCII decides."""
    for text, codec in (("山", "cp932"), ("山", "utf-8")):
        data = b"0123456789\n" * 1_000_000 + text.encode(codec) + b"\n"

        assert detect(_write(tmp_path, data), "data").codec == codec


def test_character_across_blocks(tmp_path: Path) -> None:
    """A double-byte character that two blocks share is no damage."""
    for shift in range(2):
        data = b"x" * shift + "山".encode("cp932") * 3_000_000

        assert detect(_write(tmp_path, data), "data").undecodable == 0


def test_declared_encoding(tmp_path: Path) -> None:
    """What project.yaml states is taken, NUL bytes too; its undecodable bytes are still counted."""
    path = _write(tmp_path, "A,\0山\n".encode("cp932") + b"\xff\n")
    found = declared(path, "data", "Shift_JIS")

    assert (found.codec, found.undecodable, "project.yaml" in found.why) == ("cp932", 1, True)


def test_declared_encoding_that_is_none(tmp_path: Path) -> None:
    """An encoding that cannot be read is a mistake in project.yaml: exit code 2, with those that can be read."""
    with pytest.raises(MigrateError) as caught:
        declared(_write(tmp_path, b"x"), "data", "EBCDIC")

    assert (caught.value.code, int(caught.value.exit)) == ("MIG-SRC-015", 2)
    assert "cp932" in str(caught.value.params["known"])


def test_euc_damage_is_counted_to_the_end(tmp_path: Path) -> None:
    """More undecodable bytes than the sweep counts: EUC-JP is told with their number, or refused, by all of them."""
    text = ("山田太郎,やまだたろう\n" * 40_000).encode("euc_jp")
    found = detect(_write(tmp_path, text + b"\xff\n" * 1_234), "x.csv")
    assert (found.codec, found.undecodable) == ("euc_jp", 1_234)
    with pytest.raises(UnreadableError) as refused:
        detect(_write(tmp_path, text + b"\xff\n" * 12_345), "x.csv")
    assert refused.value.code == "MIG-SRC-007"


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r", b"", b"\n\n\n"])
@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "utf-8"])
def test_a_sweep_in_pieces_counts_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str, ends: bytes
) -> None:
    """However the file falls into pieces, with line ends or without, each undecodable byte is counted once."""
    rng = random.Random(len(ends))
    line = "0001,山田　太郎,ﾔﾏﾀﾞ,丂①".encode(codec, "ignore")
    parts = [line + ends] * 8_000
    for at in rng.sample(range(len(parts)), 60):
        parts[at] = bytes(rng.choices(range(0x80, 0x100), k=rng.randrange(1, 5))) + line + ends
    data = b"".join(parts) + line[:6]
    monkeypatch.setattr(sweeping, "BLOCK", 70_001)
    found = sweeping.sweep(_write(tmp_path, data))
    for judged, count in found.undecodable.items():
        tally = Tally(judged)
        tally.take(data, last=True)
        assert tally.undecodable == count or (found.given_up(judged) and tally.undecodable >= count)
    assert not found.given_up(codec)
    assert (len(data), sum(byte > 0x7F for byte in data)) == (found.size, found.high)
