"""Classes of characters that conversion and checks both speak of."""

from __future__ import annotations

import unicodedata

_BYTE = 0xFF000
PRIVATE_PATTERN = "[\\x{E000}-\\x{F8FF}\\x{F0000}-\\x{FEFFF}\\x{FF100}-\\x{FFFFD}\\x{100000}-\\x{10FFFD}]"
"""Private-use characters for RE2 and Rust regular expressions (undecodable bytes U+FF000–FF0FF left out)."""


def undecodable(byte: int) -> str:
    """The character that stands for an undecodable byte: U+FF000 + byte.

    >>> f"{ord(undecodable(0x80)):X}"
    'FF080'
    """
    return chr(_BYTE + byte)


def is_undecodable(character: str) -> bool:
    """True for a character that stands for an undecodable byte."""
    return _BYTE <= ord(character) <= _BYTE + 0xFF


def original_byte(character: str) -> int:
    """The byte that an undecodable character stands for.

    >>> original_byte(undecodable(0xFD)) == 0xFD
    True
    """
    return ord(character) - _BYTE


def is_private(character: str) -> bool:
    r"""True for a private-use character (外字: U+E000–F8FF, planes 15 and 16), undecodable bytes left out.

    >>> [is_private(one) for one in ("\ue000", "\U00100000", "\U000ff080", "髙")]
    [True, True, False, False]
    """
    code = ord(character)
    return (0xE000 <= code <= 0xF8FF or 0xF0000 <= code <= 0x10FFFF) and not is_undecodable(character)


def is_half(character: str) -> bool:
    r"""True for printable ASCII, the blank included, and half-width kana: what データ型 X admits.

    >>> [is_half(one) for one in ("A", " ", "ｱ", "Ａ", "\n")]
    [True, True, True, False, False]
    """
    return "\x20" <= character <= "\x7e" or "\uff61" <= character <= "\uff9f"


def is_full(character: str) -> bool:
    r"""True for a character that データ型 Ｎ admits: neither half-width nor a control character.

    >>> [is_full(one) for one in ("山", "　", "Ａ", "ア", "A", "ｱ", "\t")]
    [True, True, True, True, False, False, False]
    """
    return not is_half(character) and unicodedata.category(character) not in ("Cc", "Cs")


def is_kana(character: str) -> bool:
    """True for a full-width katakana letter, its marks (ー ・ ヽ ヾ) and the blank U+3000.

    >>> [is_kana(one) for one in ("ヴ", "ー", "　", "・", "山", "あ")]
    [True, True, True, True, False, False]
    """
    return "\u30a1" <= character <= "\u30fe" or character == "\u3000"
