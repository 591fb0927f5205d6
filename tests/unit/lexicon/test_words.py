"""The word list of the matcher (`specs/glossary/words.csv`, `relations.csv`) holds nothing that could never be used."""

from __future__ import annotations

from collections import defaultdict

import pytest

from migrate.files import tables, yaml
from migrate.files.bundled import bundled
from migrate.lexicon import readings, spelling, vocabulary

SPECS = bundled("specs")
GLOSSARY = SPECS / "glossary"
WORDS = tuple(tables.read(GLOSSARY / "words.csv"))
RELATIONS = tuple(tables.read(GLOSSARY / "relations.csv"))
_MOST_SENSES = 4
"""The matcher reads a written form as so many words at most."""
_WITHOUT_READING = {"父母", "人数"}
"""The starter specs print 父母 and 人数 letter by letter (chichihaha, ninsu); a reading here would change them."""
_NEAR_ALTHOUGH_CONFUSABLE = {
    ("フリガナ", "読み仮名"),  # the same kana, by the edition of the standard
    ("名", "氏名"),  # 配偶者名 is 配偶者_氏名
    ("名称", "氏名"),  # 氏名又は名称
    ("住所", "居所"),  # 住所又は居所
}


@pytest.mark.parametrize("name", ["words", "relations"])
def test_schema_describes_the_columns(name: str) -> None:
    """The table schema that SOURCE.yaml names describes the columns in their order."""
    schema = SPECS.parent / yaml.load(GLOSSARY / "SOURCE.yaml")["schemas"][f"{name}.csv"]
    header = (GLOSSARY / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]

    assert header == ",".join(field["name"] for field in yaml.load(schema)["fields"])


def test_words_are_sorted_and_single() -> None:
    """Each word stands once, in the order of its characters."""
    words = [row["word"] for row in WORDS]

    assert words == sorted(set(words))


def test_relations_are_sorted_and_single() -> None:
    """Each pair stands once, the first word before the second."""
    pairs = [(row["one"], row["other"]) for row in RELATIONS]

    assert pairs == sorted({tuple(sorted(pair)) for pair in pairs})


def test_every_strength_is_between_same_and_unlike() -> None:
    """A pair as near as 1 would be a synonym, one below 0.3 says nothing."""
    assert [row for row in RELATIONS if not 0.3 <= float(row["strength"]) <= 0.99] == []


def test_relations_are_between_single_words() -> None:
    """Names are compared word by word: a relation of a word that is cut would never be looked up."""
    known = vocabulary.load()
    ends = {word for row in RELATIONS for word in (row["one"], row["other"])}

    assert sorted(w for w in ends if w not in known.words or known.parts(w) != (w,)) == []


def test_no_relation_between_words_that_the_glossary_keeps_apart() -> None:
    """What the glossary warns not to confuse is not near, but for the pairs with a reason."""
    known = vocabulary.load().glossary
    pairs = {(row["one"], row["other"]) for row in RELATIONS if known.confusable(row["one"], row["other"])}

    assert pairs == _NEAR_ALTHOUGH_CONFUSABLE


def test_no_form_stands_for_more_words_than_are_read() -> None:
    """An English or abbreviated form of too many words would silently lose some of them."""
    forms: dict[str, set[str]] = defaultdict(set)
    for row in WORDS:
        for form in (*row["english"].split(), *row["abbreviations"].split()):
            forms[spelling.romaji_key(form)].add(row["word"])

    assert {form: sorted(words) for form, words in forms.items() if len(words) > _MOST_SENSES} == {}


def test_no_synonym_holds_its_own_word() -> None:
    """Such a form says more than the word (送付先住所 of 送付先), so the matcher does not take it."""
    assert [(row["word"], s) for row in WORDS for s in row["synonyms"].split() if row["word"] in s] == []


def test_english_and_abbreviations_are_plain_latin() -> None:
    """Forms are written as columns are: small English words, abbreviations in capitals, joined by _."""
    other = [
        form
        for row in WORDS
        for forms, case in ((row["english"], str.lower), (row["abbreviations"], str.upper))
        for form in forms.split()
        if case(form) != form or not form.replace("_", "").isalnum() or not form.isascii()
    ]

    assert other == []


def test_every_single_word_can_be_read_in_romaji() -> None:
    """A word without a reading is never found behind its romaji."""
    known = vocabulary.load()
    spoken = {word.text for word in readings.known() if word.romaji}
    silent = {w for w in known.words if known.parts(w) == (w,) and w not in spoken}

    assert silent == _WITHOUT_READING
