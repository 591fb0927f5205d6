"""A written name as single words of the vocabulary: Japanese, romaji, English and abbreviations of either.

A name may be read in several ways (``date`` is 年月日 or 日); every reading is kept up to a limit, and whoever compares
takes the best one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from migrate.lexicon import spelling
from migrate.lexicon.cutting import LONGEST, MAX_NAME, cut
from migrate.lexicon.glossary import Sense
from migrate.lexicon.vocabulary import Vocabulary

MOST_READINGS = 32
_SENSES = 4
_STRANGER = 2.0
"""An unknown letter weighs as much as two known words."""
_ENDS = (("date", "on", "at", "dt"), ("no", "number", "id", "num", "nbr", "uid", "uuid"))
"""Ends of English phrases that say the same (issued_on, issued_at; notice_no, notice_id)."""
_IN_FULL = {
    "addr": "address", "adr": "address", "acct": "account", "amt": "amount", "appl": "application",
    "cert": "certificate", "cd": "code", "dept": "department", "fac": "facility", "hh": "household",
    "ins": "insurance", "mgr": "manager", "pref": "prefecture", "qual": "qualification", "reg": "registration",
    "rel": "relationship", "stat": "status", "zip": "postal",
}  # fmt: skip
"""Usual abbreviations inside English phrases: addr_line is the listed address_line."""
_MOST_WORDS, _TOGETHER = 12, 4
_WORD_BY_WORD = 0.95
"""What remains of the words of a listed phrase where they are taken one by one."""
_SILENT = frozenset(
    {
        "t", "m", "tbl", "tb", "trn", "mst", "wk", "is", "the", "of", "and", "in", "for", "by", "to", "on", "with",
        "cm", "kg", "mm", "yen", "jpy", "sqm",
    }
)  # fmt: skip
"""Marks of tables, small words of English and units, which name nothing."""
_PREFIX, _SKELETON = "前方一致", "子音の並び"
_LEAST_COVER = 0.6
"""An abbreviation holds at least this share of the word's consonants."""
_VOWELS = frozenset("aiueo")


class Word(NamedTuple):
    """One word of a reading. ``word`` is empty where the vocabulary does not know the text.

    A named tuple, because it is hashed a million times.
    """

    text: str
    word: str = ""
    quality: float = 0.0
    way: str = ""


Reading = tuple[Word, ...]
_Piece = tuple[str, tuple[Sense, ...]]


def _japanese(vocabulary: Vocabulary, name: str) -> Iterator[_Piece]:
    forms = vocabulary.japanese
    for segment in spelling.key(name[:MAX_NAME]).split("_"):
        for piece, known in cut(segment, forms.__contains__, _STRANGER):
            yield piece, forms[piece][:_SENSES] if known else ()


