"""Proposals are characters of the target with their reasons; nothing is proposed that the target does not have."""

from __future__ import annotations

import random

import pytest

from migrate.characters import mojijoho
from migrate.characters.ledger.clusters import kind_of
from migrate.characters.ledger.proposals import proposals
from migrate.characters.ledger.repertoire import Target, named
from migrate.model.characters import CharacterDecision, CharacterVerdict


def _of(text: str, target: Target, *others: CharacterDecision) -> dict[str, str]:
    return {one.text: one.reason for one in proposals(text, kind_of(text), named(target), others)}


@pytest.mark.parametrize(
    ("text", "target", "to", "reason"),
    [
        ("髙", Target.JISX0208, "高", "MJ縮退マップ（JIS包摂規準UCS統合規則"),
        ("𠮷", Target.CP932, "吉", "MJ縮退マップ"),
        ("～", Target.JISX0208, "〜", "文字コード表の違い"),
        ("〜", Target.CP932, "～", "文字コード表の違い"),
        ("￠", Target.MJ, "¢", "文字コード表の違い"),
        ("㈱", Target.JISX0208, "(株)", "互換の文字"),
        ("か\u3099", Target.MJ, "が", "合成ずみの同じ文字"),
        ("辻\U000e0100", Target.MJ, "辻", "異体字セレクタ"),
        ("辻\U000e0102", Target.JISX0213, "辻", "異体字セレクタ"),
        ("∑", Target.MJ, "Σ", "形の似た文字"),
    ],
)
def test_proposed(text: str, target: Target, to: str, reason: str) -> None:
    """The expected character is among the proposals, for the expected reason."""
    assert reason in _of(text, target)[to]


def test_gaiji_of_another_system() -> None:
    """For a gaiji only what another system decided on the same code is shown, and only with the warning to look."""
    other = CharacterDecision(system="住記", text="\ue000", verdict=CharacterVerdict.REPLACE, to="髙")

    assert _of("\ue000", Target.MJ) == {}
    assert _of("\ue000", Target.MJ, other) == {"髙": "同じ符号についての「住記」の決定（字形を必ず確かめる）"}
    assert _of("\ue001", Target.MJ, other) == {}


def test_only_characters_of_the_target() -> None:
    """Of 500 MJ characters no proposal lies outside its target, and none is the character itself."""
    known, target = mojijoho.load(), named(Target.JISX0208)
    texts = [text for n in random.Random(7).sample(range(1, 58_000), 500) for text in known.writings(f"MJ{n:06}")]
    wrong = [
        (text, one.text)
        for text in texts
        for one in proposals(text, kind_of(text), target)
        if one.text == text or not target.holds_all(one.text)
    ]

    assert (wrong, len(texts) > 500) == ([], True)
