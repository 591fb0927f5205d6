"""How a name of the standard is read: its words in hiragana and in Hepburn romaji.

The glossary's terms, and `specs/glossary/readings.csv`: words that have a reading but say nothing to a matcher (等).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.lexicon import glossary
from migrate.lexicon.cutting import MAX_NAME, cut
from migrate.model.value import value

_STRANGER = 1.0 + MAX_NAME
"""More than any number of words: no letter is left unknown to save a word."""
_SIGNS = re.compile(r"[\W_]")
SILENT = "\0"
"""Romaji of a sign that is not spoken (・, brackets), which nobody can type; taken out when words are joined."""
_DOUBLING = "っ"
_LONG = "ー"
_LONG_O = re.compile("ou|oo")
_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
    "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}  # fmt: skip
_IRREGULAR = {"し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ぢ": "ji", "づ": "zu"}
_SINGLES = {
    **{kana: head + vowel for head, row in _ROWS.items() for kana, vowel in zip(row, "aiueo", strict=True)},
    **{"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "o", "ん": "n", "ぁ": "a", "ぃ": "i", "ぅ": "u"},
    **{"ぇ": "e", "ぉ": "o", "ゔ": "vu"},
    **_IRREGULAR,
}
_Y_HEADS = {
    "き": "ky", "し": "sh", "ち": "ch", "に": "ny", "ひ": "hy", "み": "my", "り": "ry", "ぎ": "gy", "じ": "j",
    "び": "by", "ぴ": "py",
}  # fmt: skip
_PAIRS = {
    **{
        kana + small: head + vowel
        for kana, head in _Y_HEADS.items()
        for small, vowel in zip("ゃゅょ", "auo", strict=True)
    },
    **{"でぃ": "di", "てぃ": "ti", "ふぁ": "fa", "ふぃ": "fi", "ふぇ": "fe", "ふぉ": "fo", "ちぇ": "che", "じぇ": "je"},
    **{"しぇ": "she", "うぇ": "we", "うぃ": "wi"},
}
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


@value
class Word:
    """One word of a name. ``romaji`` is empty where the reading is not known."""

    text: str
    kana: str
    romaji: str


def hiragana(text: str) -> str:
    """Width folded, katakana as hiragana; the rest stays.

    >>> hiragana("ｶﾅ氏名")
    'かな氏名'
    """
    return unicodedata.normalize("NFKC", text).translate(_KATAKANA)


def hepburn(kana: str) -> str:
    """Hiragana as the standard spells it: Hepburn, long vowels short; ``""`` where a letter is not kana.

    >>> hepburn("せいねんがっぴ"), hepburn("じゅうしょ"), hepburn("とうろく"), hepburn("せたいぬし")
    ('seinengappi', 'jusho', 'toroku', 'setainushi')
    """
    spelled = ""
    position = 0
    while position < len(kana):
        pair = kana[position : position + 2]
        letter = kana[position]
        sound = _PAIRS.get(pair) or _SINGLES.get(letter)
        if sound is None and letter not in (_DOUBLING, _LONG):
            return ""
        if spelled.endswith(_DOUBLING) and sound:
            spelled = spelled[:-1] + ("t" if sound.startswith("ch") else sound[0])
        spelled += sound or ("" if letter == _LONG else _DOUBLING)
        position += 2 if pair in _PAIRS else 1
    return _LONG_O.sub("o", spelled.rstrip(_DOUBLING).replace("uu", "u"))


@cache
def _known() -> Mapping[str, Word]:
    rows = tables.read(bundled("specs") / "glossary" / "readings.csv")
    words = {row["word"]: (row["reading_kana"], hepburn(row["reading_kana"])) for row in rows}
    words |= {t.term: (t.reading, t.romaji) for t in glossary.load().terms.values() if t.reading and t.romaji}
    return {text: Word(text=text, kana=kana, romaji=romaji) for text, (kana, romaji) in words.items()}


def known() -> Iterable[Word]:
    """Every word with a known reading, the glossary's terms among them."""
    return _known().values()


def _unknown(text: str) -> Word:
    kana = hiragana(text)
    bare = _SIGNS.sub("", kana)
    latin = hepburn(bare) if not bare.isascii() else bare.lower()
    return Word(text=text, kana=kana, romaji=latin or ("" if bare else SILENT))


@lru_cache(maxsize=65536)
def read(name: str) -> tuple[tuple[Word, ...], ...]:
    """The words of a name by its segments between ``_``: the fewest unknown letters, then the fewest words.

    >>> ["".join(w.romaji for w in segment) for segment in read("生年月日_不詳表記")]
    ['seinengappi', 'fushohyoki']
    """
    plain = unicodedata.normalize("NFKC", name[:MAX_NAME])
    return tuple(_words(segment) for segment in plain.split("_") if segment)


def _words(text: str) -> tuple[Word, ...]:
    known = _known()
    pieces = cut(text, known.__contains__, _STRANGER)
    return tuple(known[piece] if is_known else _unknown(piece) for piece, is_known in pieces)


def kana(name: str) -> str:
    """A name in hiragana; a word without a known reading stays as it is."""
    return "_".join("".join(word.kana for word in segment) for segment in read(name))


def romaji(name: str) -> str:
    """A name in the standard's romaji style (``seinengappi_fushohyoki``); ``""`` where a word is not known."""
    segments = read(name)
    if any(not word.romaji for segment in segments for word in segment):
        return ""
    return "_".join("".join(word.romaji for word in segment) for segment in segments).replace(SILENT, "")
