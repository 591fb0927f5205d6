"""Names are read as terms of the glossary, in whatever script and spelling a vendor chose."""

import pytest

from migrate.lexicon import cutting, names, spelling
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


def test_a_hostile_name_is_cut() -> None:
    """A name of a million letters costs no more than one of two hundred."""
    assert len(names.readings(GLOSSARY, "宛" * 1_000_000)[0]) <= cutting.MAX_NAME


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