def _inflected(form: str) -> Iterator[str]:
    """Other forms of an English word: its singular, its plain verb."""
    for ending, plain in (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e")):
        if form.endswith(ending):
            yield form.removesuffix(ending) + plain


def _chain(vocabulary: Vocabulary, form: str) -> tuple[str, ...]:
    """A word without separators as two to four known forms of three letters or more, ``()`` where it is none."""
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
    for end in range(1, len(form) + 1):
        options = [
            (before[0] + 1.0, (*before[1], form[start:end]))
            for start in range(max(0, end - LONGEST), end - 2)
            if (before := best[start]) is not None and form[start:end] in vocabulary.latin
        ]
        best.append(min(options, default=None))
    found = best[-1]
    return found[1] if found and len(found[1]) <= 4 else ()


def skeleton(short: str, romaji: str) -> float:
    """How far ``short`` abbreviates a romaji word: the share of its consonants, 0 where it does not.

    An abbreviation begins with the same letter and keeps the order of the letters.

    >>> skeleton("bng", "bango"), skeleton("knj", "kanji"), skeleton("sti", "setai"), skeleton("xyz", "bango")
    (1.0, 1.0, 1.0, 0.0)
    """
    if len(short) < 2 or short[0] != romaji[:1]:
        return 0.0
    letters = iter(romaji)
    if not all(letter in letters for letter in short):
        return 0.0
    kept, whole = (sum(not at or c not in _VOWELS for at, c in enumerate(w)) for w in (short, romaji))
    return kept / whole


@lru_cache(maxsize=16384)
def _guesses(vocabulary: Vocabulary, text: str) -> tuple[Sense, ...]:
    """What an unknown Latin word may abbreviate, by its beginning or its consonants; weaker than a known form."""
    if not (text.isascii() and text.isalpha()):
        return ()
    found: dict[str, Sense] = {}
    for romaji, word in vocabulary.by_letter.get(text[0], ()):
        if len(romaji) <= len(text):
            continue
        cover = skeleton(text, romaji)
        if romaji.startswith(text) and len(text) >= 3:
            quality, way = 0.55 + 0.35 * len(text) / len(romaji), _PREFIX
        elif cover >= _LEAST_COVER:
            quality, way = 0.45 + 0.35 * cover - 0.01 * (len(romaji) - len(text)), _SKELETON
        else:
            continue
        if word not in found or found[word].quality < quality:
            found[word] = Sense(term=word, quality=round(quality, 3), way=way)
    return tuple(sorted(found.values(), key=lambda s: (-s.quality, len(s.term), s.term))[:_SENSES])


def _latin_word(vocabulary: Vocabulary, word: str) -> Iterator[_Piece]:
    form = spelling.romaji_key(word)
    inflected = next((f for f in _inflected(form) if len(f) > 2 and f in vocabulary.latin), "")
    if inflected:
        yield word, vocabulary.latin[inflected][:_SENSES]
    elif chain := _chain(vocabulary, form) if len(form) <= 40 else ():
        yield from ((piece, vocabulary.latin[piece][:_SENSES]) for piece in chain)
    else:
        yield word, _guesses(vocabulary, word.lower())


def _senses(vocabulary: Vocabulary, group: tuple[str, ...]) -> tuple[Sense, ...]:
    """What neighbouring words mean together, ``()`` where that is not listed; the last one may be inflected."""
    key = spelling.romaji_key("_".join(group))
    plain = (form for form in _inflected(key) if len(group) > 1)
    alike: tuple[str, ...] = ()
    if len(group) > 1:
        start, last = key.rpartition("_")[0], group[-1].lower()
        alike = tuple(f"{start}_{end}" for ends in _ENDS if last in ends for end in ends)
    full = spelling.romaji_key("_".join(_IN_FULL.get(word.lower(), word) for word in group))
    forms = (key, spelling.romaji_key("".join(group)), *plain, *alike, full)
    return next((vocabulary.latin[form] for form in forms if form in vocabulary.latin), ())


def _latin(vocabulary: Vocabulary, words: tuple[str, ...], longest: int) -> Iterator[_Piece]:
    """The words from the left, always as many together as are listed, but no more than ``longest``."""
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + longest), start, -1):
            if senses := _senses(vocabulary, words[start:end]):
                yield "_".join(words[start:end]), senses[:_SENSES]
                start = end
                break
        else:
            if words[start].lower() not in _SILENT:
                yield from _latin_word(vocabulary, words[start])
            start += 1


def _weaker(sense: Sense) -> Sense:
    return replace(sense, quality=sense.quality * _WORD_BY_WORD)


def _pieces(vocabulary: Vocabulary, name: str) -> Iterator[list[_Piece]]:
    """The ways to cut a name; an English phrase that is listed (approved_on) is besides read word by word."""
    if not spelling.is_latin(name):
        yield list(_japanese(vocabulary, name))
        return
    words = spelling.words(name[:MAX_NAME])[:_MOST_WORDS]
    together = list(_latin(vocabulary, words, _TOGETHER))
    yield together
    if any("_" in text for text, _ in together):
        yield [(text, tuple(map(_weaker, senses))) for text, senses in _latin(vocabulary, words, 1)]


def _choices(pieces: list[_Piece], vocabulary: Vocabulary, most: int) -> Iterator[Reading]:
    unknown = (Sense(term="", quality=0.0, way=""),)
    for choice in islice(product(*(senses or unknown for _, senses in pieces)), most):
        reading: list[Word] = []
        for (text, _), sense in zip(pieces, choice, strict=True):
            if not sense.term:
                reading.append(Word(text=text))
                continue
            parts = vocabulary.parts(sense.term)
            reading += (Word(text=text, word=part, quality=sense.quality, way=sense.way) for part in parts)
        yield tuple(reading)


@lru_cache(maxsize=65536)
def readings(vocabulary: Vocabulary, name: str) -> tuple[Reading, ...]:
    """The readings of a name, the likeliest first, at most 32 of each way to cut it; empty without letters."""
    ways = [pieces for pieces in _pieces(vocabulary, name) if pieces]
    found = (reading for pieces in ways for reading in _choices(pieces, vocabulary, MOST_READINGS))
    return tuple(dict.fromkeys(found))
