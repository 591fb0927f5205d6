"""Counts of characters outside a target are exact, and no text of a row stays behind."""

from __future__ import annotations

import random
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.characters.ledger.clusters import clusters
from migrate.characters.ledger.repertoire import Target, named
from migrate.characters.ledger.scan import Subject, Tally, text_of
from migrate.model.characters import COMMON, CharacterPlace, CharacterStage, FoundCharacter

SUBJECT = Subject(stage=CharacterStage.SOURCE, table="T", system="税", key="ID", ignored=frozenset({"_row"}))


def _batch(**columns: list[str | None]) -> pa.RecordBatch:
    return pa.record_batch([pa.array(cells, pa.string()) for cells in columns.values()], list(columns))


def _found(tally: Tally) -> dict[tuple[str, str], tuple[int, int, int]]:
    """System and character → cells, rows, people."""
    return {one.key: (sum(p.cells for p in one.places), one.rows, one.people) for one in tally.found()}


def test_counts() -> None:
    """Cells, rows and people are counted apart: a character twice in a cell is one cell, two cells of a row one row."""
    tally = Tally(named(Target.JISX0208))
    tally.add(_batch(ID=["1", "2", "1"], A=["髙髙", "髙", None], B=["髙", "山", "髙"]), SUBJECT)

    assert _found(tally) == {(COMMON, "髙"): (4, 3, 2)}
    assert tally.found()[0].places == (
        CharacterPlace(stage=CharacterStage.SOURCE, table="T", item="A", cells=2),
        CharacterPlace(stage=CharacterStage.SOURCE, table="T", item="B", cells=2),
    )


def test_private_use_belongs_to_its_system() -> None:
    """The same code in two systems is two lines; a character that means the same everywhere is one."""
    tally = Tally(named(Target.JISX0208))
    for system in ("住記", "税"):
        subject = Subject(stage=CharacterStage.SOURCE, table=f"T{system}", system=system)
        tally.add(_batch(A=["\ue000髙"]), subject)

    assert _found(tally) == {(COMMON, "髙"): (2, 2, 2), ("住記", "\ue000"): (1, 1, 1), ("税", "\ue000"): (1, 1, 1)}


def test_selectors_are_part_of_a_character() -> None:
    """A base with a selector is counted as it is, never as its base; a selector in front of a cell stands alone."""
    tally = Tally(named(Target.MJ))
    tally.add(_batch(A=["辻\U000e0102辻", "辻\U000e0100", "山", "\U000e0100山"]), SUBJECT)

    assert _found(tally) == {(COMMON, "辻\U000e0100"): (1, 1, 1), (COMMON, "\U000e0100"): (1, 1, 1)}


def test_same_key_in_two_tables_of_a_system_is_one_person() -> None:
    """People are different values of a key column, over all tables of the system that have it."""
    tally = Tally(named(Target.MJ))
    tally.add(_batch(ID=["1", "2"], A=["\ue000", "\ue000"]), SUBJECT)
    other = Subject(stage=CharacterStage.SOURCE, table="U", system="税", key="ID")
    tally.add(_batch(ID=["2", "3"], A=["\ue000", "山"]), other)

    assert _found(tally) == {("税", "\ue000"): (3, 3, 2)}


def test_converted_rows_go_to_the_system_that_they_came_from() -> None:
    """The lineage tells the system of a gaiji in a converted table; converted rows are no further people."""
    tally = Tally(named(Target.MJ))
    subject = Subject(stage=CharacterStage.CONVERTED, table="001 住民")
    tally.add(_batch(氏名=["\ue000", "山", "\ue000"]), subject)
    tally.add(_batch(氏名=["\ue000"]), subject, before=3)
    lineage = pa.record_batch(
        [pa.array([1, 2, 3, 4]), pa.array(["JUKI", "JUKI", "ZEI", "JUKI"])], ["target_row", "source_table"]
    )
    tally.settle("001 住民", [lineage], {"JUKI": "住記", "ZEI": "税"})

    assert _found(tally) == {("住記", "\ue000"): (2, 0, 0), ("税", "\ue000"): (1, 0, 0)}


def test_slices_and_nulls() -> None:
    """The text of a sliced column is that of the slice; empty columns have none."""
    column = pa.array(["あい", None, "", "う"], pa.string())

    assert [text_of(column), text_of(column[1:]), text_of(column[3:]), text_of(column[:0])] == [
        "あいう",
        "う",
        "う",
        "",
    ]
    assert text_of(pa.nulls(3, pa.string())) == ""


_ALPHABET = "山髙𠮷A1ｱア\ue000\ue001\U00100000\U000ff080\t～辻か\u309a\u3099\ufe00\U000e0100\U000e0102"


@given(st.lists(st.one_of(st.none(), st.text(_ALPHABET, max_size=8)), max_size=30), st.sampled_from(list(Target)))
def test_against_the_plain_way(cells: list[str | None], target: Target) -> None:
    """The fast count equals looking at every character of every cell."""
    repertoire = named(target)
    tally = Tally(repertoire)
    for start in range(0, len(cells), 7):
        tally.add(_batch(A=cells[start : start + 7]), SUBJECT)
    plain = Counter(one for text in cells for one in set(clusters(text or "")) if one not in repertoire)

    assert {one.text: one.places[0].cells for one in tally.found()} == dict(plain)


def test_many_keys_become_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where keys would need too much memory, rows are told instead of people."""
    monkeypatch.setattr("migrate.characters.ledger.scan._MOST_KEYS", 10)
    tally = Tally(named(Target.MJ))
    for _ in range(2):
        tally.add(_batch(ID=[str(n) for n in range(20)], A=["\ue000"] * 20), SUBJECT)

    assert _found(tally) == {("税", "\ue000"): (40, 40, 40)}


def test_many_keys_of_many_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all characters together would need too much, those that touch most people are told by rows."""
    monkeypatch.setattr("migrate.characters.ledger.scan._MOST_ALL", 30)
    tally = Tally(named(Target.MJ))
    for _ in range(2):
        ids = [str(n) for n in range(25)]
        tally.add(_batch(ID=ids, A=["\ue000"] * 25, B=["\ue001"] * 10 + ["山"] * 15), SUBJECT)

    assert _found(tally) == {("税", "\ue000"): (50, 50, 50), ("税", "\ue001"): (20, 20, 10)}


def test_no_text_of_a_row_is_kept() -> None:
    """What is found holds single characters, names of columns and numbers."""
    names = ["".join(random.Random(n).choices("山川田中", k=6)) + "\ue000" for n in range(50)]
    tally = Tally(named(Target.MJ))
    tally.add(_batch(ID=names, A=names), SUBJECT)
    found: tuple[FoundCharacter, ...] = tally.found()

    assert not [name for name in names if name in repr(found) or name in repr(vars(tally))]
