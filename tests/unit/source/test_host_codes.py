"""Code tables: what they say is what is read; shifts, own characters and unknown codes; equal to glibc's own tables."""

from __future__ import annotations

import random
import shutil
import subprocess

import pytest

from migrate.errors import UnreadableError
from migrate.source.host.codes import CodeTable, is_codes, of_codec, read_codes
from migrate.source.host.coding import TableCoding
from migrate.source.host.cut import Field
from migrate.text.characters import original_byte, undecodable

HEAD = "コード,文字,種類,備考\n"
SMALL = HEAD + (
    "40,U+0020,,\nC1,U+0041,,\nF0,U+0030,,\n0E,,2バイト開始,SO\n0F,,1バイト開始,SI\n"
    "4040,U+3000,,\n4566,U+672C,,\n4567,U+8FBB U+E0101,,異体字\n80A1-81FE,U+E000,外字,\n"
)


def _text(table: CodeTable, raw: bytes, wide: bool = False) -> tuple[str, bool]:
    """The text of one field, and whether it is reported."""
    coding = TableCoding(table)
    one = Field(data=raw, width=len(raw), count=1)
    found = coding.wide(one) if wide else coding.text(one)
    return found.text[0].as_py(), list(found.bad) == [0]


def _stand(raw: bytes) -> str:
    return "".join(map(undecodable, raw))


@pytest.mark.parametrize(
    ("raw", "text", "bad"),
    [
        (b"\xc1\x40\xf0", "A 0", False),
        (b"\xc1\x0e\x45\x66\x0f\xf0", "A本0", False),
        (b"\x0e\x45\x66\x45\x67\x0f", "本辻󠄁", False),
        (b"\x0e\x45\x66", "本", False),
        (b"\x0e\x0f\xc1", "A", False),
        (b"\x0e\x80\xa1\x81\xfe\x0f", "\ue000\ue0bb", False),
        (b"\xc1\x99", "A" + _stand(b"\x99"), True),
        (b"\x0e\x45\x99\x0f\xc1", _stand(b"\x45\x99") + "A", True),
        (b"\x0e\x45\x66\x45", "本" + _stand(b"\x45"), True),
        (b"\x0f\xc1", _stand(b"\x0f") + "A", True),
    ],
)
def test_mixed_fields(raw: bytes, text: str, bad: bool) -> None:
    """Single bytes, double ones between shifts; a code that the table does not know is kept byte by byte and said."""
    assert _text(read_codes(SMALL, "s.csv"), raw) == (text, bad)


def test_wide_fields_have_no_shifts() -> None:
    """A field of double bytes is read from its first byte on; an odd byte at its end is said."""
    table = read_codes(SMALL, "s.csv")

    assert _text(table, b"\x45\x66\x40\x40", wide=True) == ("本　", False)
    assert _text(table, b"\x45\x66\x0e", wide=True) == ("本" + _stand(b"\x0e"), True)


def test_nothing_is_lost() -> None:
    """The stand-ins of a field without a readable code are its bytes."""
    raw = bytes(range(0x80, 0x90))
    text, _ = _text(read_codes(HEAD + "40,U+0020\n", "s.csv"), raw)

    assert bytes(map(original_byte, text)) == raw


@pytest.mark.parametrize(
    ("shifts", "raw"),
    [
        ("28,,2バイト開始\n38,,2バイト開始\n29,,1バイト開始\n", b"\xc1\x28\xb0\xa1\x38\xb0\xa1\x29\xc1"),
        ("0A42,,2バイト開始\n0A41,,1バイト開始\n", b"\xc1\x0a\x42\xb0\xa1\xb0\xa1\x0a\x41\xc1"),
        ("1A70,,2バイト開始\n1A71,,1バイト開始\n", b"\xc1\x1a\x70\xb0\xa1\xb0\xa1\x1a\x71\xc1"),
        ("3F75,,2バイト開始\n3F76,,1バイト開始\n", b"\xc1\x3f\x75\xb0\xa1\xb0\xa1\x3f\x76\xc1"),
    ],
)
def test_shifts_of_other_hosts(shifts: str, raw: bytes) -> None:
    """JEF, KEIS and JIPS shift with codes of one or two bytes, JEF into double bytes in two ways."""
    table = read_codes(HEAD + shifts + "C1,U+0041\nB0A1,U+4E9C\n", "h.csv")

    assert _text(table, raw) == ("A亜亜A", False)


