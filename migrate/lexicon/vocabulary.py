"""The vocabulary of names: single words, how they are written, and how near one word is to another.

A name of the standard (資格取得年月日) and a legacy name (``SHIKAKU_ST_YMD``, ``qualification_start_date``) are both
read as single words (資格, 取得 or 開始, 年月日), and the words are compared. Data: `specs/glossary/` (ours; see its
SOURCE.yaml): the glossary's terms, the readings, the words with their English and abbreviated forms, the relations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.lexicon import glossary as terms
from migrate.lexicon import readings, spelling
from migrate.lexicon.glossary import Derivation, Glossary, Sense
from migrate.model.value import value

SAME, SYNONYM, SHORT, ENGLISH = "同じ語", "同義語", "略語", "英語名"
ROMAJI = "ローマ字"
_QUALITY = {SAME: 1.0, SYNONYM: 0.95, SHORT: 0.95, ROMAJI: 0.95, ENGLISH: 0.92}
_SINGLE = 2
"""Words of so many letters are never cut further."""
_UNCUT = frozenset(
    {
        "ローマ字", "世帯主", "住民票コード", "個人番号", "備考", "方書", "年月日", "市区町村", "市区郡町村名",
        "有効期限", "期別", "法人番号", "生年月日", "町字", "番地号表記", "納期限", "連番", "郵便番号", "都道府県",
        "電話番号", "日本人",
    }
)  # fmt: skip
"""Longer words that are one thing although their parts are words as well."""
_ONE_LETTER = 1.6
"""A one-letter part costs more than a word, so that 都+道+府+県 never wins over 都道府県."""


@value
class Entry:
    """One word with its written forms, as in `words.csv`."""

    word: str
    english: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    learned: tuple[str, ...] = ()
    """Those of the forms that were added because a schema that is judged has them."""


def form_key(form: str) -> str:
    """The key under which a written form is compared.

    >>> form_key("BIRTH_YMD"), form_key("ﾌﾘｶﾞﾅ")
    ('birth_ymd', 'フリガナ')
    """
    return spelling.romaji_key(form) if spelling.is_latin(form) else spelling.key(form)


class Vocabulary:
    """Words, their written forms and relations.

    Args:
        glossary: terms of the standard; their readings, abbreviations and synonyms count, their English phrases do not
            (words are put together from single English words instead).
        entries: written forms of single words.
        relations: (word, word) → how near they are, 0–1, in either direction.
        spoken: word → romaji.
    """

    def __init__(
        self,
        glossary: Glossary,
        entries: Iterable[Entry],
        relations: Mapping[tuple[str, str], float],
        spoken: Mapping[str, str],
    ) -> None:
        self.glossary = glossary
        self.entries: Mapping[str, Entry] = {e.word: e for e in entries}
        self.spoken = spoken
        self._near: dict[str, dict[str, float]] = defaultdict(dict)
        for (one, other), strength in relations.items():
            self._near[one][other] = self._near[other][one] = strength
        self.words: tuple[str, ...] = tuple(sorted({*self.entries, *glossary.terms, *spoken}))

    @cached_property
    def forms(self) -> frozenset[str]:
        """Comparison keys of every listed written form; readings in romaji are no list but the words themselves."""
        listed = (f for w in self.words for f in (*self._short(w), *self._english(w), *self._synonyms(w)))
        return frozenset(form_key(form) for form in listed)

    @cached_property
    def learned(self) -> frozenset[str]:
        """Comparison keys of the forms that were learned from a schema that is judged."""
        return frozenset(form_key(form) for entry in self.entries.values() for form in entry.learned)

    def without(self, forms: Collection[str]) -> Vocabulary:
        """This vocabulary without some written forms (their `form_key`), to measure without what a schema gave it."""

        def left(listed: Iterable[str]) -> tuple[str, ...]:
            return tuple(form for form in listed if form_key(form) not in forms)

        terms = (
            replace(t, abbreviations=left(t.abbreviations), synonyms=left(t.synonyms))
            for t in self.glossary.terms.values()
        )
        entries = (
            replace(e, english=left(e.english), abbreviations=left(e.abbreviations), synonyms=left(e.synonyms))
            for e in self.entries.values()
        )
        relations = {(one, other): near for one, found in self._near.items() for other, near in found.items()}
        return Vocabulary(Glossary(terms, self.glossary.derivations), entries, relations, self.spoken)

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        """Rules of the naming grammar: items that are a part of what another name stands for."""
        return self.glossary.derivations

    def near(self, word: str) -> Mapping[str, float]:
        """Other words that come near ``word``, with how near (0–1)."""
        return self._near.get(word, {})

    def relation(self, one: str, other: str) -> float:
        """1 for the same word, the listed strength for related ones, else 0."""
        return 1.0 if one == other else self._near.get(one, {}).get(other, 0.0)

    @cached_property
    def _single(self) -> frozenset[str]:
        """Words that are not made of other ones, found from short to long."""
        single = {w for w in self.words if len(w) <= _SINGLE} | (_UNCUT & set(self.words))
        for word in sorted(set(self.words) - single, key=lambda w: (len(w), w)):
            if not _cut(word, single):
                single.add(word)
        return frozenset(single)

    @cached_property
    def _parts(self) -> dict[str, tuple[str, ...]]:
        return {}

    def parts(self, word: str) -> tuple[str, ...]:
        """The single words that a word is made of: (資格, 取得, 年月日) of 資格取得年月日; itself where single."""
        known = self._parts.get(word)
        if known is None:
            known = (word,) if word in self._single else _cut(word, self._single) or (word,)
            self._parts[word] = known
        return known

    @cached_property
    def japanese(self) -> Mapping[str, tuple[Sense, ...]]:
        """Japanese written form (comparison key) → senses, best first."""
        forms: dict[str, dict[str, Sense]] = defaultdict(dict)
        for word in self.words:
            _put(forms[spelling.key(word)], word, SAME)
        for word in self.words:
            for form in self._synonyms(word):
                _put(forms[spelling.key(form)], word, SYNONYM)
        return {form: _ordered(senses) for form, senses in forms.items()}

    @cached_property
    def latin(self) -> Mapping[str, tuple[Sense, ...]]:
        """Latin written form (romaji key; words joined by ``_``) → senses, best first."""
        forms: dict[str, dict[str, Sense]] = defaultdict(dict)
        for word in self.words:
            ways = {SHORT: self._short(word), ROMAJI: self._romaji(word), ENGLISH: self._english(word)}
            for way, found in ways.items():
                for form in found:
                    _put(forms[spelling.romaji_key(form)], word, way)
        forms.pop("", None)
        return {form: _ordered(senses) for form, senses in forms.items()}

    @cached_property
    def by_letter(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """First letter → (romaji, word) of every word that may be abbreviated: of one or two parts."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for word, romaji in sorted(self.spoken.items()):
            if romaji and len(self.parts(word)) <= 2:
                found[romaji[0]].append((romaji.replace("_", ""), word))
        return {letter: tuple(words) for letter, words in found.items()}

    def _synonyms(self, word: str) -> Iterable[str]:
        """Other Japanese forms; one that holds the word itself (送付先住所 of 送付先) says more than the word."""
        term, entry = self.glossary.terms.get(word), self.entries.get(word)
        forms = (*(term.synonyms if term else ()), *(entry.synonyms if entry else ()))
        return tuple(form for form in forms if word not in form)

    def _short(self, word: str) -> Iterable[str]:
        term, entry = self.glossary.terms.get(word), self.entries.get(word)
        return (*(term.abbreviations if term else ()), *(entry.abbreviations if entry else ()))

    def _romaji(self, word: str) -> Iterable[str]:
        return (spoken,) if (spoken := self.spoken.get(word)) else ()

    def _english(self, word: str) -> Iterable[str]:
        entry = self.entries.get(word)
        return entry.english if entry else ()


