"""A name without blanks is cut into the words that are known."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from migrate.lexicon.cutting import cut

WORDS = frozenset({"宛名", "宛名番号", "番号", "番", "名番"})


def test_few_words_before_many() -> None:
    """Of cuts without unknown letters the one with the fewest words is taken."""
    assert cut("宛名番号", WORDS.__contains__, 2.0) == (("宛名番号", True),)


def test_a_letter_may_stay_unknown_to_save_words() -> None:
    """What an unknown letter costs decides: cheap, it is left; dear, as many words as it takes are used."""
    words = frozenset({"ab", "cde", "a", "bc", "d", "e"}).__contains__
    cuts = tuple(cut("abcde", words, stranger) for stranger in (0.1, 9.0))

    assert cuts == ((("abcde", False),), (("ab", True), ("cde", True)))


def test_no_word_is_longer_than_24_letters() -> None:
    """A known word of 25 letters is not looked for."""
    assert cut("あ" * 25, {"あ" * 25}.__contains__, 2.0) == (("あ" * 25, False),)


@given(st.text("宛名番号の", max_size=20))
def test_no_letter_is_lost(text: str) -> None:
    """The pieces joined are the text; no two unknown pieces are neighbours."""
    pieces = cut(text, WORDS.__contains__, 2.0)
    neighbours = [one for one, other in pairwise(pieces) if not one[1] and not other[1]]

    assert ("".join(piece for piece, _ in pieces), neighbours) == (text, [])
