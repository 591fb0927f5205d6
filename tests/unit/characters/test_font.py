"""A font that the user has becomes a table of characters and glyph names, or is refused with a reason."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from migrate.characters import font, glyphs, mojijoho
from migrate.characters.font import Glyph
from migrate.errors import UnreadableError

from . import fonts

REAL = Path("/usr/share/fonts/truetype/ipamj/ipamjm.ttf")


def _refusal(data: bytes, face: int = 0, time_limit: float = font.TIME_LIMIT) -> str:
    with pytest.raises(UnreadableError) as caught:
        font.loads(data, "a.ttf", face, time_limit)
    return caught.value.code


def test_additional_characters() -> None:
    """GJ glyph names become GJ names with their characters of plane 16; other glyphs are left alone."""
    read = font.loads(fonts.saved(fonts.font(fonts.GJ)), "acgjm.ttf")

    assert read.glyphs == (
        Glyph(name="GJ000001", text="\U00100000"),
        Glyph(name="GJ000002", text="\U00100001"),
        Glyph(name="GJ007947", text="\U0010de92"),
    )


def test_variation_sequences() -> None:
    """cmap format 14 gives base and selector; a default sequence shows the base's own glyph."""
    read = font.loads(fonts.saved(fonts.font(fonts.MJ, ["mj026191"], fonts.MJ_SEQUENCES)), "ipamjm.ttf")

    assert read.glyphs == (
        Glyph(name="MJ010687", text="山"),
        Glyph(name="MJ026190", text="邉"),
        Glyph(name="MJ026190", text="邉\U000e010f"),
        Glyph(name="MJ026191", text="邉\U000e0110"),
    )


def test_glyphs_without_a_character() -> None:
    """A named glyph that no character reaches is named as such, and is not in the table."""
    read = font.loads(fonts.saved(fonts.font(fonts.GJ, ["gj009999"])), "acgjm.ttf")

    assert (read.silent, "GJ009999" in {glyph.name for glyph in read.glyphs}) == (("GJ009999",), False)


def test_words_of_the_font() -> None:
    """Name, version, copyright and licence are those of the name table."""
    words = font.loads(fonts.saved(fonts.font(fonts.GJ)), "acgjm.ttf").words

    assert (words.full, words.version, words.copyright, words.licence) == (
        "Test Mincho",
        "Version 001.00",
        "Invented for a test",
        "Invented Licence 1.0",
    )


def test_names_of_cff_outlines() -> None:
    """An OpenType font holds its glyph names in CFF, also where post has none."""
    read = font.loads(fonts.saved(fonts.cff({0x100000: "gj000001"})), "a.otf")

    assert read.glyphs == (Glyph(name="GJ000001", text="\U00100000"),)


def test_font_without_glyph_names() -> None:
    """post format 3 and TrueType outlines: there are no names, and made-up ones are not believed."""
    assert _refusal(fonts.saved(fonts.font(fonts.GJ, nameless=True))) == "MIG-SPEC-084"


def test_font_with_neither() -> None:
    """A font with other glyph names is an error, not an empty table."""
    assert _refusal(fonts.saved(fonts.font({0x41: "A", 0x5C71: "uni5C71", 0x42: "gj1", 0x43: "mj0000001"}))) == (
        "MIG-SPEC-085"
    )


def test_one_of_a_collection() -> None:
    """In a TTC the number names the font."""
    data = fonts.collection(fonts.font(fonts.MJ, name="One"), fonts.font(fonts.GJ, name="Two"))

    assert font.loads(data, "a.ttc", 2).words.full == "Two"


def test_a_collection_without_number() -> None:
    """A TTC with two fonts is not guessed at: both are named."""
    data = fonts.collection(fonts.font(fonts.MJ, name="One"), fonts.font(fonts.GJ, name="Two"))
    with pytest.raises(UnreadableError) as caught:
        font.loads(data, "a.ttc")

    assert (caught.value.code, "1: One、2: Two" in str(caught.value.params["reason"])) == ("MIG-SPEC-086", True)


@pytest.mark.parametrize("face", [3, 64])
def test_no_such_font_in_a_collection(face: int) -> None:
    """A number beyond the last font is refused."""
    data = fonts.collection(fonts.font(fonts.MJ, name="One"), fonts.font(fonts.GJ, name="Two"))

    assert _refusal(data, face) == "MIG-SPEC-086"


def test_a_number_for_a_single_font() -> None:
    """A font that stands alone has number 1 only."""
    data = fonts.saved(fonts.font(fonts.GJ))

    assert (_refusal(data, 2), len(font.loads(data, "a.ttf", 1).glyphs)) == ("MIG-SPEC-086", 3)


