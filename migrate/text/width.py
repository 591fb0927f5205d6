"""Full-width and half-width. One character at a time, so nothing but width changes (never NFKC on names).

Half-width kana: JIS X 0201, U+FF61–FF9F. Full-width ASCII: U+FF01–FF5E, the blank is U+3000.
"""

from __future__ import annotations

import re

_ANY_HALF_KANA = re.compile("[\uff61-\uff9f]")
_HALF_KANA = "".join(map(chr, range(0xFF61, 0xFFA0)))
_FULL_KANA = (
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソ"
    "タチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
)
_TAKES_VOICE = "カキクケコサシスセソタチツテトハヒフヘホウワヲ"
VOICED = dict(zip(_TAKES_VOICE, "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴヷヺ", strict=True))
SEMI = dict(zip("ハヒフヘホ", "パピプペポ", strict=True))
HALF_VOICED = "ﾞ"
HALF_SEMI = "ﾟ"

_KANA_TO_FULL = str.maketrans(_HALF_KANA, _FULL_KANA)
_ASCII_TO_FULL = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {0x20: "\u3000"}
_ASCII_TO_HALF = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)} | {0x3000: " "}
_HALF_OF = dict(zip(_FULL_KANA, _HALF_KANA, strict=True))
_KANA_TO_HALF = {ord(full): half for full, half in _HALF_OF.items()}
_KANA_TO_HALF |= {ord(voiced): _HALF_OF[base] + HALF_VOICED for base, voiced in VOICED.items()}
_KANA_TO_HALF |= {ord(voiced): _HALF_OF[base] + HALF_SEMI for base, voiced in SEMI.items()}
TO_FULL = {chr(code): full for code, full in _ASCII_TO_FULL.items()} | dict(zip(_HALF_KANA, _FULL_KANA, strict=True))
"""Half-width character → full-width, marks not composed."""
TO_HALF = {chr(code): half for code, half in (_ASCII_TO_HALF | _KANA_TO_HALF).items()}
"""Full-width character → one or two half-width ones."""


def full_kana(text: str) -> str:
    """Half-width kana to full-width; a voicing mark is composed with the letter before it. Nothing else changes.

    >>> full_kana("ﾔﾏﾀﾞ ﾀﾛｳ")
    'ヤマダ タロウ'
    >>> full_kana("ﾊﾟﾋﾞｳﾞｰ｡")
    'パビヴー。'
    >>> full_kana("ｱﾞ ﾞ")
    'ア゛ ゛'
    """
    if _ANY_HALF_KANA.search(text) is None:
        return text
    out: list[str] = []
    previous_half = ""
    for character in text:
        if character == HALF_VOICED and previous_half and previous_half in VOICED:
            out[-1] = VOICED[previous_half]
            previous_half = ""
        elif character == HALF_SEMI and previous_half and previous_half in SEMI:
            out[-1] = SEMI[previous_half]
            previous_half = ""
        else:
            full = character.translate(_KANA_TO_FULL)
            previous_half = full if full != character else ""
            out.append(full)
    return "".join(out)


def full_width(text: str) -> str:
    """ASCII, blank and kana to full-width.

    >>> full_width("ｻﾞ･ﾊｲﾂ 1-2 A棟")
    'ザ・ハイツ　１－２　Ａ棟'
    >>> full_width("髙﨑　①㈱～")
    '髙﨑　①㈱～'
    """
    return full_kana(text).translate(_ASCII_TO_FULL)


def half_width(text: str) -> str:
    """Full-width ASCII, blank and kana to half-width.

    >>> half_width("ＳＭＩＴＨ　ＪＯＨＮ－１")
    'SMITH JOHN-1'
    >>> half_width("ガギパー、ヴ")
    'ｶﾞｷﾞﾊﾟｰ､ｳﾞ'
    """
    return text.translate(_ASCII_TO_HALF).translate(_KANA_TO_HALF)


def half_ascii(text: str) -> str:
    """Full-width ASCII and blank to half-width; kana and everything else stay.

    >>> half_ascii("Ｓ４５．０１．３１　ア")
    'S45.01.31 ア'
    """
    return text.translate(_ASCII_TO_HALF)
