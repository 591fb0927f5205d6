"""Find items by name, kana, romaji, synonym or legacy abbreviation. Only names of the standard are folded here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

from migrate.lexicon import names, readings, spelling
from migrate.lexicon.glossary import Glossary
from migrate.model.spec import Item, Spec
from migrate.model.value import value

_SURE = 0.9
"""Least quality of a sense: an exact term, synonym, abbreviation, romaji or English name, not a beginning."""
_KANA = frozenset(map(chr, (*range(ord("ぁ"), ord("ゖ") + 1), ord("ー"))))


class Way(IntEnum):
    """How an item was found, best first."""

    SAME = 0
    BEGINNING = 1
    PART = 2
    READING = 3
    ROMAJI = 4
    SYNONYM = 5
    TABLE = 6
    DEFINITION = 7

    @property
    def words(self) -> str:
        """For people."""
        return (
            *("名称が同じ", "名称の始まり", "名称の一部", "読みがな", "ローマ字・略語", "同義語"),
            *("グループの名称", "項目定義・項目説明"),
        )[self.value]


@value
class Hit:
    """One item that was found."""

    spec: str
    """``ID@EDITION``."""
    business: str
    item: Item
    reading: str
    """Reading in hiragana as far as the glossary knows it."""
    way: Way


def _starts(texts: list[str], wanted: str) -> bool:
    """True where ``wanted`` begins at the beginning of a word: 生年月日 is not found in 申請年月日."""
    return any("".join(texts[start:]).startswith(wanted) for start in range(len(texts)))


class Query:
    """What was typed, in the forms that are compared."""

    def __init__(self, glossary: Glossary, text: str) -> None:
        self.glossary = glossary
        self.key = spelling.key(text)
        plain = readings.hiragana(text).replace(" ", "").replace("_", "")
        self.kana = plain if plain and set(plain) <= _KANA else ""
        self.latin = spelling.romaji_key(text).replace("_", "").replace(" ", "") if spelling.is_latin(text) else ""
        self.meanings = self._meanings(text)

    def _meanings(self, text: str) -> tuple[tuple[frozenset[str], ...], ...]:
        """Other wordings of the query, one per reading: for each of its words the words (comparison keys) that stand
        for the same thing. JUSHO_CD is 住所 and コード; カナ氏名 is カナ, フリガナ or 読み仮名, and 氏名.
        """
        found = []
        for tokens in names.readings(self.glossary, text):
            words = tuple(self._same(token) for token in tokens if token.senses)
            if words and len(words) == len(tokens):
                found.append(words)
        return tuple(dict.fromkeys(found))

    def _same(self, token: names.Token) -> frozenset[str]:
        terms = {sense.term for sense in token.senses if sense.quality >= _SURE}
        kin = {other for term in terms for other in self.glossary.kin.get(term, ())}
        words = {word for term in terms for word in (term, *self.glossary.terms[term].synonyms)} | kin
        return frozenset(map(spelling.key, words)) - {""}

    def way(self, item: Item) -> Way | None:
        """The best way in which ``item`` answers the query; None where it does not."""
        name = spelling.key(item.name)
        texts = (spelling.key(text) for text in (item.definition, item.description))
        answers = {
            Way.SAME: self.key in (name, item.id.casefold()),
            Way.BEGINNING: name.startswith(self.key),
            Way.PART: self.key in name,
            Way.READING: bool(self.kana) and self._is_read_so(item),
            Way.ROMAJI: bool(self.latin) and self._in_latin(item),
            Way.SYNONYM: any(all(any(w in name for w in same) for same in words) for words in self.meanings),
            Way.TABLE: self.key in spelling.key(item.table),
            Way.DEFINITION: any(self.key in text for text in texts),
        }
        return next((way for way, answered in answers.items() if answered), None) if self.key else None

    def _is_read_so(self, item: Item) -> bool:
        flat = [word.kana for segment in readings.read(item.name) for word in segment]
        return _starts(flat, self.kana)

    def _in_latin(self, item: Item) -> bool:
        own = [spelling.romaji_key(part) for part in item.romaji.split("_")]
        words = (word for segment in readings.read(item.name) for word in segment)
        flat = [spelling.romaji_key(word.romaji or readings.SILENT) for word in words]
        return _starts(own, self.latin) or _starts(flat, self.latin)


def search(glossary: Glossary, specs: Iterable[Spec], text: str) -> tuple[Hit, ...]:
    """Items of ``specs`` that answer ``text``, best way and shortest name first; empty for an empty text."""
    query = Query(glossary, text)

    def hits() -> Iterator[Hit]:
        for spec in specs:
            for item in spec.items:
                if (way := query.way(item)) is not None:
                    read = readings.kana(item.name)
                    yield Hit(spec=spec.id, business=spec.business, item=item, reading=read, way=way)

    return tuple(sorted(hits(), key=lambda hit: (hit.way, len(hit.item.name)))) if text.strip() else ()
