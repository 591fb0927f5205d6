"""A written name as single words of the vocabulary: Japanese, romaji, English and abbreviations of either.

A name may be read in several ways (``date`` is 年月日 or 日); every reading is kept up to a limit, and whoever compares
takes the best one.
"""

from __future__ import annotations

from collections.abc import Iterator
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
_MOST_WORDS = 12
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


def _latin(vocabulary: Vocabulary, name: str) -> Iterator[_Piece]:
    words = spelling.words(name[:MAX_NAME])[:_MOST_WORDS]
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + 4), start, -1):
            group = words[start:end]
            forms = (spelling.romaji_key("_".join(group)), spelling.romaji_key("".join(group)))
            if senses := next((vocabulary.latin[f] for f in forms if f in vocabulary.latin), ()):
                yield "_".join(group), senses[:_SENSES]
                start = end
                break
        else:
            if words[start].lower() not in _SILENT:
                yield from _latin_word(vocabulary, words[start])
            start += 1


@lru_cache(maxsize=65536)
def readings(vocabulary: Vocabulary, name: str) -> tuple[Reading, ...]:
    """Every reading of a name, the likeliest first, at most 32; empty for a name without letters."""
    pieces = list(_latin(vocabulary, name) if spelling.is_latin(name) else _japanese(vocabulary, name))
    if not pieces:
        return ()
    unknown = (Sense(term="", quality=0.0, way=""),)
    found = []
    for choice in islice(product(*(senses or unknown for _, senses in pieces)), MOST_READINGS):
        reading: list[Word] = []
        for (text, _), sense in zip(pieces, choice, strict=True):
            if not sense.term:
                reading.append(Word(text=text))
                continue
            parts = vocabulary.parts(sense.term)
            reading += (Word(text=text, word=part, quality=sense.quality, way=sense.way) for part in parts)
        found.append(tuple(reading))
    return tuple(dict.fromkeys(found))
