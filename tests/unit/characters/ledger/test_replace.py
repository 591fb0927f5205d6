"""Decided characters are written, everything else keeps its bytes."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.characters.ledger.clusters import clusters
from migrate.characters.ledger.replace import replace, replacements
from migrate.model.characters import (
    COMMON,
    CharacterDecision,
    CharacterKind,
    CharacterLedger,
    CharacterVerdict,
    FoundCharacter,
    open_characters,
)

IVS = "辻\U000e0102"


def _decision(system: str, text: str, to: str = "", verdict: CharacterVerdict | None = None) -> CharacterDecision:
    meant = verdict or (CharacterVerdict.REPLACE if to else CharacterVerdict.HOLD)
    return CharacterDecision(system=system, text=text, verdict=meant, to=to)


def test_replacements_of_one_system() -> None:
    """A system follows its own decision, else that for all; what is held or kept is not replaced."""
    decisions = [
        _decision(COMMON, "￡", "£"),
        _decision(COMMON, "①", "1"),
        _decision("税", "①", verdict=CharacterVerdict.KEEP),
        _decision("税", "\ue000", "髙"),
        _decision("住記", "\ue000", "鷗"),
        _decision("税", "\ue001"),
    ]

    assert replacements(decisions, "税") == {"￡": "£", "\ue000": "髙"}
    assert replacements(decisions, "住記") == {"￡": "£", "①": "1", "\ue000": "鷗"}


@pytest.mark.parametrize(
    ("cells", "table", "expected"),
    [
        (["\ue000田\ue000", "山", None, ""], {"\ue000": "髙"}, ["髙田髙", "山", None, ""]),
        ([f"{IVS}辻"], {"辻": "X"}, [f"{IVS}X"]),
        ([f"{IVS}辻"], {IVS: "Y"}, ["Y辻"]),
        ([f"{IVS}辻"], {IVS: "Y", "辻": "X"}, ["YX"]),
        (["㈱あ"], {"㈱": "(株)"}, ["(株)あ"]),
        (["か\u3099か"], {"か": "カ"}, ["か\u3099カ"]),
        (["]^\\-"], {"]": "a", "^": "b", "\\": "c", "-": "d"}, ["abcd"]),
        ([], {"山": "川"}, []),
        (["ａＡ①"], {}, ["ａＡ①"]),
    ],
)
def test_replace(cells: list[str | None], table: dict[str, str], expected: list[str | None]) -> None:
    """Characters are whole: a selector makes another character of its base."""
    assert replace(pa.array(cells, pa.string()), table).to_pylist() == expected


def test_dictionary_column() -> None:
    """A dictionary column stays one."""
    column = pa.array(["\ue000", "山", "\ue000", None]).dictionary_encode()
    done = replace(column, {"\ue000": "髙"})

    assert (pa.types.is_dictionary(done.type), done.to_pylist()) == (True, ["髙", "山", "髙", None])


_TEXT = st.text("山髙ｱア①㈱\ue000\ue001辻か\u3099\U000e0100\U000e0102\ufa19", max_size=10)


@given(st.lists(st.one_of(st.none(), _TEXT), max_size=20))
def test_against_the_plain_way(cells: list[str | None]) -> None:
    """Only the keys change, character by character; nothing is normalised (\ufa19, ㈱ and half-width kana stay)."""
    table = {"\ue000": "髙", "辻\U000e0100": "辻", "か": "カ", "山": "﨑"}
    plain = [None if text is None else "".join(table.get(one, one) for one in clusters(text)) for text in cells]

    assert replace(pa.array(cells, pa.string()), table).to_pylist() == plain


def test_nfkc_would_have_changed_it() -> None:
    """The names used above do change under NFKC: that they came through is no accident."""
    assert [one for one in "\ufa19㈱ｱ" if unicodedata.normalize("NFKC", one) != one] == ["\ufa19", "㈱", "ｱ"]


def test_open_characters() -> None:
    """Open is what nobody decided on and what people hold back; a decision for all systems closes it too."""
    found = tuple(
        FoundCharacter(system=system, text=text, kind=CharacterKind.GAIJI, rows=1, people=1, places=())
        for system, text in (("税", "\ue000"), ("税", "\ue001"), ("税", "\ue002"), ("税", "\ue003"))
    )
    decisions = (
        _decision("税", "\ue000", "髙"),
        _decision("税", "\ue001"),
        _decision(COMMON, "\ue002", verdict=CharacterVerdict.KEEP),
    )
    ledger = CharacterLedger(target="mj", found=found, decisions=decisions)

    assert [one.text for one in open_characters(ledger)] == ["\ue001", "\ue003"]
