"""Written names as words: phrases, plurals, units, capitals."""

import pytest

from migrate.lexicon import spelling, vocabulary
from migrate.lexicon.written import readings

WORDS = vocabulary.load()


def read(name: str) -> list[list[str]]:
    return [[word.word for word in reading] for reading in readings(WORDS, name)]


def test_a_phrase_is_read_as_a_whole_first() -> None:
    """birth_date is the 生年月日."""
    assert read("birth_date")[0] == ["生年月日"]


def test_a_phrase_is_besides_read_word_by_word() -> None:
    """approved_on is the 認定年月日, or the day of a 承認."""
    found = read("approved_on")

    assert (found[0], ["承認", "年月日"] in found) == (["認定", "年月日"], True)


def test_words_of_a_phrase_are_less_sure() -> None:
    """So that the phrase wins where both are there."""
    by_words = [[w.quality for w in one] for one in readings(WORDS, "approved_on") if one[0].word == "承認"]

    assert max(map(max, by_words)) < min(word.quality for word in readings(WORDS, "approved_on")[0])


@pytest.mark.parametrize(
    ("name", "word"),
    [("given_names", "下の名"), ("birthdays", "生年月日"), ("HeightCm", "身長"), ("weight_kg", "体重")],
)
def test_plurals_and_units_do_not_hide_a_word(name: str, word: str) -> None:
    """The last word of a phrase may be inflected; a unit names nothing."""
    assert [word] in read(name)


@pytest.mark.parametrize(
    ("name", "words"), [("HHNo", ("HH", "No")), ("PDFPath", ("PDF", "Path")), ("ATENA", ("ATENA",))]
)
def test_capitals_are_cut_before_a_word(name: str, words: tuple[str, ...]) -> None:
    """An abbreviation in capitals ends where the next word begins."""
    assert spelling.words(name) == words


def test_learned_forms_are_listed_forms() -> None:
    """What is left out of a figure is in the vocabulary."""
    assert WORDS.learned and WORDS.learned <= WORDS.forms


def test_without_learned_forms_the_rest_stays() -> None:
    """Only they are gone."""
    without = WORDS.without(WORDS.learned)

    assert WORDS.forms - without.forms == WORDS.learned


@pytest.mark.parametrize("end", ["no", "number", "id", "uid"])
def test_the_ends_of_a_phrase_that_number_things_say_the_same(end: str) -> None:
    """invoice_no is listed; others write invoice_id."""
    assert read(f"invoice_{end}")[0] == read("invoice_no")[0]


def test_the_end_of_a_phrase_is_not_exchanged_for_another_kind() -> None:
    """A code of the invoice is not its number."""
    assert read("invoice_no")[0] not in read("invoice_code")


@pytest.mark.parametrize(
    ("short", "full"),
    [("tax_amt", "tax_amount"), ("hh_number", "household_number"), ("qual_start_date", "qualification_start_date")],
)
def test_an_abbreviation_inside_a_phrase_is_read_in_full(short: str, full: str) -> None:
    """Only the full phrase is listed."""
    listed = [vocabulary.form_key(one) in WORDS.forms for one in (short, full)]

    assert (listed, read(short)[0]) == ([False, True], read(full)[0])
