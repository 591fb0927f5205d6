"""The glossary holds every given term with its reading, romaji and the words under which legacy systems have it."""

from __future__ import annotations

import csv
from pathlib import Path

from migrate.files.bundled import bundled
from migrate.lexicon import glossary

_TAKEN_AWAY = {
    ("転入前", "ZEN"),  # 前 of anything
    ("異動事由", "JIYU_CD"),  # any 事由
    ("月", "MM"),  # read as NM, a name
    ("収納年月日", "RYOSHU_YMD"),  # 領収年月日 is another day
    ("標識番号", "NUMBER"),  # any number
}
"""Given abbreviations that mislead: they stand for other things in most systems."""
_WORDS = ("legacy_abbreviations", "synonyms", "not_to_confuse_with", "english_columns")


def _rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["term"]: row for row in csv.DictReader(stream)}


def test_given_terms_are_kept(shared: Path) -> None:
    """Each given term is there with its reading and romaji; words were added, and only the named ones taken away."""
    given, ours = _rows(shared / "data" / "glossary.csv"), _rows(bundled("specs") / "glossary" / "glossary.csv")
    changed = [
        term
        for term, row in given.items()
        if term not in ours or any(row[key] != ours[term][key] for key in ("reading_kana", "romaji"))
    ]
    gone = {
        (term, word)
        for term, row in given.items()
        for key in _WORDS
        for word in set(row[key].split()) - set(ours[term][key].split())
    }

    assert len(given) == 664
    assert (changed, gone) == ([], _TAKEN_AWAY)


def test_readings_do_not_repeat_the_glossary() -> None:
    """A word has its reading in one place: a term in the glossary, any other word in readings.csv."""
    with (bundled("specs") / "glossary" / "readings.csv").open(encoding="utf-8", newline="") as stream:
        words = [row["word"] for row in csv.DictReader(stream)]

    assert sorted(set(words) & set(glossary.load().terms)) == []
    assert len(words) == len(set(words))