def _put(senses: dict[str, Sense], word: str, way: str) -> None:
    if word not in senses or senses[word].quality < _QUALITY[way]:
        senses[word] = Sense(term=word, quality=_QUALITY[way], way=way)


def _ordered(senses: Mapping[str, Sense]) -> tuple[Sense, ...]:
    return tuple(sorted(senses.values(), key=lambda s: (-s.quality, len(s.term), s.term)))


def _cut(word: str, known: frozenset[str] | set[str]) -> tuple[str, ...]:
    """``word`` as the fewest words of ``known``, ``()`` where it is not made of them."""
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
    for end in range(1, len(word) + 1):
        options = []
        for start in range(end):
            piece = word[start:end]
            before = best[start]
            if before is not None and piece != word and piece in known:
                options.append((before[0] + (1.0 if len(piece) > 1 else _ONE_LETTER), (*before[1], piece)))
        best.append(min(options, default=None))
    found = best[-1]
    return found[1] if found else ()


def read(folder: Path) -> Vocabulary:
    """The vocabulary in ``folder``.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-008.
    """
    entries = (
        Entry(
            word=row["word"],
            english=tuple(row["english"].split()),
            abbreviations=tuple(row["abbreviations"].split()),
            synonyms=tuple(row["synonyms"].split()),
            learned=tuple(row["learned"].split()),
        )
        for row in tables.read(folder / "words.csv")
    )
    relations = {(row["one"], row["other"]): float(row["strength"]) for row in tables.read(folder / "relations.csv")}
    spoken = {word.text: word.romaji for word in readings.known()}
    return Vocabulary(terms.read(folder), entries, relations, spoken)


@cache
def load() -> Vocabulary:
    """The bundled vocabulary."""
    return read(bundled("specs") / "glossary")
