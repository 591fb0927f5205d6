"""Names of the standard have a reading in hiragana and in the romaji that the standard itself prints."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.files.bundled import bundled
from migrate.lexicon import glossary, readings
from migrate.model.spec import SpecKind
from migrate.spec import library, store

_OFFICIAL = store.read(bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29")
_PRINTED_OTHERWISE = {"氏名_外国人アルファベット", "独自施策システム等ID"}
"""031 prints arufuabetto for アルファベット, and reads 等 as など; its API 2.0 prints …toid."""


def test_official_romaji() -> None:
    """The romaji made from readings are the published ones, but for two names."""
    wrong = [item.name for item in _OFFICIAL.items if readings.romaji(item.name) != item.romaji]

    assert set(wrong) == _PRINTED_OTHERWISE


def test_every_starter_name_has_a_reading() -> None:
    """No item or group of a bundled spec of a 業務 is left without romaji."""
    specs = [store.read(e.folder) for e in library.entries(bundled("specs")) if e.head.kind is SpecKind.STARTER]
    names = {name for spec in specs for name in (*spec.tables, *(item.name for item in spec.items))}

    assert len(names) > 1500
    assert [name for name in sorted(names) if not readings.romaji(name)] == []


def test_glossary_romaji() -> None:
    """The glossary spells its terms as the rule does, but for Latin letters and the particle を."""
    other = {t.term for t in glossary.load().terms.values() if readings.hepburn(t.reading) != t.romaji}

    assert other == {"ID", "操作者ID", "住所を定めた年月日"}


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("とうきょう", "tokyo"),
        ("がっこう", "gakko"),
        ("まっちゃ", "matcha"),
        ("こうりゅう", "koryu"),
        ("でーた", "deta"),
        ("しんぶん", "shinbun"),
        ("abc", ""),
        ("漢", ""),
        ("っ", ""),
    ],
)
def test_hepburn(kana: str, romaji: str) -> None:
    """Long vowels are short, a doubled consonant is doubled, what is not kana has no romaji."""
    assert readings.hepburn(kana) == romaji


def test_unknown_kanji_has_no_romaji() -> None:
    """A word without a known reading is not guessed."""
    assert (readings.romaji("鬱蒼"), readings.kana("鬱蒼_氏名")) == ("", "鬱蒼_しめい")


def test_signs_are_silent() -> None:
    """Brackets and dots are not spoken."""
    assert readings.romaji("減額・減免（税額）") == "gengakugenmenzeigaku"


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    """Any text has some reading, and romaji hold nothing that a field name may not have."""
    readings.kana(text)
    romaji = readings.romaji(text)

    assert all(c.isascii() for c in romaji) or not romaji
