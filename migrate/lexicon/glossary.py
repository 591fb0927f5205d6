"""The glossary: terms of the standard with readings, legacy abbreviations, synonyms and English column names.

Data: `specs/glossary/` (ours; see its SOURCE.yaml). Nothing here knows a municipality's schema.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.lexicon import spelling
from migrate.model.value import value


@value
class Term:
    """One entry. The tuples hold the words exactly as in the file."""

    term: str
    reading: str
    romaji: str
    abbreviations: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    not_to_confuse: tuple[str, ...] = ()
    english: tuple[str, ...] = ()


@value
class Sense:
    """What a written form may stand for: a term, how sure (0–1), and in which way."""

    term: str
    quality: float
    way: str
    """同じ語, 同義語, 略語, ローマ字, 英語名 or 前方一致."""


@value
class Derivation:
    """A rule of the naming grammar: an item made from part of what another name stands for."""

    part: str
    drop: str
    whole: str
    expression: str
    sentence: str
    kind: str = ""
    """What the whole is, where its name may leave that out (住所 of 送付先 or 送付先住所)."""

    def whole_name(self, item: str) -> str:
        """The name whose column holds the item's value as a part, ``""`` where the rule does not apply.

        >>> d = Derivation(part="氏", drop="日本人", whole="氏名", expression="", sentence="")
        >>> d.whole_name("氏_日本人_読み仮名")
        '氏名_読み仮名'
        """
        segments = item.split("_")
        if self.part not in segments or (not self.whole and segments[-1] != self.part):
            return ""
        replaced = (self.whole if s == self.part else s for s in segments if s != self.drop)
        name = "_".join(s for s in replaced if s)
        return "" if name == item else name


class Glossary:
    """Terms and the written forms under which they are found."""

    def __init__(self, terms: Iterable[Term], derivations: Iterable[Derivation] = ()) -> None:
        self.terms: Mapping[str, Term] = {t.term: t for t in terms}
        self.derivations = tuple(derivations)

    def without(self, names: Iterable[str]) -> Glossary:
        """This glossary without the entries of ``names`` (to measure without what was made for a schema)."""
        gone = set(names)
        return Glossary((t for t in self.terms.values() if t.term not in gone), self.derivations)

    @cached_property
    def japanese(self) -> Mapping[str, tuple[Sense, ...]]:
        """Japanese written form (comparison key) → senses, best first."""
        forms: dict[str, list[Sense]] = defaultdict(list)
        for t in self.terms.values():
            forms[spelling.key(t.term)].append(Sense(term=t.term, quality=1.0, way="同じ語"))
        for t in self.terms.values():
            for word in t.synonyms:
                forms[spelling.key(word)].append(Sense(term=t.term, quality=0.95, way="同義語"))
        return {form: _best(senses) for form, senses in forms.items()}

    @cached_property
    def latin(self) -> Mapping[str, tuple[Sense, ...]]:
        """Latin written form (romaji key; words joined by ``_``) → senses, best first."""
        forms: dict[str, list[Sense]] = defaultdict(list)
        for t in self.terms.values():
            for word in t.abbreviations:
                forms[spelling.romaji_key(word)].append(Sense(term=t.term, quality=0.95, way="略語"))
            if t.romaji:
                forms[spelling.romaji_key(t.romaji)].append(Sense(term=t.term, quality=0.95, way="ローマ字"))
            for word in t.english:
                forms[spelling.romaji_key(word)].append(Sense(term=t.term, quality=0.93, way="英語名"))
        return {form: _best(senses) for form, senses in forms.items() if form}

    @cached_property
    def prefixes(self) -> Mapping[str, tuple[Sense, ...]]:
        """First letters (three or more) of a term's romaji → senses, shortest term first."""
        forms: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for t in self.terms.values():
            whole = spelling.romaji_key(t.romaji)
            for size in range(3, len(whole)):
                forms[whole[:size]].append((len(whole), t.term))
        return {
            form: tuple(Sense(term=name, quality=0.75, way="前方一致") for _, name in sorted(found)[:4])
            for form, found in forms.items()
        }

    @cached_property
    def kin(self) -> Mapping[str, frozenset[str]]:
        """Term → terms that legacy systems write with one of the same abbreviations (カナ, フリガナ, 読み仮名)."""
        by_word: dict[str, set[str]] = defaultdict(set)
        for t in self.terms.values():
            for word in t.abbreviations:
                by_word[word].add(t.term)
        related: dict[str, set[str]] = defaultdict(set)
        for together in by_word.values():
            for name in together:
                related[name] |= together - {name}
        return {name: frozenset(others) for name, others in related.items()}

    def confusable(self, one: str, other: str) -> bool:
        """True where the glossary warns that the two terms are different things."""
        a, b = self.terms.get(one), self.terms.get(other)
        return bool((a and other in a.not_to_confuse) or (b and one in b.not_to_confuse))


def _best(senses: list[Sense]) -> tuple[Sense, ...]:
    best: dict[str, Sense] = {}
    for sense in senses:
        if sense.term not in best or sense.quality > best[sense.term].quality:
            best[sense.term] = sense
    return tuple(sorted(best.values(), key=lambda s: (-s.quality, len(s.term), s.term)))


def read(folder: Path) -> Glossary:
    """The glossary in ``folder``.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-008.
    """
    terms = (
        Term(
            term=row["term"],
            reading=row["reading_kana"],
            romaji=row["romaji"],
            abbreviations=tuple(row["legacy_abbreviations"].split()),
            synonyms=tuple(row["synonyms"].split()),
            not_to_confuse=tuple(row["not_to_confuse_with"].split()),
            english=tuple(row["english_columns"].split()),
        )
        for row in tables.read(folder / "glossary.csv")
    )
    rules = (Derivation(**row) for row in tables.read(folder / "derivations.csv"))
    return Glossary(terms, rules)


@cache
def load() -> Glossary:
    """The bundled glossary."""
    return read(bundled("specs") / "glossary")
