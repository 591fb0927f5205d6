"""Words, their written forms, and how names are cut into them."""

import pytest

from migrate.lexicon import occurring, vocabulary
from migrate.lexicon.glossary import Glossary, Term
from migrate.lexicon.vocabulary import ENGLISH, SAME, SHORT, SYNONYM, Entry, Vocabulary, form_key
from migrate.lexicon.written import readings, skeleton

FRUIT = Vocabulary(
    Glossary([Term(term="果物", reading="くだもの", romaji="kudamono", abbreviations=("KDM",), synonyms=("水菓子",))]),
    [
        Entry(word="番号", english=("number", "no"), abbreviations=("NO", "BNG")),
        Entry(word="果物番号"),
        Entry(word="産地", english=("origin",)),
    ],
    {("産地", "果物"): 0.4},
    {"果物": "kudamono", "番号": "bango", "産地": "sanchi"},
)


def best(name: str, words: Vocabulary = FRUIT) -> list[str]:
    found = readings(words, name)
    return [w.word for w in found[0]] if found else []


def test_a_word_made_of_words_is_cut() -> None:
    """果物番号 is 果物 and 番号; a single word stays whole."""
    assert (FRUIT.parts("果物番号"), FRUIT.parts("産地")) == (("果物", "番号"), ("産地",))


@pytest.mark.parametrize(
    "name", ["果物番号", "水菓子番号", "KDM_NO", "KUDAMONO_BANGO", "kudamonoNumber", "KUDAMONOBANGO"]
)
def test_one_name_in_every_script(name: str) -> None:
    """Japanese, synonym, abbreviation, romaji, English, camelCase and without separator read as the same words."""
    assert best(name) == ["果物", "番号"]


@pytest.mark.parametrize(
    ("name", "way"), [("果物", SAME), ("水菓子", SYNONYM), ("KDM", SHORT), ("origin", ENGLISH), ("SNCH", "子音の並び")]
)
def test_the_way_is_told(name: str, way: str) -> None:
    """How a written form stands for its word is known to the sentence that a clerk reads."""
    assert readings(FRUIT, name)[0][0].way == way


def test_relations_hold_in_both_directions() -> None:
    """Near is near either way; an unknown pair is not near."""
    assert (FRUIT.relation("果物", "産地"), FRUIT.relation("産地", "果物"), FRUIT.relation("産地", "番号")) == (
        0.4,
        0.4,
        0.0,
    )


def test_without_takes_forms_and_nothing_else() -> None:
    """Forms of glossary and words go, readings and relations stay; the vocabulary itself is untouched."""
    fewer = FRUIT.without(set(map(form_key, ("KDM", "number", "水菓子"))))

    assert (best("KDM_NO", fewer), best("KUDAMONO_NO", fewer)) != (["果物", "番号"], [])
    assert best("KUDAMONO_BANGO", fewer) == ["果物", "番号"]
    assert (best("水菓子", fewer), best("fruit_number", fewer)[-1:]) == ([""], [""])
    assert best("KDM_NO") == ["果物", "番号"]
    assert fewer.relation("果物", "産地") == 0.4


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["KDM_CD"], {"kdm"}),
        (["kudamonoNumber"], {"number"}),
        (["水菓子の数"], {"水菓子"}),
        (["XNUMBERX"], {"number"}),
        (["ORIGINAL"], {"origin"}),
        (["PEACH"], set()),
    ],
)
def test_forms_in_names(names: list[str], found: set[str]) -> None:
    """A form counts as used where it is a word, several words, or inside a word without separators."""
    assert occurring.forms_in(names, FRUIT.forms) == set(map(form_key, found))


def test_skeletons_keep_the_first_letter_and_the_order() -> None:
    """bng is bango; gnb, ngo and a longer text are not."""
    assert [skeleton(s, "bango") > 0 for s in ("bng", "bn", "gnb", "ngo", "bangoo")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("name", ["", "___", "１２３", "9" * 5000, "あ" * 5000, "\u202e\u0000", "A" * 5000, "番" * 300])
def test_strange_names_end(name: str) -> None:
    """Empty, huge and hostile names give readings or none, and never fail."""
    assert len(readings(vocabulary.load(), name)) <= 32


def test_the_bundled_vocabulary_reads_the_standard() -> None:
    """Real names in three scripts read as the same words."""
    words = vocabulary.load()

    assert best("資格取得年月日", words) == best("SHIKAKU_SHUTOKU_YMD", words) == ["資格", "取得", "年月日"]