def test_web_fonts() -> None:
    """WOFF and WOFF2 are packed for the web: the message names the form."""
    packed = fonts.font(fonts.GJ)
    packed.flavor = "woff"

    assert [_refusal(fonts.saved(packed)), _refusal(b"wOF2" + bytes(60))] == ["MIG-SPEC-082", "MIG-SPEC-082"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a font at all", b"\x00\x01\x00\x00", b"ttcf" + bytes(8)])
def test_no_font(data: bytes) -> None:
    """Anything else is refused as no font, or as a damaged one."""
    assert _refusal(data) == "MIG-SPEC-080"


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_font_that_is_cut_off(share: float) -> None:
    """A font whose end is missing is refused, not read in part."""
    data = fonts.saved(fonts.font(fonts.MJ, ["mj026191"], fonts.MJ_SEQUENCES))

    assert _refusal(data[: int(len(data) * share)]) == "MIG-SPEC-080"


@pytest.mark.parametrize("table", ["cmap", "post", "maxp", "name"])
def test_a_damaged_table(table: str) -> None:
    """A table full of 0xFF is a damaged font."""
    broken = TTFont(io.BytesIO(fonts.saved(fonts.font(fonts.GJ))), recalcTimestamp=False)
    size = len(broken.reader[table])
    broken[table] = DefaultTable(table)
    broken[table].data = b"\xff" * size

    assert _refusal(fonts.saved(broken)) == "MIG-SPEC-080"


def test_any_damage_is_met() -> None:
    """Random bytes in random places give a font that is read or one that is refused, never a breakdown."""
    chance = random.Random(20261126)
    sound = fonts.saved(fonts.font(fonts.MJ, ["mj026191"], fonts.MJ_SEQUENCES))
    codes = set()
    for _ in range(24):
        data = bytearray(sound)
        for _ in range(chance.randint(1, 40)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        try:
            font.loads(bytes(data), "a.ttf")
        except UnreadableError as error:
            codes.add(error.code)

    assert codes <= {"MIG-SPEC-080", "MIG-SPEC-084", "MIG-SPEC-085"}


def _with_cmap(data: bytes) -> bytes:
    made = TTFont(io.BytesIO(fonts.saved(fonts.font(fonts.GJ))), recalcTimestamp=False)
    made["cmap"] = DefaultTable("cmap")
    made["cmap"].data = data
    return fonts.saved(made)


def test_a_group_of_four_thousand_million_characters() -> None:
    """A few bytes that name more characters than Unicode has are refused before anybody unfolds them."""
    group = struct.pack(">LLL", 0, 0xFFFFFFF0, 1)
    subtable = struct.pack(">HHLLL", 12, 0, 16 + len(group), 0, 1) + group
    cmap = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + subtable

    assert _refusal(_with_cmap(cmap), time_limit=10) == "MIG-SPEC-080"


def test_groups_that_repeat_themselves() -> None:
    """Many groups over all of Unicode are refused as well."""
    group = struct.pack(">LLL", 0, 0x10FFFF, 1)
    subtable = struct.pack(">HHLLL", 12, 0, 16 + 500 * len(group), 0, 500) + 500 * group
    cmap = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + subtable

    assert _refusal(_with_cmap(cmap), time_limit=10) == "MIG-SPEC-080"


def test_a_reader_that_takes_too_long() -> None:
    """The reader has a time limit; the user is told, and nothing waits for ever."""
    assert _refusal(fonts.saved(fonts.font(fonts.GJ)), time_limit=0.001) == "MIG-SPEC-083"


def test_a_large_file(tmp_path: Path) -> None:
    """A file beyond 128 MB is refused before it is read."""
    path = tmp_path / "large.ttf"
    with path.open("wb") as stream:
        stream.truncate(font.MAX_FILE + 1)
    with pytest.raises(UnreadableError) as caught:
        font.read_bytes(path)

    assert caught.value.code == "MIG-SPEC-081"


@pytest.mark.parametrize(("name", "code"), [("none.ttf", "MIG-SYS-001"), (".", "MIG-SYS-002")])
def test_no_such_file(tmp_path: Path, name: str, code: str) -> None:
    """A missing file and a folder are named as such."""
    with pytest.raises(UnreadableError) as caught:
        font.read_bytes(tmp_path / name)

    assert caught.value.code == code


def test_the_stored_table(tmp_path: Path) -> None:
    """Stored and read again, the table answers both ways; what the font does not say is None and nothing."""
    read = font.loads(fonts.saved(fonts.font(fonts.MJ, ["mj026191"], fonts.MJ_SEQUENCES)), "ipamjm.ttf")
    (tmp_path / glyphs.FILE).write_bytes(glyphs.to_bytes(read, "0" * 64))
    table = glyphs.Glyphs(tmp_path / glyphs.FILE)

    assert table.name_of("邉\U000e0110") == "MJ026191"
    assert table.writings("MJ026190") == ("邉", "邉\U000e010f")
    assert (table.name_of("川"), table.writings("GJ000001")) == (None, ())


def test_the_stored_table_has_the_same_bytes() -> None:
    """The same font gives the same bytes."""
    data = fonts.saved(fonts.font(fonts.GJ))
    first, second = (glyphs.to_bytes(font.loads(data, "a.ttf"), "0" * 64) for _ in range(2))

    assert first == second


@pytest.mark.parametrize(
    ("name", "folder"),
    [("Test Mincho", "TestMincho-Regular"), ("../../etc", "etc-Regular"), ("明朝", "Regular")],
)
def test_a_folder_for_a_font(name: str, folder: str) -> None:
    """The folder is named after the PostScript name in plain ASCII: nothing leads out of it."""
    read = font.loads(fonts.saved(fonts.font(fonts.GJ, name=name)), "a.ttf")

    assert glyphs.folder_name(read, "a.ttf") == folder


def test_the_real_font() -> None:
    """IPAmj明朝 005.01: 59,127 MJ glyphs in 64,367 writings, none of which the bundled list gives another name."""
    if not REAL.is_file():
        pytest.skip("IPAmj明朝がありません（Debian: fonts-ipamj-mincho）")
    read = font.loads(font.read_bytes(REAL), REAL.name)
    known = mojijoho.load()
    names = [(glyph.name, known.name_of(glyph.text)) for glyph in read.glyphs]
    differing = [pair for pair in names if pair[1] not in (None, pair[0])]

    assert (read.words.version, glyphs.counts(read)["MJ"], len(names)) == ("Version 005.01", 59_127, 64_367)
    assert (differing, sum(known_name is None for _, known_name in names)) == ([], 3)
