"""Items are found by name, kana, romaji, synonym and legacy abbreviation, and not by accident."""

from __future__ import annotations

import pytest

from migrate.files.bundled import bundled
from migrate.lexicon import glossary
from migrate.spec import library, store
from migrate.spec.search import Way, search

SPECS = tuple(store.read(e.folder) for e in library.entries(bundled("specs")) if e.head.business in {"001", "031"})
GLOSSARY = glossary.load()


def _found(text: str) -> set[tuple[str, str]]:
    return {(hit.spec, hit.item.id) for hit in search(GLOSSARY, SPECS, text)}


@pytest.mark.parametrize("text", ["せいねんがっぴ", "セイネンガッピ", "ｾｲﾈﾝｶﾞｯﾋﾟ", "seinengappi", "SEINENGAPPI"])
def test_reading_and_romaji(text: str) -> None:
    """Kana in any form and romaji find what the name finds."""
    named = {
        (spec.id, item.id) for spec in SPECS for item in spec.items if item.name.split("_")[0].endswith("生年月日")
    }

    assert named <= _found(text)
    assert len(named) > 3


def test_not_inside_another_word() -> None:
    """せいねんがっぴ is not found in 申請年月日 (しんせいねんがっぴ)."""
    names = {hit.item.name for hit in search(GLOSSARY, SPECS, "せいねんがっぴ")}

    assert [name for name in sorted(names) if "申請" in name] == []


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("BIRTH_YMD", "生年月日"),
        ("町名", "住所_町字"),
        ("jyusho", "住所_方書"),
        ("JUSHO_CD", "住所_市区町村コード"),
        ("カナ氏名", "氏名_読み仮名"),
        ("SHIMEI_KANA", "氏名_フリガナ"),
    ],
)
def test_legacy_words(text: str, item: str) -> None:
    """An abbreviation, a synonym and another spelling of romaji lead to the standard's item."""
    assert item in {hit.item.name for hit in search(GLOSSARY, SPECS, text)}


def test_best_first() -> None:
    """The item of that very name comes first."""
    hits = search(GLOSSARY, SPECS, "氏名")

    assert (hits[0].item.name, hits[0].way) == ("氏名", Way.SAME)
    assert [hit.way for hit in hits] == sorted(hit.way for hit in hits)


def test_id_and_group() -> None:
    """A データ項目ID finds its item, a group's name its items."""
    assert {hit.item.name for hit in search(GLOSSARY, SPECS, "03100003")} == {"氏名"}
    assert len(search(GLOSSARY, SPECS, "住登外者宛名基本情報")) >= 29


@pytest.mark.parametrize("text", ["", " 　", "zzqx", "._-"])
def test_nothing(text: str) -> None:
    """What says nothing finds nothing."""
    assert search(GLOSSARY, SPECS, text) == ()
