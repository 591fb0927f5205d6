"""Width and kana."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from migrate.text import characters, width

HALF_KANA = "".join(map(chr, range(0xFF61, 0xFFA0)))
HALF = "".join(map(chr, range(0x20, 0x7F))) + HALF_KANA


@given(st.text(alphabet=HALF_KANA))
def test_kana_agrees_with_unicode(text: str) -> None:
    """Half-width kana become what NFKC makes of them, voicing marks composed; lone marks stay spacing marks."""
    lone = unicodedata.normalize("NFKC", text).replace("\u3099", "゛").replace("\u309a", "゜")

    assert width.full_kana(text) == lone


@given(st.text(alphabet=HALF))
def test_there_and_back(text: str) -> None:
    """Half-width text comes back from full-width."""
    assert width.half_width(width.full_width(text)) == text


@given(st.text(alphabet=HALF))
def test_nothing_half_is_left(text: str) -> None:
    """Full-width text holds no half-width character."""
    assert [c for c in width.full_width(text) if characters.is_half(c)] == []


@given(st.text())
def test_other_characters_stay(text: str) -> None:
    """Characters that are neither ASCII nor half-width kana are kept byte for byte: no NFKC on names."""
    kept = "".join(c for c in text if not characters.is_half(c))

    assert (width.full_width(kept), width.full_kana(kept)) == (kept, kept)


def test_compatibility_characters_of_names_stay() -> None:
    """NEC and IBM characters, circled numbers, compatibility kanji and undecodable bytes are not normalised."""
    text = "髙﨑神①㈱～－\ue000\U000ff080葛\U000e0100"

    assert width.full_width(text) == text
