"""Kana: hiragana to katakana, small letters to large ones. One character at a time; nothing else changes."""

from __future__ import annotations

HIRAGANA = "".join(map(chr, (*range(0x3041, 0x3097), 0x309D, 0x309E)))
"""ぁ to ゖ, ゝ and ゞ."""
KATAKANA = "".join(chr(ord(one) + 0x60) for one in HIRAGANA)
_SMALL = "ァィゥェォッャュョヮヵヶ" + "ぁぃぅぇぉっゃゅょゎゕゖ" + "ｧｨｩｪｫｯｬｭｮ"
_LARGE = "アイウエオツヤユヨワカケ" + "あいうえおつやゆよわかけ" + "ｱｲｳｴｵﾂﾔﾕﾖ"
LARGER = dict(zip(_SMALL, _LARGE, strict=True))
"""Small letter → large letter."""
_TO_KATAKANA = str.maketrans(HIRAGANA, KATAKANA)
_TO_LARGE = str.maketrans(LARGER)


def katakana(text: str) -> str:
    """Hiragana to katakana.

    >>> katakana("やまだ　ゔぁ 太郎ー")
    'ヤマダ　ヴァ 太郎ー'
    """
    return text.translate(_TO_KATAKANA)


def large(text: str) -> str:
    """Small kana (拗音, 促音) to large ones, in either width.

    >>> large("キョウコ ｼｮｯﾋﾟﾝｸﾞ")
    'キヨウコ ｼﾖﾂﾋﾟﾝｸﾞ'
    """
    return text.translate(_TO_LARGE)
