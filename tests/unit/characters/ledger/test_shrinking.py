"""縮退 follows people, then declared rules; what no rule settles stays, or is put as it was declared."""

from __future__ import annotations

import pytest

from migrate.characters import mojijoho, shrink
from migrate.characters.ledger.repertoire import Target, named
from migrate.characters.ledger.shrinking import KEPT, LEFT, PUT, Shrinking, rules
from migrate.model.characters import COMMON, CharacterDecision, CharacterVerdict


def _decision(text: str, verdict: CharacterVerdict, to: str = "") -> dict[str, CharacterDecision]:
    return {text: CharacterDecision(system=COMMON, text=text, verdict=verdict, to=to)}


@pytest.mark.parametrize(
    ("text", "target", "to", "rule"),
    [
        ("髙", Target.JISX0213, "高", "MJ縮退マップ_JIS包摂規準UCS統合規則"),
        ("﨑", Target.JISX0208, "崎", "MJ縮退マップ_戸籍統一文字情報_親字正字"),
        ("～", Target.JISX0208, "〜", "文字コード表の違い"),
        ("か\u3099", Target.CP932, "が", "合成ずみの同じ文字"),
        ("辻\U000e0100", Target.JISX0213, "辻", "異体字セレクタを除いた文字"),
        ("㈱", Target.JISX0208, "", LEFT),
        ("\ue000", Target.JISX0213, "", LEFT),
        ("\U000ff080", Target.JISX0213, "", LEFT),
    ],
)
def test_rules(text: str, target: Target, to: str, rule: str) -> None:
    """Each rule does what it is named for; forms that only look alike are never taken."""
    done = Shrinking(named(target), {}).of(text)

    assert (done.to, done.rule) == (to, rule)


def test_put() -> None:
    """What cannot be shrunk becomes the declared character, and is told apart from what was shrunk."""
    shrinking = Shrinking(named(Target.JISX0208), {}, "〓")

    assert [(shrinking.of(t).to, shrinking.of(t).rule) for t in ("\ue000", "髙")] == [
        ("〓", PUT),
        ("高", "MJ縮退マップ_JIS包摂規準UCS統合規則"),
    ]


def test_people_first() -> None:
    """A decision goes before every rule; 保留 and a decision that leads out of the target leave the character."""
    target = named(Target.JISX0208)

    def rule(decisions: dict[str, CharacterDecision]) -> tuple[str, str]:
        done = Shrinking(target, decisions).of("髙")
        return done.to, done.rule

    assert rule(_decision("髙", CharacterVerdict.REPLACE, "タカ")) == ("タカ", "人の決定")
    assert rule(_decision("髙", CharacterVerdict.KEEP)) == ("", KEPT)
    assert rule(_decision("髙", CharacterVerdict.HOLD)) == ("", LEFT)
    assert rule(_decision("髙", CharacterVerdict.REPLACE, "𠮷")) == ("", LEFT)


def test_two_candidates_of_one_rank_are_nobodys_choice() -> None:
    """Over the whole map: nothing is taken where the first table that leads into the target names two of one rank."""
    target, known, table = named(Target.JISX0208), mojijoho.load(), shrink.load()
    shrinking = Shrinking(target, {})
    open_ = [
        text
        for n in range(1, 60_000, 37)
        for text in known.writings(f"MJ{n:06}")[:1]
        if text not in target and table.candidates(f"MJ{n:06}") and shrinking.of(text).rule == LEFT
    ]
    taken = [
        text
        for n in range(1, 60_000, 37)
        for text in known.writings(f"MJ{n:06}")[:1]
        if text not in target and shrinking.of(text).to
    ]

    assert (len(taken) > 300, len(open_) > 10) == (True, True)
    assert [text for text in taken if not target.holds_all(shrinking.of(text).to)] == []


def test_every_table_of_the_map_has_a_rule() -> None:
    """The declared order names each table of MJ縮退マップ exactly once; a further table would need its place."""
    known = mojijoho.load()
    tables = {
        reason.table
        for n in range(1, 60_000)
        for one in shrink.load().candidates(f"MJ{n:06}")
        for reason in one.reasons
    }
    named_ = [rule.name.removeprefix("MJ縮退マップ_") for rule in rules() if rule.name.startswith("MJ縮退マップ_")]

    assert (sorted(named_), known.present) == (sorted(tables), True)
