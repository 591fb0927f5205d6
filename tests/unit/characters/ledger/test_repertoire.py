"""A repertoire holds exactly the characters of its standard; private use is in none by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.characters import font, glyphs
from migrate.characters.ledger.repertoire import Target, listed, named
from migrate.errors import MigrateError, UnreadableError
from migrate.text.characters import undecodable

from .. import fonts

IVS = "辻\U000e0102"


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("山", (True, True, True, True)),
        ("髙", (True, False, False, True)),
        ("﨑", (True, True, False, True)),
        ("𠮷", (True, False, False, False)),
        ("𠂉", (True, True, False, False)),
        (IVS, (True, False, False, False)),
        ("辻\U000e0100", (False, False, False, False)),
        ("ア", (True, True, True, True)),
        ("ｱ", (True, True, False, True)),
        ("か\u309a", (True, True, False, False)),
        ("か\u3099", (False, False, False, False)),
        ("①", (True, True, False, True)),
        ("～", (True, True, False, True)),
        ("〜", (True, True, True, False)),
        ("￠", (False, False, False, True)),
        ("A", (True, True, True, True)),
        ("\ue000", (False, False, False, False)),
        ("\U00100000", (False, False, False, False)),
        ("\t", (False, False, False, False)),
        (undecodable(0x80), (False, False, False, False)),
        ("\ufffd", (False, False, False, False)),
        ("", (False, False, False, False)),
    ],
)
def test_membership(text: str, inside: tuple[bool, ...]) -> None:
    """MJ, JIS X 0213, JIS X 0208 and CP932 hold a character, or do not."""
    assert tuple(text in named(one) for one in Target) == inside


def test_gj_by_a_font_of_the_user(tmp_path: Path) -> None:
    """A character of plane 16 is in MJ+ where a font that the user imported calls it a GJ glyph, and only there."""
    data = fonts.saved(fonts.font({0x100000: "gj000001", 0x100002: "other"}))
    table = tmp_path / glyphs.FILE
    table.write_bytes(glyphs.to_bytes(font.loads(data, "acgjm.ttf"), "0" * 64))
    target = named(Target.MJ, [glyphs.Glyphs(table)])

    assert ("\U00100000" in target, "\U00100002" in target, "\U00100000" in named(Target.CP932)) == (True, False, False)


def test_list() -> None:
    """A list names characters, codes, ranges and sequences; remarks and empty lines are none."""
    data = "# 受け取れる文字\n髙\nU+E000\nU+3041-U+3093　# ひらがな\n\nU+8FBB U+E0102\n#\n-\n".encode("utf-8-sig")
    target = listed(data, "相手の 文字.txt")

    assert [one in target for one in ("髙", "\ue000", "\ue001", "あ", "ゔ", IVS, "辻", "#", "-")] == [
        *(True, True, False, True, False, True, False, True, True),
    ]
    assert target.name == "list-相手の-文字"


@pytest.mark.parametrize("text", ["U+XYZ\n", "U+D800\n", "山田\n", "U+3093-U+3041\n", "# 何もない\n", ""])
def test_list_that_says_nothing(text: str) -> None:
    """A line that names no character is refused with its line, never passed over."""
    with pytest.raises(MigrateError) as caught:
        listed(text.encode(), "a.txt")

    assert caught.value.code == "MIG-CHR-007"


def test_list_in_another_encoding() -> None:
    """A list that is not UTF-8 is refused."""
    with pytest.raises(UnreadableError, match="MIG-SYS-008"):
        listed("髙".encode("cp932"), "a.txt")
