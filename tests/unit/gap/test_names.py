"""Names are read as terms of the glossary, in whatever script and spelling a vendor chose."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.gap import agreement
from migrate.lexicon import names, spelling
from migrate.lexicon.glossary import Derivation, Glossary, Term, load

GLOSSARY = load()


def terms(name: str) -> list[list[str]]:
    return [[token.term for token in reading] for reading in names.readings(GLOSSARY, name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("宛名番号", ["宛名番号"]),
        ("ATENA_NO", ["宛名番号"]),
        ("atenaBango", ["宛名番号"]),
        ("KOSHIN_YMD", ["操作年月日"]),
        ("SHIKUCHOSON_CD", ["市区町村コード"]),
        ("カナ氏名", ["カナ", "氏名"]),
        ("ｶﾅ氏名", ["カナ", "氏名"]),
        ("英字氏名", ["ローマ字", "氏名"]),
        ("birth_date", ["生年月日"]),
        ("SETAINUSHI", ["世帯主"]),
        ("JYUUSYO", ["住所"]),
    ],
)
def test_a_name_has_the_reading_of_its_terms(name: str, expected: list[str]) -> None:
    """Abbreviations, romaji in any spelling, English names and half-width kana stand for the same terms."""
    assert expected in terms(name)


def test_an_unknown_word_stays_as_it_is() -> None:
    """A word that the glossary does not know is kept, never guessed."""
    assert terms("QZX_WVU") == [["QZX", "WVU"]]


def test_an_empty_name_has_no_reading() -> None:
    """Nothing is read into an empty name."""
    assert names.readings(GLOSSARY, " 　") == ()


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    """A name may be anything; an agreement is a number from 0 to 1."""
    assert 0.0 <= agreement.names(GLOSSARY, "住所_都道府県", text, "住所").score <= 1.0


def test_a_hostile_name_is_cut() -> None:
    """A name of a million letters costs no more than one of two hundred."""
    assert len(names.readings(GLOSSARY, "宛" * 1_000_000)[0]) <= names.MAX_NAME


def test_every_term_agrees_with_itself() -> None:
    """Each term of the glossary is found under its own name, whole."""
    worst = min(agreement.names(GLOSSARY, t, t).score for t in GLOSSARY.terms)

    assert worst == 1.0


def test_confusable_terms_do_not_agree() -> None:
    """個人番号 and 宛名番号 share a word, but the glossary says that they are different things."""
    assert agreement.names(GLOSSARY, "個人番号", "宛名番号").score <= agreement.CONFUSABLE


def test_a_code_is_not_the_name_of_the_same_thing() -> None:
    """The kind of value that a name ends with counts: コード is not 名."""
    code = agreement.names(GLOSSARY, "住所_市区町村コード", "市区町村名", "住所").score
    name = agreement.names(GLOSSARY, "住所_市区郡町村名", "市区町村名", "住所").score

    assert code < 0.5 < name


def test_a_glossary_without_a_term_does_not_know_it() -> None:
    """Scores can be measured without what was made for a schema."""
    without = GLOSSARY.without({"性別"})

    assert agreement.names(without, "性別", "SEX").score == 0.0


def test_written_forms_of_one_abbreviation_are_kin() -> None:
    """Terms that legacy systems abbreviate alike are near each other."""
    glossary = Glossary([Term(term="甲", reading="", romaji="", abbreviations=("K",)),
                         Term(term="乙", reading="", romaji="", abbreviations=("K",))])  # fmt: skip

    assert glossary.kin["甲"] == frozenset({"乙"})


def test_a_derivation_applies_to_its_own_segment_only() -> None:
    """住所_方書_フリガナ is not a part of an address text; 住所_方書 is."""
    rule = Derivation(part="方書", drop="", whole="", expression="", sentence="")

    assert (rule.whole_name("住所_方書"), rule.whole_name("住所_方書_フリガナ")) == ("住所", "")


def test_spellings_of_romaji_meet() -> None:
    """Hepburn, Kunrei and long vowels have one key."""
    assert {spelling.romaji_key(x) for x in ("jusho", "jyusyo", "juusho", "zyusyo")} == {"zyusyo"}
