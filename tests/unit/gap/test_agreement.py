"""How far two names agree, from 0 to 1."""

from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.gap import agreement
from migrate.lexicon.glossary import load

GLOSSARY = load()


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    """A name may be anything; an agreement is a number from 0 to 1."""
    assert 0.0 <= agreement.names(GLOSSARY, "住所_都道府県", text, "住所").score <= 1.0


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
