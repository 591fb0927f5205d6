"""The glossary holds every given term with its reading, romaji and the words under which legacy systems have it."""

from __future__ import annotations

import csv
from pathlib import Path

from migrate.files.bundled import bundled
from migrate.lexicon import glossary

_WORDS = ("legacy_abbreviations", "synonyms", "not_to_confuse_with", "english_columns")


def _rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["term"]: row for row in csv.DictReader(stream)}


def test_given_terms_are_kept(shared: Path) -> None:
    """Each given term is there with its reading and romaji; words were only added, never taken away."""
    given, ours = _rows(shared / "data" / "glossary.csv"), _rows(bundled("specs") / "glossary" / "glossary.csv")
    changed = [
        term
        for term, row in given.items()
        if term not in ours
        or any(row[key] != ours[term][key] for key in ("reading_kana", "romaji"))
        or any(not set(row[key].split()) <= set(ours[term][key].split()) for key in _WORDS)
    ]

    assert len(given) == 664
    assert changed == []


def test_readings_do_not_repeat_the_glossary() -> None:
    """A word has its reading in one place: a term in the glossary, any other word in readings.csv."""
    with (bundled("specs") / "glossary" / "readings.csv").open(encoding="utf-8", newline="") as stream:
        words = [row["word"] for row in csv.DictReader(stream)]

    assert sorted(set(words) & set(glossary.load().terms)) == []
    assert len(words) == len(set(words))