def test_own_areas() -> None:
    """The own area of JEF has 3,102 characters, that of JIPS 1,034, one code point after the other."""
    jef = read_codes(HEAD + "40,U+0020\n80A1-A0FE,U+E000,外字\n", "jef.csv")
    jips = read_codes("code,unicode,kind\n40,U+0020,\n7421-7E7E,U+E000,user\n", "jips.csv")

    assert (jef.double[0x80A1], jef.double[0xA0FE], jef.double[0x81A0]) == ("\ue000", "\uec1d", _stand(b"\x81\xa0"))
    assert (jips.double[0x7E7E], jips.double[0x7420]) == (chr(0xE000 + 1033), _stand(b"\x74\x20"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("名前,値\n1,2\n", 1),
        (HEAD + "C1,AB\n", 2),
        (HEAD + "C1,\U000ff041\n", 2),
        (HEAD + "C1,U+0041\nC1,U+0042\n", 3),
        (HEAD + "C1,U+D800\n", 2),
        (HEAD + "C1,U+FF041\n", 2),
        (HEAD + "C1,U+110000\n", 2),
        (HEAD + "C12,U+0041\n", 2),
        (HEAD + "C1,U+0041\n0E,,2バイト開始\n", 3),
        (HEAD + "4566,U+672C\n", 2),
        (HEAD + "C1,U+0041\nA0FE-80A1,U+E000,外字\n", 3),
        (HEAD + "C1,U+0041\n80A1,U+E000,外字\n", 3),
        (HEAD + "C1,U+0041,謎\n", 2),
        (HEAD + "C1,\n", 2),
    ],
)
def test_wrong_tables(text: str, line: int) -> None:
    """A wrong line is refused by its number."""
    with pytest.raises(UnreadableError) as caught:
        read_codes(text, "t.csv")

    assert (caught.value.code, caught.value.where.line if caught.value.where else None) == ("MIG-SRC-250", line)


def test_characters_written_themselves() -> None:
    """A character may stand in the table itself, with its selector too, instead of its code point."""
    table = read_codes(HEAD + "C1,A\n4566,本\n42FE,\u8fbb\U000e0101\n4040,\u3000\n", "t.csv")
    found = (table.single[0xC1], *(table.double[code] for code in (0x4566, 0x42FE, 0x4040)))

    assert found == ("A", "本", "\u8fbb\U000e0101", "\u3000")


def test_what_is_a_table() -> None:
    """A header of codes and characters, and a code below it."""
    said = [
        is_codes(text) for text in (SMALL, "code,unicode\nC1,U+0041\n", "コード,文字\nA01,住民\n", "コード,名称\n", "")
    ]

    assert said == [True, True, False, False, False]


def test_python_codecs() -> None:
    """Single-byte EBCDIC that Python knows needs no table."""
    assert _text(of_codec("cp037"), "HELLO 123".encode("cp037")) == ("HELLO 123", False)


def _iconv(data: bytes, codec: str) -> str:
    return subprocess.run(
        ["iconv", "-f", codec, "-t", "UTF-8"], input=data, capture_output=True, check=True
    ).stdout.decode()


def _known(codec: str, codes: list[bytes], frame: tuple[bytes, bytes]) -> dict[bytes, str]:
    """What glibc knows of codes; those that it refuses are dropped by halves."""
    if not codes:
        return {}
    try:
        text = _iconv(b"\x25".join(frame[0] + code + frame[1] for code in codes), codec)
    except subprocess.CalledProcessError:
        if len(codes) == 1:
            return {}
        half = len(codes) // 2
        return _known(codec, codes[:half], frame) | _known(codec, codes[half:], frame)
    return dict(zip(codes, text.split("\n"), strict=True))


@pytest.mark.skipif(not shutil.which("iconv"), reason="iconv がありません")
@pytest.mark.parametrize("codec", ["IBM930", "IBM939", "IBM1390", "IBM1399"])
def test_as_glibc_reads_it(codec: str) -> None:
    """A table made of glibc's codes reads random fields as glibc does."""
    rng = random.Random(codec)
    singles = [bytes([n]) for n in range(0x40, 0x100)]
    some = sorted({bytes((rng.randrange(0x41, 0x70), rng.randrange(0x41, 0xFF))) for _ in range(900)})
    known = _known(codec, singles, (b"", b"")), _known(codec, some, (b"\x0e", b"\x0f"))
    rows = [
        f"{code.hex()}," + " ".join(f"U+{ord(c):04X}" for c in text) for part in known for code, text in part.items()
    ]
    table = read_codes(HEAD + "0E,,2バイト開始\n0F,,1バイト開始\n" + "\n".join(rows) + "\n", "ibm.csv")
    cells = []
    for _ in range(4000):
        cell = b""
        for _ in range(rng.randint(1, 4)):
            cell += b"".join(rng.choices(list(known[0]), k=rng.randint(0, 5)))
            cell += b"\x0e" + b"".join(rng.choices(list(known[1]), k=rng.randint(1, 5))) + b"\x0f"
        cells.append(cell)

    assert len(known[1]) > 200
    assert [_text(table, cell)[0] for cell in cells] == _iconv(b"\x25".join(cells), codec).split("\n")
