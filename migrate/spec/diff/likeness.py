"""Whether an item that went and an item that came are probably the same one: named evidence, one score."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from migrate.lexicon import spelling
from migrate.model.spec import Item
from migrate.model.value import value
from migrate.spec.diff.words import Likeness, Naming, Words

THRESHOLD = 0.66
"""Below this an item went and another came."""
_NAME, _TEXT, _PLACE, _SHAPE = 0.70, 0.15, 0.09, 0.06
_OTHER_NAME = (0.25, 0.45, 0.20, 0.10)
"""Weights of the same four where the names differ, but one item's text speaks of the other by name."""
_OWN_TYPES = {"DATE", "TIME", "YEAR", "BLOB"}
_OTHER_TYPE, _WORD_OR_CODE = 0.75, 0.85
_SAME_TEXT = 0.6
_CODES = re.compile(r"[（(]\s*[0-9０-９]+\s*[：:][^）)]*[）)]?")
"""Code values told in a text, such as 「（0：無、1：有）」; other editions tell them in a code list."""
_CLOSE_TEXT = 0.9


@value
class Evidence:
    """Score of a pair, 0–1, and what speaks for it as short Japanese phrases."""

    score: float
    phrases: tuple[str, ...]


NOTHING = Evidence(score=0.0, phrases=())


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    return spelling.key(text).replace("_", "")


def _text_likeness(before: Item, after: Item) -> float | None:
    """How near the two 項目定義 are; None where one side has none."""
    one, other = (_plain(_CODES.sub("", item.definition)) for item in (before, after))
    return fuzz.ratio(one, other) / 100 if one and other else None


def _shape(before: Item, after: Item) -> float:
    same_type = _plain(before.type) == _plain(after.type)
    same_length = before.length == after.length
    return 1.0 if same_type and same_length else 0.7 if same_length else 0.5 if same_type else 0.0


def _kind_factor(before: Item, after: Item) -> float:
    """Dates, times and pictures are seldom renamed into texts or numbers, words seldom into their code."""
    one, other = (_plain(item.type).upper() for item in (before, after))
    if one == other:
        return 1.0
    return _OTHER_TYPE if {one, other} & _OWN_TYPES else _WORD_OR_CODE if "N" in (one, other) else 1.0


def _speaks_of(words: tuple[str, ...], item: Item) -> bool:
    """True where the 項目定義 of ``item`` holds all of ``words``."""
    text = _plain(item.definition)
    return bool(words) and all(_plain(word) in text for word in words)


def _phrases(before: Item, after: Item, found: Likeness, text: float | None, place: float) -> tuple[str, ...]:
    phrases = [f"「{one}」と「{other}」は同じものを指す語" for one, other in found.swapped]
    if not found.swapped and found.score >= 0.97:
        phrases.append("名称の読みが同じ")
    if text is not None and text >= _SAME_TEXT:
        phrases.append("項目定義が同じ" if text == 1 else f"項目定義の近さ {round(text * 100)} %")
    if place == 1:
        phrases.append("前後の項目が同じ")
    shape = _shape(before, after)
    if shape >= 0.7:
        phrases.append("データ型と桁数が同じ" if shape == 1 else "桁数が同じ")
    return tuple(phrases)


def _spoken(before: Item, after: Item, found: Likeness) -> tuple[str, ...]:
    """The words of one item's name that the other item's definition uses instead of its own."""
    for own, words, item in ((found.own_before, found.own_after, before), (found.own_after, found.own_before, after)):
        if _speaks_of(words, item) and not _speaks_of(own, item):
            return words
    return ()


def evidence(words: Words, before: Item, after: Item, place: float) -> Evidence:
    """For one pair; ``place`` (0–1) says how far the neighbours agree. The order of the sides does not matter."""
    names = Naming(name=before.name, romaji=before.romaji), Naming(name=after.name, romaji=after.romaji)
    if place < 1 and words.apart(*names):
        return NOTHING
    found = words.likeness(*names)
    text = _text_likeness(before, after)
    shape = _shape(before, after)
    phrases = _phrases(before, after, found, text, place)
    parts = [(found.score, _NAME), (place, _PLACE), (shape, _SHAPE)]
    if text is not None:
        parts.append((max(text, found.score) if text >= _CLOSE_TEXT else text, _TEXT))
    score = sum(s * weight for s, weight in parts) / sum(weight for _, weight in parts)
    score *= _kind_factor(before, after)
    if text is not None and text >= _SAME_TEXT and place == 1 and (spoken := _spoken(before, after, found)):
        other = sum(s * weight for s, weight in zip((found.score, text, place, shape), _OTHER_NAME, strict=True))
        if other > score:
            said = "・".join(spoken)
            return Evidence(score=round(other, 3), phrases=(f"項目定義に「{said}」の語がある", *phrases))
    return Evidence(score=round(score, 3), phrases=phrases)
