"""One character as people see it: a code point with its variation selectors and voicing marks; its code."""

from __future__ import annotations

import re
import unicodedata

from migrate.model.characters import CharacterKind
from migrate.text.characters import is_private, is_undecodable, original_byte

MARKS = "\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""For a character class: what belongs to the character before it."""
RE2_MARKS = "[\\x{3099}\\x{309A}\\x{FE00}-\\x{FE0F}\\x{E0100}-\\x{E01EF}]"
_CLUSTER = re.compile(f".[{MARKS}]*", re.DOTALL)
_MARK = re.compile(f"[{MARKS}]")
_CODE = re.compile(r"U\+([0-9A-F]{4,6})", re.IGNORECASE)
_CODES = re.compile(r"(?:U\+[0-9A-F]{4,6}[ +,、]*)+", re.IGNORECASE)
_LAST = 0x10FFFF


def clusters(text: str) -> list[str]:
    """The characters of a text; a selector or mark in front of everything stands alone.

    >>> [len(one) for one in clusters("辻\U000e0101か\u309a山")]
    [2, 2, 1]
    """
    return _CLUSTER.findall(text)


def has_marks(characters: set[str]) -> bool:
    """True where one of the code points belongs to the character before it."""
    return any(_MARK.fullmatch(one) for one in characters)


def codes(text: str) -> str:
    """The code points of a character.

    >>> codes("髙"), codes("辻\U000e0101")
    ('U+9AD9', 'U+8FBB U+E0101')
    """
    return " ".join(f"U+{ord(one):04X}" for one in text)


def of_codes(text: str) -> str | None:
    """The text that code points name; None where they name none.

    >>> of_codes("u+9ad9"), of_codes("U+8FBB U+E0101") == "辻\U000e0101", of_codes("9AD9"), of_codes("U+D800")
    ('髙', True, None, None)
    """
    if not _CODES.fullmatch(text.strip()):
        return None
    numbers = [int(one, 16) for one in _CODE.findall(text)]
    if any(number > _LAST or 0xD800 <= number <= 0xDFFF for number in numbers):
        return None
    return "".join(map(chr, numbers))


def kind_of(text: str) -> CharacterKind:
    """What a character outside a repertoire is."""
    first = text[0]
    if is_undecodable(first):
        return CharacterKind.BYTE
    if is_private(first):
        return CharacterKind.GAIJI
    if is_control(first):
        return CharacterKind.CONTROL
    return CharacterKind.SEQUENCE if len(text) > 1 else CharacterKind.OUTSIDE


def is_control(character: str) -> bool:
    r"""True for control characters, lone surrogates and code points that are no characters.

    >>> [is_control(one) for one in ("\t", "\x80", "\ufffe", "山", "\ufffd")]
    [True, True, True, False, False]
    """
    code = ord(character)
    return unicodedata.category(character) in {"Cc", "Cs"} or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def cp932_code(text: str) -> str:
    """The bytes behind private use and undecodable bytes, as the current system writes them.

    >>> cp932_code("\ue000"), cp932_code("\U000ff080"), cp932_code("山"), cp932_code("\U00100000")
    ('F040', '80', '', '')
    """
    kind = kind_of(text)
    if kind is CharacterKind.BYTE:
        return f"{original_byte(text[0]):02X}"
    if kind is not CharacterKind.GAIJI:
        return ""
    try:
        return text[0].encode("cp932").hex().upper()
    except UnicodeEncodeError:
        return ""


def shown(text: str) -> str:
    """A character as it can be shown: nothing for control characters and bytes."""
    return "" if kind_of(text) in {CharacterKind.CONTROL, CharacterKind.BYTE} else text


def named(text: str) -> str:
    """A character with its code, for tables.

    >>> named("髙")
    '髙（U+9AD9）'
    """
    visible = shown(text)
    return f"{visible}（{codes(text)}）" if visible else codes(text)
